"""To whom a case goes by itself when an area gets it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.accounts.history import history
from backend.accounts.roles import Role
from procedures.catalogue.models import Procedure


class Way(models.TextChoices):
    MANUAL = "manual", _("Nadie: la toma o la asigna una persona")
    ROUND_ROBIN = "round_robin", _("Por turnos, entre quienes tienen una función en el área")
    FIXED = "fixed", _("Siempre la misma persona")


class AssignmentRule(models.Model):
    """One of an area, or of one procedure in it, which goes before; never deleted: `manual`."""

    area = models.CharField(_("área"), max_length=40)
    procedure = models.ForeignKey(
        Procedure,
        verbose_name=_("trámite"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    way = models.CharField(_("se asigna a"), max_length=12, choices=Way.choices)
    role = models.CharField(_("función"), max_length=20, choices=Role.choices, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("persona"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    history = history()

    class Meta:
        ordering: ClassVar = ["area", "procedure__name", "id"]
        verbose_name = _("regla de asignación")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area", "procedure"], name="rule_of_a_procedure_once"),
            models.UniqueConstraint(
                fields=["area"],
                condition=Q(procedure__isnull=True),
                name="rule_of_an_area_once",
            ),
            models.CheckConstraint(
                name="rule_says_to_whom",
                condition=Q(way="manual", role="", person__isnull=True)
                | (Q(way="round_robin", person__isnull=True) & ~Q(role=""))
                | Q(way="fixed", role="", person__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area}: {self.way}"


class Turn(models.Model):
    """Whose turn it was last by a rule: one row a rule, locked while the next is chosen."""

    rule = models.OneToOneField(AssignmentRule, on_delete=models.CASCADE, related_name="turn")
    last = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"turn of {self.rule_id}"
