"""The contact form: without an account, a name or JavaScript; sent once; answered on time."""

import pytest
from django.test import Client
from lxml import html

from backend.security.limits import Limit
from frontend.citizen.views import contact
from procedures.contact.models import Enquiry
from procedures.contact.words import words_of
from tests.factories import published, traces
from tests.factories.contact import counting_days
from tests.frontend.staff.pages import form_data, text_of

pytestmark = pytest.mark.django_db
AT = "/contacto/"
TYPED = {"text": "¿A qué hora abren el sábado?", "privacy": "on"}


@pytest.fixture(autouse=True)
def _days():
    counting_days()


def send(client, **typed):
    return client.post(AT, form_data(client.get(AT), "") | TYPED | typed)


def test_a_message_needs_no_name_and_gets_a_number_and_a_day(client):
    done = send(client, email="ana@example.org")
    assert done.status_code == 302
    row = Enquiry.objects.get()
    assert words_of(row).text == TYPED["text"] and words_of(row).name == ""
    shown = text_of(client.get(done.url))
    assert row.number in shown and "a más tardar el" in shown and "correo que dejó" in shown
    assert Client().get(done.url).url == AT  # of nobody else


def test_who_leaves_no_way_to_answer_is_promised_none(client):
    shown = text_of(client.get(send(client).url))
    assert "no podemos responderle" in shown and "a más tardar" not in shown


def test_sent_twice_it_is_one_and_sent_again_with_other_words_another(client):
    page = form_data(client.get(AT), "") | TYPED
    assert [client.post(AT, page).status_code for _each in range(2)] == [302, 302]
    assert Enquiry.objects.count() == 1
    client.post(AT, page | {"text": "Otra pregunta distinta"})
    assert Enquiry.objects.count() == 2


def test_what_the_search_finds_is_offered_first_and_forces_nobody(client):
    published("falta-recibo")
    text = "No me llegó mi recibo"
    offered = send(client, text=text)
    assert offered.status_code == 200 and not Enquiry.objects.exists()
    assert "¿Es esto lo que necesita?" in text_of(offered)
    assert html.fromstring(offered.content).xpath("//main//a[@href='/tramites/falta-recibo/']")
    again = form_data(offered, "")
    assert again["text"] == text and again["visto"] == "1"
    assert client.post(AT, again | {"privacy": "on"}).status_code == 302
    assert Enquiry.objects.count() == 1


def test_a_denuncia_is_led_to_its_own_door(client):
    published("quejas-denuncias")
    assert "quejas-denuncias" in client.get(AT).content.decode()
    shown = text_of(send(client, text="Quiero denunciar a un empleado que me pidió dinero"))
    assert "órgano interno de control" in shown and not Enquiry.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": ""}, "Escriba su mensaje"),
        ({"privacy": ""}, "aviso de privacidad"),
        ({"email": "no"}, "correo completo"),
        ({"phone": "12"}, "10 dígitos"),
        ({"website": "http://spam.example"}, "debe quedar vacío"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client, wrong, said):
    page = send(client, **{"name": "Eva"} | wrong)
    assert page.status_code == 200 and said in text_of(page) and not Enquiry.objects.exists()
    assert form_data(page, "")["name"] == "Eva"


def test_nobody_sends_more_than_a_few_an_hour_and_loses_nothing(client, monkeypatch):
    monkeypatch.setattr(contact, "SENT", Limit("test contact", 1, 3600))
    assert send(client).status_code == 302
    much = send(client, text="La segunda, larga de escribir")
    assert much.status_code == 429 and form_data(much, "")["text"].startswith("La segunda")
    assert Enquiry.objects.count() == 1


def test_it_is_within_reach_of_every_page(client):
    for path in ("/", "/ayuda/"):
        assert AT in html.fromstring(client.get(path).content).xpath("//a/@href")


def test_who_wrote_is_in_no_log_session_or_cache(client, caplog):
    planted = {"name": "Juana Plantada", "email": "juana.plantada@example.org"}
    with caplog.at_level("DEBUG"):
        client.get(send(client, **planted, phone="9519876543").url)
    kept = traces.everything()
    for place in ("sessions", "cache and broker"):
        for one in (*planted.values(), "9519876543", TYPED["text"]):
            assert one.encode() not in kept[place], (one, place)
    for one in (*planted.values(), "9519876543"):
        assert one not in caplog.text
    assert any(planted["name"].encode() in content for content in kept.values()), "it is looked for"
