"""Many cases at once, from the boxes of the inbox to the result of each."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from procedures.casework.desk import bulk
from procedures.casework.desk.models import BulkJob
from procedures.casework.desk.replies import save_reply
from tests.factories import filed, person, staff
from tests.frontend.staff.pages import text_of

pytestmark = pytest.mark.django_db
START, JOBS = "/personal/lote/", "/personal/lotes/"
AREA = "comercializacion"


@pytest.fixture
def rows(meter):
    return [filed(meter).service_request for _n in range(3)]


@pytest.fixture
def chief(log_in):
    return log_in(f"supervisor@{AREA}", full_name="Felipe Solís")


def sent_by(page, deed):
    """What the form of a deed would send if nobody typed anything."""
    forms = html.fromstring(page.content.decode()).xpath("//main//form[@action='/personal/lote/']")
    return next(dict(form.form_values()) for form in forms if form.fields["deed"] == deed)


def test_chosen_cases_are_assigned_and_the_page_tells_each_result(rows, chief):
    ana = person(f"reviewer@{AREA}", full_name="Ana Ruiz")
    asked = chief.post(START, {"folio": [row.folio for row in rows]})
    assert "Escogió 3 solicitudes" in text_of(asked)
    data = sent_by(asked, "assign") | {"assign-to": ana.username}
    answer = chief.post(START, data)
    job = BulkJob.objects.get()
    assert (answer.status_code, answer.url) == (302, f"{JOBS}{job.pk}/")
    waiting = chief.get(answer.url)
    assert "En marcha. 0 de 3." in text_of(waiting) and "data-reload" in waiting.content.decode()
    assert 'http-equiv="refresh"' not in waiting.content.decode()
    bulk.run(job.pk)
    done = chief.get(answer.url)
    assert "Terminó. 3 de 3. Hecha: 3." in text_of(done)
    assert "data-reload" not in done.content.decode()
    assert "3 de 3 hechas." in text_of(chief.get(JOBS))
    assert chief.post(START, data).url == answer.url  # pressing twice asks once
    assert BulkJob.objects.count() == 1


def test_what_is_missing_is_said_and_the_choice_is_kept(rows, chief):
    asked = chief.post(START, {"folio": [row.folio for row in rows]})
    again = chief.post(START, sent_by(asked, "message") | {"message-text": "Clave: {clave}"})
    assert "No conocemos «{clave}»" in text_of(again)
    data = sent_by(again, "message")
    assert data["message-text"].strip() == "Clave: {clave}"
    assert data["folios"].split() == [row.folio for row in rows]
    assert not BulkJob.objects.exists()


def test_a_prepared_reply_is_put_in_with_its_placeholders(rows, chief):
    reply = save_reply(
        actor=staff("administrator@*"), reply=None, title="Aviso", body="Folio {folio}.", area=""
    )
    asked = chief.post(START, {"folio": [rows[0].folio]})
    data = sent_by(asked, "message") | {"message-text": "Hola.", "message-reply": str(reply.pk)}
    put = chief.post(START, data | {"respuesta": "si"})
    assert sent_by(put, "message")["message-text"].strip() == "Hola.\n\nFolio {folio}."
    assert not BulkJob.objects.exists() and "Error" not in text_of(put)


def test_a_filtered_list_is_taken_whole_and_never_more_than_can_be_done(rows, chief, monkeypatch):
    asked = chief.post(START, {"filtros": "tab=all&source=online"})
    assert sent_by(asked, "message")["folios"].split() == [row.folio for row in rows]
    assert "No escogió ninguna" in text_of(chief.post(START, {"filtros": "source=letter"}))
    monkeypatch.setattr(bulk, "MOST", 2)
    assert "Son más de 2" in text_of(chief.post(START, {"filtros": "tab=all"}))


def test_each_is_offered_what_their_function_lets_them(rows, log_in):
    chosen = {"folio": [rows[0].folio]}
    offered = text_of(log_in(f"reviewer@{AREA}").post(START, chosen))
    assert "Escribirle a cada persona" in offered and "Asignarlas" not in offered
    director = text_of(log_in("director@direccion").post(START, chosen))
    assert "etiqueta" in director and "Escribirle" not in director
    assert log_in("designer@*").post(START, chosen).status_code == 403
    assert log_in(f"reviewer@{AREA}").get(START).url == JOBS


def test_a_job_is_seen_and_cancelled_by_its_owner_alone(rows, chief, log_in):
    asked = chief.post(START, {"folio": [row.folio for row in rows]})
    chief.post(START, sent_by(asked, "message") | {"message-text": "Hola."})
    job = BulkJob.objects.get()
    stranger = log_in(f"supervisor@{AREA}")
    assert stranger.get(f"{JOBS}{job.pk}/").status_code == 404
    assert stranger.post(f"{JOBS}{job.pk}/cancelar/").status_code == 404
    assert "Hola." not in text_of(stranger.get(JOBS))
    assert chief.get(f"{JOBS}{uuid.uuid4()}/").status_code == 404
    chief.post(f"{JOBS}{job.pk}/cancelar/")
    said = text_of(chief.get(f"{JOBS}{job.pk}/"))
    assert "Se canceló. 3 de 3. Cancelada: 3." in said


def test_the_page_of_a_job_costs_the_same_however_many_cases(meter, chief):
    counted = []
    for many in (1, 6):
        folios = [filed(meter).service_request.folio for _n in range(many)]
        asked = chief.post(START, {"folio": folios})
        chief.post(START, sent_by(asked, "message") | {"message-text": "Hola."})
        page = f"{JOBS}{BulkJob.objects.latest('created_at').pk}/"
        chief.get(page)
        for place in (page, JOBS):
            with CaptureQueriesContext(connection) as queries:
                chief.get(place)
            counted.append(len(queries))
    assert counted[:2] == counted[2:] == [11, 11]


def test_the_inbox_has_a_box_for_each_and_a_button_for_the_list_it_shows(rows, chief, log_in):
    shown = html.fromstring(chief.get("/personal/").content.decode())
    boxes = shown.xpath("//main//input[@type='checkbox'][@name='folio'][@form='lote']")
    assert {box.get("value") for box in boxes} == {row.folio for row in rows}
    assert boxes[0].get("aria-label") == f"Marcar {boxes[0].get('value')}"
    (whole,) = shown.xpath("//main//form[@id='lote']//button[@name='filtros']/@value")
    assert whole == "tab=area"  # what the page chose to show, and no more
    asked = chief.post(START, {"filtros": whole})
    assert set(sent_by(asked, "assign")["folios"].split()) == {row.folio for row in rows}
    assert 'name="folio"' not in log_in("designer@*").get("/personal/?tab=all").content.decode()


def test_a_filter_that_cannot_be_read_is_left_out_as_the_list_leaves_it(rows, chief):
    asked = chief.post(START, {"filtros": "tab=all&phase=inventada&source=online"})
    assert len(sent_by(asked, "message")["folios"].split()) == 3
