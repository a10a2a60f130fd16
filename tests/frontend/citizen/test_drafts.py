"""Leaving a filing half-way and coming back: another device, another window, another version."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from notifications.delivery import sweep
from notifications.models import OutboxMessage
from procedures.drafts import keys, operations
from procedures.drafts.models import Draft
from procedures.requests.models import ServiceRequest
from tests.factories import filed, published, upload
from tests.factories.drafts import draft_of, fill_in, kept, rewrite
from tests.frontend.citizen.conftest import COMPLAINT, METER
from tests.frontend.citizen.test_filing import version_sections

pytestmark = pytest.mark.django_db
BASE = f"/tramites/{METER}/solicitar/"
PROBLEM, SAVED = f"{BASE}problema/", f"{BASE}guardado/"
MOVE = {"tipo_atencion": "reubicacion"}


@pytest.fixture
def phone(client, meter) -> Client:
    """Somebody with a draft of a meter change, on the telephone."""
    client.post(BASE)
    return client


def shown_at(response) -> str:
    page = html.fromstring(response.content.decode())
    return page.xpath("//input[@name='_revision']/@value")[0]


def code_on(response) -> str:
    return re.search(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b", response.content.decode())[0]


def test_saved_on_the_phone_and_finished_on_another_device_by_its_code(phone, read):
    page = phone.post(PROBLEM, {**MOVE, "guardar": "1"})
    assert page["Location"] == SAVED
    saved = phone.get(SAVED)
    assert "Apunte este código" in read(saved) and "Todavía no ha enviado" in read(saved)
    computer = Client()
    page = computer.post("/continuar/", {"code": code_on(saved).lower().replace("-", " ")})
    assert page["Location"].startswith(BASE)
    assert kept(computer, METER)["answers"]["tipo_atencion"] == "reubicacion"
    assert phone.get(PROBLEM).status_code == 200, "the first one still has it open"


def test_the_mailed_link_opens_it_elsewhere(phone, mailoutbox, read):
    phone.post(PROBLEM, MOVE)
    page = phone.post(SAVED, {"email": "ana@example.org"}, follow=True)
    assert "llegará el enlace a ana@example.org" in page.content.decode()
    sweep()
    link = re.search(r"/continuar/\S+", mailoutbox[0].body)[0]
    computer = Client()
    assert computer.get(link)["Location"].startswith(BASE)
    assert kept(computer, METER)["answers"] == MOVE


def test_wrong_expired_and_sent_look_the_same_and_are_throttled(phone, read):
    over = operations.begin(version=draft_of(phone, METER).version, given={"answers": {}})
    Draft.objects.filter(pk=over.pk).update(expires_at=over.created_at)
    told = {
        read(Client().post("/continuar/", {"code": code})).replace(code, "")
        for code in (keys.code_of(over), "00000-00000", "x")
    }
    assert len(told) == 1 and "no abre ningún borrador" in told.pop()
    links = [keys.opener_of(over), f"{over.id.hex}.00", "nada"]
    answers = [Client().get(f"/continuar/{link}/") for link in links]
    assert {one.status_code for one in answers} == {410}
    assert len({read(one) for one in answers}) == 1
    for _i in range(20):
        Client().post("/continuar/", {"code": "00000-00000"})
    right = {"code": keys.code_of(draft_of(phone, METER))}
    assert Client().post("/continuar/", right).status_code == 429
    opener = keys.opener_of(draft_of(phone, METER))
    assert Client().get(f"/continuar/{opener}/").status_code == 429


def test_nobody_fills_a_strangers_mailbox(phone):
    for _i in range(9):
        page = phone.post(SAVED, {"email": "victim@example.org"})
    assert "Ya pidió varios enlaces" in page.content.decode()
    assert OutboxMessage.objects.count() <= 3


def test_a_denuncia_is_never_mailed_and_leaves_nothing_after_filing(client, complaint, read):
    base = f"/tramites/{COMPLAINT}/solicitar/"
    client.post(base)
    page = client.get(f"{base}guardado/")
    assert "no enviamos enlaces por correo" in read(page) and b'name="email"' not in page.content
    assert client.post(f"{base}guardado/", {"email": "ana@example.org"}).status_code == 409
    fill_in(client, complaint, hechos="Pidió dinero.")
    client.post(
        f"{base}contacto-y-avisos/", {"identity": "anonymous", "privacy": "on", "truth": "on"}
    )
    client.post(f"{base}revisar-y-enviar/")
    assert ServiceRequest.objects.get().anonymous
    assert not Draft.objects.exists() and not OutboxMessage.objects.exists()


def test_two_windows_on_different_pages_lose_nothing(phone):
    computer = Client()
    computer.get(f"/continuar/{keys.opener_of(draft_of(phone, METER))}/")
    here, there = shown_at(phone.get(PROBLEM)), shown_at(computer.get(f"{BASE}visita/"))
    phone.post(PROBLEM, {**MOVE, "_revision": here})
    page = computer.post(f"{BASE}visita/", {"ubicacion_medidor": "banqueta", "_revision": there})
    assert page.status_code == 302
    answers = kept(phone, METER)["answers"]
    assert answers["tipo_atencion"] == "reubicacion" and answers["ubicacion_medidor"] == "banqueta"


def test_the_same_page_in_two_windows_comes_back_with_both(phone, read):
    computer = Client()
    computer.get(f"/continuar/{keys.opener_of(draft_of(phone, METER))}/")
    seen = shown_at(phone.get(PROBLEM))
    computer.post(PROBLEM, {**MOVE, "lectura_actual": "1111", "_revision": seen})
    late = {**MOVE, "lectura_actual": "2222", "_revision": seen, "fotos": upload("a.jpg")}
    page = phone.post(PROBLEM, late)
    text = read(page)
    assert "Hay dos versiones de esta parte" in text
    told = re.search(r"Guardado en la otra: (\S+) .*?Escrito aquí: (\S+)", text)
    assert [re.sub(r"\D", "", one) for one in told.groups()] == ["1111", "2222"]
    assert kept(phone, METER)["answers"]["lectura_actual"] == 1111
    assert len(kept(phone, METER)["papers"]["fotos"]) == 1, "what was uploaded stays"
    shown = html.fromstring(page.content.decode())
    assert shown.xpath("//input[@name='lectura_actual']/@value") == ["2222"]
    chosen = phone.post(PROBLEM, {**MOVE, "lectura_actual": "2222", "_revision": shown_at(page)})
    assert chosen.status_code == 302
    assert kept(computer, METER)["answers"]["lectura_actual"] == 2222


def test_the_same_answers_twice_are_no_dispute(phone, read):
    seen = shown_at(phone.get(PROBLEM))
    for _pressed in range(2):
        page = phone.post(PROBLEM, {**MOVE, "_revision": seen})
        assert page.status_code == 302, read(page)


def test_the_last_page_in_two_windows_comes_back_with_both(phone, meter, read):
    fill_in(phone, meter)
    last = f"{BASE}contacto-y-avisos/"
    seen = shown_at(phone.get(last))
    told = {"channel": "counter", "privacy": "on", "truth": "on", "_revision": seen}
    phone.post(last, {**told, "phone": "9511234567"})
    page = phone.post(last, {**told, "phone": "9517654321"})
    assert "9511234567" in read(page) and "9517654321" in read(page)
    assert kept(phone, METER)["contact"]["phone"] == "9511234567"


def test_what_is_wrong_is_told_when_leaving_not_lost_in_silence(phone, read):
    page = phone.post(PROBLEM, {**MOVE, "lectura_actual": "mil", "guardar": "1"}, follow=True)
    assert "no se guardó porque falta corregirlo: ¿Qué lectura" in page.content.decode()
    assert "Conteste" not in read(page), "what is only missing is no error yet"


def test_a_new_version_says_what_is_new_what_went_and_what_to_answer_again(phone, meter, read):
    fill_in(phone, meter, tipo_atencion="reubicacion", lectura_actual=500)
    phone.post(PROBLEM, {**MOVE, "lectura_actual": "500", "fotos": upload("a.jpg")})
    sections = [dict(one) if isinstance(one, dict) else one for one in version_sections()]
    fields = [dict(one) for one in sections[0]["fields"] if one["key"] != "fotos"]
    next(one for one in fields if one["key"] == "lectura_actual")["max"] = 10
    sections[0]["fields"] = fields
    color = {"key": "color", "type": "text", "label": "¿Color?", "required": True}
    published(METER, form=[*sections, {"section": "n", "title": "Algo nuevo", "fields": [color]}])
    text = read(phone.get(PROBLEM))
    for sentence in (
        "El trámite cambió desde que usted empezó",
        "Pregunta nueva: ¿Color?",
        "Ya no se pregunta: Fotos del medidor",
        "Responda de nuevo: ",
        "Revise otra vez la parte: ",
    ):
        assert sentence in text
    told = kept(phone, METER)
    assert "lectura_actual" not in told["answers"] and told["answers"]["nombre"]
    assert "fotos" not in told["papers"]
    assert "cambió desde que usted empezó" in read(phone.get(PROBLEM)), "until a page is sent"


def test_sus_borradores_are_listed_opened_and_deleted(phone, read):
    page = phone.get("/continuar/")
    assert "Sus borradores en este equipo" in read(page)
    chosen = {"borrador": keys.opener_of(draft_of(phone, METER))}
    assert phone.post("/continuar/abrir/", chosen)["Location"].startswith(BASE)
    assert "¿Quiere borrar este borrador?" in read(phone.post("/continuar/borrar/", chosen))
    assert Draft.objects.exists(), "asked once first"
    phone.post("/continuar/borrar/", {**chosen, "seguro": "1"})
    assert not Draft.objects.exists()
    assert "Sus borradores" not in read(phone.get("/continuar/"))


def test_nobody_deletes_the_draft_of_another(phone):
    chosen = {"borrador": keys.opener_of(draft_of(phone, METER)), "seguro": "1"}
    Client().post("/continuar/borrar/", chosen)
    assert Draft.objects.exists()


def test_a_borrowed_computer_forgets_but_the_draft_stays(phone):
    code = keys.code_of(draft_of(phone, METER))
    phone.post("/solicitudes/salir/")
    assert phone.get(PROBLEM)["Location"] == BASE
    assert phone.post("/continuar/", {"code": code})["Location"].startswith(BASE)


def test_the_session_holds_no_answer(phone):
    phone.post(PROBLEM, MOVE)
    assert "reubicacion" not in str(dict(phone.session))


def test_a_paper_is_handed_in_or_promised_and_the_promise_is_told(phone, meter, read):
    fill_in(phone, meter)
    rewrite(phone, METER, later=[])
    assert phone.get(f"{BASE}revisar-y-enviar/")["Location"] == f"{BASE}documentos/?revisar=1"
    page = phone.post(f"{BASE}documentos/?revisar=1", {})
    assert "Agregue el documento o marque que lo entregará después." in read(page)
    page = phone.post(f"{BASE}documentos/?revisar=1", {"despues": "archivo_identificacion"})
    assert page["Location"] == f"{BASE}revisar-y-enviar/#documentos"
    phone.post(f"{BASE}contacto-y-avisos/", {"channel": "counter", "privacy": "on", "truth": "on"})
    assert "Lo que entregará después" in read(phone.get(f"{BASE}revisar-y-enviar/"))


def test_opening_a_link_shows_whoever_copied_the_session_nothing(meter):
    draft = operations.begin(version=meter, given={"answers": {}})
    attacker, victim = Client(), Client()
    filed(meter)
    attacker.get("/continuar/")
    attacker.post(BASE)
    victim.cookies["sessionid"] = attacker.cookies["sessionid"].value
    victim.get(f"/continuar/{keys.opener_of(draft)}/")
    assert str(draft.id.hex) not in str(dict(attacker.session))


@pytest.mark.parametrize(
    ("deed", "most"),
    [("get", 3), ("post", 7)],  # session, version, draft; then the lock and one update,
)
def test_a_page_of_the_filing_costs_few_queries(phone, meter, deed, most):
    fill_in(phone, meter, tipo_atencion="reubicacion")
    phone.get(PROBLEM)
    with CaptureQueriesContext(connection) as asked:
        getattr(phone, deed)(PROBLEM, MOVE if deed == "post" else {})
    assert len(asked.captured_queries) == most, [one["sql"][:90] for one in asked.captured_queries]
