"""Drafted by one, signed by another: what is written waits sealed, and may be sent back (R15).

Whether two people are needed says the version's `paper.two_people`, or else the institution.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from backend.accounts.actors import Actor
from backend.accounts.models import User
from procedures.catalogue.institution import institution
from procedures.definition import Transition, acts_as
from procedures.requests import access, crypto, told_once
from procedures.requests.core import change
from procedures.requests.errors import Conflict, Invalid, NotAllowed
from procedures.requests.happening import Happened, at_closing
from procedures.requests.models import Event, ServiceRequest

from . import issuing
from .models import DraftStatus, PaperDraft

DRAFTED, RETURNED, SIGNED = "paper_drafted", "paper_returned", "paper_signed"
OPEN = (DraftStatus.WAITING, DraftStatus.RETURNED)
LONGEST_REMARK = 2000  # letters


@dataclass(frozen=True)
class Words:
    """What a draft says: answers of the step's form, and the blocks that were changed."""

    answers: dict[str, Any]
    blocks: dict[str, str]


def signable(row: ServiceRequest) -> list[Transition]:
    """The steps that would sign a paper from where the request stands."""
    return [
        one for one in row.workflow.transitions if row.state in one.from_ and issuing.signs(one)
    ]


def open_draft(row: ServiceRequest) -> PaperDraft | None:
    """The draft that waits to be signed or mended."""
    found = row.paper_drafts.filter(status__in=OPEN).select_related("drafted_by", "returned_by")
    draft: PaperDraft | None = found.first()
    return draft


def words_of(draft: PaperDraft) -> Words:
    """What it says."""
    told = crypto.decrypt(draft.words)
    return Words(told["answers"], told["blocks"])


def needs_two(row: ServiceRequest) -> bool:
    """Whether who drafted a paper of this request cannot sign it."""
    own = row.definition.paper.two_people
    return bool(institution().resolutions.two_people if own is None else own)


def may_sign(actor: Actor, transition: Transition) -> bool:
    """Whether the step that signs is this actor's to take."""
    return any(acts_as(who, actor.workflow_roles()) for who in transition.by)


def why_not(row: ServiceRequest, draft: PaperDraft | None, action: str, user: User | None) -> str:
    """Why this person cannot sign now where two are needed; "" where they can."""
    if not needs_two(row):
        return ""
    if draft is None or draft.action != action:
        return _("Antes de firmar, otra persona debe redactar el documento.")
    if draft.status != DraftStatus.WAITING:
        return _("El documento se regresó con observaciones y todavía no se corrige.")
    if user is not None and draft.drafted_by_id == user.pk:
        return _("Usted redactó el documento: debe firmarlo otra persona.")
    return ""


def draft_paper(
    *,
    actor: Actor,
    service_request: ServiceRequest,
    revision: int,
    action: str,
    answers: Mapping[str, Any],
    blocks: Mapping[str, str] | None = None,
) -> Event:
    """Write what somebody else will sign; it replaces the draft before.

    Args:
        action: the step that will sign.
        answers: of that step's form, proven as when signing.
        blocks: words of the blocks that were changed for this case, by key.

    Raises:
        NotAllowed: not a function that drafts.
        Conflict: the request is not where that step can be taken.
        Invalid: as signing would.
    """
    access.require(actor, "draft_paper", service_request)
    assert actor.user is not None
    with change(
        actor=actor, service_request=service_request, revision=revision, why=DRAFTED
    ) as now:
        row = now.service_request
        transition = next((one for one in signable(row) if one.action == action), None)
        if transition is None:
            raise Conflict(_("Este paso no corresponde ahora a la solicitud."), code="wrong_state")
        clean = now.clean(transition, answers, {})
        changed = dict(blocks or {})
        issuing.prove(row, transition, actor.user, now.today, answers=clean, blocks=changed)
        row.paper_drafts.filter(status__in=OPEN).delete()
        PaperDraft.objects.create(
            service_request=row,
            action=action,
            words=crypto.encrypt({"answers": clean, "blocks": changed}),
            drafted_by=actor.user,
            drafted_at=now.now,
        )
        return now.record(DRAFTED, action=action, public=False)


def return_paper(
    *, actor: Actor, service_request: ServiceRequest, revision: int, remark: str
) -> Event:
    """Send a draft back to who wrote it, with what is to be mended.

    Raises:
        NotAllowed: not somebody who could sign it.
        Conflict: nothing waits to be signed.
        Invalid: no remark, or one that does not fit.
    """
    words = remark.strip()
    if not words or len(words) > LONGEST_REMARK:
        sentence = _("Diga qué debe corregirse, en %d letras o menos.") % LONGEST_REMARK
        raise Invalid({"remark": [("required", sentence)]})
    with change(
        actor=actor, service_request=service_request, revision=revision, why=RETURNED
    ) as now:
        row = now.service_request
        draft = open_draft(row)
        steps = [one for one in signable(row) if draft is not None and one.action == draft.action]
        if draft is None or draft.status != DraftStatus.WAITING or not steps:
            raise Conflict(_("No hay un documento por firmar."), code="no_draft")
        if not may_sign(actor, steps[0]) or actor.user == draft.drafted_by:
            raise NotAllowed(_("Su función no permite hacer esto en la solicitud."))
        draft.status, draft.remark, draft.returned_by = DraftStatus.RETURNED, words, actor.user
        draft.save()
        event = now.record(RETURNED, action=draft.action, public=False, private={"remark": words})
        _tell_drafter(draft, RETURNED, event)
        return event


def check(happened: Happened) -> None:
    """Before signing: two people where two are needed; the draft is then of the past.

    Raises:
        Conflict: one person would be drafting and signing.
    """
    row, action = happened.service_request, happened.transition.action
    draft = row.paper_drafts.filter(status__in=OPEN).first()
    if refusal := why_not(row, draft, action, happened.actor.user):
        raise Conflict(refusal, code="two_people")
    if draft is not None and draft.action == action:
        draft.status = DraftStatus.SIGNED
        draft.save()
        if draft.drafted_by != happened.actor.user:
            _tell_drafter(draft, SIGNED, happened.event)


def _tell_drafter(draft: PaperDraft, kind: str, event: Event) -> None:
    row, who = draft.service_request, [draft.drafted_by]
    told_once.tell([told_once.of_case(row, kind, event.sequence, who)])


@at_closing
def forget_drafts(happened: Happened) -> None:
    """What nobody signed is nobody's when the request ends another way."""
    happened.service_request.paper_drafts.filter(status__in=OPEN).delete()
