"""Operations of the kinds that casework answers for: opinions, visits, payments.

Each is a step of its own kind and carries the effect of the same name; `perform` refuses them, so
no rule has a second door (ARCHITECTURE rule 2).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models.query import QuerySet
from django.utils.translation import gettext as _

from backend.accounts.actors import Actor
from backend.accounts.models import User
from procedures.definition import Kind, Transition
from procedures.requests import access, crypto, notices
from procedures.requests.access import Part
from procedures.requests.attachments import Documents
from procedures.requests.core import change
from procedures.requests.errors import Conflict, Invalid, NotFound
from procedures.requests.models import Event, ServiceRequest
from procedures.requests.operations.steps import step
from procedures.requests.registered import debt_of

from . import credentials
from .models import REVOKING, Resolution

OPENED, REVOKED = "resolution_opened", "resolution_revoked"
PLANS = frozenset({"plan_visit", "plan_verification"})
LONGEST_REASON = 300  # letters: its column's


def accredited(transition: Transition) -> QuerySet[User]:
    """The inspectors who may be sent by a step that plans a visit: those of the area it names
    with a credential in force; that it is on the day of the visit is proven when it is planned."""
    return credentials.of_area(_area_of(transition))


def _area_of(transition: Transition) -> str:
    effects = dict(transition.effects)
    area: str = next(effects[name]["area"] for name in PLANS if name in effects)
    return area


def plan_visit(
    *,
    actor: Actor,
    service_request: ServiceRequest,
    action: str,
    revision: int,
    inspector: User | str | None,
    answers: Mapping[str, Any] | None = None,
    documents: Documents | None = None,
    note: str = "",
) -> Event:
    """Plan a visit.

    Args:
        inspector: who goes, or their user name; must be accredited in the area of the visit.

    Raises:
        Invalid: no inspector, one of another area, or one without a credential in force that day.
    """
    found = None
    name = inspector.username if isinstance(inspector, User) else inspector
    transition = service_request.workflow.find(service_request.state, action)
    if transition is not None and PLANS & dict(transition.effects).keys() and name:
        found = credentials.inspectors_of(_area_of(transition)).filter(username=name).first()
    if found is None:
        raise Invalid(
            {"inspector": [("required", _("Elija a una persona inspectora acreditada."))]}
        )
    effects = dict(transition.effects) if transition is not None else {}
    return _step(
        next((name for name in PLANS if name in effects), "plan_visit"),
        Kind.VISIT,
        actor=actor,
        service_request=service_request,
        action=action,
        revision=revision,
        answers=answers,
        documents=documents,
        note=note,
        inputs={"inspector": found},
    )


def _step(effect: str, kind: Kind, **arguments: Any) -> Event:
    return step(kinds=frozenset({kind}), effect=effect, **arguments)


def reschedule_visit(**arguments: Any) -> Event:
    """Move a planned visit; takes what `perform` takes."""
    return _step("reschedule_visit", Kind.VISIT, **arguments)


def record_visit(**arguments: Any) -> Event:
    """Put down what a visit found; takes what `perform` takes."""
    return _step("record_visit", Kind.VISIT, **arguments)


def record_verification(**arguments: Any) -> Event:
    """Put down the acta of a verification; takes what `perform` takes."""
    return _step("record_verification", Kind.VISIT, **arguments)


def order_payment(**arguments: Any) -> Event:
    """Issue a línea de captura; takes what `perform` takes."""
    return _step("order_payment", Kind.PAY, **arguments)


def report_payment(**arguments: Any) -> Event:
    """Say that it was paid, with what proves it; takes what `perform` takes."""
    return _step("report_payment", Kind.PAY, **arguments)


def reject_payment(**arguments: Any) -> Event:
    """Say why what was sent proves no payment; takes what `perform` takes."""
    return _step("reject_payment", Kind.PAY, **arguments)


def verify_payment(**arguments: Any) -> Event:
    """Verify the payment; takes what `perform` takes."""
    return _step("verify_payment", Kind.PAY, **arguments)


def ask_opinion(**arguments: Any) -> Event:
    """Ask another area; takes what `perform` takes."""
    return _step("ask_opinion", Kind.OPINION, **arguments)


def give_opinion(**arguments: Any) -> Event:
    """Answer another area; takes what `perform` takes."""
    return _step("give_opinion", Kind.OPINION, **arguments)


def assume_no_objection(**arguments: Any) -> Event:
    """Go on without an opinion that did not come in time; takes what `perform` takes."""
    return _step("assume_no_objection", Kind.OPINION, **arguments)


def sign(
    *,
    actor: Actor,
    service_request: ServiceRequest,
    blocks: Mapping[str, str] | None = None,
    **arguments: Any,
) -> Event:
    """Decide and issue the paper; takes what `perform` takes.

    What billing says of the account at that moment stays with the event, as evidence: it decides
    nothing (decision 17).

    Args:
        blocks: key -> the words of each editable block that was changed for this case.
    """
    row = service_request
    found = debt_of(Part(actor, row), crypto.open_answers(row.definition.form, row.answers))
    return _step(
        "sign",
        Kind.STEP,
        actor=actor,
        service_request=row,
        inputs={"blocks": blocks or {}},
        known={"billing": list(found.flags)} if found else None,
        **arguments,
    )


def note_opening(
    *, actor: Actor, service_request: ServiceRequest, resolution: Resolution
) -> Event | None:
    """Put down the first time its citizen opened a paper: proof of notice (DOMAIN R18).

    Returns:
        None where nothing is put down: not the citizen, not the first time, or a request without
        identity, of which nobody keeps when it was looked at (DOMAIN §8.2).
    """
    row = service_request
    opened = row.events.filter(kind=OPENED, action=resolution.code)
    if actor.kind != "citizen" or row.anonymous or opened.exists():
        return None
    with change(actor=actor, service_request=row, revision=None, why=OPENED, aside=True) as now:
        if opened.exists():  # somebody else's first time, while we waited for the lock
            return None
        return now.record(OPENED, action=resolution.code, said={"document": resolution.document})


def revoke_resolution(
    *,
    actor: Actor,
    service_request: ServiceRequest,
    revision: int,
    code: str,
    reason: str,
) -> Event:
    """Take back a paper that was issued: it stays as it was signed, and no longer holds (§11.3).

    Args:
        code: of the paper.
        reason: for the person and the record.

    Raises:
        NotAllowed: not a signer, supervisor or director.
        NotFound: no such paper in this request.
        Conflict: it was revoked already.
        Invalid: no reason, or one that does not fit.
    """
    access.require(actor, "revoke_resolution", service_request)
    words = reason.strip()
    if not words or len(words) > LONGEST_REASON:
        sentence = _("Diga por qué se revoca, en %d letras o menos.") % LONGEST_REASON
        raise Invalid({"reason": [("required", sentence)]})
    with change(
        actor=actor, service_request=service_request, revision=revision, why=REVOKED
    ) as now:
        paper = now.service_request.resolutions.filter(code=code).first()
        if paper is None:
            raise NotFound(_("No encontramos ese documento."))
        if paper.revoked_on is not None:
            raise Conflict(_("Ese documento ya se había revocado."), code="revoked")
        paper.revoked_on, paper.revoked_reason = now.today, words
        paper.revoked_by = actor.user
        paper.save(update_fields=sorted(REVOKING))
        said = {"document": paper.document, "code": paper.code, "reason": words}
        event = now.record(REVOKED, action=code, said=said)
        notices.announce(now.service_request, "resolution_revoked", event=event)
        return event
