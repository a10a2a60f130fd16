"""A problem somebody of the staff saw, and its solution."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.accounts.history import history
from procedures.catalogue.models import Procedure


class Where(models.TextChoices):
    """Which way of doing the procedure has the problem."""

    DIGITAL = "digital", _("En línea")
    IN_PERSON = "in_person", _("En persona o por teléfono")
    INSIDE = "inside", _("Dentro del organismo")


class Status(models.TextChoices):
    OPEN = "open", _("Sin solución")
    SOLVED = "solved", _("Resuelto")
    DISMISSED = "dismissed", _("No se cambia")


class Problem(models.Model):
    """One problem of one procedure; `solution` says what was done, or why nothing is."""

    procedure = models.ForeignKey(
        Procedure, verbose_name=_("trámite"), on_delete=models.PROTECT, related_name="problems"
    )
    where = models.CharField(_("dónde ocurre"), max_length=10, choices=Where.choices)
    description = models.TextField(_("problema"))
    folio = models.CharField(_("folio"), max_length=32, blank=True, default="")
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reported_at = models.DateTimeField(_("anotado"))
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    solution = models.TextField(_("solución"), blank=True, default="")
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(_("cerrado"), null=True, blank=True)
    history = history()

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = _("problema")
        indexes: ClassVar = [
            models.Index(fields=["status", "-id"], name="problem_status"),
            models.Index(fields=["procedure", "-id"], name="problem_procedure"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="problem_settled_says_how",
                condition=models.Q(status="open", settled_at__isnull=True)
                | (~models.Q(status="open") & models.Q(settled_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"problem {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.status == Status.OPEN
