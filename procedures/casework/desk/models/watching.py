"""Who follows a case without having it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from procedures.requests.models import ServiceRequest


class Watch(models.Model):
    """Somebody of the staff who wants to be told of a case; gone when they may not see it."""

    service_request = models.ForeignKey(
        ServiceRequest, on_delete=models.CASCADE, related_name="watches"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="watches"
    )
    since = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service_request", "user"], name="watched_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} watches {self.service_request_id}"
