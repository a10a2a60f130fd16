"""Enquiries found by who asks, within what each may see, and passed on between areas."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from backend.accounts.actors import Actor
from procedures.contact import access, operations
from procedures.contact.erasing import erase
from procedures.contact.models import Enquiry, EnquiryTerm
from procedures.contact.queue import counts, enquiries
from procedures.contact.words import text_of
from procedures.requests.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.factories import person, staff
from tests.factories.contact import TOLD, enquiry

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Actor:
    return staff("counter@modulo", full_name="Ana Martínez")


def found(actor: Actor, typed: str, tab: str = "all") -> set[str]:
    return {row.number for row in enquiries(actor, tab, timezone.localdate(), typed)}


@pytest.mark.parametrize(
    "typed",
    [
        "juana.plantada@example.org",
        "Juana.Plantada@EXAMPLE.org ",
        "9519876543",
        "951 987 65 43",
        "+52 951 987 6543",
        "Plantada",
        "juana plantadas",
        "JUÁNA",
    ],
)
def test_one_is_found_by_the_mail_the_telephone_and_the_name_of_who_asks(
    clerk: Actor, typed: str
) -> None:
    row = enquiry()
    enquiry(name="Pedro Otro", email="pedro@example.org", phone="9511111111")
    assert found(clerk, typed) == {row.number}


@pytest.mark.parametrize(
    "typed", ["example.org", "juana@", "951987654", "Juana Otro", "horarios", "\x00", "@", "-"]
)
def test_nothing_else_is_found(clerk: Actor, typed: str) -> None:
    enquiry()
    assert found(clerk, typed) == set()


def test_a_search_is_within_what_one_may_see_and_its_tab_counts_it(clerk: Actor) -> None:
    row = enquiry()
    enquiry(name="Pedro Otro")
    assert found(clerk, row.number.lower()) == {row.number}
    assert found(staff("reviewer@padron"), TOLD["email"]) == set()
    assert found(staff("director@direccion"), TOLD["phone"]) >= {row.number}
    told = counts(clerk, timezone.localdate(), "Plantada")
    assert (told["open"], told["mine"], told["all"]) == (1, 0, None)


def test_what_it_is_found_by_tells_nobody_who_asked_and_goes_with_the_words(clerk: Actor) -> None:
    row = enquiry()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT term FROM {EnquiryTerm._meta.db_table}")
        kept = " ".join(line[0] for line in cursor.fetchall())
    assert kept and not any(word.lower() in kept for word in ("juana", "plantada", "9876543"))
    erase(row, timezone.now())
    row.save()
    assert not EnquiryTerm.objects.exists() and found(clerk, "Plantada") == set()


def test_those_received_before_are_found_after_the_upgrade(clerk: Actor) -> None:
    row = enquiry()
    EnquiryTerm.objects.all().delete()
    assert found(clerk, "Plantada") == set()
    call_command("reindex_requests", verbosity=0)
    assert found(clerk, "Plantada") == {row.number}


def test_one_is_passed_to_the_area_that_knows_with_a_reason_and_keeps_its_day(
    clerk: Actor,
) -> None:
    row = enquiry()
    reviewer = staff("reviewer@comercializacion")
    due = row.due_on
    operations.claim(actor=clerk, enquiry=row, revision=row.revision)
    with pytest.raises(NotFound):
        access.find(reviewer, row.number)
    told = {"actor": clerk, "enquiry": row, "revision": row.revision}
    for area, reason, field in (
        ("comercializacion", " ", "reason"),
        ("no_hay", "Es suya", "area"),
        (row.area, "Es suya", "area"),
    ):
        with pytest.raises(Invalid) as refused:
            operations.move(**told, area=area, reason=reason)
        assert set(refused.value.errors) == {field}
    with pytest.raises(Conflict):
        operations.move(**told | {"revision": 1}, area="comercializacion", reason="Es suya")
    operations.move(**told, area="comercializacion", reason="Pregunta por su contrato")
    row = access.find(reviewer, row.number)
    assert (row.area, row.owner, row.due_on) == ("comercializacion", None, due)
    line = row.entries.last()
    assert line.kind == "moved" and text_of(line).endswith("\nPregunta por su contrato")
    with pytest.raises(NotFound):
        access.find(clerk, row.number)
    assert row.history.count() == 3


def test_who_does_not_answer_passes_nothing_on_and_what_is_over_stays(clerk: Actor) -> None:
    row = enquiry()
    told = {"enquiry": row, "revision": row.revision, "area": "comercializacion", "reason": "X"}
    person("reviewer@comercializacion")
    for who in (staff("director@*"), staff("administrator@*"), staff("reviewer@comercializacion")):
        with pytest.raises((NotAllowed, NotFound)):
            operations.move(actor=who, **told)
    operations.close(actor=clerk, enquiry=row, revision=row.revision, reason="other")
    with pytest.raises(Conflict):
        operations.move(actor=clerk, **told | {"revision": row.revision})
    assert Enquiry.objects.get().area == "modulo"
