"""Is this paper, or this visit, ours? Answered to anybody by its code, and nothing personal."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .models import CODE_ALPHABET, Resolution, Visit, VisitStatus

CODE_LENGTH = 16


@dataclass(frozen=True)
class Verified:
    """What a code stands for.

    `valid` says whether it holds on the day asked: issued, not revoked, not past its validity; a
    visit holds while it is planned. `state` says why: valid, expired or revoked; a visit, planned
    or past. `sha256` is of the file that was signed, to compare with the one at hand.
    """

    kind: str
    document: str
    folio: str
    authority: str
    on: dt.date
    valid: bool
    valid_until: dt.date | None = None
    revoked_on: dt.date | None = None
    inspector: str = ""
    window: str = ""
    state: str = ""
    sha256: str = ""


def verify(code: str, today: dt.date) -> Verified | None:
    """What is known of a code, as people type it: any case, with spaces or dashes.

    The inspector's name is shown because the visit is made in it (DOMAIN 12.1); who is visited and
    where is not.

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
    visit = Visit.objects.select_related("service_request", "inspector").filter(code=clean).first()
    if visit is None:
        return None
    planned = visit.status == VisitStatus.PLANNED and visit.on >= today
    return Verified(
        kind="visit",
        document=_("Visita"),
        folio=visit.service_request.folio,
        authority=visit.area,
        on=visit.on,
        valid=planned,
        state="planned" if planned else "past",
        inspector=visit.inspector.full_name,
        window=visit.window,
    )
