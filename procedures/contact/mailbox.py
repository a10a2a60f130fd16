"""The institutional mailbox: each mail becomes an enquiry once, or a line of the one it answers.

Mails stay where they are, marked as read, so nothing is lost by reading them. A server that is away
is asked again the next time; a mail that cannot be taken is left unread and stops no other.
"""

from __future__ import annotations

import datetime as dt
import imaplib
import logging
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import parseaddr
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.accounts.actors import SYSTEM
from backend.accounts.history import acting
from procedures.requests import crypto
from procedures.requests.folios import BadFolio

from .channels import channel_of
from .letters import Letter, read_letter
from .models import Enquiry, EnquiryEntry, EntryKind, Kind, State
from .numbers import parse_number
from .operations import Change, open_again
from .receiving import digest_of, known, receive
from .words import LONGEST_NAME, LONGEST_SUBJECT, LONGEST_TEXT, words_of

logger = logging.getLogger(__name__)
AT_ONCE = 50  # mails of one reading; the next one, minutes later, goes on
LARGEST = 10 * 1024 * 1024  # bytes of a mail that is read whole; of a larger one, its headers
SECONDS = 20  # the server may take, each time it is asked
AWAY = (OSError, imaplib.IMAP4.error, EOFError)
Box = Any  # imaplib.IMAP4_SSL, or what stands for it in a test


@contextmanager
def open_box() -> Iterator[Box]:
    """The mailbox of MAILBOX_URL: `imaps://user:password@host:993/INBOX`."""
    told = urlsplit(settings.MAILBOX_URL)
    box = imaplib.IMAP4_SSL(
        told.hostname or "",
        told.port or 993,
        ssl_context=ssl.create_default_context(),
        timeout=SECONDS,
    )
    try:
        box.login(unquote(told.username or ""), unquote(told.password or ""))
        answer, _said = box.select(f'"{unquote(told.path.lstrip("/")) or "INBOX"}"')
        if answer != "OK":
            raise imaplib.IMAP4.error("the folder does not open")
        yield box
    finally:
        try:
            box.logout()
        except AWAY:
            pass


def read_mailbox(opened: Callable[[], Any] = open_box) -> int:
    """Take what is new; safe to repeat, and for two to do at once.

    Returns:
        How many mails were taken in. A server that is away is logged, never raised.
    """
    if not channel_of(Kind.MAILBOX).active:
        return 0
    taken = 0
    try:
        with opened() as box:
            _answer, found = box.uid("SEARCH", None, "UNSEEN")
            for uid in (found[0] or b"").split()[:AT_ONCE]:
                taken += _take(box, uid.decode())
    except AWAY as away:  # what a server says may hold an address: only its kind is told
        logger.warning("the mailbox is away: %s", type(away).__name__)
    return taken


def _take(box: Box, uid: str) -> bool:
    try:
        raw, moment = _fetch(box, uid)
        new = take_in(read_letter(raw), received_at=moment)
    except AWAY:
        raise
    except Exception as wrong:  # one mail stops no other, and stays unread
        logger.error("mail %s of the mailbox was not taken: %s", uid, type(wrong).__name__)
        return False
    box.uid("STORE", uid, "+FLAGS", r"(\Seen)")
    return new


def _fetch(box: Box, uid: str) -> tuple[bytes, dt.datetime]:
    """The mail and when the server got it; reading it does not mark it."""
    _answer, told = box.uid("FETCH", uid, "(INTERNALDATE RFC822.SIZE)")
    line = b" ".join(one if isinstance(one, bytes) else one[0] for one in told if one)
    size = int(line.partition(b"RFC822.SIZE ")[2].split(b" ")[0].rstrip(b")") or 0)
    what = "BODY.PEEK[]" if size <= LARGEST else "BODY.PEEK[HEADER]"
    _answer, parts = box.uid("FETCH", uid, f"({what})")
    raw = next(one[1] for one in parts if isinstance(one, tuple))
    came = imaplib.Internaldate2tuple(line)
    now = timezone.now()
    moment = dt.datetime.fromtimestamp(time.mktime(came), tz=dt.UTC) if came else now
    return raw, min(moment, now)


def take_in(letter: Letter, *, received_at: dt.datetime) -> bool:
    """Make an enquiry of a mail, or a line of the one it answers.

    Returns:
        Whether it was put down; not one that a machine wrote, our own, or one taken before.
    """
    if letter.automatic or letter.email.casefold() in _our_addresses():
        return False
    digest = digest_of(Kind.MAILBOX, letter.origin)
    if known(digest) is not None:
        return False
    text = _shortened(letter.text or _("(sin texto)"), LONGEST_TEXT)
    earlier = _answered(letter)
    if earlier is not None:
        return _follow_up(earlier, text, letter.files, digest)
    row = receive(
        actor=SYSTEM,
        kind=Kind.MAILBOX,
        told={
            "text": text,
            "subject": _shortened(letter.subject, LONGEST_SUBJECT),
            "name": _shortened(letter.name, LONGEST_NAME),
            "email": letter.email if _writable(letter.email) else "",
        },
        origin=letter.origin,
        received_at=received_at,
    )
    if letter.files:
        with transaction.atomic():
            Change(SYSTEM, row, timezone.now()).tell(EntryKind.NOTE, _of_files(letter.files))
    return True


def _answered(letter: Letter) -> Enquiry | None:
    """What it goes on with: only of the same address, since anybody may write a number."""
    found = [known(digest_of(Kind.MAILBOX, one)) for one in letter.answers]
    try:
        number = parse_number(letter.number)
    except BadFolio:
        number = ""
    rows = [*found, Enquiry.objects.filter(number=number).first()] if number else found
    for row in rows:
        alive = row is not None and row.state != State.FILED and row.erased_at is None
        if row is None or not alive or not letter.email:
            continue
        if words_of(row).email.casefold() == letter.email.casefold():
            return row
    return None


def _follow_up(earlier: Enquiry, text: str, files: int, digest: str) -> bool:
    """Another line of the story; what was over waits for an answer again."""
    said = f"{text}\n\n{_of_files(files)}" if files else text
    try:
        with transaction.atomic(), acting(SYSTEM.label, "message"):
            row = Enquiry.objects.select_for_update().get(pk=earlier.pk)
            now = Change(SYSTEM, row, timezone.now())
            EnquiryEntry(
                enquiry=row,
                kind=EntryKind.MESSAGE,
                at=now.now,
                sealed=crypto.encrypt(said),
                origin=digest,
            ).save()
            if not row.is_open:
                open_again(now)
            row.revision += 1
            row.save()
    except IntegrityError:  # another reading took it
        return False
    return True


def _of_files(count: int) -> str:
    return _("Traía archivos adjuntos (%d): se quedaron en el buzón.") % count


def _our_addresses() -> set[str]:
    told = (settings.DEFAULT_FROM_EMAIL, settings.SERVER_EMAIL)
    own = {parseaddr(one)[1].casefold() for one in told}
    return own | {unquote(urlsplit(settings.MAILBOX_URL).username or "").casefold()}


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 3].rstrip()}[…]"[:most]


def _writable(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True
