"""All that the page of a case shows, gathered with a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from backend.accounts.models import Absence, Area, User
from frontend.staff.desk import Desk
from frontend.staff.story import said
from procedures.definition import Facts, Form
from procedures.definition.fields.base import MASK, Field
from procedures.definition.file_questions import paper_label
from procedures.requests import clock, timekeeping
from procedures.requests.access import ACCESS_TO_A_PERSON, OWNERS
from procedures.requests.attachments import OF_OURS, WITH_A_MESSAGE
from procedures.requests.clock import DEFAULT_TERM
from procedures.requests.models import Applicant, Attachment, Event
from procedures.requests.operations.reviewing import Mark
from procedures.requests.operations.silence import CERTIFIED
from procedures.requests.saying import term_in_words


@dataclass(frozen=True)
class Answer:
    """A question and what was answered.

    `secret` is the key of a sealed answer still hidden; `mark` the verdict and the remark of staff.
    """

    label: str
    text: str
    secret: str = ""
    mark: Mark | None = None

    @property
    def veiled(self) -> bool:
        """Whether nothing of it is shown: of a group, some parts may be."""
        return not any(letter.isalpha() for letter in self.text)


@dataclass(frozen=True)
class Clocks:
    """The two clocks of a case, in business days (ARCHITECTURE rule 8)."""

    utility_days: int
    citizen_days: int
    term: str
    due: dt.date | None
    target: dt.date | None
    promised: dt.date | None
    confirmed: bool
    correction_limit: dt.date | None
    citizen_due: dt.date | None


def answers_of(desk: Desk, revealed: Mapping[str, Any]) -> list[tuple[str, list[Answer]]]:
    """The answers by section; the sealed ones hidden unless they were just asked for."""
    form = desk.row.definition.form
    marks = desk.marks if desk.may("review_document") else {}
    return [
        (
            section.title,
            [
                Answer(item.label, MASK * 3)
                if desk.only_asked and item.type.name in ACCESS_TO_A_PERSON and text
                else replace(
                    _answer(item, text, desk.answers.get(item.key), revealed),
                    mark=marks.get(item.key),
                )
                for item, text in rows
            ],
        )
        for section, rows in form.display(desk.answers, desk.facts, desk.row.case)
    ]


def shown(desk: Desk, item: Field) -> str:
    """One answer in words, what is sealed of it hidden."""
    value = desk.answers.get(item.key)
    return _answer(item, item.display(value), value, {}).text


def places(desk: Desk) -> list[tuple[str, str]]:
    """The file questions that were asked of this person, where a document may belong."""
    form = desk.row.definition.form
    asked = form.papers(desk.answers, desk.facts, desk.row.case)
    return [(key, paper_label(form.by_key, desk.answers, key)) for key in asked]


def _answer(item: Field, text: str, hidden: Any, revealed: Mapping[str, Any]) -> Answer:
    if not text or not item.holds_sensitive:
        return Answer(item.label, text or str(item.type.blank))
    if item.key in revealed:
        return Answer(item.label, item.display(revealed[item.key]))
    open_part = item.open_part(hidden)
    return Answer(item.label, item.display(open_part) if open_part else MASK * 3, item.key)


def lacking(desk: Desk) -> list[str]:
    """What the form requires and the case does not have: what a prevención would be about."""
    return required_and_missing(
        desk.row.definition.form, desk.answers, desk.facts, desk.held, desk.row.case
    )


def required_and_missing(
    form: Form,
    answers: Mapping[str, Any],
    facts: Facts,
    documents: Mapping[str, int],
    case: Mapping[str, Any] | None = None,
) -> list[str]:
    """Labels of the questions and documents a form requires and nobody gave."""
    found = form.assess(answers, facts, case=case, documents=documents).errors
    keys = {
        path.partition(".")[0]
        for path, problems in found.items()
        if any(code == "required" for code, _sentence in problems)
    }
    return [item.label for item in form.fields if item.key in keys]


def work_of(desk: Desk) -> list[tuple[Field, str]]:
    """What staff filled in along the way."""
    fields, case = desk.row.workflow.case_fields, desk.row.case
    return [
        (item, item.display(item.mask(case[key]) if item.holds_sensitive else case[key]))
        for key, item in fields.items()
        if key in case and not item.type.empty(case[key])
    ]


def papers_of(desk: Desk) -> list[tuple[str, Attachment]]:
    """Every document with what it answers, those in force first; not those of messages."""
    known = {**desk.row.workflow.case_fields, **desk.row.definition.form.by_key}
    found = [one for one in desk.attachments if one.field_key != WITH_A_MESSAGE]
    ordered = sorted(found, key=lambda one: (one.replaced_at is not None, one.pk))
    return [
        (str(OF_OURS.get(key := one.field_key) or paper_label(known, desk.answers, key)), one)
        for one in ordered
    ]


def clocks_of(desk: Desk) -> Clocks:
    """How much time each side has used, and until when."""
    row = desk.row
    spans, calendar = timekeeping.spans_of(row), desk.calendars(timekeeping.calendar_key(row))
    used = {
        side: clock.days_used(spans, side, desk.today, calendar) for side in ("utility", "citizen")
    }
    limit = row.definition.time.limit or DEFAULT_TERM
    return Clocks(
        utility_days=used["utility"],
        citizen_days=used["citizen"],
        term="" if timekeeping.why_no_limit(row) else term_in_words(limit),
        due=row.due_on,
        target=row.target_on,
        promised=row.promised_on,
        confirmed=row.due_confirmed,
        correction_limit=row.correction_limit_on,
        citizen_due=row.citizen_due_on,
    )


def certificate_due(desk: Desk, events: Iterable[Event]) -> dt.date | None:
    """By when the constancia that silence meant yes is to be issued; None where none waits.

    Args:
        events: as `story.events_of` gives them.
    """
    kinds = {event.kind: event for event in events}
    if not desk.row.is_open or CERTIFIED in kinds or "silence" not in kinds:
        return None
    by = said(kinds["silence"], "private").get("certificate_by")
    return dt.date.fromisoformat(by) if by else None


def people_of(desk: Desk) -> list[Applicant]:
    """Who asks, those who withdrew last; nobody where the request is anonymous."""
    people = [] if desk.row.anonymous else desk.row.applicants.all()
    return sorted(people, key=lambda person: person.withdrawn_at is not None)


def candidates(desk: Desk) -> list[User]:
    """Who works in the area that has the case, for a supervisor to choose from.

    Each knows `away_until` and `stand_in`, of an absence that covers today: still one query.
    """
    away = Absence.objects.on(desk.today).filter(user=OuterRef("pk"))
    here = Q(memberships__area__key=desk.row.area) | Q(memberships__area=None)
    found = User.objects.filter(here, is_active=True, memberships__role__in=OWNERS)
    known = found.exclude(pk__in=desk.row.excuses.values("user")).annotate(
        away_until=Subquery(away.values("ends_on")[:1]),
        stand_in=Subquery(away.values("substitute__full_name")[:1]),
    )
    return list(known.distinct().order_by("full_name"))


def opinions_of(
    desk: Desk, names: Mapping[str, str], papers: Iterable[tuple[str, Attachment]]
) -> list[dict[str, Any]]:
    """Questions to other areas and their answers, each with what came with it.

    Args:
        papers: as `papers_of` gives them.
    """
    came = _by_event(papers)
    return [
        {
            "area": names.get(opinion.area, opinion.area),
            "opinion": opinion,
            "question_papers": came.get(opinion.asked_in_id or 0, []),
            "answer_papers": came.get(opinion.answered_in_id or 0, []),
            "late": opinion.answered_at is None and opinion.due_on < desk.today,
        }
        for opinion in desk.row.opinions.select_related("asked_by", "answered_by")
    ]


def payments_of(desk: Desk, papers: Iterable[tuple[str, Attachment]]) -> list[dict[str, Any]]:
    """Orders of payment, each with the línea and the receipts that came with it."""
    came = _by_event(papers)
    return [
        {
            "order": order,
            "papers": came.get(order.issued_in_id or 0, []),
            "receipts": came.get(order.reported_in_id or 0, []),
        }
        for order in desk.row.payment_orders.select_related("verified_by")
    ]


def _by_event(papers: Iterable[tuple[str, Attachment]]) -> dict[int, list[Attachment]]:
    came: dict[int, list[Attachment]] = {}
    for _label, paper in papers:
        came.setdefault(paper.event_id, []).append(paper)
    return came


def area_names() -> dict[str, str]:
    """Names of the areas by key."""
    return dict(Area.objects.values_list("key", "name"))
