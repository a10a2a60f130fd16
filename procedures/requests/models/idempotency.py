"""One filing for one Idempotency-Key, however often it is sent."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from .request import ServiceRequest


class FilingKey(models.Model):
    """A client's key and what it filed; written in the transaction of the filing itself.

    Both are keyed digests, kept 24 h: nobody is led back to a person, and who reads the table has
    nothing to send again.
    """

    client = models.CharField(max_length=64)
    key = models.CharField(max_length=200)
    body_hash = models.CharField(max_length=64)
    service_request = models.ForeignKey(
        ServiceRequest, on_delete=models.CASCADE, null=True, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "key"], name="filing_key_once"),
        ]

    def __str__(self) -> str:
        return self.key[:8]
