"""Questions between areas."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from procedures.requests.models import Event, ServiceRequest


class Opinion(models.Model):
    """A question to another area and its answer (DOMAIN R22; LFPA arts. 53-55)."""

    service_request = models.ForeignKey(
        ServiceRequest, on_delete=models.PROTECT, related_name="opinions"
    )
    area = models.CharField(_("área"), max_length=40)
    question = models.TextField(_("pregunta"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    answer = models.TextField(_("opinión"), blank=True, default="")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    # What came with the question and with the answer hangs from these.
    asked_in = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, related_name="+")
    answered_in = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(
                fields=["area", "due_on"],
                condition=models.Q(answered_at=None),
                name="opinion_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"opinion of {self.area} on {self.service_request_id}"
