"""Calls: a light row each, that says nothing of who called unless they want an answer."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from procedures.contact import calls
from procedures.contact.models import Call, Enquiry
from procedures.contact.words import words_of
from procedures.requests.errors import Invalid, NotAllowed
from tests.factories import filed, published, staff
from tests.factories.contact import counting_days

pytestmark = pytest.mark.django_db
METER, COMPLAINT = "mantenimiento-cambio-medidor", "quejas-denuncias"


@pytest.fixture
def clerk():
    counting_days()
    return staff("counter@call_center")


def log(actor, **told):
    given = {
        "extension": "1",
        "about": "bill",
        "result": "answered",
        "begun_at": timezone.now() - dt.timedelta(minutes=4),
    }
    return calls.log_call(actor=actor, **given | told)


def test_a_call_is_on_the_list_of_its_extension_today(clerk) -> None:
    call = log(clerk, note="Preguntó por su recibo")
    assert call.ended_at > call.begun_at and calls.note_of(call) == "Preguntó por su recibo"
    assert "recibo" not in call.sealed
    log(clerk, extension="2")
    Call.objects.filter(pk=log(clerk).pk).update(begun_at=timezone.now() - dt.timedelta(days=1))
    assert calls.calls_today(clerk, "1") == [call]


def test_what_has_to_be_answered_later_is_an_enquiry_of_the_call_centre(clerk) -> None:
    call = log(clerk, result="enquiry", note="¿Cuándo vuelve el agua?", phone="951 501 5930")
    row = Enquiry.objects.get()
    assert call.enquiry == row and row.channel.kind == "phone" and row.area == "call_center"
    assert words_of(row).phone == "9515015930" and call.sealed == ""
    for lacking in ({"note": ""}, {"phone": ""}, {"phone": "12"}):
        with pytest.raises(Invalid) as wrong:
            log(clerk, **{"result": "enquiry", "note": "x", "phone": "9515015930"} | lacking)
        assert set(wrong.value.errors) == set(lacking)
    assert Enquiry.objects.count() == Call.objects.count() == 1


def test_a_request_is_named_by_its_folio_and_a_denuncia_never(clerk) -> None:
    folio = filed(published(METER)).service_request.folio
    assert log(clerk, result="filed", folio=folio).service_request.folio == folio
    secret = filed(
        published(COMPLAINT), given={"tipo": "denuncia_servidor_publico"}, anonymous=True
    ).service_request.folio
    for actor in (clerk, staff("counter@modulo", "oic@oic")):
        for wrong in (secret, "", "SOAPA-2026-1"):
            with pytest.raises(Invalid) as refused:
                log(actor, result="filed", folio=wrong)
            assert set(refused.value.errors) == {"folio"}
    call = log(clerk, result="filed", about="complaint")
    assert call.service_request is None, "that there was one is put down, and not which"
    with pytest.raises(Invalid):
        log(clerk, result="filed", about="complaint", folio=secret)


def test_who_will_be_called_again_has_a_day_and_is_told_that_day(clerk) -> None:
    today = timezone.localdate()
    for wrong in (None, today - dt.timedelta(days=1), today + dt.timedelta(days=99)):
        with pytest.raises(Invalid):
            log(clerk, result="call_back", call_back_on=wrong)
    call = log(clerk, result="call_back", call_back_on=today + dt.timedelta(days=1))
    assert calls.to_call_back(clerk, today) == []
    assert calls.to_call_back(clerk, today + dt.timedelta(days=1)) == [call]
    assert log(clerk, call_back_on=today).call_back_on is None  # it was answered


def test_a_time_that_cannot_be_is_taken_for_now(clerk) -> None:
    for odd in (dt.timedelta(hours=9), -dt.timedelta(hours=1)):
        call = log(clerk, begun_at=timezone.now() - odd)
        assert call.begun_at == call.ended_at


def test_only_who_files_for_others_logs_calls() -> None:
    with pytest.raises(NotAllowed):
        log(staff("reviewer@comercializacion"))


def test_old_calls_are_deleted(clerk) -> None:
    log(clerk)
    assert calls.delete_old_calls(timezone.now() + dt.timedelta(days=359)) == 0
    assert calls.delete_old_calls(timezone.now() + dt.timedelta(days=361)) == 1
