"""Filing by pages: nothing lost, sent once, and nothing left of who gives no name."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from lxml import html

from frontend.filing import CONTACT
from procedures.documents.models import Document
from procedures.drafts.keys import filing_key
from procedures.requests.idempotency import once
from procedures.requests.keys import key_of
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import renew_key
from tests.factories import catalogue, filed, published, staff, upload
from tests.factories.drafts import draft_of, fill_in, kept, rewrite
from tests.frontend.citizen.conftest import COMPLAINT, METER

pytestmark = pytest.mark.django_db
MAIL = {
    "channel": "email",
    "email": "maria@example.org",
    "accepts_electronic_notice": "on",
    "phone": "+52 951 123 4567",
    "privacy": "on",
    "truth": "on",
}
NOBODY = {
    "identity": "anonymous", "name": "Ana", "email": "ana@example.org", "channel": "email",
    "privacy": "on", "truth": "on",
}  # fmt: skip


@pytest.fixture
def at_home(client):
    """Somebody who files: `begin`, `post` a section, `see` one, `send`."""

    def of(slug: str) -> SimpleNamespace:
        base = f"/tramites/{slug}/solicitar/"
        return SimpleNamespace(
            base=base,
            begin=lambda query="": client.post(base + query),
            post=lambda section, **data: client.post(f"{base}{section}/", data),
            see=lambda section: client.get(f"{base}{section}/"),
            check=lambda: client.get(f"{base}revisar-y-enviar/"),
            send=lambda: client.post(f"{base}revisar-y-enviar/"),
            done=lambda: client.get(f"{base}solicitud-recibida/"),
            kept=lambda: kept(client, slug),
        )

    return of


def names_on(response) -> set[str]:
    return set(html.fromstring(response.content.decode()).xpath("//form//@name"))


def asked_on(response) -> str:
    page = html.fromstring(response.content.decode())
    return page.xpath("//input[@name='_asked']/@value")[0]


def test_nobody_lands_in_the_middle(at_home, meter):
    filing = at_home(METER)
    for page in (filing.see("problema"), filing.check(), filing.done()):
        assert page.status_code == 302 and page["Location"] == filing.base


def test_a_page_says_where_it_is_and_asks_one_section(at_home, meter, read):
    filing = at_home(METER)
    assert filing.begin()["Location"] == f"{filing.base}problema/"
    page = filing.see("problema")
    assert "Paso 1 de 8" in read(page)
    assert "tipo_atencion" in names_on(page) and "numero_cuenta" not in names_on(page)
    assert "falla" not in names_on(page)


def test_a_question_that_appears_is_shown_before_the_page_is_left(at_home, meter, read):
    filing = at_home(METER)
    filing.begin()
    answers = {"tipo_atencion": "mantenimiento"}
    page = filing.post("problema", **answers, _asked=asked_on(filing.see("problema")))
    assert page.status_code == 200
    assert "hay más preguntas en esta página" in read(page) and "falla" in names_on(page)
    assert "Falta algo por corregir" not in read(page)
    page = filing.post("problema", **answers, falla="no_gira", _asked=asked_on(page))
    assert page["Location"] == f"{filing.base}visita/"


def test_what_was_typed_and_uploaded_survives_an_error(at_home, meter, read):
    filing = at_home(METER)
    filing.begin()
    page = filing.post(
        "problema", tipo_atencion="reubicacion", lectura_actual="mil", fotos=upload("medidor.jpg")
    )
    text = read(page)
    assert "Falta algo por corregir" in text and "Ya lo recibimos" in text
    shown = html.fromstring(page.content.decode())
    assert shown.xpath("//input[@name='lectura_actual']/@value") == ["mil"]
    assert shown.xpath("//input[@name='tipo_atencion'][@checked]/@value") == ["reubicacion"]
    assert shown.xpath("//title/text()")[0].startswith("Error:")
    assert filing.kept()["answers"] == {"tipo_atencion": "reubicacion"}


def test_a_file_that_is_not_taken_says_why_and_the_others_stay(at_home, meter, read):
    filing = at_home(METER)
    filing.begin()
    liar = upload("papel.pdf")
    liar.name = "foto.jpg"
    text = read(filing.post("problema", tipo_atencion="reubicacion", fotos=[upload("a.jpg"), liar]))
    assert "«foto.jpg»: El contenido del archivo no corresponde" in text
    assert "a.jpg" in text
    assert Document.objects.count() == 1


def test_a_file_is_taken_out_again(at_home, meter):
    filing = at_home(METER)
    filing.begin()
    filing.post("problema", tipo_atencion="reubicacion", fotos=upload("a.jpg"))
    document = Document.objects.get()
    page = filing.post("problema", tipo_atencion="reubicacion", quitar=str(document.pk))
    assert page["Location"] == f"{filing.base}problema/"
    assert not Document.objects.exists()
    assert filing.kept()["answers"]["tipo_atencion"] == "reubicacion"


def test_nobody_takes_out_the_file_of_another(at_home, meter, client):
    other = Document.objects.create(
        name="x.pdf", media_type="application/pdf", size=1, sha256="0" * 64,
        expires_at=timezone.now() + timedelta(hours=1),
    )  # fmt: skip
    filing = at_home(METER)
    filing.begin()
    filing.post("problema", tipo_atencion="reubicacion", quitar=str(other.pk))
    assert Document.objects.filter(pk=other.pk).exists()


def test_a_section_with_nothing_to_ask_is_skipped(at_home, meter, client):
    version = published(
        METER,
        form=[
            {
                "section": "uno",
                "title": "Uno",
                "fields": [{"key": "si", "type": "yes_no", "label": "¿Sí?", "required": True}],
            },
            {
                "section": "dos",
                "title": "Dos",
                "if": {"==": [{"var": "si"}, True]},
                "fields": [{"key": "que", "type": "text", "label": "¿Qué?"}],
            },
            *version_sections(),
        ],
    )
    filing = at_home(METER)
    assert filing.begin()["Location"] == f"{filing.base}uno/"
    answers = {"si": "false", "_asked": "si"}
    shown = html.fromstring(filing.see("uno").content.decode())
    no = shown.xpath("//input[@name='si']/@value")[-1]
    assert filing.post("uno", **{**answers, "si": no})["Location"] != f"{filing.base}dos/"
    assert version.number == 2


def version_sections() -> list[object]:
    """The sections of the meter's form as its source has them."""
    return list(catalogue()[METER].content["form"])


