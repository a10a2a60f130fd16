"""Filing: the one door through which a request comes in, from any channel.

Reception never refuses (DOMAIN R1; LNETB 6-XXIII): staff may file what is incomplete, and what
lacks is asked for afterwards, once. A person without CURP is never turned away (DOMAIN §5.1). What
is filed anonymously keeps no contact and nobody's trace (DOMAIN §8).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.accounts.actors import ANONYMOUS, SYSTEM, Actor
from backend.accounts.history import acting
from procedures.catalogue.institution import institution
from procedures.catalogue.institution import privacy_notice as notice_in_force
from procedures.catalogue.models import Procedure, ProcedureVersion
from procedures.definition import Definition, Facts, FormError, Workflow
from procedures.register.comparing import compare
from procedures.requests import (
    acceptance,
    chain,
    crypto,
    findable,
    keys,
    notices,
    participants,
    people,
    timekeeping,
)
from procedures.requests.access import may_file_for_others
from procedures.requests.attachments import Documents, attach, counted
from procedures.requests.errors import Conflict, Invalid, NotAllowed
from procedures.requests.facts import facts_for_filing
from procedures.requests.folios import next_folio
from procedures.requests.happening import entered, recorded
from procedures.requests.models import Event, ServiceRequest
from procedures.requests.models.record import SubmissionKind
from procedures.requests.models.request import Source
from procedures.requests.models.time import FactKind
from procedures.requests.people import Contact, Person
from procedures.requests.registered import look_up
from procedures.requests.reused import Reused, first_words

STAFF_SOURCES = frozenset(Source) - {Source.ONLINE}


@dataclass(frozen=True)
class Filing:
    """What a filing gave: the request and the key that opens it, which is stored nowhere."""

    service_request: ServiceRequest
    key: str = field(repr=False)


def submit(
    *,
    actor: Actor,
    version: ProcedureVersion,
    answers: Mapping[str, Any],
    contact: Contact | None = None,
    applicants: Sequence[Person] = (),
    documents: Documents | None = None,
    privacy_notice: str = "",
    anonymous: bool = False,
    received_on: dt.date | None = None,
    identity_check: str = "",
    reused: Sequence[Reused] = (),
) -> Filing:
    """File a request.

    Args:
        actor: the person (any visitor) or the staff member who files for one; `actor.source` is
            the channel. Only staff may use any but `online`.
        version: the version of the procedure the person saw; it must be the one in force.
        answers: by field key, as JSON.
        contact: whom to tell; left out of an anonymous filing whatever is sent.
        documents: uploads by field key.
        privacy_notice: the version of the notice that was read, or read out.
        anonymous: no name, contact or trace is kept; only where the procedure allows it.
        received_on: staff only: the day a letter or a person really came, never in the future.
        identity_check: staff only: the kind of document seen, never its number (DOMAIN §5.6).
        reused: what of it an earlier request gave, by the person's own choice.

    Returns:
        The request, with its key.

    Raises:
        NotAllowed: this actor may not file by this channel.
        Conflict: the procedure does not take requests this way.
        Invalid: with each field's problem; nothing was kept but the uploads.
    """
    definition = version.definition
    staff = _check_channel(actor, definition)
    _check_in_force(version)
    if anonymous:  # not even who typed it is put down (DOMAIN §8.2)
        actor, identity_check = replace(ANONYMOUS, source=actor.source), ""
    now = timezone.now()
    today = timezone.localdate(now)
    day = _received(received_on, today, staff)
    _check_notice(privacy_notice, anonymous, definition)
    documents = documents or {}
    kind = str(answers.get("tipo_persona", "")) if isinstance(answers, Mapping) else ""
    facts = facts_for_filing(actor, today, kind, anonymous)
    clean = _clean(definition, answers, facts, documents, lenient=staff)
    asked = definition.form.papers(clean, facts)  # a paper nobody asked for is not kept either
    documents = {key: found for key, found in documents.items() if key in asked}

    # Asked before the transaction: both may be services, and may be slow.
    beside = None if anonymous else compare(definition.form, clean)
    debt = None if anonymous else look_up(definition, clean)
    flags = [*(beside.flags if beside else ()), *(debt.flags if debt else ())]

    with transaction.atomic(), acting(actor.label, "filed"):
        workflow = _workflow(definition)
        start = workflow.state(workflow.start)
        nonce = keys.new_nonce()
        row = ServiceRequest(
            folio=next_folio(institution().folio_prefix, today),
            procedure=version.procedure,
            version=version,
            state=start.key,
            phase=start.phase,
            source=actor.source,
            received_on=day,
            filed_at=now,
            captured_by=actor.user if staff else None,
            identity_check=identity_check if staff else "",
            anonymous=anonymous,
            privacy_notice=privacy_notice,
            key_nonce=nonce,
            answers=crypto.seal_answers(definition.form, clean),
        )
        row.save(force_insert=True)
        notice = None
        if contact and contact.accepts_electronic_notice and not anonymous:
            notice = acceptance.put_down(
                actor, channel=contact.channel, accepted=True, words=contact.accepted_words
            )
        without_curp = people.without_curp(definition.form, clean, facts)
        filed_by = [] if anonymous else people.enter(row, contact, applicants, clean)
        event = chain.append(
            row,
            Event(
                kind="filed",
                to_state=row.state,
                actor_kind="citizen" if actor.kind == "anonymous" else actor.kind,
                actor_user=actor.user,
                at=now,
            ),
            first_words(row, reused, {*clean, *documents}, without_curp, flags, notice),
            documents=documents,
            submission=SubmissionKind.FILING,
        )
        attach(row, event, documents, nameless=anonymous)
        timekeeping.begin(row, start)
        participants.enter(row, workflow, start)
        findable.put_down(row, clean, filed_by)
        row.save()
        timekeeping.note_fact(row, FactKind.FILED, day)
        recorded(row, event)
        notices.announce(row, "request_received", event=event)
        entered(row, SYSTEM)  # who typed it did not take it
    return Filing(row, keys.key_of(row.folio, nonce))


def _workflow(definition: Definition) -> Workflow:
    if definition.workflow is None or not definition.can_be_filed:
        raise Conflict(_("Este trámite no recibe solicitudes."), code="not_fileable")
    return definition.workflow


def _check_channel(actor: Actor, definition: Definition) -> bool:
    """Whether staff file it; refuses a channel the actor or the procedure does not have."""
    _workflow(definition)
    if actor.source in STAFF_SOURCES:
        if not may_file_for_others(actor):
            raise NotAllowed(_("Solo el personal de atención puede registrar por este canal."))
        return True
    if definition.status != "online" or "online" not in definition.channels:
        raise Conflict(
            _("Este trámite todavía no se presenta en línea. Acuda al módulo o llame."),
            code="not_online",
        )
    return False


def _check_in_force(version: ProcedureVersion) -> None:
    if not Procedure.objects.filter(pk=version.procedure_id, current=version).exists():
        raise Conflict(
            _("El trámite cambió mientras usted lo llenaba. Revíselo y vuelva a enviarlo."),
            code="version_changed",
        )


def _received(received_on: dt.date | None, today: dt.date, staff: bool) -> dt.date:
    if received_on is None:
        return today
    if not staff:
        raise Invalid(
            {"received_on": [("forbidden", _("Solo el personal puede fijar esta fecha."))]}
        )
    if received_on > today:
        raise Invalid({"received_on": [("future", _("La fecha no puede ser posterior a hoy."))]})
    return received_on


def _check_notice(given: str, anonymous: bool, definition: Definition) -> None:
    if anonymous and not definition.anonymous:
        raise Invalid(
            {"anonymous": [("forbidden", _("Este trámite no puede presentarse de forma anónima."))]}
        )
    current = notice_in_force().version
    if given != current:
        raise Invalid(
            {
                "privacy_notice": [
                    (
                        "required",
                        _("Confirme que leyó el aviso de privacidad vigente (%s).") % current,
                    )
                ]
            }
        )


def _clean(
    definition: Definition,
    answers: Mapping[str, Any],
    facts: Facts,
    documents: Documents,
    *,
    lenient: bool,
) -> dict[str, Any]:
    try:
        clean = definition.form.clean(
            answers, facts, documents=counted(definition.form, documents), allow_missing=lenient
        )
    except FormError as wrong:
        raise Invalid(wrong.errors) from wrong
    if not lenient:
        refused = definition.refusals(clean, facts)
        if refused:
            raise Invalid({"": [("not_eligible", sentence) for sentence in refused]})
    return clean
