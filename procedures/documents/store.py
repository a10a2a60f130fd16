"""Taking documents in: checked before they are kept, given up when nobody claims them.

Order of the checks: size before reading, quotas, first bytes against the ending of the name, the
whole file by the decoder that knows it, and the antivirus. What passes is written under a random
name and only then has a row; a file whose row never came to be is found by the sweep.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone

from .images import redraw
from .kinds import ENDINGS, PDF, Kind, sniff
from .models import Document, ScanState, private_storage, random_name
from .names import clean_name, kept_name, split_ending
from .pdfs import FINE, examine
from .quotas import Uploader, demand_quota, demand_room, turn
from .rejections import Rejected
from .scanning import scan

__all__ = [
    "Rejected",
    "Uploader",
    "claim",
    "discard",
    "keep_until",
    "store",
    "store_again",
    "sweep_unclaimed",
]


def store(
    file: File[bytes], *, name: str, uploader: Uploader | None = None, bare: bool = False
) -> Document:
    """Keep a file, not yet claimed, for UPLOAD_KEEP_HOURS.

    Not to be called inside an operation: it writes a file and may take a second.

    Args:
        file: as Django received it.
        name: as the sender calls it; only its ending is believed, and only if the bytes agree.
        uploader: who hands it in without a log-in, kept only as a digest of the day and only until
            the claim; None for staff, who have no quota.
        bare: take out of a PDF whatever tells who made it, because the request it is for may be
            anonymous (DOMAIN §8.2). A signed one is kept to the byte and says so (`bare`).

    Raises:
        Rejected: `empty too_large quota address_quota disk busy type mismatch too_many_pixels
            unreadable encrypted active infected`.
    """
    content = _read(file)
    if uploader is not None:
        demand_quota(uploader, len(content))
    demand_room(len(content))
    stem, ending = split_ending(clean_name(name))
    kind = _kind_of(content, ending)
    with turn():
        kept, is_bare = _checked(content, kind, bare=bare)
    state = scan(content if kind is PDF else kept)  # written anew, a PDF is packed more tightly
    if state == ScanState.INFECTED:
        raise Rejected("infected")
    media_type, kept_ending = kind.kept_as
    document = Document(
        name=kept_name(stem, kept_ending), media_type=media_type, scan_state=state, bare=is_bare
    )
    return _write(document, kept, uploader)


def store_again(document: Document, *, uploader: Uploader | None = None) -> Document:
    """The same file once more, waiting for another request: to the byte, and a file of its own.

    Two rows never share a file, so that giving one up, or erasing it, leaves the other whole. Not
    to be called inside an operation either.

    Args:
        document: of a request whose person says that it may be used again.
        uploader: whose quotas it counts against; None for staff.

    Raises:
        Rejected: `infected` (found so since), `gone` (the file is), or a quota.
    """
    if document.is_held_back:
        raise Rejected("infected")
    if uploader is not None:
        demand_quota(uploader, document.size)
    demand_room(document.size)
    try:
        with private_storage().open(document.file.name or "") as file:
            content = file.read()
    except FileNotFoundError:
        raise Rejected("gone") from None
    copy = Document(
        name=document.name,
        media_type=document.media_type,
        scan_state=document.scan_state,
        bare=document.bare,
    )
    return _write(copy, content, uploader)


def _write(document: Document, content: bytes, uploader: Uploader | None) -> Document:
    document.size, document.sha256 = len(content), hashlib.sha256(content).hexdigest()
    document.expires_at = timezone.now() + _keeping()
    document.uploader_digest = uploader.digest if uploader else ""
    document.file.name = private_storage().save(random_name(document, ""), ContentFile(content))
    try:
        document.save()
    except BaseException:
        private_storage().delete(document.file.name)
        raise
    return document


def claim(documents: Sequence[Document]) -> None:
    """Make documents belong to a request, under the caller's transaction.

    Raises:
        Rejected: `gone` (expired or discarded), `taken` (claimed before, or named twice) or
            `infected` (found so since it came).
    """
    now = timezone.now()
    locked = Document.objects.select_for_update().in_bulk([document.pk for document in documents])
    for document in documents:
        row = locked.get(document.pk)
        if row is None:
            raise Rejected("gone")
        if row.claimed_at is not None:
            raise Rejected("taken")
        if row.is_held_back:
            raise Rejected("infected")
        if row.expires_at is None or row.expires_at <= now:
            raise Rejected("gone")
        for one in (row, document):
            one.claimed_at, one.expires_at, one.uploader_digest = now, None, ""
        row.save(update_fields=["claimed_at", "expires_at", "uploader_digest"])


def keep_until(ids: Iterable[str | UUID], moment: dt.datetime) -> None:
    """Let uploads that wait live as long as what they wait for; never shorter than they would.

    Args:
        ids: those that are gone or claimed are left as they are.
    """
    waiting = Document.objects.unclaimed().filter(pk__in=list(ids), expires_at__lt=moment)
    waiting.update(expires_at=moment)


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


def _kind_of(content: bytes, ending: str) -> Kind:
    """The format, where bytes and ending say the same."""
    kind = sniff(content)
    if kind is None:
        raise Rejected("mismatch" if ending in ENDINGS else "type")
    if ending not in kind.endings:
        raise Rejected("mismatch")
    return kind


def _checked(content: bytes, kind: Kind, *, bare: bool) -> tuple[bytes, bool]:
    """What to keep, and whether it is bare: a photo drawn again; a PDF as it is, or without its
    metadata where that is asked and no signature would be lost."""
    if kind is not PDF:
        return redraw(content, kind), True
    found = examine(content, bare=bare)
    if found.verdict != FINE:
        raise Rejected(found.verdict)
    return found.bare or content, found.bare is not None


def _keeping() -> dt.timedelta:
    return dt.timedelta(hours=settings.UPLOAD_KEEP_HOURS)
