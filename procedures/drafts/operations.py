"""Everything that can be done to a draft. Each is one transaction; none touches the record."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.security.digests import keyed_digest
from backend.security.encryption import decrypt, encrypt
from notifications.messages import DraftMessage, DraftReminder
from notifications.outbox import Recipient, erase, post
from procedures.catalogue.models import ProcedureVersion
from procedures.documents.models import Document
from procedures.documents.store import Rejected, discard, keep_until
from procedures.requests.errors import Conflict
from procedures.requests.keys import new_nonce

from . import keys
from .content import Content, blank, disputed, merged
from .models import Draft, DraftQuerySet


class Gone(Conflict):
    """The draft is no longer there: filed, deleted, or its day came."""

    def __init__(self) -> None:
        super().__init__(
            _("Lo que escribía ya se envió o se borró desde otra ventana."), code="draft_gone"
        )


@dataclass(frozen=True)
class Saved:
    """What a save came to.

    Attributes:
        content: what is stored now.
        disputed: fields another window answered otherwise since the page was shown; then nothing
            of the page was stored but its uploads, and the person chooses.
    """

    content: Content
    disputed: list[str]


@transaction.atomic
def begin(*, version: ProcedureVersion, given: Content, staff: User | None = None) -> Draft:
    """A new draft.

    Args:
        given: what it begins with: answers known already, papers and where they come from.
        staff: whoever writes it for somebody; nobody else opens it, and it is kept less.
    """
    now = timezone.now()
    draft = Draft(version=version, nonce=new_nonce(), staff=staff, created_at=now, updated_at=now)
    draft.code_digest = keys.digest_of(keys.code_of(draft))
    draft.expires_at = now + _keeping(draft)
    draft.sealed = _seal({**blank(), **given})
    draft.save(force_insert=True)
    keep_until(_papers({**blank(), **given}), draft.expires_at)
    return draft


def content_of(draft: Draft) -> Content:
    """What it holds, opened.

    Raises:
        backend.security.encryption.InvalidToken: its key is no longer there.
    """
    return {**blank(), **json.loads(decrypt(draft.sealed.encode()))}


def open_with(opener: str, *, staff: User | None = None) -> Draft | None:
    """The draft of a link or a session; None when forged, expired, deleted or somebody else's."""
    id = keys.named_by(opener)
    if id is None:
        return None
    draft = _alive().filter(pk=id, staff=staff).first()
    return draft if draft and keys.opens(opener, draft) else None


def open_with_code(code: str) -> Draft | None:
    """The draft of a short code; None when wrong or expired: the two look the same."""
    draft: Draft | None = _alive().filter(code_digest=keys.digest_of(code), staff=None).first()
    return draft


def opened(openers: Collection[str]) -> list[Draft]:
    """Those of a session that are still there, the latest first; in one query."""
    named = {keys.named_by(one): one for one in openers}
    found = _alive().filter(pk__in=[id for id in named if id], staff=None)
    return [draft for draft in found.order_by("-updated_at") if keys.opens(named[draft.pk], draft)]


@transaction.atomic
def keep(
    *,
    draft: Draft,
    base: Content,
    mine: Content,
    page: str = "",
    fields: Collection[str] = (),
    shown_at: int | None = None,
    version: ProcedureVersion | None = None,
) -> Saved:
    """Store what one window changed since it read `base`, beside what others stored meanwhile.

    Args:
        draft: as it was read; its columns are brought up to date.
        page: the page that was sent, if one was.
        fields: the fields of that page.
        shown_at: the revision the page was shown with; None not to ask whether others changed it.
        version: to move it to.

    Raises:
        Gone: there is nothing to write to.
    """
    row = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if row is None:
        raise Gone
    now = content_of(row)
    late = shown_at is not None and now["stamps"].get(page, 0) > shown_at
    differing = disputed(mine, now, fields) if late else []
    if differing:
        mine = {**base, "papers": mine["papers"]}
    together = merged(base, mine, now)
    row.revision += 1
    if page and not differing:
        together["stamps"][page] = row.revision
    row.sealed = _seal(together)
    if version is not None:
        row.version = version
    row.updated_at = timezone.now()
    row.expires_at = row.updated_at + _keeping(row)
    row.save(update_fields=["revision", "sealed", "version", "updated_at", "expires_at"])
    keep_until(_papers(together), row.expires_at)
    draft.revision, draft.sealed, draft.expires_at = row.revision, row.sealed, row.expires_at
    return Saved(together, differing)