def test_the_last_step_needs_an_address_accepted_as_notice(at_home, meter, client, read):
    filing = at_home(METER)
    filing.begin()
    fill_in(client, meter)
    text = read(filing.post(CONTACT, channel="email"))
    for sentence in (
        "Escriba el correo al que le avisaremos.",
        "Para avisarle así, acéptelo.",
        "Marque que leyó el aviso de privacidad.",
        "Para enviarla, confirme que lo que escribió es verdad.",
    ):
        assert sentence in text
    assert filing.kept()["contact"] == {}


def test_everything_is_checked_changed_and_sent_once(at_home, meter, client, read):
    filing = at_home(METER)
    filing.begin()
    fill_in(client, meter, tipo_persona="fisica", sin_curp=False)
    assert filing.post(CONTACT, **MAIL)["Location"] == f"{filing.base}revisar-y-enviar/"
    text = read(filing.check())
    assert "No tengo mi CURP o no la sé No marcó la casilla" in text
    assert "Por correo a maria@example.org" in text and "9511234567" in text
    assert "Lo entregaré después" in text
    assert "?revisar=1" in filing.check().content.decode()
    token = filing_key(draft_of(client, METER))
    assert filing.send()["Location"] == f"{filing.base}solicitud-recibida/"
    row = ServiceRequest.objects.get()
    assert row.applicants.get(is_contact=True).accepts_electronic_notice
    confirmation = read(filing.done())
    assert row.folio in confirmation and "fecha estimada, por confirmar" in confirmation

    assert filing.send()["Location"] == f"{filing.base}solicitud-recibida/"  # pressed again
    assert filing.see("problema")["Location"] == filing.base  # gone back
    assert ServiceRequest.objects.count() == 1
    assert token not in confirmation


def sending_on(response) -> dict[str, str]:
    """What the check page sends."""
    page = html.fromstring(response.content.decode())
    hidden = page.xpath("//main//form//input[@type='hidden'][@name!='csrfmiddlewaretoken']")
    return {one.get("name"): one.get("value") for one in hidden}


def test_a_second_press_with_the_old_session_shows_the_same_request(at_home, meter, client, read):
    filing = at_home(METER)
    filing.begin()
    fill_in(client, meter)
    filing.post("documentos", archivo_identificacion=upload("ine.jpg"))
    filing.post(CONTACT, **MAIL)
    sent = sending_on(filing.check())
    impatient = Client()  # its cookie is the one before the first press answered
    impatient.cookies["sessionid"] = client.cookies["sessionid"].value
    place = f"{filing.base}revisar-y-enviar/"
    client.post(place, sent)
    assert impatient.post(place, sent)["Location"] == f"{filing.base}solicitud-recibida/"
    row = ServiceRequest.objects.get()
    shown = read(impatient.get(f"{filing.base}solicitud-recibida/"))
    assert row.folio in shown and key_of(row.folio, row.key_nonce) in shown


def test_a_made_up_sending_shows_nobody_a_request(at_home, meter, client):
    filing = at_home(METER)
    filing.begin()
    fill_in(client, meter)
    filing.post(CONTACT, **MAIL)
    filing.send()
    stranger = Client()
    place = f"{filing.base}revisar-y-enviar/"
    assert stranger.post(place, {"envio": "0" * 64})["Location"] == filing.base


