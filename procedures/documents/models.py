"""A document: a file somebody handed in, checked, and kept where no address leads."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext
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
    """What the antivirus said. Without an answer it is never "clean"; infected is never served."""

    UNSCANNED = "unscanned", _("Sin revisar por antivirus")
    CLEAN = "clean", _("Revisado por antivirus")
    INFECTED = "infected", _("Retenido por el antivirus")


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
    # Nothing in it besides what it shows: a photo drawn again, a PDF without its metadata.
    bare = models.BooleanField(default=False)
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
            models.Index(
                fields=["created_at"],
                condition=models.Q(scan_state=ScanState.UNSCANNED),
                name="document_unscanned",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_held_back(self) -> bool:
        """The antivirus found something in it: nobody is given it."""
        return self.scan_state == ScanState.INFECTED

    @property
    def scan_words(self) -> str:
        """What the antivirus said, for people: one that is only late is told from one not there."""
        if self.scan_state == ScanState.UNSCANNED and settings.CLAMD_URL:
            return gettext("Revisión de antivirus pendiente")
        return str(ScanState(self.scan_state).label)
