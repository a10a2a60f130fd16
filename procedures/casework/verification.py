"""Is this paper, or this visit, ours? Answered to anybody by its code, and nothing personal."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from .models import CODE_ALPHABET, Resolution, Visit, VisitKind, VisitStatus
from .visiting import window_in_words

CODE_LENGTH = 16


@dataclass(frozen=True)
class Verified:
    """What a code stands for; of a visit, neither the folio nor the area it leads to.

    `valid` says whether it holds on the day asked: issued, not revoked, not past its validity; a
    visit holds while it is planned. `state` says why: valid, expired or revoked; a visit, planned
    or past. `sha256` is of the file that was signed, to compare with the one at hand.
    """

    kind: str
    document: str
    on: dt.date
    valid: bool
    folio: str = ""
    authority: str = ""
    valid_until: dt.date | None = None
    revoked_on: dt.date | None = None
    inspector: str = ""
    window: str = ""
    state: str = ""
    sha256: str = ""
    hours: str = ""
    purpose: str = ""
    credential: str = ""
    has_photo: bool = False


def verify(code: str, today: dt.date) -> Verified | None:
    """What is known of a code, as people type it: any case, with spaces or dashes.

    The inspector's name, credential and photo are shown because the visit is made in them (DOMAIN
    12.1); who is visited and where is not.

    Returns:
        None when no paper or visit of ours has it.
    """
    clean = "".join(letter for letter in code[:60].upper() if letter in CODE_ALPHABET)
    if len(clean) != CODE_LENGTH:
        return None
    paper = Resolution.objects.select_related("service_request").filter(code=clean).first()
    if paper is not None:
        state = paper.state_on(today)
        return Verified(
            kind="resolution",
            document=paper.document,
            folio=paper.service_request.folio,
            authority=paper.authority,
            on=paper.issued_on,
            valid=state == "valid",
            valid_until=paper.valid_until,
            revoked_on=paper.revoked_on,
            state=state,
            sha256=paper.sha256,
        )
    visits = Visit.objects.select_related(
        "service_request__version", "service_request__procedure", "inspector__credential"
    )
    visit = visits.filter(code=clean).first()
    if visit is None:
        return None
    credential = getattr(visit.inspector, "credential", None)
    if credential and not (credential.in_force(today) and visit.inspector.is_active):
        credential = None
    planned = visit.status == VisitStatus.PLANNED and visit.on >= today
    return Verified(
        kind="visit",
        document=str(VisitKind(visit.kind).label),
        on=visit.on,
        valid=planned,
        state="planned" if planned else "past",
        inspector=visit.inspector.full_name,
        window=visit.window,
        hours=window_in_words(visit),
        purpose=visit.purpose,
        credential=credential.number if credential else "",
        has_photo=bool(credential and credential.photo),
    )
