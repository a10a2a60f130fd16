import re
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from backend.accounts.actors import staff_actor
from frontend.staff.story import TITLES
from procedures.requests.keys import key_of
from procedures.requests.models import Attachment
from procedures.requests.operations import add_note, claim, review_document
from tests.factories import filed, person, published, staff, take, upload
from tests.frontend.staff.pages import form_data, text_of

pytestmark = pytest.mark.django_db
ROOMS = Path(__file__).parents[3] / "procedures"
QUERIES = 31  # of the page of a case, however much happened to it


def page(row):
    return f"/personal/{row.folio}/"


def send(client, row, action, **typed):
    """Press the button of a move, with what was typed in its form."""
    data = form_data(client.get(page(row)), f"/paso/{action}/")
    data |= {f"{action}-{name}": value for name, value in typed.items()}
    return client.post(f"{page(row)}paso/{action}/", data)


def in_review(case):
    take(case, "tomar")
    case.refresh_from_db()
    return case


def test_the_case_tells_what_is_asked_and_what_to_do(case, reviewer):
    shown = reviewer.get(page(case))
    said = text_of(shown)
    assert case.folio in said and "Tomar para revisión" in said
    assert "María Hernández Cruz" in said and "Manuel Sabino Crespo" in said
    assert "por confirmar" in said
    assert shown["Cache-Control"].startswith("max-age=0")


def test_pressing_the_button_moves_the_case(case, reviewer):
    answer = send(reviewer, case, "tomar")
    assert (answer.status_code, answer.url) == (302, page(case))
    case.refresh_from_db()
    assert case.state == "en_revision"


def test_a_move_of_another_role_is_403_and_one_that_does_not_exist_404(case, reviewer):
    data = {"registrar_visita-paso-revision": case.revision}
    assert reviewer.post(f"{page(case)}paso/registrar_visita/", data).status_code == 403
    assert reviewer.post(f"{page(case)}paso/inventada/", data).status_code == 404


def test_a_wrong_form_keeps_what_was_typed_and_the_file_too(case, log_in):
    in_review(case)
    inspector = person("inspector@operacion")
    take(case, "programar_visita", inspector=inspector)
    browser = log_in(user=inspector)
    wrong = send(browser, case, "registrar_visita", resultado="", fotos_visita=upload("foto.jpg"))
    assert wrong.status_code == 200
    said = text_of(wrong)
    assert "Falta algo por corregir" in said and "foto.jpg" in said
    data = form_data(wrong, "/paso/registrar_visita/")
    data |= {
        "registrar_visita-resultado": "El medidor no gira.",
        "registrar_visita-imputable_a_usuario": "no",
    }
    again = browser.post(f"{page(case)}paso/registrar_visita/", data)
    assert again.status_code == 302, text_of(again)
    assert Attachment.objects.get(field_key="fotos_visita").service_request == case


def test_an_inspector_is_chosen_among_the_accredited(case, reviewer):
    in_review(case)
    goes = person("inspector@operacion", full_name="Javier Luna")
    person("inspector@padron", full_name="De otra área")
    shown = reviewer.get(page(case))
    assert "Javier Luna" in text_of(shown) and "De otra área" not in text_of(shown)
    typed = {"fecha_visita": "2099-01-05", "horario": "manana", "paso-inspector": goes.username}
    planned = send(reviewer, case, "programar_visita", **typed)
    assert planned.status_code == 302, text_of(planned)
    assert case.visits.get().inspector == goes


ROSA = {"id": "rosa", "tipo_persona": "fisica", "nombre": "Rosa Cruz", "sin_curp": True}
PEPE = {"id": "pepe", "tipo_persona": "fisica", "nombre": "Pepe Ruiz", "sin_curp": True}


def test_of_several_people_the_counter_says_who_withdraws_and_the_others_go_on(log_in):
    several = {"hay_cosolicitantes": True, "cosolicitantes": [ROSA, PEPE]}
    case = filed(published("cambio-de-propietario"), given=several).service_request
    counter = log_in("counter@modulo")
    nobody = send(counter, case, "desistir")
    assert "Elija a la persona que se retira." in text_of(nobody)
    assert "Las demás personas siguen con la solicitud." in text_of(nobody)
    assert not case.applicants.exclude(withdrawn_at=None)
    rosa = case.applicants.get(name="Rosa Cruz")
    gone = send(counter, case, "desistir", **{"paso-applicant": str(rosa.pk)})
    assert gone.status_code == 302, text_of(gone)
    assert [one.name for one in case.applicants.exclude(withdrawn_at=None)] == ["Rosa Cruz"]
    said = text_of(counter.get(page(case)))
    assert "Se retiró una de las personas solicitantes" in said
    again = send(counter, case, "desistir", **{"paso-applicant": str(rosa.pk)})
    assert again.status_code == 200  # who left is not offered any more
    first = case.applicants.exclude(name__in=["Rosa Cruz", "Pepe Ruiz"]).get()
    assert f"Solicitante {first.name}" in said
    send(counter, case, "desistir", **{"paso-applicant": str(first.pk)})
    assert "Solicitante Pepe Ruiz" in text_of(counter.get(page(case)))
    case.refresh_from_db()
    assert case.is_open


