"""Taking documents in: checked before they are kept, given up when nobody claims them.

Order of the checks: size before reading, quota, first bytes against the ending of the name, and the
whole file by the decoder that knows it. What passes is written under a random name and only then
has a row; a file whose row never came to be is found by the sweep.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.module_loading import import_string

from backend.security.digests import keyed_digest

from .images import redraw
from .kinds import ENDINGS, PDF, Kind, sniff
from .models import Document, ScanState, private_storage, random_name
from .names import clean_name, kept_name, split_ending
from .pdfs import FINE, verdict
from .rejections import Rejected

__all__ = ["Rejected", "claim", "discard", "store", "sweep_unclaimed"]


def store(file: File[bytes], *, name: str, uploader: str = "") -> Document:
    """Keep a file, not yet claimed, for UPLOAD_KEEP_HOURS.

    Not to be called inside an operation: it writes a file and may take a second.

    Args:
        file: as Django received it.
        name: as the sender calls it; only its ending is believed, and only if the bytes agree.
        uploader: something that tells one person without a log-in from another (session, address),
            kept only as a digest of the day and only until the claim; "" for staff, who have no
            quota.

    Raises:
        Rejected: `empty too_large quota type mismatch too_many_pixels unreadable encrypted active
            infected`.
    """
    content = _read(file)
    digest = _digest_of(uploader)
    _demand_quota(digest, len(content))
    stem, ending = split_ending(clean_name(name))
    kind = _kind_of(content, ending)
    kept = _checked(content, kind)
    media_type, kept_ending = kind.kept_as
    document = Document(
        name=kept_name(stem, kept_ending),
        media_type=media_type,
        size=len(kept),
        sha256=hashlib.sha256(kept).hexdigest(),
        expires_at=timezone.now() + _keeping(),
        uploader_digest=digest,
        scan_state=_scanned(kept),
    )
    document.file.name = private_storage().save(random_name(document, ""), ContentFile(kept))
    try:
        document.save()
    except BaseException:
        private_storage().delete(document.file.name)
        raise
    return document


def claim(documents: Sequence[Document]) -> None:
    """Make documents belong to a request, under the caller's transaction.

    Raises:
        Rejected: `gone` (expired or discarded) or `taken` (claimed before, or named twice).
    """
    now = timezone.now()
    locked = Document.objects.select_for_update().in_bulk([document.pk for document in documents])
    for document in documents:
        row = locked.get(document.pk)
        if row is None:
            raise Rejected("gone")
        if row.claimed_at is not None:
            raise Rejected("taken")
        if row.expires_at is None or row.expires_at <= now:
            raise Rejected("gone")
        for one in (row, document):
            one.claimed_at, one.expires_at, one.uploader_digest = now, None, ""
        row.save(update_fields=["claimed_at", "expires_at", "uploader_digest"])


@transaction.atomic
def discard(document: Document) -> None:
    """Give up a document nobody claimed: the row at once, the file once that is certain.

    Raises:
        Rejected: `taken`, it belongs to a request; `gone`, it was discarded before.
    """
    row = Document.objects.select_for_update().filter(pk=document.pk).first()
    if row is None:
        raise Rejected("gone")
    if row.claimed_at is not None:
        raise Rejected("taken")
    name = row.file.name or ""
    row.delete()
    transaction.on_commit(lambda: private_storage().delete(name))


def sweep_unclaimed() -> int:
    """Discard what nobody claimed in time, and files whose row never came to be.

    Returns:
        How many documents and stray files went away.
    """
    gone = 0
    for document in Document.objects.expired(timezone.now()).iterator(chunk_size=200):
        try:
            discard(document)
        except Rejected:  # claimed or discarded while we looked
            continue
        gone += 1
    return gone + _sweep_strays()


def _sweep_strays() -> int:
    """Old files without a row; one being written now, or in an open transaction, is young."""
    storage = private_storage()
    oldest_kept = timezone.now() - _keeping()
    gone = 0
    folders = storage.listdir("")[0] if storage.exists("") else []
    for folder in folders:
        found = {f"{folder}/{name}" for name in storage.listdir(folder)[1]}
        known = Document.objects.filter(file__startswith=f"{folder}/")
        for name in found - set(known.values_list("file", flat=True)):
            if storage.get_modified_time(name) < oldest_kept:
                storage.delete(name)
                gone += 1
    return gone


def _read(file: File[bytes]) -> bytes:
    limit = settings.UPLOAD_MAX_BYTES
    too_large = Rejected("too_large", megabytes=limit // 1024 // 1024)
    if (file.size or 0) > limit:
        raise too_large
    content: bytes = file.read(limit + 1)  # the size said may not be the size there is
    if len(content) > limit:
        raise too_large
    if not content:
        raise Rejected("empty")
    return content


def _digest_of(uploader: str) -> str:
    """Different every day, so that it tells nobody's habits."""
    if not uploader:
        return ""
    return keyed_digest("uploader", timezone.localdate().isoformat(), uploader).hex()


def _demand_quota(digest: str, size: int) -> None:
    """People without a log-in have so many files, and so many bytes, waiting to be claimed."""
    if not digest:
        return
    used = Document.objects.filter(uploader_digest=digest).aggregate(
        files=Count("id"), size=Sum("size", default=0)
    )
    if (
        used["files"] >= settings.UPLOAD_QUOTA_FILES
        or used["size"] + size > settings.UPLOAD_QUOTA_BYTES
    ):
        raise Rejected("quota")


def _kind_of(content: bytes, ending: str) -> Kind:
    """The format, where bytes and ending say the same."""
    kind = sniff(content)
    if kind is None:
        raise Rejected("mismatch" if ending in ENDINGS else "type")
    if ending not in kind.endings:
        raise Rejected("mismatch")
    return kind


def _checked(content: bytes, kind: Kind) -> bytes:
    """What to keep: a photo drawn again, a PDF as it is (or its signatures would be lost)."""
    if kind is not PDF:
        return redraw(content, kind)
    found = verdict(content)
    if found != FINE:
        raise Rejected(found)
    return content


def _scanned(content: bytes) -> ScanState:
    """Ask the antivirus, where the installation names one: DOCUMENT_SCANNER, a dotted path to
    `scan(content) -> True (clean), False (infected) or None (no answer)`."""
    if not settings.DOCUMENT_SCANNER:
        return ScanState.UNSCANNED
    scan: Callable[[bytes], bool | None] = import_string(settings.DOCUMENT_SCANNER)
    answer = scan(content)
    if answer is False:
        raise Rejected("infected")
    return ScanState.CLEAN if answer else ScanState.UNSCANNED


def _keeping() -> dt.timedelta:
    return dt.timedelta(hours=settings.UPLOAD_KEEP_HOURS)
