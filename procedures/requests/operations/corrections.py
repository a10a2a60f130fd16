"""The prevención: asked once, in time, of what the record lists; answered once; or expired.

DOMAIN R7-R11 (pattern: LFPA art. 17-A; LGT art. 130; LGPD art. 46).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from backend.accounts.actors import ANONYMOUS, Actor
from procedures.definition import Kind, Phase, Transition
from procedures.requests import clock, crypto, findable, notices, people, timekeeping
from procedures.requests.attachments import Documents
from procedures.requests.core import Change, change
from procedures.requests.errors import Conflict, Invalid
from procedures.requests.facts import facts_of
from procedures.requests.models import Correction, CorrectionDraft, Event, ServiceRequest
from procedures.requests.models.record import SubmissionKind
from procedures.requests.models.time import FactKind
from procedures.requests.reanswering import reanswered

from .passing import pass_on

ENDING = "correction_ending"  # what its person is reminded of before its day


def can_be_asked(service_request: ServiceRequest) -> dict[str, str]:
    """What a prevención may cite: the form's fields, and the papers of each person's row, and
    nothing else (DOMAIN 2.8; LNETB 51).

    Returns:
        Labels by field key; a paper of a row is `group.row.field`.
    """
    form = service_request.definition.form
    whole = {f.key: f.label for f in form.fields if f.stores_answer or f.is_file}
    answers = crypto.open_answers(form, service_request.answers)
    facts = facts_of(service_request, ANONYMOUS, service_request.received_on)
    papers = form.papers(answers, facts, service_request.case)
    return {**whole, **{key: paper.label for key, paper in papers.items()}}


def request_correction(
    *,
    actor: Actor,
    service_request: ServiceRequest,
    revision: int,
    items: Sequence[Mapping[str, str]],
    note: str = "",
    action: str = "",
    answers: Mapping[str, Any] | None = None,
) -> Event:
    """Ask the person, once, for what is missing or wrong.

    Args:
        items: each `{"field": key, "reason": why}`; at least one.
        note: an explanation the person reads.
        action: which transition of kind `correct`, where a workflow has several.

    Raises:
        Conflict: already asked once (R7), or the authority's window is over (R8).
        Invalid: no item, or one that the record does not list.
    """
    with change(
        actor=actor, service_request=service_request, revision=revision, why="correction"
    ) as now:
        row, rules = now.service_request, now.service_request.definition.time.correction
        transition = now.decide(
            action or _the_action(now, Kind.CORRECT), kinds=frozenset({Kind.CORRECT})
        )
        if rules.once and row.corrections_used:
            raise Conflict(
                _("La información que falta solo puede pedirse una vez."), code="correction_used"
            )
        if row.correction_limit_on and now.today > row.correction_limit_on:
            raise Conflict(
                _("El plazo para pedir información terminó el %s.")
                % date_format(row.correction_limit_on).lower(),
                code="correction_late",
            )
        asked = _items(items, row)
        clean = now.clean(transition, answers or {}, {})
        due = clock.citizen_limit(now.today, rules.citizen_days, timekeeping.calendar_of(row))
        correction = Correction.objects.create(
            service_request=row, items=asked, note=note, effective_on=now.today, due_on=due
        )
        row.corrections_used += 1
        row.citizen_due_on = due
        event = now.move(
            transition,
            answers=clean,
            said={
                "items": asked,
                "note": note,
                "due_on": due.isoformat(),
                "correction": correction.pk,
            },
        )
        timekeeping.note_fact(row, FactKind.CORRECTED, now.today)
        return event


def open_correction(service_request: ServiceRequest) -> Correction | None:
    """The prevención waiting for an answer, if there is one and the request still waits for it."""
    if service_request.phase != Phase.WAITING_CITIZEN:
        return None
    return service_request.corrections.filter(answered_at=None, expired_at=None).first()


def answer_correction(
    *,
    actor: Actor,
    service_request: ServiceRequest,
    revision: int,
    answers: Mapping[str, Any] | None = None,
    documents: Documents | None = None,
    correction: int | None = None,
) -> Event:
    """Answer a prevención: only what it asked for may change; a partial answer is for staff to
    judge.

    Args:
        answers: new values of the fields it cites.
        documents: new documents of the fields it cites; they replace the earlier ones.
        correction: its id, when the caller names one.

    Raises:
        Conflict: there is none open (or not that one).
        Invalid: something else was changed, or an answer does not fit; nothing was kept.
    """
    given, papers = dict(answers or {}), dict(documents or {})
    with change(
        actor=actor, service_request=service_request, revision=revision, why="correction answered"
    ) as now:
        row = now.service_request
        pending = open_correction(row)
        if pending is None or correction not in (None, pending.pk):
            raise Conflict(_("No hay información pendiente por entregar."), code="no_correction")
        transition = now.decide(_the_action(now, Kind.ANSWER), kinds=frozenset({Kind.ANSWER}))
        _only_what_was_asked(pending, given, papers)
        if not given and not papers:
            raise Invalid({"": [("required", _("Responda al menos uno de los puntos señalados."))]})
        clean = reanswered(row, now.facts, given, papers)
        pending.answered_at = now.now
        pending.save()
        notices.forget(row, ENDING)
        CorrectionDraft.objects.filter(correction=pending).delete()
        before = crypto.open_answers(row.definition.form, row.answers)
        row.answers = crypto.seal_answers(row.definition.form, clean)
        pass_on(now, people.follow(row, before, clean, now.now))
        findable.put_down(row, clean, row.applicants.all())
        return now.move(
            transition,
            answers={},
            documents=papers,
            said={"fields_changed": sorted([*given, *papers])},
            restarts=row.definition.time.correction.effect == "restart",
            submission=SubmissionKind.CORRECTION,
        )


def expire_correction(
    *,
    actor: Actor,
    service_request: ServiceRequest,
    today: dt.date,
    revision: int | None = None,
) -> Event | None:
    """Close a request whose prevención was not answered in time (R11).

    Where its version says `auto` the clock does it, the one closure nobody decides (ARCHITECTURE
    rule 8); otherwise somebody of the staff does. Safe to repeat.

    Returns:
        The event, or None when there was nothing to expire any more.
    """
    with change(
        actor=actor, service_request=service_request, revision=revision, why="correction expired"
    ) as now:
        pending = open_correction(now.service_request)
        if pending is None or today <= pending.due_on:
            return None
        transition = now.decide(_the_action(now, Kind.EXPIRE), kinds=frozenset({Kind.EXPIRE}))
        pending.expired_at = now.now
        pending.save()
        notices.forget(now.service_request, ENDING)
        return now.move(transition, answers={})


def _the_action(now: Change, kind: Kind) -> str:
    """The action of this kind that leaves the present state (a workflow has one per state)."""
    row = now.service_request
    found: list[Transition] = [
        t for t in now.workflow.transitions if t.kind == kind and row.state in t.from_
    ]
    if not found:
        raise Conflict(_("Este paso no corresponde al estado de la solicitud."), code="wrong_state")
    return found[0].action


def _items(
    items: Sequence[Mapping[str, str]], service_request: ServiceRequest
) -> list[dict[str, str]]:
    allowed = can_be_asked(service_request)
    errors: dict[str, list[tuple[str, str]]] = {}
    asked: list[dict[str, str]] = []
    for item in items:
        if not isinstance(item, Mapping):
            errors["items"] = [("type", _("Cada punto lleva el dato y el motivo."))]
            continue
        key, why = str(item.get("field", "")), str(item.get("reason", "")).strip()[:1000]
        if key not in allowed:
            errors[key or "items"] = [
                ("not_listed", _("Solo puede pedirse lo que el trámite tiene publicado."))
            ]
        elif not why:
            errors[key] = [("required", _("Explique qué falta o qué está mal."))]
        else:
            asked.append({"field": key, "label": str(allowed[key]), "reason": why})
    if not errors and not asked:
        errors["items"] = [("required", _("Señale al menos un punto."))]
    if errors:
        raise Invalid(errors)
    return asked


def _only_what_was_asked(
    pending: Correction, answers: Mapping[str, Any], documents: Documents
) -> None:
    closed = {key for key in documents if not pending.opens(key)}
    other = sorted({*answers} - pending.fields | closed)
    if other:
        raise Invalid(
            {key: [("not_asked", _("Este dato no está abierto a cambios."))] for key in other}
        )
