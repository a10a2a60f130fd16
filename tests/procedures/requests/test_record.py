"""The record: versions pinned, events immutable, tampering found, nothing half done."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from notifications.models import OutboxMessage
from procedures.casework import effects
from procedures.catalogue.models import Immutable
from procedures.definition import EFFECTS, vocabulary
from procedures.requests.models import ClockInterval, Event, EventPayload, Fact, Submission
from tests.factories import filed, published, take

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"


def change_by_sql(table: str, assignment: str, pk: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {assignment} WHERE id = %s", [pk])


def test_a_request_keeps_the_form_and_workflow_it_was_filed_under() -> None:
    first = published(METER)
    row = filed(first).service_request
    second = published(METER, name="Otro nombre", keywords=["otra"])
    row.refresh_from_db()
    assert (first.number, second.number) == (1, 2)
    assert row.version == first
    assert row.definition.name != "Otro nombre"
    assert row.procedure.current == second


def test_publishing_the_same_content_makes_no_version() -> None:
    assert published(METER).pk == published(METER).pk


def test_a_published_version_is_not_changed_by_save_nor_by_sql() -> None:
    version = published(METER)
    version.source_text = "otra cosa"
    with pytest.raises(Immutable):
        version.save()
    with pytest.raises(DatabaseError):
        change_by_sql("procedures_procedureversion", "source_text = 'x'", version.pk)
    with pytest.raises(Immutable):
        version.delete()


def test_an_event_is_not_changed_by_save_nor_by_sql() -> None:
    event = filed(published(METER)).service_request.events.get()
    event.kind = "otra"
    with pytest.raises(Immutable):
        event.save()
    with pytest.raises(DatabaseError):
        change_by_sql("procedures_event", "kind = 'x'", event.pk)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM procedures_event WHERE id = %s", [event.pk])


def audit() -> str:
    out = StringIO()
    call_command("verify_audit", stdout=out)
    return out.getvalue()


def test_the_audit_finds_a_changed_payload_and_a_cut_off_end() -> None:
    row = filed(published(METER)).service_request
    take(row, "tomar")
    assert "no fault" in audit()

    payload = EventPayload.objects.first()
    assert payload is not None
    kept = payload.data
    EventPayload.objects.filter(pk=payload.pk).update(data={"public": {"source": "phone"}})
    with pytest.raises(CommandError, match="1 faults"):
        audit()
    EventPayload.objects.filter(pk=payload.pk).update(data=kept)

    row.refresh_from_db()
    type(row).objects.filter(pk=row.pk).update(event_count=row.event_count + 1)
    with pytest.raises(CommandError, match="faults"):
        audit()


def test_a_failing_effect_leaves_no_trace_of_the_step(monkeypatch: pytest.MonkeyPatch) -> None:
    row = filed(published(METER)).service_request
    take(row, "tomar")
    tables = (Event, ClockInterval, Fact, Submission, OutboxMessage)
    before = [table.objects.count() for table in tables]
    history = row.history.count()

    def fails(happened: object, **_parameters: str) -> None:
        effects.plan_visit(happened, **_parameters)  # type: ignore[arg-type]
        raise RuntimeError("the register is away")

    monkeypatch.setitem(
        vocabulary._registered, "plan_visit", replace(EFFECTS["plan_visit"], function=fails)
    )
    with pytest.raises(RuntimeError):
        take(row, "programar_visita")

    row.refresh_from_db()
    assert row.state == "en_revision"
    assert [table.objects.count() for table in tables] == before
    assert row.history.count() == history
    assert not row.visits.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", [1, 2])
def test_a_test_with_transactions_leaves_empty_tables_and_the_triggers(time: int) -> None:
    """On SQLite too, where emptying a table is a DELETE that the triggers refuse."""
    assert not Event.objects.exists()
    event = filed(published(METER)).service_request.events.get()
    with pytest.raises(DatabaseError):
        change_by_sql("procedures_event", "kind = 'x'", event.pk)
