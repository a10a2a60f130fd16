"""Visits, and who makes them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from procedures.requests.models import ServiceRequest

from .codes import new_code


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
    on = models.DateField(_("fecha"))
    window = models.CharField(_("horario"), max_length=40)
    status = models.CharField(
        max_length=10, choices=VisitStatus.choices, default=VisitStatus.PLANNED
    )
    times_moved = models.PositiveSmallIntegerField(default=0)
    result = models.TextField(_("resultado"), blank=True, default="")
    done_at = models.DateTimeField(null=True, blank=True)

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
