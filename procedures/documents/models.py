"""A document: a file somebody handed in, checked, and kept where no address leads."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from typing import Any, ClassVar

from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.accounts.history import history


def private_storage() -> Storage:
    """The storage without a public address; only `serving.response_for` hands files out."""
    return storages["private"]


def random_name(_document: Document, _name: str) -> str:
    """A path that says nothing of the file, in one of 256 folders."""
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name[2:]}"


class ScanState(models.TextChoices):
    """What the antivirus said. Without an answer it is never "clean"."""

    UNSCANNED = "unscanned", _("Sin revisar por antivirus")
    CLEAN = "clean", _("Revisado por antivirus")


class DocumentQuerySet(models.QuerySet["Document"]):
    def unclaimed(self) -> DocumentQuerySet:
        return self.filter(claimed_at__isnull=True)

    def expired(self, now: dt.datetime) -> DocumentQuerySet:
        return self.unclaimed().filter(expires_at__lte=now)


class Document(models.Model):
    """A file and what is known of it; `sha256` and `size` are those of what is kept.

    Until a request claims it, it has an end and a digest of who uploaded it, for the quota; both
    go away with the claim, so that nothing leads from an anonymous filing to a connection.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("nombre"), max_length=120)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField(_("tamaño"))
    sha256 = models.CharField(max_length=64)
    file = models.FileField(storage=private_storage, upload_to=random_name)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    uploader_digest = models.CharField(max_length=64, blank=True, default="")
    scan_state = models.CharField(
        max_length=10, choices=ScanState.choices, default=ScanState.UNSCANNED
    )
    # Only what nobody claimed is ever deleted, and then its name must vanish as well.
    history = history(excluded_fields=["file", "uploader_digest"], cascade_delete_history=True)

    objects: ClassVar[Any] = DocumentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["created_at", "id"]
        verbose_name = _("documento")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="document_claimed_or_ending",
                condition=models.Q(
                    claimed_at__isnull=False, expires_at__isnull=True, uploader_digest=""
                )
                | models.Q(claimed_at__isnull=True, expires_at__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["uploader_digest"],
                condition=~models.Q(uploader_digest=""),
                name="document_uploader",
            ),
            models.Index(
                fields=["expires_at"],
                condition=models.Q(claimed_at__isnull=True),
                name="document_ending",
            ),
        ]

    def __str__(self) -> str:
        return self.name
