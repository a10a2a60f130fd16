"""The messages on a page: what is told of each, what never is, and what may be done."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from frontend.staff.deliveries import words
from notifications import delivery
from notifications.models import OutboxMessage, State
from notifications.problems import Problem
from procedures.requests import keys
from procedures.requests.models import ServiceRequest
from tests.factories import filed
from tests.frontend.staff.pages import form_data, text_of
from tests.notifications.letters import personal_message, posted

pytestmark = pytest.mark.django_db
PAGE = "/personal/avisos/"


@pytest.fixture
def boss(log_in: Any) -> Client:
    return log_in("supervisor@comercializacion")


def about(case: ServiceRequest) -> OutboxMessage:
    return OutboxMessage.objects.get(reference=case.folio, kind="request_received")


def test_every_state_channel_and_failure_has_its_words() -> None:
    assert set(words.STATES) == set(State) and set(words.PROBLEMS) == set(Problem)
    from notifications.channels import channels

    assert set(channels()) <= set(words.CHANNELS)


def test_what_did_not_arrive_comes_first(boss: Client, case: ServiceRequest) -> None:
    assert "Aquí no hay avisos" in text_of(boss.get(PAGE))
    OutboxMessage.objects.update(failed_at=timezone.now(), problem="address")
    said = text_of(boss.get(PAGE))
    assert f"{case.folio}: recibimos su solicitud" in said
    assert "No llegó La dirección no existe" in said and "No llegaron 1" in said


def test_its_secrets_are_never_shown(boss: Client, case: ServiceRequest) -> None:
    message = about(case)
    page = boss.get(f"{PAGE}{message.pk}/")
    said = text_of(page)
    assert "Guarde su folio y su clave" in said and "(dato privado)" in said
    told = page.content.decode()
    assert keys.key_of(case.folio, case.key_nonce) not in told
    assert "{{" not in told and case.key_nonce not in told
    assert "no-store" in page.headers["Cache-Control"]


def test_of_a_sealed_one_nothing_is_shown(log_in: Any) -> None:
    code = posted(personal_message("enquiry_answer"), reference="C-1", key="c")
    said = text_of(log_in("administrator@*").get(f"{PAGE}{code.pk}/"))
    assert "Su texto es privado" in said and "El módulo abre" not in said


def test_it_is_sent_again_elsewhere_and_no_more(boss: Client, case: ServiceRequest) -> None:
    message = about(case)
    here = f"{PAGE}{message.pk}/"
    wrong = boss.post(f"{here}direccion/", {"address": "ana"})
    assert "Escriba una dirección que sirva para este medio." in text_of(wrong)
    sent = boss.post(f"{here}direccion/", {"address": "ana.ruiz@example.org"}, follow=True)
    assert "Va a la nueva dirección." in text_of(sent)
    assert "Por dónde ha ido" in text_of(sent) and "Lo envió a otra dirección" in text_of(sent)
    new = OutboxMessage.objects.get(address="ana.ruiz@example.org")
    delivery.deliver(new.pk)
    again = boss.post(f"{PAGE}{new.pk}/reenviar/", follow=True)
    assert "El aviso sale de nuevo." in text_of(again)
    last = OutboxMessage.objects.order_by("id").last()
    assert "Cancelado" in text_of(boss.post(f"{PAGE}{last.pk}/cancelar/", follow=True))
    late = boss.post(f"{PAGE}{last.pk}/cancelar/", follow=True)
    assert "Este aviso ya no puede cancelarse." in late.content.decode()
    assert boss.post(f"{here}otra/").status_code == 404
    story = text_of(boss.get(f"/personal/{case.folio}/"))
    assert story.count("Hizo algo con un aviso") == 3


def test_a_button_is_there_only_where_it_does_something(boss: Client, case: ServiceRequest) -> None:
    message = about(case)
    here = f"{PAGE}{message.pk}/"
    said = text_of(boss.get(here))
    assert "Cancelar el envío" in said and "Volver a enviarlo" not in said
    assert "csrfmiddlewaretoken" in form_data(boss.get(here), "direccion")
    OutboxMessage.objects.update(cancelled_at=timezone.now())
    assert "Qué se puede hacer" not in text_of(boss.get(here))


def test_who_has_no_part_in_it_gets_nothing(log_in: Any, case: ServiceRequest) -> None:
    message = about(case)
    assert log_in("reviewer@comercializacion").get(PAGE).status_code == 403
    for grant in ("supervisor@juridica", "administrator@*"):
        browser = log_in(grant)
        assert browser.get(PAGE).status_code == 200
        assert browser.get(f"{PAGE}{message.pk}/").status_code == 404
        assert browser.post(f"{PAGE}{message.pk}/cancelar/").status_code == 404


def test_filters_that_are_none_are_told_and_the_list_is_shown(boss: Client) -> None:
    answer = boss.get(PAGE, {"channel": "dove", "age": "eon", "cursor": "x"})
    assert answer.status_code == 200 and "Seleccione una opción válida" in text_of(answer)


def test_messages_are_told_apart_by_what_they_are_called(
    boss: Client, case: ServiceRequest
) -> None:
    page = boss.get(PAGE, {"tab": "all", "kind": "request_received"})
    assert len(page.context["lines"]) == 1 and "Recibimos su solicitud" in text_of(page)
    assert boss.get(PAGE, {"tab": "all", "kind": "visit_tomorrow"}).context["lines"] == []


def test_a_long_list_costs_what_a_short_one_does(
    boss: Client, case: ServiceRequest, meter: Any
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert boss.get(PAGE, {"tab": "all"}).status_code == 200
        return len(asked)

    cost()
    one = cost()
    for _i in range(5):
        filed(meter)
    assert cost() == one
    assert one == 14


def test_pages_follow_each_other(boss: Client, case: ServiceRequest, monkeypatch: Any) -> None:
    monkeypatch.setattr("frontend.staff.deliveries.views.PAGE_SIZE", 1)
    posted(reference=case.folio, key="second")
    first = boss.get(PAGE, {"tab": "all"}).context
    second = boss.get(f"{PAGE}{first['next']}").context
    pks = [page["lines"][0].row.pk for page in (first, second)]
    assert pks == sorted(pks, reverse=True) and len(set(pks)) == 2
    assert not second["next"] and second["previous"]


def test_the_case_says_what_was_sent_and_what_became_of_it(
    log_in: Any, boss: Client, case: ServiceRequest
) -> None:
    message = about(case)
    clerk = log_in("reviewer@comercializacion")
    here = f"/personal/{case.folio}/"
    said = text_of(clerk.get(here))
    assert f"Por salir {case.folio}: recibimos su solicitud Correo" in said
    assert f"{PAGE}{message.pk}/" not in clerk.get(here).content.decode()
    assert f"{PAGE}{message.pk}/" in boss.get(here).content.decode()
    delivery.deliver(message.pk)
    assert f"Enviado {case.folio}" in text_of(clerk.get(here))
    OutboxMessage.objects.update(failed_at=timezone.now(), problem="address")
    assert "No llegó" in text_of(clerk.get(here))


def test_only_asked_for_an_opinion_it_is_not_told(log_in: Any, case: ServiceRequest) -> None:
    case.accesses.create(area="tecnica", role="", reason="opinion")
    said = text_of(log_in("technical@tecnica").get(f"/personal/{case.folio}/"))
    assert case.folio in said and "Avisos a la persona" not in said
