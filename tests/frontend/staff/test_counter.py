import datetime as dt

import pytest
from django.utils import timezone

from procedures.requests.models import ServiceRequest
from tests.factories import CONTACT, person, published, take
from tests.frontend.staff.pages import COUNTER, form_data, go_through, text_of

pytestmark = pytest.mark.django_db
RECEIPT, METER = "falta-recibo", "mantenimiento-cambio-medidor"


@pytest.fixture
def window(log_in):
    return log_in("counter@modulo", full_name="Ana Martínez")


def test_one_box_finds_the_person_and_the_procedure(case, window):
    shown = window.get(COUNTER, {"q": "hernandez"})
    assert case.folio in text_of(shown)
    shown = text_of(window.get(COUNTER, {"q": "medidor"}))
    assert "Mantenimiento o cambio del medidor" in shown


def test_an_incomplete_request_is_filed_with_its_real_day_and_channel(window):
    published(RECEIPT)
    friday = timezone.localdate() - dt.timedelta(days=4)
    check = go_through(window, RECEIPT, name="Eva Ramos", received_on=friday.isoformat())
    assert check.status_code == 302, text_of(check)
    assert "Puede registrarla incompleta" in text_of(window.get(check.url))
    done = window.post(check.url)
    row = ServiceRequest.objects.get()
    assert (row.source, row.received_on, row.identity_check) == ("phone", friday, "INE")
    assert row.captured_by.full_name == "Ana Martínez" and row.applicants.get().name == "Eva Ramos"
    shown = text_of(window.get(done.url))
    assert row.folio in shown and "Clave" in shown
    paper = window.get(f"{COUNTER}{RECEIPT}/acuse.pdf")
    assert paper.content.startswith(b"%PDF")
    window.get(COUNTER)  # the next person
    assert "La clave ya se entregó" in text_of(window.get(done.url))


def test_the_rest_may_wait_and_what_was_answered_is_kept(window):
    published(RECEIPT)
    step = window.post(f"{COUNTER}{RECEIPT}/", {"source": "counter"})
    page = form_data(window.get(step.url), "")
    contact = window.post(step.url, page | {"periodo": "actual", "al-final": "1"})
    assert contact.url == f"{COUNTER}{RECEIPT}/contacto-y-avisos/"
    told = {"channel": "counter", "identity_check": "INE", "privacy": "on", "truth": "on"}
    told["name"] = "Eva Ramos"
    check = window.post(contact.url, form_data(window.get(contact.url), "") | told)
    window.post(check.url)
    answers = ServiceRequest.objects.get().answers
    assert answers["periodo"] == "actual" and "frecuencia" not in answers


def test_what_is_wrong_is_put_right_before_the_rest_is_left(window):
    published(METER)
    step = window.post(f"{COUNTER}{METER}/", {"source": "counter"})
    page = form_data(window.get(step.url), "")
    refused = window.post(step.url, page | {"lectura_actual": "abc", "al-final": "1"})
    assert refused.status_code == 200 and "Falta algo por corregir" in text_of(refused)


def test_nobody_leaves_the_rest_of_their_own_filing(client):
    published(RECEIPT)
    at = f"/tramites/{RECEIPT}/solicitar/"
    step = client.post(at)
    assert "al-final" not in client.get(step.url).content.decode()
    assert client.post(step.url, {"al-final": "1"}).status_code == 200  # with what is missing


def test_a_day_to_come_is_refused_and_the_rest_is_kept(window):
    published(RECEIPT)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    wrong = go_through(window, RECEIPT, name="Eva Ramos", received_on=tomorrow.isoformat())
    assert "no puede ser posterior a hoy" in text_of(wrong)
    assert form_data(wrong, "")["name"] == "Eva Ramos"


def test_how_somebody_was_recognised_must_be_said(window):
    published(RECEIPT)
    assert "Elija cómo comprobó quién es" in text_of(go_through(window, RECEIPT, identity_check=""))


def test_what_is_not_online_is_filed_here_and_what_is_no_request_is_not(window):
    published("cambio-de-usuario")
    assert window.get(f"{COUNTER}cambio-de-usuario/").status_code == 200
    published("solicitud-acceso-informacion")
    assert window.get(f"{COUNTER}solicitud-acceso-informacion/").status_code == 404


@pytest.mark.parametrize(
    "path", ["", *(f"{RECEIPT}/{page}" for page in ("", "revisar/", "listo/"))]
)
def test_only_who_files_for_others_comes_in(reviewer, path):
    published(RECEIPT)
    answer = reviewer.get(COUNTER + path)
    assert answer.status_code in (302, 403)
    assert answer.status_code == 403 or answer.url == f"{COUNTER}{RECEIPT}/"
    assert "Mostrador" not in reviewer.get("/personal/").content.decode()


def test_a_visit_is_on_the_list_of_who_goes_and_of_nobody_else(case, log_in):
    goes, other = person("inspector@operacion"), person("inspector@operacion")
    take(case, "tomar")
    take(case, "programar_visita", inspector=goes)
    shown = text_of(log_in(user=goes).get("/personal/visitas/"))
    assert case.folio in shown and "Manuel Sabino Crespo" in shown and "951 123 4567" in shown
    assert case.folio not in text_of(log_in(user=other).get("/personal/visitas/"))
    take(case, "registrar_visita")
    assert "No tiene visitas" in text_of(log_in(user=goes).get("/personal/visitas/"))


def test_a_crew_has_its_works_on_the_list(case, log_in):
    for action in ("tomar", "programar_visita", "registrar_visita", "ordenar_trabajo"):
        take(case, action)
    crew = log_in("crew@operacion")
    assert case.folio in text_of(crew.get("/personal/visitas/"))
    assert case.folio not in text_of(log_in("inspector@operacion").get("/personal/visitas/"))


@pytest.mark.parametrize("path", ["ayuda/", "yo/", "cuenta/2fa/", "cuenta/password/change/"])
def test_the_pages_of_the_account_are_in_spanish_and_in_our_frame(log_in, path):
    user = person("reviewer@comercializacion")
    user.set_password("una clave que nadie adivina")
    user.save()
    shown = log_in(user=user).get(f"/personal/{path}")
    assert shown.status_code == 200
    assert 'class="v-header"' in shown.content.decode()
    assert not {"Sign", "Password", "Factor"} & set(text_of(shown).split())


def test_an_anonymous_complaint_taken_at_the_counter_keeps_no_name(window, log_in):
    published("quejas-denuncias")
    check = go_through(
        window, "quejas-denuncias", source="counter", identity="anonymous", name=CONTACT.name
    )
    assert check.status_code == 302, text_of(check)
    done = window.post(check.url)
    row = ServiceRequest.objects.get()
    assert row.anonymous and not row.applicants.exists() and row.identity_check == ""
    assert row.folio in text_of(window.get(done.url))
    assert window.get(f"/personal/{row.folio}/").status_code == 404


def test_the_same_person_is_not_filed_for_twice(window):
    published(RECEIPT)
    check = go_through(window, RECEIPT, name="Eva Ramos")
    window.post(check.url)
    window.post(check.url)
    assert ServiceRequest.objects.count() == 1
