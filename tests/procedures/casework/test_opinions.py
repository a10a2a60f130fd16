"""Questions between areas (R22): who is told, when, once; what the asked area may see and do."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backend.accounts.actors import staff_actor
from backend.accounts.models import User
from notifications.models import OutboxMessage
from procedures.casework import reminders
from procedures.casework.desk.filters import Filters
from procedures.casework.desk.labels import put_label, save_label
from procedures.casework.desk.queue import queue
from procedures.casework.models import Opinion
from procedures.casework.tasks import look_at_the_work
from procedures.requests import access
from procedures.requests.errors import NotAllowed
from procedures.requests.keys import key_of
from procedures.requests.models import Attachment, ServiceRequest
from procedures.requests.operations import post_message, reveal_sensitive
from tests.factories import CONTACT, filed, paper, person, published, staff, take, upload
from tests.frontend.staff.pages import form_data, text_of

pytestmark = pytest.mark.django_db
FEASIBILITY = "factibilidad-vivienda"
WITHIN = "El colector de la calle Jazmín alcanza"


def on(day: str) -> time_machine.travel:
    return time_machine.travel(f"{day}T10:00:00-06:00", tick=False)


def asked(day: str = "2026-03-02", **papers: Any) -> ServiceRequest:
    """In the hands of the area whose opinion is asked."""
    with on(day):
        row = filed(published(FEASIBILITY)).service_request
        for action in ("tomar", "enviar_a_dictamen"):
            take(row, action)
        take(row, "pedir_opinion", answers={"pregunta": "¿Alcanza el colector?"})
    row.refresh_from_db()
    return row


def told(kind: str) -> list[str]:
    return sorted(OutboxMessage.objects.filter(kind=kind).values_list("address", flat=True))


def look(day: dt.date) -> None:
    with on(day.isoformat()):
        look_at_the_work()


@pytest.fixture
def boss() -> User:
    return person("supervisor@operacion", full_name="Beatriz Soto")


def test_the_asked_area_is_told_at_once_before_the_limit_and_after_it_each_once(boss: User) -> None:
    elsewhere, off = person("supervisor@juridica"), person("technical@operacion")
    User.objects.filter(pk=off.pk).update(is_active=False)
    row = asked()
    opinion = row.opinions.get()
    assert told("opinion_asked") == [boss.email]
    assert str(opinion.due_on) == "2026-03-23"  # 15 business days
    look(dt.date(2026, 3, 18))
    assert not told("opinion_ending")
    for day in ("2026-03-19", "2026-03-19", "2026-03-20", "2026-03-23"):
        look(dt.date.fromisoformat(day))
    assert told("opinion_ending") == [boss.email]
    assert not told("opinion_over")
    look(dt.date(2026, 3, 24))
    look(dt.date(2026, 3, 25))
    asker = opinion.asked_by
    assert asker is not None
    assert told("opinion_over") == sorted([boss.email, asker.email])
    assert elsewhere.email not in told("opinion_over") + told("opinion_asked")


def test_what_was_answered_reminds_nobody(boss: User) -> None:
    row = asked()
    with on("2026-03-10"):
        take(row, "rendir_opinion", actor=staff_actor(boss))
    look(dt.date(2026, 3, 23))
    look(dt.date(2026, 3, 23))
    assert not told("opinion_ending") and not told("opinion_over")


def test_a_case_that_closed_reminds_nobody(boss: User) -> None:
    row = asked()
    with on("2026-03-10"):
        take(row, "desistir")
    look(dt.date(2026, 3, 23))
    assert not told("opinion_ending")


def test_nobody_is_told_of_a_case_they_may_not_see(boss: User) -> None:
    row = asked()
    OutboxMessage.objects.all().delete()
    row.accesses.filter(area="operacion").delete()
    look(dt.date(2026, 3, 23))
    assert not told("opinion_ending")


def test_the_mails_say_nothing_of_the_question_nor_of_the_person(boss: User) -> None:
    row = asked()
    look(dt.date(2026, 3, 23))
    look(dt.date(2026, 3, 24))
    mails = OutboxMessage.objects.filter(kind__in=reminders.KINDS)
    assert {one.kind for one in mails} == set(reminders.KINDS)
    for mail in mails:
        assert row.folio in mail.subject
        for word in (CONTACT.name, "colector"):
            assert word not in mail.subject + mail.text


def test_a_sweep_asks_the_same_however_many_questions_wait(boss: User) -> None:
    def queries() -> int:
        with on("2026-03-24"), CaptureQueriesContext(connection) as asked_for:
            reminders.tell_of_opinions(dt.date(2026, 3, 24))
        return len(asked_for)

    asked()
    look(dt.date(2026, 3, 24))
    one = queries()
    for _more in range(3):
        asked()
    look(dt.date(2026, 3, 24))
    assert queries() == one
    assert Opinion.objects.count() == 4


def test_question_and_answer_carry_files_that_only_staff_see(boss: User, client: Client) -> None:
    with on("2026-03-02"):
        row = filed(published(FEASIBILITY)).service_request
        for action in ("tomar", "enviar_a_dictamen"):
            take(row, action)
        browser = Client()
        technical = person("technical@estudios")
        browser.force_login(technical)
        data = form_data(browser.get(f"/personal/{row.folio}/"), "/paso/pedir_opinion/")
        data |= {
            "pedir_opinion-pregunta": "¿Alcanza el colector?",
            "pedir_opinion-anexos_pregunta": upload("croquis.jpg"),
        }
        sent = browser.post(f"/personal/{row.folio}/paso/pedir_opinion/", data)
        assert sent.status_code == 302, text_of(sent)
        client.force_login(boss)
        data = form_data(client.get(f"/personal/{row.folio}/"), "/paso/rendir_opinion/")
        data |= {
            "rendir_opinion-opinion": WITHIN,
            "rendir_opinion-anexos_opinion": upload("dictamen.pdf"),
        }
        sent = client.post(f"/personal/{row.folio}/paso/rendir_opinion/", data)
        assert sent.status_code == 302, text_of(sent)
        opinion = row.opinions.get()
        papers = Attachment.objects.filter(
            event__in=[opinion.asked_in, opinion.answered_in]
        ).order_by("pk")
        assert [p.field_key for p in papers] == ["anexos_pregunta", "anexos_opinion"]
        assert not any(paper.public for paper in papers)
        page = browser.get(f"/personal/{row.folio}/")
        said = text_of(page)
        assert WITHIN in said and "croquis.jpg" in said and "Beatriz Soto" in said
        citizen = Client()
        row.refresh_from_db()
        citizen.post("/solicitudes/", {"folio": row.folio, "key": key_of(row.folio, row.key_nonce)})
        theirs = text_of(citizen.get(f"/solicitudes/{row.folio}/"))
        for private in ("¿Alcanza el colector?", WITHIN, "croquis.jpg", "dictamen.pdf"):
            assert private not in theirs, private
        for one in papers:
            address = f"/solicitudes/{row.folio}/documentos/{one.document_id}/"
            assert citizen.get(address).status_code == 404


def test_the_asked_area_reads_the_case_and_not_how_to_reach_the_person(
    boss: User, client: Client
) -> None:
    row = asked()
    citizen = access.open_with_key(row.folio, key_of(row.folio, row.key_nonce))
    assert citizen is not None
    with on("2026-03-03"):
        letter = paper("foto.jpg")
        post_message(
            actor=citizen, service_request=row, text="Llámenme de noche", documents=[letter]
        )
        client.force_login(boss)
        said = text_of(client.get(f"/personal/{row.folio}/"))
    assert "¿Alcanza el colector?" in said and "Dar la opinión" in said
    assert CONTACT.name in said  # to tell a conflict of interest (R24)
    for secret in (CONTACT.email, "951 123 4567", CONTACT.phone, "Llámenme de noche"):
        assert secret not in said, secret
    assert "Mensajes con la persona" not in said
    row.refresh_from_db()
    assert row.unread_by_staff == 1, "who is asked does not read for who answers"
    base = f"/personal/{row.folio}"
    client.force_login(boss)  # the frozen day is over, and with it that session
    assert client.get(f"{base}/documento/{letter.pk}/").status_code == 404
    assert client.get(f"{base}/acuse.pdf").status_code == 403
    api = f"/api/v1/requests/{row.folio}"
    told_all = (
        client.get(f"{api}/").content.decode() + client.get(f"{api}/events/").content.decode()
    )
    for secret in (CONTACT.email, CONTACT.phone, "Llámenme de noche"):
        assert secret not in told_all, secret
    assert client.get(f"{api}/messages/").status_code == 403
    assert client.get(f"{api}/documents/{letter.pk}/").status_code == 404
    assert client.get(f"{api}/receipt.pdf").status_code == 403


def test_the_asked_area_neither_talks_nor_opens_what_is_reserved(boss: User) -> None:
    row = asked()
    actor = staff_actor(boss)
    assert access.only_asked(actor, row)
    with pytest.raises(NotAllowed):
        post_message(actor=actor, service_request=row, text="Hola")
    with pytest.raises(NotAllowed):
        reveal_sensitive(actor=actor, service_request=row, fields=["curp"])
    assert access.may(actor, "note", row)
    assert not access.may(actor, "correct_answers", row)
    ServiceRequest.objects.filter(pk=row.pk).update(assignee=boss)
    row.refresh_from_db()
    assert access.only_asked(actor, row), "answering it is all it was given for"


def test_whoever_has_another_part_in_the_case_keeps_it(boss: User) -> None:
    row = asked()
    for grants in (
        ("reviewer@estudios",),
        ("counter@modulo", "supervisor@operacion"),
        ("supervisor@*",),
        ("director@direccion",),
    ):
        assert not access.only_asked(staff(*grants), row), grants
    with on("2026-03-02"):
        visited = filed(published(FEASIBILITY)).service_request
        for action in ("tomar", "programar_visita", "registrar_visita", "pedir_opinion"):
            take(visited, action)
    assert not access.only_asked(staff_actor(boss), visited), "its inspectors went there"


def test_what_waits_for_my_area_and_what_i_asked_are_listed(boss: User, client: Client) -> None:
    row = asked()
    with on("2026-03-03"):
        client.force_login(boss)
        said = text_of(client.get("/personal/opiniones/"))
        assert row.folio in said and "¿Alcanza el colector?" in said
        assert "lunes 23 de marzo de 2026" in said and "Ya pasó" not in said
        listed = client.get("/api/v1/opinions/").json()["results"]
        assert [one["folio"] for one in listed] == [row.folio]
        assert CONTACT.name not in str(listed)
        client.force_login(person("supervisor@juridica"))
        assert client.get("/api/v1/opinions/").json()["results"] == []
        other = text_of(client.get("/personal/opiniones/"))
        assert row.folio not in other and "Nadie espera la opinión" in other
    asker = row.opinions.get().asked_by
    assert asker is not None
    with on("2026-03-25"):
        client.force_login(asker)
        mine = text_of(client.get("/personal/opiniones/"))
        assert "Puede seguir sin la opinión" in mine
        case = text_of(client.get(f"/personal/{row.folio}/"))
        assert "Seguir sin la opinión" in case
        take(row, "seguir_sin_opinion", actor=staff_actor(asker))
        assert row.folio not in text_of(client.get("/personal/opiniones/"))


def test_the_list_asks_the_same_of_the_database_however_long(boss: User, client: Client) -> None:
    client.force_login(boss)
    asked()
    client.get("/personal/opiniones/")
    with CaptureQueriesContext(connection) as one:
        client.get("/personal/opiniones/")
    for _more in range(3):
        asked()
    with CaptureQueriesContext(connection) as four:
        said = text_of(client.get("/personal/opiniones/"))
    assert len(one) == len(four)
    assert said.count("¿Alcanza el colector?") == 4


def test_a_label_is_no_question_that_who_was_only_asked_can_put(boss: User) -> None:
    row = asked()
    admin, owner = staff("administrator@*"), staff_actor(row.opinions.get().asked_by)
    label = save_label(actor=admin, label=None, name="Litigio", colour="red", area="")
    put_label(actor=owner, service_request=row, label=label.pk)
    chosen = Filters(label=str(label.pk))
    for who, seen in ((staff_actor(boss), 0), (owner, 1), (staff("director@*"), 1)):
        assert queue(who, Filters()).count() == 1, "all of them see the case"
        assert queue(who, chosen).count() == seen
