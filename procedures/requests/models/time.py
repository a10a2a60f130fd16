"""Time as intervals with an owner, and the facts every figure is counted from."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from .request import OutcomeChoices, ServiceRequest, Source


class Owner(models.TextChoices):
    """Whose time is running (ARCHITECTURE rule 8)."""

    UTILITY = "utility", _("Organismo")
    CITIZEN = "citizen", _("Persona solicitante")
    NOBODY = "nobody", _("Nadie")


class ClockInterval(models.Model):
    """A stretch of time with one owner, in one state. Days count as (started_on, ended_on]."""

    service_request = models.ForeignKey(
        ServiceRequest, on_delete=models.CASCADE, related_name="intervals"
    )
    owner = models.CharField(max_length=8, choices=Owner.choices)
    state = models.CharField(max_length=60)
    phase = models.CharField(max_length=20)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    restarts = models.BooleanField(default=False)
    reason = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["service_request"],
                condition=models.Q(ended_on__isnull=True),
                name="one_running_interval",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner} {self.started_on}–{self.ended_on or '…'}"


class FactKind(models.TextChoices):
    FILED = "filed", _("Presentada")
    CORRECTED = "corrected", _("Prevenida")
    CLOSED = "closed", _("Concluida")
    INVITED = "invited", _("Encuesta ofrecida")
    APPEALED = "appealed", _("Recurrida")


class FactQuerySet(models.QuerySet["Fact"]):
    def filed(self) -> FactQuerySet:
        return self.filter(kind=FactKind.FILED)

    def closed(self) -> FactQuerySet:
        return self.filter(kind=FactKind.CLOSED)


class Fact(models.Model):
    """A countable thing that happened; carries no person, so it outlives anonymising (rule 14).

    Days are business days of the procedure's calendar.
    """

    kind = models.CharField(max_length=10, choices=FactKind.choices)
    service_request = models.ForeignKey(
        ServiceRequest, on_delete=models.SET_NULL, null=True, related_name="facts"
    )
    procedure = models.CharField(max_length=80)
    area = models.CharField(max_length=40, blank=True, default="")
    source = models.CharField(max_length=10, choices=Source.choices)
    on = models.DateField()
    outcome = models.CharField(
        max_length=20, blank=True, default="", choices=OutcomeChoices.choices
    )
    utility_days = models.PositiveIntegerField(null=True, blank=True)
    citizen_days = models.PositiveIntegerField(null=True, blank=True)
    total_days = models.PositiveIntegerField(null=True, blank=True)
    on_time = models.BooleanField(null=True, blank=True)

    objects: ClassVar[Any] = FactQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["kind", "on", "procedure"], name="fact_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on} {self.procedure}"
