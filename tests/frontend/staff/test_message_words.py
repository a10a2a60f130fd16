"""The words of the messages, changed on pages of administration."""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from backend.accounts.roles import Role
from notifications.models import MessageEdition, OutboxMessage
from notifications.wording.editions import EDITED
from notifications.wording.shipped import languages_of, title_of
from procedures.requests.operations import post_message
from tests.factories import filed, person, published, staff
from tests.frontend.staff.pages import form_data, text_of

pytestmark = pytest.mark.django_db
PLACE = "/personal/administracion/avisos/"
REVIEW = f"{PLACE}under_review/es-mx/"
PASSWORD = "una-contraseña-larga"
TYPED = {
    "subject": "{folio}: ya la leemos",
    "body": "Su solicitud de {tramite} ya la leemos.\n\n{detalle}\n\nQué sigue: {sigue}",
    "short": "{institucion}: ya la leemos. Folio {folio} en {sitio}",
    "why": "Más corto",
    "seen": "1",
}


@pytest.fixture
def boss(log_in) -> Client:
    user = person("administrator@*", username="admina")
    user.set_password(PASSWORD)
    user.save()
    client = log_in(user=user)
    answer = client.get(f"{REVIEW}cambiar/")
    client.post(answer.url, {"password": PASSWORD})
    return client


def publish(client: Client, **typed: str):
    return client.post(f"{REVIEW}cambiar/", TYPED | typed | {"publish": "1"})


@pytest.mark.parametrize("role", Role.values)
def test_only_administration_reads_and_changes_the_words(log_in, role):
    client, allowed = log_in(f"{role}@*"), role == "administrator"
    for address in (PLACE, REVIEW):
        assert client.get(address).status_code == (200 if allowed else 403)
    for address in (f"{REVIEW}cambiar/", f"{REVIEW}volver/1/"):
        assert client.get(address).status_code == (200 if allowed else 403)
        if not allowed:
            assert client.post(address, TYPED | {"publish": "1"}).status_code == 403
    assert not MessageEdition.objects.exists()


@pytest.mark.parametrize("address", ["cambiar/", "volver/1/"])
def test_a_change_asks_again_who_it_is(log_in, address):
    user = person("administrator@*")
    user.set_password(PASSWORD)
    user.save()
    client = log_in(user=user)
    answer = client.post(f"{REVIEW}{address}", TYPED | {"publish": "1"})
    assert "/cuenta/reauthenticate/" in answer.url and not MessageEdition.objects.exists()


def test_every_message_can_be_read_and_changed(boss, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        said = text_of(boss.get(PLACE))
    titles = [title_of(kind) for kind in EDITED]
    assert len(set(titles)) == len(titles)
    for kind, message in EDITED.items():
        assert title_of(kind) in said
        for language in languages_of(message):
            address = reverse("admin-message", args=[kind, language])
            assert boss.get(address).status_code == 200
            form = form_data(boss.get(f"{address}cambiar/"), "")
            seen = boss.post(f"{address}cambiar/", form | {"look": "1"})
            assert "Así quedaría" in text_of(seen), text_of(seen)


@pytest.mark.parametrize(
    "address", ["account_mail/es-mx/", "nothing/es-mx/", "under_review/en/", "under_review/xx/"]
)
def test_what_is_no_message_is_not_there(boss, address):
    for rest in ("", "cambiar/", "volver/1/"):
        assert boss.get(f"{PLACE}{address}{rest}").status_code == 404


def test_words_are_published_kept_and_gone_back_to(boss, case):
    assert publish(boss).status_code == 302
    said = text_of(boss.get(REVIEW))
    assert "Así se envía (versión 2)" in said and "admina" in said and "Más corto" in said
    assert "ya la leemos" in said and "(dato privado)" in said and "{{" not in said
    assert "estamos revisando su solicitud" in text_of(boss.get(f"{REVIEW}?version=1"))
    back = form_data(boss.get(f"{REVIEW}volver/1/"), "")
    assert "Diga por qué" in text_of(boss.post(f"{REVIEW}volver/1/", back))
    assert boss.post(f"{REVIEW}volver/1/", back | {"why": "Confundía"}).status_code == 302
    said = text_of(boss.get(REVIEW))
    assert "Así se envía (versión 3)" in said and "repite la 1" in said and "Confundía" in said
    assert "Así se envía (versión 3)" in text_of(boss.get(f"{REVIEW}?version=9"))


def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(boss):
    said = text_of(publish(boss, subject="{nombre}", body="Hola {{key}}", short="x" * 170))
    assert "No conocemos «{nombre}»" in said and "Falta {folio}: el folio." in said
    assert "Falta {detalle}" in said and "escriba 160 o menos" in said
    assert "Hola {{key}}" in said and not MessageEdition.objects.exists()


def test_a_preview_with_a_case_sends_nothing_and_blanks_what_is_secret(boss, case):
    sent = OutboxMessage.objects.count()
    received = f"{PLACE}request_received/es-mx/cambiar/"
    form = form_data(boss.get(received), "") | {"look": "1"}
    hidden = text_of(boss.post(received, form | {"folio": case.folio}))
    assert "no está ese folio" in hidden, "whoever administers sees no case by that alone"
    user = person("administrator@*", "reviewer@comercializacion", username="ambas")
    user.set_password(PASSWORD)
    user.save()
    both = Client()
    both.force_login(user)
    both.post(both.get(received).url, {"password": PASSWORD})
    seen = both.post(received, form | {"folio": case.folio})
    said = text_of(seen)
    assert case.folio in said and case.procedure.name in said and "(dato privado)" in said
    assert "[lo que agrega el paso que se dio]" in said and "de 160 letras" in said
    assert "{{" not in said and not urlsplit(seen.request["PATH_INFO"]).query
    contact = case.applicants.get(is_contact=True)
    assert contact.name not in said and contact.email not in said
    assert OutboxMessage.objects.count() == sent and not MessageEdition.objects.exists()


def test_of_two_who_write_the_second_is_told_and_loses_nothing(boss):
    publish(boss)
    answer = publish(boss, subject="{folio}: la mía")
    assert "Otra persona publicó una versión" in text_of(answer)
    assert form_data(answer, "")["subject"] == "{folio}: la mía"


def test_an_original_that_changed_is_told(boss, monkeypatch):
    publish(boss)
    assert "El original cambió" not in text_of(boss.get(PLACE))
    monkeypatch.setattr("notifications.wording.shipped.Words.fingerprint", "another")
    assert "1 aviso se escribió a partir de un original que ya cambió" in text_of(boss.get(PLACE))
    assert "Compárelo con la versión 1" in text_of(boss.get(REVIEW))


def test_from_then_on_people_are_told_in_those_words(boss, meter):
    address = f"{PLACE}message_received/es-mx/cambiar/"
    form = form_data(boss.get(address), "")
    typed = form | {"subject": "{folio}: hay carta", "why": "Prueba", "publish": "1"}
    assert boss.post(address, typed).status_code == 302
    row = filed(published(meter.procedure.slug)).service_request
    post_message(actor=staff("supervisor@*"), service_request=row, text="Venga mañana.")
    mail = OutboxMessage.objects.get(kind="message_received")
    assert mail.subject == f"{row.folio}: hay carta" and mail.template_version == 2