def test_a_key_somebody_chose_in_the_api_opens_nothing_in_the_pages(at_home, meter):
    once(client="", key="1", body={}, file=lambda: filed(meter))
    place = f"{at_home(METER).base}revisar-y-enviar/"
    assert Client().post(place, {"envio": "1"})["Location"] == at_home(METER).base


def test_nobody_sends_what_another_window_changed_since(at_home, meter, client, read):
    filing = at_home(METER)
    filing.begin()
    fill_in(client, meter, tipo_atencion="reubicacion")
    filing.post(CONTACT, **MAIL)
    sent = sending_on(filing.check())
    rewrite(client, METER, answers={**filing.kept()["answers"], "nombre": "Otra"})
    page = client.post(f"{filing.base}revisar-y-enviar/", sent)
    assert "Algo cambió en otra ventana" in read(page)
    assert not ServiceRequest.objects.exists()
    client.post(f"{filing.base}revisar-y-enviar/", sending_on(page))
    assert ServiceRequest.objects.exists()


def test_a_changed_answer_that_asks_for_more_leads_back_to_it(at_home, meter, client):
    filing = at_home(METER)
    filing.begin()
    fill_in(client, meter, tipo_atencion="reubicacion")
    filing.post(CONTACT, **MAIL)
    rewrite(client, METER, answers={**filing.kept()["answers"], "tipo_persona": "moral"})
    page = filing.check()
    assert page["Location"] == f"{filing.base}solicitante/?revisar=1"


def test_a_new_version_keeps_what_fits_and_says_so(at_home, meter, client, read):
    filing = at_home(METER)
    filing.begin()
    fill_in(client, meter, tipo_atencion="reubicacion")
    filing.post(CONTACT, **MAIL)
    asked = {
        "section": "nueva",
        "title": "Algo nuevo",
        "fields": [{"key": "color", "type": "text", "label": "¿Color?", "required": True}],
    }
    published(METER, form=[*version_sections(), asked])
    page = filing.send()
    assert page["Location"] == f"{filing.base}nueva/?revisar=1"
    told = read(client.get(page["Location"]))
    assert "El trámite cambió desde que usted empezó" in told and "Pregunta nueva: ¿Color?" in told
    assert filing.kept()["answers"]["tipo_atencion"] == "reubicacion"
    assert not ServiceRequest.objects.exists()
    client.post(page["Location"], {"color": "azul"})
    filing.send()
    assert ServiceRequest.objects.get().version.number == 2


def test_options_of_the_address_are_chosen_already(at_home, client, db):
    published("instalacion-toma-descarga")
    filing = at_home("instalacion-toma-descarga")
    filing.begin("?servicio_solicitado=descarga&calidad=nada&domicilio=x")
    assert filing.kept()["answers"] == {"servicio_solicitado": "descarga"}


def test_somebody_not_eligible_is_told_and_loses_nothing(at_home, client, meter, read):
    version = published(
        METER,
        eligibility=[
            {
                "refuse_if": {"==": [{"var": "tipo_atencion"}, "reubicacion"]},
                "message": "Primero acuda al módulo.",
            }
        ],
    )
    filing = at_home(METER)
    filing.begin()
    fill_in(client, version, tipo_atencion="reubicacion")
    filing.post(CONTACT, **MAIL)
    text = read(filing.send())
    assert "Primero acuda al módulo." in text and "Lo que escribió se conservó" in text
    assert not ServiceRequest.objects.exists()


def test_an_anonymous_filing_leaves_nothing_of_the_person(at_home, complaint, client, read):
    filing = at_home(COMPLAINT)
    filing.begin()
    fill_in(client, complaint, hechos="Pidió dinero.", tipo="denuncia_servidor_publico")
    filing.post(CONTACT, **NOBODY)
    assert "ana@example.org" not in str(dict(client.session))
    filing.send()
    row = ServiceRequest.objects.get()
    assert row.anonymous and not row.applicants.exists()
    text = read(filing.done())
    assert "sin ella no podrá ver la respuesta" in text and "Pedir una clave nueva" not in text
    assert set(client.session.keys()) <= {"drafts", "filed", "opened"}
    assert "Pidió dinero" not in str(dict(client.session))


def test_a_complaint_may_carry_a_name(at_home, complaint, client):
    filing = at_home(COMPLAINT)
    filing.begin()
    fill_in(client, complaint)
    filing.post(CONTACT, **{**MAIL, "identity": "named", "name": "Ana López"})
    filing.send()
    assert ServiceRequest.objects.get().applicants.get().name == "Ana López"


