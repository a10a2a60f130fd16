"""Answers marked, documents compared and put in their place: what is wrong feeds the prevención."""

from __future__ import annotations

import pytest

from backend.accounts.actors import citizen_of
from procedures.casework.portability import data_of
from procedures.requests import folios
from procedures.requests.errors import Conflict, Invalid, NotAllowed, NotFound
from procedures.requests.models import AnswerReview, ServiceRequest
from procedures.requests.operations import (
    collate_document,
    correct_answers,
    place_document,
    post_message,
    review_answers,
)
from tests.factories import papers as new_papers
from tests.factories import staff, take
from tests.frontend.staff.pages import form_data, text_of

pytestmark = pytest.mark.django_db
REVIEWER = "reviewer@comercializacion"
WRONG = "El número no es el del recibo."


@pytest.fixture
def at(case):
    """Where the case is."""
    return f"/personal/{case.folio}/"


def marked(case, **marks):
    given = {key: mark if isinstance(mark, tuple) else (mark, "") for key, mark in marks.items()}
    return review_answers(actor=staff(REVIEWER), service_request=case, marks=given)


def test_an_answer_marked_wrong_is_the_reason_of_the_prevencion(case, at, reviewer):
    take(case, "tomar")
    sheet = reviewer.get(f"{at}respuestas/")
    data = form_data(sheet, "")
    assert data["juicio-numero_cuenta"] == "pending"
    bare = reviewer.post(f"{at}respuestas/", data | {"juicio-numero_cuenta": "wrong"})
    assert "Escriba qué está mal." in text_of(bare) and not AnswerReview.objects.exists()
    told = {"juicio-numero_cuenta": "wrong", "motivo-numero_cuenta": WRONG}
    told["juicio-titular_recibo"] = "right"
    assert reviewer.post(f"{at}respuestas/", data | told).status_code == 302
    shown = reviewer.get(at)
    assert f"Está mal {WRONG}" in text_of(shown) and "Está bien" in text_of(shown)
    assert WRONG in str(form_data(shown, "/paso/prevenir/"))
    again = form_data(reviewer.get(f"{at}respuestas/"), "")
    assert (again["juicio-numero_cuenta"], again["motivo-numero_cuenta"]) == ("wrong", WRONG)


def test_a_mark_is_of_one_answer_and_falls_with_it(case, at, reviewer):
    marked(case, numero_cuenta=("wrong", WRONG))
    case.refresh_from_db()
    correct_answers(
        actor=staff("counter@modulo"),
        service_request=case,
        revision=case.revision,
        answers={"numero_cuenta": "200-999"},
        reason="Lo dijo por teléfono",
    )
    assert WRONG not in text_of(reviewer.get(at)).split("Historia")[0]
    assert form_data(reviewer.get(f"{at}respuestas/"), "")["juicio-numero_cuenta"] == "pending"


def test_what_is_marked_is_never_told_to_the_person(case, client):
    marked(case, numero_cuenta=("wrong", WRONG))
    event = case.events.get(kind="answers_reviewed")
    assert not event.public
    assert WRONG not in str(data_of(ServiceRequest.objects.get(pk=case.pk)))


def test_marking_says_everything_that_is_wrong_and_nothing_twice(case):
    with pytest.raises(Invalid) as refused:
        marked(case, numero_cuenta=("wrong", " "), no_existe="right", titular_recibo="quizá")
    assert set(refused.value.errors) == {"numero_cuenta", "no_existe", "titular_recibo"}
    assert marked(case, numero_cuenta="right") is not None
    assert marked(case, numero_cuenta="right") is None
    assert marked(case, numero_cuenta="pending") is not None
    for who in (citizen_of(case.folio), staff("cashier@caja"), staff("director@*")):
        with pytest.raises((NotAllowed, NotFound)):
            review_answers(actor=who, service_request=case, marks={"numero_cuenta": ("right", "")})


