"""Which drafts a session has open: their openers, by door; the last one of a procedure counts."""

from __future__ import annotations

from django.contrib.sessions.backends.base import SessionBase

from procedures.drafts import keys
from procedures.drafts.models import Draft

MOST = 20  # drafts of one session


def remember(session: SessionBase, bucket: str, draft: Draft) -> None:
    """Let this session open a draft, and take it as the one of its procedure."""
    opener = keys.opener_of(draft)
    others = [one for one in session.get(bucket, []) if one[1] != opener]
    session[bucket] = [*others, [draft.version.procedure.slug, opener]][-MOST:]


def opener_for(session: SessionBase, bucket: str, slug: str) -> str:
    """What opens the draft of a procedure; "" when this session has none."""
    return next((one for of, one in reversed(session.get(bucket, [])) if of == slug), "")


def openers(session: SessionBase, bucket: str) -> list[str]:
    """All of them, the latest first."""
    return [opener for _slug, opener in reversed(session.get(bucket, []))]


def drop(session: SessionBase, bucket: str, opener: str) -> None:
    """It is open here no longer."""
    session[bucket] = [one for one in session.get(bucket, []) if one[1] != opener]


def note_filed(session: SessionBase, bucket: str, slug: str, folio: str) -> None:
    """What this session filed last of a procedure: its folio, for the confirmation."""
    session["filed"] = {**session.get("filed", {}), f"{bucket}:{slug}": folio}


def folio_filed(session: SessionBase, bucket: str, slug: str) -> str:
    """That folio; "" when it filed none."""
    return str(session.get("filed", {}).get(f"{bucket}:{slug}", ""))


def forget_filed(session: SessionBase, folio: str) -> None:
    """This session does not say any more that it filed it."""
    filed = session.get("filed", {})
    session["filed"] = {place: one for place, one in filed.items() if one != folio}
