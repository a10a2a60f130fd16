"""The prevención end to end: once, in time, what the record lists; suspend and restart; expiry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

from backend.accounts.actors import citizen_of
from notifications.models import OutboxMessage
from procedures.casework import moves
from procedures.requests import sweeps
from procedures.requests.errors import Conflict, Invalid
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import answer_correction, lapse, request_correction, withdraw
from tests.factories import definition, filed, paper, published, staff, take

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"
REVIEWER = "reviewer@comercializacion"


def on(day: str) -> time_machine.travel:
    return time_machine.travel(f"{day}T10:00:00-06:00", tick=False)


@pytest.fixture
def row() -> Iterator[ServiceRequest]:
    """Filed on Friday 30 January 2026 with a term of ten business days (DOMAIN §3.1)."""
    with on("2026-01-30"):
        row = filed(published(METER)).service_request
        take(row, "tomar")
    row.refresh_from_db()
    yield row


def ask(row: ServiceRequest, field: str = "calidad") -> None:
    request_correction(
        actor=staff(REVIEWER),
        service_request=row,
        revision=row.revision,
        items=[{"field": field, "reason": "No coincide con el recibo."}],
    )


def test_the_dates_are_those_of_the_vector(row: ServiceRequest) -> None:
    assert definition(METER).time.limit is not None
    assert row.due_on == dt.date(2026, 2, 16)
    assert row.correction_limit_on == dt.date(2026, 2, 6)


def test_asked_and_answered_the_term_goes_on_where_it_stopped(row: ServiceRequest) -> None:
    with on("2026-02-06"):
        ask(row)
        assert row.phase == "waiting_citizen"
        assert row.due_on is None
        assert row.citizen_due_on == dt.date(2026, 2, 20)
    with on("2026-02-13"):
        answer_correction(
            actor=citizen_of(row.folio),
            service_request=row,
            revision=row.revision,
            answers={"calidad": "propietario"},
        )
    assert row.due_on == dt.date(2026, 2, 23)
    assert row.promised_on == dt.date(2026, 2, 16)
    assert row.answers["calidad"] == "propietario"
    assert [s.kind for s in row.submissions.all()] == ["filing", "correction"]


def test_where_the_version_restarts_the_whole_term_begins_again() -> None:
    source = definition(METER).document["time"]
    correction = {**source["correction"], "effect": "restart"}
    with on("2026-01-30"):
        version = published(METER, time={**source, "correction": correction})
        row = filed(version).service_request
        take(row, "tomar")
    row.refresh_from_db()
    with on("2026-02-06"):
        ask(row)
    with on("2026-02-13"):
        take(row, "desahogar")
    row.refresh_from_db()
    assert row.due_on == dt.date(2026, 2, 27)


def test_it_is_asked_once_and_only_in_the_first_third(row: ServiceRequest) -> None:
    reviewer = staff(REVIEWER)
    with on("2026-02-09"):
        with pytest.raises(Conflict) as late:
            ask(row)
        assert late.value.code == "correction_late"
        shown = {m.action: m.closed_because for m in moves.open_moves(reviewer, row)}
        assert shown["prevenir"]
    with on("2026-02-04"):
        ask(row)
        take(row, "desahogar")
        row.refresh_from_db()
        with pytest.raises(Conflict) as twice:
            ask(row)
    assert twice.value.code == "correction_used"


def test_only_what_the_record_lists_can_be_asked(row: ServiceRequest) -> None:
    with on("2026-02-02"), pytest.raises(Invalid):
        ask(row, "acta_de_nacimiento")
    with on("2026-02-02"), pytest.raises(Invalid):
        request_correction(
            actor=staff(REVIEWER), service_request=row, revision=row.revision, items=[]
        )


def test_only_what_was_asked_can_be_changed(row: ServiceRequest) -> None:
    with on("2026-02-02"):
        ask(row)
        before = dict(row.answers)
        with pytest.raises(Invalid) as refused:
            answer_correction(
                actor=citizen_of(row.folio),
                service_request=row,
                revision=row.revision,
                answers={"calidad": "propietario", "tipo_atencion": "mantenimiento"},
            )
        assert set(refused.value.errors) == {"tipo_atencion"}
    row.refresh_from_db()
    assert row.answers == before


def test_a_document_asked_for_replaces_the_one_before(row: ServiceRequest) -> None:
    field = next(f.key for f in row.definition.form.fields if f.is_file)
    with on("2026-02-02"):
        ask(row, field)
        answer_correction(
            actor=citizen_of(row.folio),
            service_request=row,
            revision=row.revision,
            documents={field: [paper("foto.jpg")]},
        )
    standing = row.attachments.filter(field_key=field, replaced_at=None)
    assert standing.count() == 1


def test_unanswered_it_expires_by_itself_only_where_the_version_says_so(
    row: ServiceRequest,
) -> None:
    with on("2026-02-02"):
        ask(row)
    assert row.definition.time.correction.on_expiry == "propose"
    late = dt.date(2026, 6, 1)
    with on("2026-06-01"):
        assert sweeps.expire_corrections(late) == 0
    row.refresh_from_db()
    assert row.is_open

    source = definition(METER).document["time"]
    correction = {**source["correction"], "on_expiry": "auto"}
    with on("2026-01-30"):
        other = filed(published(METER, time={**source, "correction": correction}))
        take(other.service_request, "tomar")
    with on("2026-02-02"):
        other.service_request.refresh_from_db()
        ask(other.service_request)
        due = other.service_request.citizen_due_on
    assert due is not None
    with time_machine.travel(dt.datetime.combine(due, dt.time(18), dt.UTC), tick=False):
        assert sweeps.expire_corrections(due) == 0
    with on("2026-06-01"):
        assert sweeps.expire_corrections(late) == 1
        assert sweeps.expire_corrections(late) == 0
    other.service_request.refresh_from_db()
    assert other.service_request.outcome == "dismissed"


def test_the_person_withdraws_at_any_time_before_the_resolution(row: ServiceRequest) -> None:
    withdraw(actor=citizen_of(row.folio), service_request=row, revision=row.revision)
    assert (row.phase, row.outcome) == ("closed", "withdrawn")
    with pytest.raises(Conflict):
        withdraw(actor=citizen_of(row.folio), service_request=row, revision=row.revision)


def test_a_file_lapses_by_a_persons_hand_three_months_after_a_warning(
    row: ServiceRequest,
) -> None:
    reviewer = staff(REVIEWER)
    with on("2026-02-02"):
        for action in ("programar_visita", "registrar_visita", "emitir_linea"):
            take(row, action)
        row.refresh_from_db()
    with on("2026-05-06"), pytest.raises(Conflict, match="después de avisar"):
        lapse(actor=reviewer, service_request=row, action="caducar", revision=row.revision)
    for day, warned in (("2026-02-17", 0), ("2026-02-18", 1), ("2026-02-19", 0)):
        with on(day):
            assert sweeps.warn_of_lapses(dt.date.fromisoformat(day)) == warned
    mail = OutboxMessage.objects.get(reference=row.folio, kind="inactivity_warned")
    assert "archivarla a partir del 18 de mayo de 2026" in mail.text
    row.refresh_from_db()
    with on("2026-05-15"), pytest.raises(Conflict, match="18 de mayo"):
        lapse(actor=reviewer, service_request=row, action="caducar", revision=row.revision)
    with on("2026-05-18"):
        shown = {m.action: m.closed_because for m in moves.open_moves(reviewer, row)}
        assert shown["caducar"] == ""
        lapse(actor=reviewer, service_request=row, action="caducar", revision=row.revision)
    row.refresh_from_db()
    assert row.outcome == "lapsed"


def test_silence_is_a_flag_and_the_case_stays_open(row: ServiceRequest) -> None:
    assert row.due_on is not None
    with on("2026-02-16"):
        assert sweeps.flag_silence(dt.date(2026, 2, 16)) == 0
    with on("2026-02-17"):
        assert sweeps.flag_silence(dt.date(2026, 2, 17)) == 1
        assert sweeps.flag_silence(dt.date(2026, 2, 17)) == 0
    row.refresh_from_db()
    assert row.silence
    assert row.is_open


def test_the_term_is_extended_once_by_at_most_half_and_before_it_ends(
    row: ServiceRequest,
) -> None:
    with on("2026-02-10"):
        take(row, "ampliar")
        row.refresh_from_db()
        assert row.due_on == dt.date(2026, 2, 23)
        with pytest.raises(Conflict) as twice:
            take(row, "ampliar")
    assert twice.value.code == "extended"


def test_a_closing_leaves_whose_days_they_were(row: ServiceRequest) -> None:
    with on("2026-02-06"):
        ask(row)
    with on("2026-02-13"):
        take(row, "desahogar")
        row.refresh_from_db()
    with on("2026-02-17"):
        take(row, "canalizar")
    row.refresh_from_db()
    fact = row.facts.get(kind="closed")
    assert (fact.utility_days, fact.citizen_days, fact.total_days) == (6, 5, 11)
    assert (fact.on_time, fact.outcome) == (True, "forwarded")


def test_what_was_right_when_it_was_filed_is_not_refused_later() -> None:
    """A date that had to come after the day of filing has passed when the answer is given."""
    with on("2026-01-30"):
        row = filed(
            published("suspension-temporal", status="online"),
            given={"desde": "2026-02-02", "hasta": "2026-12-01"},
        ).service_request
        take(row, "tomar")
        row.refresh_from_db()
        ask(row)
    with on("2026-02-05"):
        answer_correction(
            actor=citizen_of(row.folio),
            service_request=row,
            revision=row.revision,
            answers={"calidad": "propietario"},
        )
    assert row.answers["desde"] == "2026-02-02"
    assert row.phase == "in_review"


def test_a_second_term_starts_with_its_state() -> None:
    """ARCO: 20 days to answer, then 15 to make the right effective (LGPDPPSO art. 45)."""
    with on("2026-03-20"):
        row = filed(published("arco", status="online", channels=["online"])).service_request
        assert row.due_on == dt.date(2026, 4, 17)
        take(row, "tomar")
        take(row, "turnar")
    with on("2026-04-10"):
        take(row, "responder")
        row.refresh_from_db()
        assert row.state == "respondida_procedente"
        assert row.due_on == dt.date(2026, 5, 4)