@transaction.atomic
def extend(draft: Draft) -> None:
    """It was opened again: its time, and that of its papers, starts anew."""
    draft.expires_at = timezone.now() + _keeping(draft)
    Draft.objects.filter(pk=draft.pk).update(expires_at=draft.expires_at)
    keep_until(_papers(content_of(draft)), draft.expires_at)


@transaction.atomic
def send_link(*, draft: Draft, email: str) -> None:
    """Mail the link that opens it, and keep the address for the one reminder.

    Raises:
        Conflict: what may be filed without a name keeps no address (DOMAIN §8.2), and a draft of
            the staff is not the person's.
    """
    if not may_be_mailed(draft):
        raise Conflict(_("De este trámite no enviamos enlaces por correo. Use el código."))
    draft.sealed_email = encrypt(email.encode()).decode()
    draft.save(update_fields=["sealed_email"])
    minute = timezone.now().strftime("%Y%m%d%H%M")  # pressed twice, sent once
    to_whom = keyed_digest("draft mail", email.casefold()).hex()[:16]
    _post(draft, DraftMessage, email, f"link:{minute}:{to_whom}")


def may_be_mailed(draft: Draft) -> bool:
    """Whether its link may go by mail."""
    return draft.staff_id is None and not draft.version.definition.anonymous


@transaction.atomic
def remind(draft: Draft, before: dt.timedelta) -> bool:
    """Write once to somebody whose draft is about to be deleted.

    Returns:
        Whether this call did it.
    """
    now = timezone.now()
    waiting = Draft.objects.to_remind(now, before).filter(pk=draft.pk)
    if not waiting.update(reminded_at=now):
        return False
    email = decrypt(draft.sealed_email.encode()).decode()
    _post(draft, DraftReminder, email, "reminder")
    return True


@transaction.atomic
def forget(draft: Draft) -> None:
    """Delete it for good: what was written, its papers, and every mail about it."""
    row = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if row is None:
        return
    for document in Document.objects.unclaimed().filter(pk__in=_papers(content_of(row))):
        try:
            discard(document)
        except Rejected:  # a request claimed it, or somebody took it out, meanwhile
            continue
    erase(str(row.pk))
    row.delete()


def filed(draft: Draft) -> None:
    """It became a request, which has its papers; nothing else of it stays.

    Inside the transaction of the filing: what is filed is no draft any more, and the reverse.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a draft is filed with its request or not at all")
    forget(draft)


def _post(draft: Draft, message: type[DraftMessage], email: str, dedupe: str) -> None:
    post(
        message(
            procedure=draft.version.procedure.name,
            expires_on=timezone.localdate(draft.expires_at),
        ),
        to=Recipient(name="", email=email, language=get_language() or ""),
        reference=str(draft.pk),
        dedupe_key=f"draft:{draft.pk}:{dedupe}",
    )


def _alive() -> DraftQuerySet:
    return Draft.objects.alive(timezone.now()).select_related("version__procedure")


def _keeping(draft: Draft) -> dt.timedelta:
    days = settings.DRAFT_DAYS if draft.staff_id is None else settings.INTAKE_DRAFT_DAYS
    return dt.timedelta(days=days)


def _papers(content: Content) -> list[UUID]:
    return [UUID(one) for ids in content["papers"].values() for one in ids]


def _seal(content: Content) -> str:
    return encrypt(json.dumps(content, ensure_ascii=False).encode()).decode()