def test_the_last_one_who_asks_withdraws_the_request_itself(case, log_in):
    counter = log_in("counter@modulo")
    assert "¿Quién se retira?" not in text_of(counter.get(page(case)))
    assert send(counter, case, "desistir").status_code == 302
    case.refresh_from_db()
    assert case.outcome == "withdrawn"


def test_a_prevencion_asks_only_for_the_lines_with_a_reason(case, reviewer):
    in_review(case)
    typed = {"falta-lectura_actual": "No coincide con el recibo.", "paso-note": "Vea su foto."}
    assert send(reviewer, case, "prevenir", **typed).status_code == 302
    asked = case.corrections.get().items
    assert [item["reason"] for item in asked] == ["No coincide con el recibo."]
    nothing = send(reviewer, filed_again(case), "prevenir")
    assert "Señale al menos un punto" in text_of(nothing)


def filed_again(case):
    return in_review(filed(case.version).service_request)


def test_a_document_marked_wrong_becomes_a_line_of_the_prevencion(case, reviewer):
    in_review(case)
    paper = case.attachments.first()
    wrong = reviewer.post(
        f"{page(case)}revision/{paper.pk}/", {f"papel-{paper.pk}-verdict": "wrong"}
    )
    assert "Escriba qué está mal" in text_of(wrong)
    done = reviewer.post(
        f"{page(case)}revision/{paper.pk}/",
        {f"papel-{paper.pk}-verdict": "wrong", f"papel-{paper.pk}-remark": "Está borrosa."},
    )
    assert done.status_code == 302
    data = form_data(reviewer.get(page(case)), "/paso/prevenir/")
    assert data[f"prevenir-falta-{paper.field_key}"] == "Está borrosa."


def test_a_closed_move_is_shown_with_the_reason(case, reviewer):
    in_review(case)
    take(case, "prevenir")
    take(case, "desahogar")
    shown = reviewer.get(page(case))
    assert "La información que falta solo puede pedirse una vez." in text_of(shown)
    assert "disabled" in shown.content.decode()
    late = reviewer.post(f"{page(case)}paso/prevenir/", {"prevenir-paso-revision": case.revision})
    assert late.status_code == 409 and "solo puede pedirse una vez" in text_of(late)


def test_who_comes_second_sees_what_changed_and_keeps_what_they_typed(case, reviewer):
    in_review(case)
    form = form_data(reviewer.get(page(case)), "/paso/ampliar/")
    other = staff("reviewer@comercializacion")
    add_note(actor=other, service_request=case, text="Ya llamé.")
    claim(actor=other, service_request=case, revision=case.revision)
    form["ampliar-motivo"] = "Falta la visita de campo."
    late = reviewer.post(f"{page(case)}paso/ampliar/", form)
    assert late.status_code == 409
    said = text_of(late)
    assert "Lo que cambió mientras usted la veía" in said and "Ya llamé." in said
    again = form_data(late, "/paso/ampliar/")
    assert again["ampliar-motivo"] == "Falta la visita de campo."
    assert reviewer.post(f"{page(case)}paso/ampliar/", again).status_code == 302


def test_what_was_typed_can_be_copied_when_the_move_is_gone(case, reviewer):
    in_review(case)
    form = form_data(reviewer.get(page(case)), "/paso/ampliar/")
    take(case, "prevenir")
    form["ampliar-motivo"] = "Falta la visita de campo."
    late = reviewer.post(f"{page(case)}paso/ampliar/", form)
    assert late.status_code == 409
    assert "Lo que usted había escrito" in text_of(late)
    assert "Falta la visita de campo." in text_of(late)


def test_sensitive_answers_are_hidden_until_asked_for_and_that_is_put_down(log_in):
    row = filed(published("quejas-denuncias"), given={"hechos": "Me pidieron dinero."})
    row = row.service_request
    browser = log_in("oic@oic", full_name="Raúl Espinosa")
    assert "Me pidieron dinero" not in text_of(browser.get(page(row)))
    shown = browser.post(f"{page(row)}mostrar/", {"field": "hechos"})
    assert "Me pidieron dinero." in text_of(shown)
    assert "Vio datos reservados" in text_of(shown)
    event = row.events.get(kind="sensitive_seen")
    assert event.public is False and event.actor_user.full_name == "Raúl Espinosa"
    assert "Me pidieron dinero" not in text_of(browser.get(page(row)))
    assert browser.post(f"{page(row)}mostrar/", {"field": "tipo"}).status_code == 404


