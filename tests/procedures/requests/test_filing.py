"""Filing: every channel one door, reception that never refuses, anonymity that keeps nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from backend.accounts.actors import ANONYMOUS
from notifications.models import OutboxMessage
from procedures.catalogue.institution import privacy_notice
from procedures.definition import Facts
from procedures.requests import crypto, folios
from procedures.requests.errors import Conflict, Invalid, NotAllowed
from procedures.requests.models import Applicant, ServiceRequest
from procedures.requests.operations import Contact, submit
from procedures.requests.search import read
from tests.factories import CONTACT, examples, filed, papers_for, published, staff

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"
COMPLAINT = "quejas-denuncias"


def test_a_filing_gives_a_folio_a_key_a_date_and_a_message() -> None:
    filing = filed(published(METER))
    row = filing.service_request
    year = timezone.localdate().year
    assert row.folio.startswith(f"SOAPA-{year}-")
    assert folios.parse_folio(row.folio)
    assert (row.phase, row.revision, row.event_count) == ("received", 1, 1)
    assert row.due_on == row.promised_on
    assert row.due_on is not None
    assert row.due_on > row.received_on
    assert row.due_confirmed is False
    assert row.submissions.get().answers == row.answers
    assert [f.kind for f in row.facts.all()] == ["filed"]
    message = OutboxMessage.objects.get(reference=row.folio)
    assert message.kind == "request_received"
    assert filing.key not in message.text
    assert CONTACT.name.split()[0] not in message.subject


def test_the_key_is_stored_nowhere() -> None:
    filing = filed(published(METER))
    assert filing.key not in dump()
    assert filing.key.replace("-", "") not in dump()


def dump() -> str:
    """Everything in the database, as text."""
    parts: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            parts += [str(row) for row in cursor.fetchall()]
    return "\n".join(parts)


def test_sensitive_answers_are_sealed_wherever_they_are_kept() -> None:
    version = published(METER)
    row = filed(version, given={"tipo_persona": "fisica", "sin_curp": False}).service_request
    curp = crypto.open_answers(version.definition.form, row.answers)["curp"]
    assert len(curp) == 18
    assert curp not in dump()


def test_a_person_without_curp_is_not_turned_away() -> None:
    row = filed(published(METER), given={"tipo_persona": "fisica", "sin_curp": True})
    assert "curp" not in row.service_request.answers or not row.service_request.answers["curp"]


def test_an_anonymous_filing_keeps_no_contact_and_no_trace() -> None:
    planted = Contact(name="Juana Planta", email="planta@example.org", phone="9519876543")
    filing = filed(published(COMPLAINT), anonymous=True, contact=planted)
    everything = dump()
    for trace in ("Juana Planta", "planta@example.org", "9519876543"):
        assert trace not in everything
    assert not Applicant.objects.filter(service_request=filing.service_request).exists()
    assert not OutboxMessage.objects.filter(reference=filing.service_request.folio).exists()


def test_what_may_not_be_anonymous_is_not() -> None:
    with pytest.raises(Invalid):
        filed(published(METER), anonymous=True)


def test_the_window_files_what_is_incomplete_and_the_portal_does_not() -> None:
    version = published(METER)
    clerk = staff("counter@modulo", source="counter")
    row = submit(
        actor=clerk,
        version=version,
        answers={"tipo_atencion": "mantenimiento"},
        privacy_notice=privacy_notice().version,
        identity_check="ine",
    ).service_request
    assert (row.source, row.captured_by, row.identity_check) == ("counter", clerk.user, "ine")
    with pytest.raises(Invalid) as refused:
        submit(
            actor=ANONYMOUS,
            version=version,
            answers={"tipo_atencion": "mantenimiento"},
            privacy_notice=privacy_notice().version,
        )
    assert "domicilio" in refused.value.errors
    assert ServiceRequest.objects.count() == 1


def test_a_letter_counts_from_the_day_it_came() -> None:
    clerk = staff("counter@modulo", source="letter")
    came = timezone.localdate() - dt.timedelta(days=7)
    row = filed(published(METER), actor=clerk, received_on=came).service_request
    assert row.received_on == came
    with pytest.raises(Invalid):
        tomorrow = timezone.localdate() + dt.timedelta(days=1)
        filed(row.version, actor=clerk, received_on=tomorrow)
    with pytest.raises(Invalid):
        filed(row.version, received_on=came)


def test_only_the_window_uses_the_windows_channels() -> None:
    version = published(METER)
    with pytest.raises(NotAllowed):
        filed(version, actor=staff("inspector@operacion", source="counter"))


def test_what_is_not_online_is_filed_at_the_window_only() -> None:
    version = published("cambio-de-usuario")
    assert version.definition.status == "assisted"
    with pytest.raises(Conflict):
        filed(version)
    assert filed(version, actor=staff("counter@modulo", source="phone")).service_request.pk


def test_the_privacy_notice_in_force_must_be_acknowledged() -> None:
    version = published(METER)
    facts = Facts(today=timezone.localdate())
    answers = examples(version.definition.form, facts)
    with pytest.raises(Invalid) as refused:
        submit(
            actor=ANONYMOUS,
            version=version,
            answers=answers,
            documents=papers_for(version.definition.form, answers, facts),
            privacy_notice="1999-01",
        )
    assert "privacy_notice" in refused.value.errors


def test_unknown_answers_are_refused_and_nothing_is_kept() -> None:
    with pytest.raises(Invalid):
        submit(
            actor=ANONYMOUS,
            version=published(METER),
            answers={"inventado": "x"},
            privacy_notice=privacy_notice().version,
        )
    assert not ServiceRequest.objects.exists()


def test_a_request_is_found_by_name_without_accents_and_by_its_curp() -> None:
    row = filed(published(METER), given={"tipo_persona": "fisica", "sin_curp": False})
    form = row.service_request.definition.form
    curp = crypto.open_answers(form, row.service_request.answers)["curp"]
    everything = ServiceRequest.objects.all()
    assert read("maria hernandez").narrow(everything).exists()
    assert read(row.service_request.folio).narrow(everything).exists()
    assert read(curp.lower()).narrow(everything).exists()
    assert not read("otra persona").narrow(everything).exists()
