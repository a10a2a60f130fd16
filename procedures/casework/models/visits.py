"""Visits, and who makes them."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.accounts.history import history
from procedures.requests.models import ServiceRequest

from .codes import new_code


class InspectorCredential(models.Model):
    """What an accredited officer shows at a door, and anybody may check (LNETB arts. 108-112).

    The photo was drawn again: no place, no camera, and small enough for a telephone.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("inspector"),
        on_delete=models.PROTECT,
        related_name="credential",
    )
    number = models.CharField(_("número de credencial"), max_length=30, unique=True)
    photo = models.BinaryField(null=True)
    active = models.BooleanField(_("vigente"), default=True)
    valid_until = models.DateField(_("vence"), null=True, blank=True)  # its last day, if it has one

    history = history(excluded_fields=["photo"])

    class Meta:
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return f"credential {self.number}"

    def in_force(self, on: dt.date) -> bool:
        """Whether it may be shown at a door on a day."""
        return self.active and (self.valid_until is None or on <= self.valid_until)


class VisitKind(models.TextChoices):
    """What the user asked for, or an act of authority with its own formalities (DOMAIN §12.2)."""

    TECHNICAL = "technical", _("Visita técnica")
    VERIFICATION = "verification", _("Visita de verificación")


class VisitStatus(models.TextChoices):
    PLANNED = "planned", _("Programada")
    DONE = "done", _("Realizada")
    CANCELLED = "cancelled", _("Cancelada")


class Visit(models.Model):
    """A visit by somebody accredited, which the person knows of before (DOMAIN §12.1)."""

    service_request = models.ForeignKey(
        ServiceRequest, on_delete=models.PROTECT, related_name="visits"
    )
    code = models.CharField(max_length=20, unique=True, default=new_code)
    area = models.CharField(_("área"), max_length=40)
    inspector = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("inspector"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    kind = models.CharField(max_length=12, choices=VisitKind.choices, default=VisitKind.TECHNICAL)
    purpose = models.CharField(_("para qué"), max_length=200, blank=True, default="")
    on = models.DateField(_("fecha"))
    window = models.CharField(_("horario"), max_length=40)
    status = models.CharField(
        max_length=10, choices=VisitStatus.choices, default=VisitStatus.PLANNED
    )
    times_moved = models.PositiveSmallIntegerField(default=0)
    moved_because = models.TextField(_("por qué se cambió"), blank=True, default="")
    result = models.TextField(_("resultado"), blank=True, default="")
    done_at = models.DateTimeField(null=True, blank=True)
    # Of a verification: until when the person may say something about the acta (LFPA art. 68).
    comments_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["inspector", "on"], name="visit_of_inspector")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["service_request"],
                condition=models.Q(status="planned"),
                name="one_planned_visit",
            ),
        ]

    def __str__(self) -> str:
        return f"visit {self.on} of {self.service_request_id}"


class VisitDraft(models.Model):
    """What was typed and photographed on a visit and is not handed in yet: sealed, gone once it is.

    It is here and not on the telephone, which may be lost, lent or changed on the way.
    """

    visit = models.OneToOneField(Visit, on_delete=models.CASCADE, related_name="draft")
    answers = models.TextField(blank=True, default="")
    papers = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"draft of {self.visit_id}"