def test_sensitive_answers_are_for_who_needs_them(case, log_in):
    in_review(case)
    goes = person("inspector@operacion")
    take(case, "programar_visita", inspector=goes)
    assert log_in(user=goes).post(f"{page(case)}mostrar/", {"field": "curp"}).status_code == 403
    assert not case.events.filter(kind="sensitive_seen").exists()


def test_a_denuncia_is_not_there_for_anybody_else(log_in):
    row = filed(published("quejas-denuncias")).service_request
    window = log_in("counter@modulo", "supervisor@*", "director@direccion")
    missing = text_of(window.get("/personal/SOAPA-2020-000001-1/"))
    for path in ("", "plazo/", "corregir/", "acuse.pdf"):
        answer = window.get(page(row) + path)
        assert (answer.status_code, text_of(answer)) == (404, missing)
    for path in ("nota", "mensaje", "tomar", "asignar", "mostrar", "clave", "paso/clasificar"):
        assert window.post(f"{page(row)}{path}/").status_code == 404


def test_a_case_of_somebody_else_warns_and_is_taken_with_a_reason(case, reviewer):
    other = staff("reviewer@comercializacion", full_name="Elena García")
    claim(actor=other, service_request=case, revision=case.revision)
    shown = reviewer.get(page(case))
    assert "Elena García tiene esta solicitud" in text_of(shown)
    data = form_data(shown, f"{case.folio}/tomar/")
    assert "Escriba por qué la toma usted" in text_of(reviewer.post(f"{page(case)}tomar/", data))
    data["tomar-reason"] = "Elena está de vacaciones."
    assert reviewer.post(f"{page(case)}tomar/", data).status_code == 302
    assert "Usted" in text_of(reviewer.get(page(case)))


def test_a_case_out_of_its_turn_says_whose_turn_it_is_and_asks_why(case, meter, reviewer):
    later = filed(meter).service_request
    assert "No es su turno" not in text_of(reviewer.get(page(case)))
    shown = reviewer.get(page(later))
    assert "No es su turno" in text_of(shown)
    assert f'href="{page(case)}"' in shown.content.decode()
    data = form_data(shown, f"{later.folio}/tomar/")
    wrong = reviewer.post(f"{page(later)}tomar/", data)
    assert f"Antes llegó la {case.folio}" in text_of(wrong)
    data["tomar-reason"] = "Hay una fuga en la calle."
    assert reviewer.post(f"{page(later)}tomar/", data).status_code == 302
    said = text_of(reviewer.get(page(later)))
    assert f"Se tomó antes que la {case.folio}" in said and "Hay una fuga en la calle." in said


def test_a_supervisor_gives_it_to_somebody_of_the_area(case, log_in, reviewer):
    in_review(case)
    elena = person("reviewer@comercializacion", full_name="Elena García")
    chief = log_in("supervisor@comercializacion")
    data = form_data(chief.get(page(case)), "/asignar/") | {"asignar-to": elena.username}
    assert chief.post(f"{page(case)}asignar/", data).status_code == 302
    case.refresh_from_db()
    assert case.assignee == elena
    assert "A cargo de: Elena García." in text_of(chief.get(page(case)))
    assert "/asignar/" not in reviewer.get(page(case)).content.decode()
    assert reviewer.post(f"{page(case)}asignar/", data).status_code == 403


def test_notes_and_messages_are_kept_and_an_empty_one_is_said(case, reviewer):
    reviewer.post(f"{page(case)}nota/", {"nota-text": "Vive a la vuelta."})
    reviewer.post(f"{page(case)}mensaje/", {"mensaje-text": "¿Puede el martes?"})
    said = text_of(reviewer.get(page(case)))
    assert "Vive a la vuelta." in said and "¿Puede el martes?" in said
    assert "Escriba la nota" in text_of(reviewer.post(f"{page(case)}nota/", {"nota-text": " "}))


