"""How much may be handed in: by one person, from one address, on one disk, and at one time.

A person without a log-in is whoever holds a session or a draft. Dropping the cookie makes them
another person but not another address, so an address has its own measure, wide enough for a
cybercafé or a telephone company's shared one. It is counted in the cache for an hour, under a
keyed digest, and leads nobody back (`backend.security.limits`).
"""

from __future__ import annotations

import math
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Sum
from django.utils import timezone

from backend.security.digests import keyed_digest
from backend.security.limits import Limit

from .models import Document, private_storage
from .rejections import Rejected

HOUR = 60 * 60
PATIENCE = 20  # seconds a file waits for its turn to be drawn or inspected


@dataclass(frozen=True)
class Uploader:
    """Who hands in a file without a log-in.

    Attributes:
        person: what tells one from another (a session, a draft); "" where there is nothing.
        address: as `backend.security.limits.address_of` gives it.
    """

    person: str = ""
    address: str = ""

    @property
    def digest(self) -> str:
        """Different every day, so that it tells nobody's habits; "" for nobody."""
        told = self.person or self.address
        if not told:
            return ""
        return keyed_digest("uploader", timezone.localdate().isoformat(), told).hex()


def demand_quota(uploader: Uploader, size: int) -> None:
    """Count `size` bytes more against who hands them in.

    Raises:
        Rejected: `quota`, too much of one person waits to be claimed; `address_quota`.
    """
    if digest := uploader.digest:
        used = Document.objects.filter(uploader_digest=digest).aggregate(
            files=Count("id"), size=Sum("size", default=0)
        )
        if (
            used["files"] >= settings.UPLOAD_QUOTA_FILES
            or used["size"] + size > settings.UPLOAD_QUOTA_BYTES
        ):
            raise Rejected("quota")
    if uploader.address:
        _demand_quota_of_address(uploader.address, size)


def _demand_quota_of_address(address: str, size: int) -> None:
    files = Limit("uploads of an address", settings.UPLOAD_ADDRESS_FILES, HOUR)
    weight = Limit("upload bytes of an address", settings.UPLOAD_ADDRESS_BYTES, HOUR)
    wait = max(files.spend(address), weight.spend(address, size))
    if wait:
        raise Rejected("address_quota", minutes=math.ceil(wait / 60))


def demand_room(size: int) -> None:
    """Leave the disk with what the database and the logs need.

    Raises:
        Rejected: `disk`.
    """
    try:
        place = private_storage().path("")
    except NotImplementedError:  # not on a disk of ours
        return
    try:
        free = shutil.disk_usage(place).free
    except FileNotFoundError:  # the first file makes the folder
        return
    if free - size < settings.UPLOAD_DISK_RESERVE:
        raise Rejected("disk")


_turns = threading.BoundedSemaphore(settings.UPLOADS_AT_ONCE)


@contextmanager
def turn() -> Iterator[None]:
    """Wait for one of UPLOADS_AT_ONCE places of this process: drawing a photo takes memory.

    Raises:
        Rejected: `busy`, none in PATIENCE seconds.
    """
    if not _turns.acquire(timeout=PATIENCE):
        raise Rejected("busy")
    try:
        yield
    finally:
        _turns.release()
