"""Who of the staff stepped aside from a case for a conflict of interest (DOMAIN R24)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from .request import ServiceRequest


class Excuse(models.Model):
    """Somebody who may read a case and decide nothing of it; why is in the case's story."""

    service_request = models.ForeignKey(
        ServiceRequest, on_delete=models.CASCADE, related_name="excuses"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service_request", "user"], name="excused_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} of {self.service_request_id}"