def test_a_closed_case_is_not_marked(case):
    take(case, "desistir")
    with pytest.raises(Conflict):
        marked(case, numero_cuenta="right")


def test_a_document_compared_with_its_original_says_so_to_both(case, at, log_in):
    window = log_in("counter@modulo", full_name="Ana Martínez")
    paper = case.attachments.first()
    where = f"{at}papel/{paper.pk}/cotejo/"
    assert window.post(where).status_code == 302
    assert "Cotejado con su original" in text_of(window.get(at))
    paper.refresh_from_db()
    assert paper.collated_by.full_name == "Ana Martínez" and paper.collated_at
    event = case.events.get(kind="document_collated")
    assert event.public and event.payload.data["public"]["paper"] == paper.field_key
    with pytest.raises(Conflict):
        collate_document(actor=staff("counter@modulo"), service_request=case, attachment=paper.pk)
    window.post(where, {"quitar": "1"})
    said = text_of(window.get(at))
    assert "Cotejado con su original" not in said and "Quedó sin efecto: no coincide." in said


def test_who_does_not_receive_papers_compares_none(case, log_in):
    paper = case.attachments.first()
    for who in (citizen_of(case.folio), staff("director@*"), staff("inspector@operacion")):
        with pytest.raises((NotAllowed, NotFound)):
            collate_document(actor=who, service_request=case, attachment=paper.pk)
    with pytest.raises(NotFound):
        collate_document(actor=staff("counter@modulo"), service_request=case, attachment=10**6)


def sent_with_a_message(case):
    document = new_papers.paper()
    post_message(
        actor=citizen_of(case.folio), service_request=case, text="Va", documents=[document]
    )
    case.refresh_from_db()
    return case.attachments.get(document=document)


def test_what_came_with_a_message_is_put_where_it_belongs(case, at, reviewer):
    paper = sent_with_a_message(case)
    shown = reviewer.get(at)
    where = f"{at}papel/{paper.pk}/lugar/"
    data = form_data(shown, f"/papel/{paper.pk}/lugar/")
    name = f"lugar-{paper.pk}-field"
    assert "Elija qué documento es." in text_of(reviewer.post(where, data))
    case.attachments.filter(field_key="archivo_identificacion").update(replaced_at=case.filed_at)
    done = reviewer.post(where, data | {name: "archivo_identificacion"})
    assert done.status_code == 302, text_of(done)
    paper.refresh_from_db()
    assert paper.field_key == "archivo_identificacion"
    said = text_of(reviewer.get(at))
    assert "Puso en su lugar un documento que llegó con un mensaje" in said
    assert said.count(paper.document.name) >= 2, "in its place, and still with its message"
    case.refresh_from_db()
    with pytest.raises(NotFound):
        place_document(
            actor=staff(REVIEWER),
            service_request=case,
            revision=case.revision,
            attachment=paper.pk,
            field="archivo_identificacion",
        )


@pytest.mark.parametrize("field", ["no_hay", "numero_cuenta", "archivo_carta_poder", ""])
def test_a_document_goes_only_where_one_was_asked_for(case, field):
    paper = sent_with_a_message(case)
    with pytest.raises(Invalid):
        place_document(
            actor=staff(REVIEWER),
            service_request=case,
            revision=case.revision,
            attachment=paper.pk,
            field=field,
        )
    paper.refresh_from_db()
    assert paper.field_key == ""


def test_a_scanned_acuse_opens_its_case(case, at, log_in):
    window = log_in("counter@modulo")
    for typed in (
        f"https://tramites.example.org/solicitudes/{case.folio}/",
        f"http://x/solicitudes/{case.folio}?letra=grande",
        case.folio,
    ):
        assert window.get("/personal/", {"q": typed}).url == at
        assert window.get("/personal/mostrador/", {"q": typed}).url == at
    assert window.get("/personal/mostrador/", {"q": "https://x/solicitudes/"}).status_code == 200
    with pytest.raises(folios.BadFolio):
        folios.folio_in("https://x/solicitudes/otra/")
