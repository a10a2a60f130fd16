"""Enquiries at the desk: found, answered, turned into a request; calls; who keeps the channels."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from backend.accounts.roles import Role
from notifications.models import OutboxMessage
from procedures.casework.desk.models import ReplyTemplate
from procedures.contact.becoming import became
from procedures.contact.models import Call, ContactChannel, Enquiry
from procedures.requests.models import ServiceRequest
from tests.factories import filed, person, published, staff
from tests.factories.contact import TOLD, counting_days, enquiry
from tests.frontend.staff.pages import form_data, go_through, text_of

pytestmark = pytest.mark.django_db
AT, CALLS, CHANNELS = (
    "/personal/contacto/",
    "/personal/llamadas/",
    "/personal/administracion/canales/",
)
REPORT = "destape-tomas"


@pytest.fixture
def window(log_in):
    return log_in("counter@modulo", full_name="Ana Martínez")


def do(browser, row, deed, **typed):
    at = f"{AT}{row.number}/"
    return browser.post(f"{at}{deed}/", form_data(browser.get(at), f"/{deed}/") | typed)


def test_an_enquiry_is_found_taken_and_answered_with_a_prepared_reply(window):
    row = enquiry()
    reply = ReplyTemplate.objects.create(title="Horario", body="{nombre}, de 9 a 2. {firma}")
    listed = text_of(window.get(AT))
    assert row.number in listed and TOLD["text"] in listed
    assert window.get(AT, {"q": row.number.lower()}).url == f"{AT}{row.number}/"
    assert do(window, row, "tomar").status_code == 302
    used = do(window, row, "responder", text="Buen día.", reply=reply.pk, usar="1")
    text = form_data(used, "/responder/")["text"]
    assert text == "Buen día.\n\nJuana Plantada, de 9 a 2. Ana Martínez"
    assert not OutboxMessage.objects.exists()
    assert do(window, row, "responder", text=text).status_code == 302
    assert OutboxMessage.objects.get().kind == "enquiry_answer"
    assert "Respuesta enviada por correo" in text_of(window.get(f"{AT}{row.number}/"))
    assert row.number in text_of(window.get(AT, {"tab": "ended"}))


def test_what_changed_meanwhile_is_told_and_the_answer_being_written_stays(window):
    row = enquiry()
    page = form_data(window.get(f"{AT}{row.number}/"), "/responder/")
    do(window, row, "nota", text="Ya llamó")
    late = window.post(f"{AT}{row.number}/responder/", page | {"text": "Larga respuesta"})
    assert late.status_code == 409 and "cambió mientras" in text_of(late)
    again = form_data(late, "/responder/")
    assert again["text"] == "Larga respuesta"
    assert window.post(f"{AT}{row.number}/responder/", again).status_code == 302


def test_an_empty_answer_and_a_close_without_a_reason_are_refused(window):
    row = enquiry()
    assert "Escriba algo aquí" in text_of(do(window, row, "responder", text=" "))
    page = window.get(f"{AT}{row.number}/")
    revision = form_data(page, "/cerrar/")["revision"]
    refused = window.post(f"{AT}{row.number}/cerrar/", {"revision": revision})
    assert "Elija por qué se cierra" in text_of(refused)
    assert do(window, row, "cerrar", reason="elsewhere").status_code == 302
    assert do(window, row, "reabrir").status_code == 302
    assert Enquiry.objects.get().is_open


@pytest.mark.parametrize("role", Role.values)
def test_of_another_area_nobody_reads_it_but_the_direction(log_in, role):
    row = enquiry()
    client = log_in(f"{role}@otra_area")
    found = client.get(f"{AT}{row.number}/").status_code
    assert found == (200 if role == "director" else 404)
    for deed in ("responder", "nota", "tomar", "cerrar", "asignar", "solicitud"):
        assert client.post(f"{AT}{row.number}/{deed}/").status_code in (403, 404)


def test_the_list_takes_the_same_queries_for_one_and_for_many(window):
    enquiry()
    window.get(AT)
    with CaptureQueriesContext(connection) as one:
        window.get(AT)
    for _each in range(6):
        enquiry()
    with CaptureQueriesContext(connection) as many:
        window.get(AT)
    assert len(one) == len(many)


def test_it_becomes_a_request_with_its_words_its_person_and_its_day(window):
    published(REPORT)
    three_days_ago = timezone.now() - dt.timedelta(days=3)
    row = enquiry(text="El drenaje de mi calle está tapado desde ayer")
    Enquiry.objects.filter(pk=row.pk).update(received_at=three_days_ago)
    page = window.get(f"{AT}{row.number}/")
    near = html.fromstring(page.content).xpath("//optgroup[1]/option/@value")
    assert near == [REPORT]
    step = do(window, row, "solicitud", slug=REPORT)
    told = []
    while "contacto-y-avisos" not in step.url:
        shown = window.get(step.url)
        assert row.number in text_of(shown)
        data = form_data(shown, "")
        told += [value for value in data.values() if "drenaje" in value]
        step = window.post(step.url, data)
        assert step.status_code == 302, text_of(step)
    assert told == ["El drenaje de mi calle está tapado desde ayer"]
    last = form_data(window.get(step.url), "")
    assert (last["email"], last["phone"]) == (TOLD["email"], TOLD["phone"])
    assert last["received_on"] == timezone.localdate(three_days_ago).isoformat()
    said = {
        "channel": "counter",
        "identity_check": "No se comprobó",
        "privacy": "on",
        "truth": "on",
    }
    check = window.post(step.url, last | said)
    done = window.post(check.url, form_data(window.get(check.url), ""))
    assert done.url.endswith("/listo/")
    request = ServiceRequest.objects.get()
    assert request.source == "form" and request.received_on == timezone.localdate(three_days_ago)
    row.refresh_from_db()
    assert (row.state, row.service_request_id) == ("filed", request.pk)
    assert request.folio in text_of(window.get(f"{AT}{row.number}/"))
    assert row.number in text_of(window.get(f"/personal/{request.folio}/"))
    # The next one of the same procedure comes from nowhere.
    window.get("/personal/mostrador/")
    step = window.post(f"/personal/mostrador/{REPORT}/", {"source": "counter"})
    assert row.number not in text_of(window.get(step.url))


def test_the_citizen_never_reads_from_which_enquiry_it_came(window):
    filing, row = filed(published("falta-recibo")), enquiry()
    became(actor=staff("counter@modulo"), enquiry=row, service_request=filing.service_request)
    folio = filing.service_request.folio
    window.logout()
    window.post("/solicitudes/", {"folio": folio, "key": filing.key})
    for page in ("", "expediente/", "mis-datos.json"):
        shown = window.get(f"/solicitudes/{folio}/{page}")
        assert shown.status_code == 200 and row.number not in shown.content.decode()


# --- the call centre ----------------------------------------------------------------------------
@pytest.fixture
def phones(log_in):
    counting_days()
    client = log_in("counter@call_center", full_name="Beto Luna")
    assert "¿En qué extensión atiende?" in text_of(client.get(CALLS))
    assert client.post(f"{CALLS}extension/", {"extension": "3"}).status_code == 302
    return client


def test_a_call_is_found_answered_and_logged_on_one_page(phones, case):
    page = phones.get(CALLS, {"q": "hernandez"})
    assert case.folio in text_of(page) and "extensión 3" in text_of(page)
    data = {"q": "hernandez", "begun": ""}
    assert phones.post(CALLS, data | {"about": "status", "result": "answered"}).status_code == 302
    call = Call.objects.get()
    assert (call.extension, call.clerk.full_name) == ("3", "Beto Luna")
    assert "Cómo va una solicitud" in text_of(phones.get(CALLS))


def test_what_is_asked_most_says_cost_time_and_papers_and_files_in_one_press(phones):
    published("falta-recibo")
    page = phones.get(CALLS, {"q": "recibo"})
    shown = text_of(page)
    assert "Cuánto cuesta" in shown and "Cuánto tarda" in shown
    step = phones.post("/personal/mostrador/falta-recibo/", form_data(page, "/falta-recibo/"))
    assert step.status_code == 302 and "/mostrador/falta-recibo/" in step.url
    assert phones.session["intake-source"]["falta-recibo"] == "phone"


def offered(phones):
    """The folio in the form of the call."""
    page = html.fromstring(phones.get(CALLS).content.decode())
    return page.xpath("string(//input[@name='folio']/@value)")


def test_the_folio_of_what_was_filed_is_offered_to_that_call_alone(phones):
    published("falta-recibo")
    done = phones.post(go_through(phones, "falta-recibo", name="Eva Ramos").url)
    assert "Anotar la llamada" in text_of(phones.get(done.url)), "they are still on the line"
    folio = ServiceRequest.objects.get().folio
    assert offered(phones) == folio
    phones.post(CALLS, {"about": "bill", "result": "filed", "folio": folio})
    assert Call.objects.get().service_request.folio == folio
    assert offered(phones) == "", "the next call is somebody else's"


def test_a_complaint_filed_by_telephone_is_put_down_without_its_folio(phones):
    published("quejas-denuncias")
    phones.post(go_through(phones, "quejas-denuncias", identity="named", name="Eva Ramos").url)
    assert not ServiceRequest.objects.get().anonymous
    assert offered(phones) == "", "it is not theirs to open"
    phones.post(CALLS, {"about": "complaint", "result": "filed"})
    assert Call.objects.get().service_request is None


def test_a_call_that_lacks_something_is_said_and_kept(phones):
    typed = {"about": "supply", "result": "enquiry", "note": "¿Cuándo vuelve el agua?"}
    refused = phones.post(CALLS, typed)
    assert "Escriba el teléfono al que se le llama" in text_of(refused)
    assert "¿Cuándo vuelve el agua?" in text_of(refused)
    assert phones.post(CALLS, typed | {"phone": "9515015930"}).status_code == 302
    assert Enquiry.objects.get().number in text_of(phones.get(CALLS))
    assert phones.post(CALLS, {"about": "x", "begun": "99999999999999"}).status_code == 200


def test_only_who_takes_calls_comes_in(reviewer):
    assert reviewer.get(CALLS).status_code == 403
    assert reviewer.post(f"{CALLS}extension/", {"extension": "1"}).status_code == 403


# --- channels -----------------------------------------------------------------------------------
def test_only_administration_keeps_the_channels(log_in):
    for role in Role.values:
        expected = 200 if role == "administrator" else 403
        client = log_in(f"{role}@*")
        for path in (CHANNELS, f"{CHANNELS}formulario/"):
            assert client.get(path).status_code == expected
    person("counter@padron")
    assert "5 días hábiles" in text_of(client.get(CHANNELS))
    assert client.get(f"{CHANNELS}nada/").status_code == 404
    typed = {"name": "Formulario", "area": "padron", "days": "2", "active": "on"}
    assert client.post(f"{CHANNELS}formulario/", typed).status_code == 302
    row = ContactChannel.objects.get()
    assert (row.area, row.days) == ("padron", 2)
    assert client.post(f"{CHANNELS}formulario/", typed | {"days": "3"}).status_code == 302
    assert "de «2» a «3»" in text_of(client.get(f"{CHANNELS}formulario/"))
    assert "Escriba un número" in text_of(
        client.post(f"{CHANNELS}formulario/", typed | {"days": "x"})
    )


def test_who_wrote_is_found_and_what_belongs_elsewhere_is_passed_on(window, log_in):
    row = enquiry()
    for typed in (TOLD["email"], "951 987 65 43", "plantada"):
        shown = text_of(window.get(AT, {"q": typed}))
        assert row.number in shown, typed
    assert "No encontramos consultas así" in text_of(window.get(AT, {"q": "nadie"}))
    tab = window.get(AT, {"q": "plantada", "tab": "ended"})
    assert row.number not in text_of(tab) and "?tab=all&amp;q=plantada" in tab.content.decode()
    person("reviewer@comercializacion")
    bare = do(window, row, "pasar", area="comercializacion")
    assert "por qué le toca a esa área" in text_of(bare)
    moved = do(window, row, "pasar", area="comercializacion", reason="Es su contrato")
    assert moved.url == AT, "it is no longer theirs to see"
    there = text_of(log_in("reviewer@comercializacion").get(f"{AT}{row.number}/"))
    assert "La pasó a otra área" in there and "Es su contrato" in there
