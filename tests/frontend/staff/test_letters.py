"""The counter's letters: from the contact step to the envelope, and back from the post."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from notifications.models import Letter, LetterBatch, OutboxMessage, State
from procedures.casework.tasks import look_at_the_work
from procedures.requests.models import Applicant, ServiceRequest
from procedures.requests.operations import Contact
from tests.backend.api.callers import Caller
from tests.factories import filed, published, take
from tests.frontend.staff.conftest import METER, LogIn
from tests.frontend.staff.pages import form_data, go_through, text_of

pytestmark = pytest.mark.django_db
PAGE = "/personal/cartas/"
HOME = "Calle Independencia 104\nCol. Centro\n68000 Oaxaca de Juárez"
BY_LETTER = Contact(name="Ana Ruiz Mendoza", postal=HOME, channel="letter")


@pytest.fixture
def window(log_in: LogIn) -> Client:
    return log_in("counter@modulo", full_name="Luz Pérez")


@pytest.fixture
def row(db: None) -> Iterator[ServiceRequest]:
    """Somebody who asked for letters; one waits: that the request was received."""
    return filed(published(METER), contact=BY_LETTER).service_request


def printed(window: Client) -> LetterBatch:
    assert window.post(PAGE).status_code == 302
    return LetterBatch.objects.latest("pk")


def pages(answer: object) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]


def post_all(window: Client, batch: LetterBatch) -> object:
    address = f"{PAGE}{batch.pk}/"
    data = {"letters": [one.pk for one in batch.letters.all()], "on": str(timezone.localdate())}
    return window.post(address, data, follow=True)


def test_the_window_asks_where_letters_go(window: Client) -> None:
    published(METER)
    missing = go_through(window, METER, channel="letter", postal=" ")
    assert "Escriba a dónde le mandamos las cartas." in text_of(missing)
    sent = go_through(window, METER, channel="letter", postal=HOME.replace("\n", "\r\n\r\n  "))
    check = window.get(sent.url)
    assert "Por carta a su domicilio" in text_of(check) and "Col. Centro" in text_of(check)
    window.post(sent.url, form_data(check, ""))
    person = Applicant.objects.get(is_contact=True)
    assert (person.channel, person.postal) == ("letter", HOME)
    assert OutboxMessage.objects.get().channel == "letter"


def test_from_the_list_to_the_post(row: ServiceRequest, window: Client) -> None:
    take(row, "tomar")
    listed = text_of(window.get(PAGE))
    assert "Hay 2 cartas por imprimir." in listed and row.folio in listed
    assert "Independencia" not in listed, "the address is for the envelope"
    batch = printed(window)
    assert "No hay cartas por imprimir" in text_of(window.get(PAGE))
    page = window.get(f"{PAGE}{batch.pk}/")
    assert f"Ana Ruiz Mendoza · {row.folio}" in text_of(page)
    said = text_of(post_all(window, batch))
    assert "2 cartas quedaron como enviadas." in said and "Luz Pérez" in said
    assert {one.state for one in OutboxMessage.objects.all()} == {State.SENT}


def test_the_paper_has_the_address_and_no_key_and_prints_the_same_again(
    row: ServiceRequest, window: Client
) -> None:
    take(row, "tomar")
    batch = printed(window)
    address = f"{PAGE}{batch.pk}/cartas.pdf"
    answer = window.get(address)
    assert answer["Content-Type"] == "application/pdf" and "no-store" in answer["Cache-Control"]
    first, second = pages(answer)
    assert "Ana Ruiz Mendoza\nCalle Independencia 104\nCol. Centro\n68000" in first
    for words in (first, second):
        assert row.folio in words and "Página 1 de 1" in words
        assert "/enlace/" not in words and "{{" not in words
    assert "no va en este aviso" in " ".join(first.split())
    assert not re.search(r"\b[0-9A-Z]{4}(-[0-9A-Z]{4}){3}\b", first), "nor does a key stand in it"
    assert window.get(address).content == answer.content


def test_what_was_taken_back_leaves_the_batch(row: ServiceRequest, window: Client) -> None:
    batch = printed(window)
    OutboxMessage.objects.update(cancelled_at=timezone.now())
    assert "Ya no se manda" in text_of(window.get(f"{PAGE}{batch.pk}/"))
    assert window.get(f"{PAGE}{batch.pk}/cartas.pdf").status_code == 409


def test_what_comes_back_makes_the_person_one_to_be_found(
    row: ServiceRequest, window: Client
) -> None:
    batch = printed(window)
    letter = batch.letters.get()
    back = f"{PAGE}carta/{letter.pk}/regreso/"
    assert window.get(back).status_code == 302, "nobody posted it yet"
    post_all(window, batch)
    assert "Elija por qué regresó." in text_of(window.post(back, {"on": ""}))
    data = {"why": "moved", "on": str(timezone.localdate())}
    done = window.post(back, data, follow=True)
    assert "Cambió de domicilio" in text_of(done)
    assert window.post(back, data).status_code == 302 and Letter.objects.count() == 1
    look_at_the_work()
    look_at_the_work()
    assert row.events.filter(kind="unreachable").count() == 1
    assert "Persona no localizable." in text_of(window.get(f"/personal/{row.folio}/"))


@pytest.mark.parametrize(
    ("day", "sentence"),
    [("2999-01-01", "posterior a hoy"), ("2020-01-01", "anterior al"), ("x", "una fecha")],
)
def test_a_day_that_cannot_be_is_refused(
    row: ServiceRequest, window: Client, day: str, sentence: str
) -> None:
    batch = printed(window)
    data = {"letters": [batch.letters.get().pk], "on": day}
    assert sentence in text_of(window.post(f"{PAGE}{batch.pk}/", data))
    assert OutboxMessage.objects.get().sent_at is None


def test_nobody_else_prints_or_sees_them(row: ServiceRequest, window: Client, log_in) -> None:
    batch = printed(window)
    for grants in (["reviewer@comercializacion"], ["director@direccion"], ["supervisor@modulo"]):
        other = log_in(*grants)
        assert other.get(PAGE).status_code == other.post(PAGE).status_code == 403
        assert other.get(f"{PAGE}{batch.pk}/cartas.pdf").status_code == 403
        assert "Cartas" not in other.get("/personal/").content.decode().split("</nav>")[0]
    transparency = log_in("transparency@transparencia")  # may post letters: of its own cases
    assert "No hay cartas" in text_of(transparency.get(PAGE))
    assert transparency.get(f"{PAGE}{batch.pk}/").status_code == 404
    assert transparency.get(f"{PAGE}{batch.pk}/cartas.pdf").status_code == 404


def test_a_denuncia_is_printed_by_the_control_body_alone(window: Client, log_in: LogIn) -> None:
    filed(
        published("quejas-denuncias"),
        given={"tipo": "denuncia_servidor_publico"},
        contact=BY_LETTER,
    )
    assert "No hay cartas por imprimir" in text_of(window.get(PAGE))
    window.post(PAGE)
    assert not LetterBatch.objects.exists()
    oic = log_in("oic@oic")
    batch = printed(oic)
    assert window.get(f"{PAGE}{batch.pk}/").status_code == 404
    letter = batch.letters.get()
    assert window.get(f"{PAGE}carta/{letter.pk}/regreso/").status_code == 404


def test_the_list_costs_the_same_with_many(row: ServiceRequest, window: Client) -> None:
    def cost(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert window.get(address).status_code == 200
        return len(asked)

    batch = printed(window)
    take(row, "tomar")
    few, of_batch = cost(PAGE), cost(f"{PAGE}{batch.pk}/")
    for number in range(5):
        one = filed(row.version, contact=BY_LETTER).service_request
        message = OutboxMessage.objects.get(reference=one.folio)
        if number % 2:
            Letter(message=message, batch=batch).save()
    assert cost(PAGE) == few
    assert cost(f"{PAGE}{batch.pk}/") == of_batch


def test_by_the_api_a_letter_needs_an_address() -> None:
    version = published(METER)
    caller = Caller(Client())
    body = {
        "procedure": version.procedure.slug,
        "answers": {},
        "contact": {"name": "Ana", "channel": "letter"},
        "privacy_notice": "x",
    }
    assert ("contact.postal", "required") in caller.post("/requests/", body).codes


def test_by_the_api_the_same_from_the_list_to_the_post(row: ServiceRequest, log_in: LogIn) -> None:
    caller, other = Caller(log_in("counter@modulo")), Caller(log_in("director@direccion"))
    (one,) = caller.get("/letters/").body["results"]
    assert one["folio"] == row.folio and "Independencia" not in str(one)
    assert other.get("/letters/").status == other.post("/letters/batches/").status == 403
    made = caller.post("/letters/batches/")
    assert made.status == 201 and caller.post("/letters/batches/").status == 409
    batch = f"/letters/batches/{made.body['id']}/"
    assert other.get(batch).status == other.raw("get", f"{batch}letters.pdf").status_code == 403
    assert "Ana Ruiz Mendoza" in pages(caller.raw("get", f"{batch}letters.pdf"))[0]
    (letter,) = made.body["letters"]
    back = f"/letters/{letter['id']}/returned/"
    today = str(timezone.localdate())
    assert caller.post(back, {"why": "moved", "on": today}).status == 409, "nobody posted it"
    told = {"letters": [letter["id"]], "on": today}
    assert caller.post(f"{batch}posted/", told | {"letters": [letter["id"] + 1]}).status == 400
    for _again in range(2):
        assert caller.post(f"{batch}posted/", told).body["letters"][0]["posted_on"] == today
    for why in ("moved", "refused"):
        assert caller.post(back, {"why": why, "on": today}).body["returned_why"] == "moved"
    for nothing in (999, 2**80):
        assert caller.get(f"/letters/batches/{nothing}/").status == 404
        gone = f"/letters/{nothing}/returned/"
        assert caller.post(gone, {"why": "moved", "on": today}).status == 404
    transparency = Caller(log_in("transparency@transparencia"))
    assert transparency.get(batch).status == 404
    assert transparency.post(back, {"why": "moved", "on": today}).status == 404
    assert transparency.post(f"{batch}posted/", told).status == 404
