"""A draft: what somebody began to write and has not sent.

Nobody reads it but who wrote it: the answers are one sealed text, and what opens it (the link, the
code) is derived from a secret outside the database. When its day comes it is deleted for good.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procedures.catalogue.models import ProcedureVersion


class DraftQuerySet(models.QuerySet["Draft"]):
    def alive(self, now: dt.datetime) -> DraftQuerySet:
        """Those whose day has not come."""
        return self.filter(expires_at__gt=now)

    def over(self, now: dt.datetime) -> DraftQuerySet:
        """Those to be deleted."""
        return self.filter(expires_at__lte=now)

    def to_remind(self, now: dt.datetime, before: dt.timedelta) -> DraftQuerySet:
        """Those that end within `before`, of people with an address nobody reminded yet."""
        ending = self.alive(now).filter(expires_at__lte=now + before)
        return ending.filter(reminded_at=None).exclude(sealed_email="")


class Draft(models.Model):
    """One filing under way. `revision` grows with every save, so that two windows can be told."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="+")
    nonce = models.CharField(max_length=32)
    code_digest = models.CharField(max_length=64, unique=True)
    sealed = models.TextField()
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("se borra"), db_index=True)
    sealed_email = models.TextField(blank=True, default="")
    reminded_at = models.DateTimeField(null=True, blank=True)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[models.Manager[Draft]] = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("borrador")
        verbose_name_plural = _("borradores")
        ordering: ClassVar = ["created_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="draft_of_staff_writes_to_nobody",
                condition=Q(staff=None) | Q(sealed_email=""),
            )
        ]

    def __str__(self) -> str:
        return str(self.id)[:8]