def test_the_session_is_unreadable_in_the_database(at_home, meter, client):
    filing = at_home(METER)
    filing.begin()
    fill_in(client, meter, nombre="Filomena")
    assert all("Filomena" not in row.session_data for row in Session.objects.all())


def test_no_address_and_no_log_carries_what_was_typed(at_home, meter, client, caplog):
    filing = at_home(METER)
    filing.begin()
    fill_in(client, meter, nombre="Filomena")
    filing.post(CONTACT, **MAIL)
    places = [filing.send()["Location"]]
    key = html.fromstring(filing.done().content.decode()).xpath("//dd/text()")[1]
    told = caplog.text + " ".join(places)
    assert not [word for word in ("Filomena", "maria@example.org", key) if word in told]


def test_the_confirmation_is_seen_only_by_whom_it_concerns(at_home, meter, client, read):
    filing = at_home(METER)
    filing.begin()
    fill_in(client, meter)
    filing.post(CONTACT, **MAIL)
    filing.send()
    assert filing.done().status_code == 200
    client.post("/solicitudes/salir/")
    assert filing.done().status_code == 302


def test_a_key_renewed_later_is_not_shown_by_the_old_confirmation(at_home, meter, client):
    filing = at_home(METER)
    filing.begin()
    fill_in(client, meter)
    filing.post(CONTACT, **MAIL)
    filing.send()
    renew_key(actor=staff("counter@modulo"), service_request=ServiceRequest.objects.get())
    assert filing.done()["Location"] == "/solicitudes/"


def test_the_beginning_lists_the_papers_and_offers_to_go_on(at_home, meter, client, read):
    filing = at_home(METER)
    assert "Identificación oficial vigente" in read(client.get(filing.base))
    filing.begin()
    assert "Continuar donde me quedé" in read(client.get(filing.base))
    client.post(filing.base, {"anew": "1"})
    assert filing.kept()["answers"] == {}


OWNER, ROSA_S = "cambio-de-propietario", "cosolicitantes.rosa.identificacion"


def row_of(place: int, name: str, person: str) -> dict[str, str]:
    own = {"id": name, "tipo_persona": "fisica", "nombre": person, "sin_curp": "on"}
    return {f"cosolicitantes-{place}-{key}": value for key, value in own.items()}


def test_each_persons_paper_is_handed_in_or_promised_as_any_other(at_home, client, read):
    version = published(OWNER)
    filing = at_home(OWNER)
    filing.begin()
    fill_in(client, version)
    section = next(
        one.key
        for one in version.definition.form.sections
        if any(item.key == "cosolicitantes" for item in one.fields)
    )
    rosa = {"hay_cosolicitantes": "si", **row_of(0, "rosa", "Rosa Cruz")}
    asked = filing.post(section, **rosa)
    assert "Agregue el documento o marque que lo entregará después." in read(asked)
    boxes = html.fromstring(asked.content.decode()).xpath("//input[@name='despues']/@value")
    assert boxes == [ROSA_S]
    assert filing.check().status_code == 302  # it waits for an answer

    both = {**rosa, **row_of(1, "pepe", "Pepe Ruiz")}
    another = filing.post(section, **both, despues=ROSA_S, **{"cosolicitantes-add": "1"})
    shown = html.fromstring(another.content.decode())
    assert shown.xpath("//input[@name='despues'][@checked]/@value") == [ROSA_S]
    both["cosolicitantes-1-identificacion"] = upload("pepe.jpg")
    assert filing.post(section, **both, despues=ROSA_S).status_code == 302
    filing.post(CONTACT, **MAIL)
    told = read(filing.check())
    assert "Identificación oficial (Rosa Cruz) Lo entregaré después" in told
    assert "Identificación oficial (Pepe Ruiz) pepe.jpg" in told
    promised = html.fromstring(filing.check().content.decode())
    assert "Identificación oficial (Rosa Cruz)" in promised.xpath("//ul/li/text()")

    filing.post(section, **both, despues=ROSA_S, **{"cosolicitantes-remove-0": "1"})
    assert ROSA_S not in filing.kept()["later"]  # she asks no longer, and promises nothing


def test_the_page_that_sent_it_opens_nothing_once_one_has_left(at_home, meter, client, read):
    filing = at_home(METER)
    filing.begin()
    fill_in(client, meter)
    filing.post(CONTACT, **MAIL)
    sent = sending_on(filing.check())
    filing.send()
    row = ServiceRequest.objects.get()
    assert client.post("/solicitudes/salir/").status_code == 302
    for whoever in (client, Client()):
        again = whoever.post(f"{filing.base}revisar-y-enviar/", sent)
        assert again["Location"] == filing.base
        assert whoever.get(f"{filing.base}solicitud-recibida/")["Location"] == filing.base
        assert whoever.get(f"/solicitudes/{row.folio}/").status_code == 404
    assert ServiceRequest.objects.count() == 1
