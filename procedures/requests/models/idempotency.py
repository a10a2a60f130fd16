"""One filing for one Idempotency-Key, however often it is sent."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from .request import ServiceRequest


class FilingKey(models.Model):
    """A client's key and what it filed; written in the transaction of the filing itself.

    `client` is a keyed digest, kept 24 h, so it leads nobody back to a person.
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
        return self.key