def test_staff_correct_an_answer_with_a_reason_and_sealed_ones_stay_hidden(case, log_in):
    window = log_in("counter@modulo")
    address = f"{page(case)}corregir/"
    secret = filed(case.version, given={"sin_curp": False}).service_request
    curp = window.get(f"{page(secret)}corregir/").content.decode()
    assert "BOXW310820HNERXN09" not in curp and 'name="reservado-curp"' in curp
    data = form_data(window.get(address), "")
    assert "Escriba el motivo" in text_of(window.post(address, data))
    data |= {"motivo-reason": "Lo pidió por teléfono.", "dato-nombre": "Guadalupe Isabel"}
    assert window.post(address, data).status_code == 302, text_of(window.post(address, data))
    case.refresh_from_db()
    assert case.answers["nombre"] == "Guadalupe Isabel"
    event = case.events.get(kind="answers_corrected")
    assert event.payload.data["public"]["fields_changed"] == ["nombre"]


def test_a_file_that_came_with_a_wrong_correction_is_kept(case, log_in):
    window = log_in("counter@modulo")
    address = f"{page(case)}corregir/"
    data = form_data(window.get(address), "")
    wrong = window.post(address, data | {"dato-fotos": upload("foto.jpg")})
    assert "Escriba el motivo" in text_of(wrong) and "foto.jpg" in text_of(wrong)
    data |= {"motivo-reason": "La trajo al módulo."}
    assert window.post(address, data).status_code == 302
    assert case.attachments.filter(field_key="fotos", replaced_at=None).exists()
    assert "foto.jpg" not in text_of(window.get(address))


def test_every_word_of_the_history_has_a_title():
    """What is recorded under a word of its own, not as a move, is said in words of its own."""
    recorded = {
        word
        for room in ("requests", "casework")
        for file in (ROOMS / room).rglob("*.py")
        for word in re.findall(r'\.record\(\s*"(\w+)"', file.read_text())
    }
    assert {"silence", "due_moved", "claimed"} <= recorded <= set(TITLES)


def test_a_new_key_is_shown_once_to_print(case, log_in):
    window = log_in("counter@modulo")
    shown = window.post(f"{page(case)}clave/")
    case.refresh_from_db()
    assert key_of(case.folio, case.key_nonce) in text_of(shown)
    assert key_of(case.folio, case.key_nonce) not in text_of(window.get(page(case)))


def test_papers_are_handed_out_only_from_their_own_case(case, reviewer, meter):
    mine, other = case.attachments.first(), filed(meter).service_request.attachments.first()
    assert reviewer.get(f"{page(case)}documento/{other.document_id}/").status_code == 404
    acuse = reviewer.get(f"{page(case)}acuse.pdf")
    assert acuse.content.startswith(b"%PDF") and "no-store" in acuse["Cache-Control"]
    got = reviewer.get(f"{page(case)}documento/{mine.document_id}/")
    assert got.status_code == 200 and got["Content-Disposition"].startswith("attachment")
    got.close()


def test_how_the_term_is_counted_is_told_day_by_day(case, reviewer):
    said = text_of(reviewer.get(f"{page(case)}plazo/"))
    assert "día 1 del plazo" in said and "fin de semana" in said


def test_the_goal_of_a_state_is_told_in_words_and_with_an_icon(meter, log_in):
    reviewer = log_in("reviewer@comercializacion")
    with time_machine.travel("2026-01-30T10:00:00-06:00", tick=False):
        case = filed(meter).service_request
    assert case.current_state.target_days == 1
    shown = {}
    for day in ("2026-01-30", "2026-02-02", "2026-02-03", "2026-02-04"):
        with time_machine.travel(f"{day}T10:00:00-06:00", tick=False):
            clocks = html.fromstring(reviewer.get(page(case)).content.decode())
            (goal,) = clocks.xpath("//dt[.='Meta de este estado']/following-sibling::dd")
            listed = reviewer.get("/personal/?tab=all").content.decode()
        due = goal.find_class("v-due")[0]
        level = due.get("class").partition("--")[2]
        shown[day[5:]] = (due.text_content().strip(), level, bool(due.xpath(".//*[name()='svg']")))
        assert ("Meta de este estado:" in listed) == bool(level)
    assert shown == {
        "01-30": ("Queda 1 día hábil", "soon", True),
        "02-02": ("Vence hoy", "soon", True),
        "02-03": ("Venció hace 1 día hábil", "late", True),
        "02-04": ("Venció hace 2 días hábiles", "late", True),
    }


def test_the_page_costs_the_same_however_much_happened(case, reviewer):
    in_review(case)
    reviewer.get(page(case))
    with CaptureQueriesContext(connection) as young:
        reviewer.get(page(case))
    actor = staff_actor(person("reviewer@comercializacion"))
    for number in range(6):
        add_note(actor=actor, service_request=case, text=f"Nota {number}")
        review_document(
            actor=actor,
            service_request=case,
            attachment=case.attachments.first().pk,
            verdict="right",
        )
    with CaptureQueriesContext(connection) as old:
        reviewer.get(page(case))
    assert len(old) == len(young) <= QUERIES
