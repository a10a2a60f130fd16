"""Replies and labels: kept on pages of administration, used on the page of a case."""

import pytest
from lxml import html

from backend.accounts.roles import Role
from procedures.casework.desk.labels import put_label, save_label
from procedures.casework.desk.models import Label, ReplyTemplate
from procedures.casework.desk.replies import save_reply
from tests.factories import filed, person, published, staff, upload
from tests.frontend.staff.pages import form_data, text_of

pytestmark = pytest.mark.django_db
ADMIN = "/personal/administracion/"
REPLIES, LABELS = f"{ADMIN}respuestas/", f"{ADMIN}etiquetas/"


def page(row):
    return f"/personal/{row.folio}/"


@pytest.fixture
def admin():
    return staff("administrator@*", username="admina")


@pytest.fixture
def reply(admin):
    return save_reply(
        actor=admin, reply=None, title="Saludo", body="Folio {folio}, {fecha_respuesta}.", area=""
    )


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("place", [REPLIES, LABELS])
def test_only_administration_and_supervision_keep_the_lists(log_in, place, role):
    client, allowed = log_in(f"{role}@*"), role in ("administrator", "supervisor")
    for address in (place, f"{place}nueva/"):
        assert client.get(address).status_code == (200 if allowed else 403)
    client.post(f"{place}nueva/", {"title": "a", "body": "b", "name": "c", "colour": "red"})
    made = ReplyTemplate.objects.count() + Label.objects.count()
    assert made == int(allowed)


def test_a_reply_is_added_changed_and_retired_with_its_history(log_in):
    client = log_in("administrator@*", username="admina")
    typed = {"title": "Saludo", "body": "Hola, {nombre}.", "area": ""}
    assert client.post(f"{REPLIES}nueva/", typed).status_code == 302
    row = ReplyTemplate.objects.get()
    changed = client.post(f"{REPLIES}{row.pk}/", typed | {"body": "Buen día, {nombre}."})
    assert changed.status_code == 302
    assert client.post(f"{REPLIES}{row.pk}/retirar/").status_code == 302
    said = text_of(client.get(f"{REPLIES}{row.pk}/"))
    assert "admina" in said and "de «Hola, {nombre}.» a «Buen día, {nombre}.»" in said
    assert "La retiró" in said and "Volver a ofrecerla" in said
    assert "Retirada" in text_of(client.get(REPLIES))


def test_an_unknown_placeholder_is_refused_and_what_was_typed_stays(log_in):
    client = log_in("administrator@*")
    answer = client.post(
        f"{REPLIES}nueva/", {"title": "Saludo", "body": "Su clave es {clave}.", "area": ""}
    )
    said = text_of(answer)
    assert "No conocemos «{clave}»" in said and "{folio}" in said
    assert "Su clave es {clave}." in said and not ReplyTemplate.objects.exists()


def test_the_lists_of_another_area_are_not_there(log_in, admin):
    person("reviewer@transparencia")
    theirs = save_label(actor=admin, label=None, name="Ajena", colour="red", area="transparencia")
    client = log_in("supervisor@comercializacion")
    assert "Ajena" not in text_of(client.get(LABELS))
    for path in (f"{theirs.pk}/", "999/"):
        assert client.get(f"{LABELS}{path}").status_code == 404
    assert client.post(f"{LABELS}{theirs.pk}/retirar/").status_code == 404
    offered = form_data(client.get(f"{LABELS}nueva/"), "")
    assert offered["area"] == "comercializacion"


def test_a_reply_is_put_after_what_was_typed_and_sent_only_when_sent(case, reviewer, reply):
    data = form_data(reviewer.get(page(case)), "/mensaje/")
    typed = data | {"mensaje-text": "Buenas tardes.", "respuesta": str(reply.pk)}
    put = reviewer.post(f"{page(case)}mensaje/", typed | {"guardar": "respuesta"})
    assert (put.status_code, put.url) == (302, f"{page(case)}#mensajes")
    shown = reviewer.get(page(case))
    data = form_data(shown, "/mensaje/")
    expected = f"Buenas tardes.\n\nFolio {case.folio}, [el día hasta el que la persona puede"
    assert data["mensaje-text"].startswith(expected)
    assert "Falta completar, entre corchetes" in text_of(shown)
    assert not case.events.filter(kind="message").exists()
    data["mensaje-text"] = "Cambiado a mano."
    assert reviewer.post(f"{page(case)}mensaje/", data).status_code == 302
    assert case.events.get(kind="message").payload.data["public"]["text"] == "Cambiado a mano."
    assert form_data(reviewer.get(page(case)), "/mensaje/")["mensaje-text"] == ""


@pytest.mark.parametrize("chosen", ["", "999", "x"])
def test_without_a_choice_what_was_typed_and_its_file_stay(case, reviewer, reply, chosen):
    sent = {
        "mensaje-text": "x" * 4500,  # longer than a message may be: kept all the same
        "respuesta": chosen,
        "guardar": "respuesta",
        "mensaje-documents": upload("foto.jpg"),
    }
    assert reviewer.post(f"{page(case)}mensaje/", sent).status_code == 302
    shown = reviewer.get(page(case))
    assert "Elija una respuesta de la lista" in text_of(shown)
    assert form_data(shown, "/mensaje/")["mensaje-text"] == "x" * 4500
    assert "foto.jpg" in text_of(shown)


def test_the_person_is_offered_no_reply(client, meter, reply):
    filing = filed(meter)
    folio = filing.service_request.folio
    client.post("/solicitudes/", {"folio": folio, "key": filing.key})
    shown = client.get(f"/solicitudes/{folio}/").content.decode()
    assert 'name="mensaje-text"' in shown and 'name="respuesta"' not in shown


def test_a_label_is_put_on_a_case_found_by_it_and_taken_off(case, reviewer, admin):
    label = save_label(actor=admin, label=None, name="Urgente", colour="red", area="")
    place = f"{page(case)}etiqueta/"
    assert reviewer.post(place, {"poner": str(label.pk)}).url == f"{page(case)}#etiquetas"
    shown = reviewer.get(page(case))
    (tag,) = html.fromstring(shown.content.decode()).xpath("//header//*[contains(@class,'--red')]")
    assert tag.text_content() == "Urgente" and "Puso una etiqueta" in text_of(shown)
    found = reviewer.get("/personal/", {"tab": "all", "label": label.pk})
    assert [line.row.folio for line in found.context["lines"]] == [case.folio]
    reviewer.post(place, {"quitar": str(label.pk)})
    assert not case.labels.exists()
    assert "Elija una etiqueta" in text_of(reviewer.post(place, {"poner": ""}, follow=True))
    assert reviewer.post(place, {"poner": "99"}).status_code == 404


def test_who_has_no_function_to_label_is_told_so(case, log_in, admin):
    label = save_label(actor=admin, label=None, name="Urgente", colour="red", area="")
    assert log_in().post(f"{page(case)}etiqueta/", {"poner": label.pk}).status_code == 404
    denuncia = filed(published("quejas-denuncias"), anonymous=True).service_request
    put_label(actor=staff("oic@oic"), service_request=denuncia, label=label.pk)
    client = log_in("supervisor@*", "director@direccion")
    assert client.post(f"{page(denuncia)}etiqueta/", {"quitar": label.pk}).status_code == 404
    assert not client.get("/personal/", {"tab": "all", "label": label.pk}).context["lines"]
