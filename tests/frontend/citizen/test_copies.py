"""What a person takes away: the file, as page, PDF and ZIP, and their data; nothing of others'."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from pypdf import PdfReader

from backend.accounts.actors import citizen_of
from backend.security.limits import Limit
from frontend.citizen.views import catalogue, requests
from procedures.requests import crypto
from procedures.requests.keys import plain
from procedures.requests.operations import add_note, post_message
from tests.factories import CONTACT, paper, staff, take
from tests.frontend.citizen.conftest import METER

pytestmark = pytest.mark.django_db
PAGES = ("expediente/", "expediente.pdf", "expediente.zip", "mis-datos.json")
SECRET = "NotaSecretaDelPersonal"


@pytest.fixture
def told(resident):
    """A request with a conversation, a step with private words, and a planted secret."""
    clerk = staff("reviewer@comercializacion", username="quien.atiende")
    take(resident.row, "tomar")
    post_message(
        actor=citizen_of(resident.row.folio),
        service_request=resident.row,
        text="Le mando la foto.",
        documents=[paper("fuga.jpg")],
    )
    post_message(actor=clerk, service_request=resident.row, text="Gracias, ya la vimos.")
    add_note(actor=clerk, service_request=resident.row, text=SECRET)
    take(resident.row, "programar_visita")
    take(resident.row, "registrar_visita", answers={"resultado": SECRET})
    return resident


def body(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_copies_are_for_who_opened_it_and_stay_in_no_cache(told):
    for page in PAGES:
        assert Client().get(told.at + page).status_code == 404, page
        response = told.client.get(told.at + page)
        assert "no-store" in response["Cache-Control"], page


def test_the_file_says_all_that_happened_on_screen_and_on_paper(told, read):
    screen = read(told.client.get(f"{told.at}expediente/"))
    pdf = PdfReader(io.BytesIO(body(told.client, f"{told.at}expediente.pdf")))
    paper_text = " ".join(page.extract_text() for page in pdf.pages)
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    squeezed = re.sub(r"\s", "", paper_text)
    photo = told.row.attachments.get(field_key="").document
    for words in (told.row.folio, "Le mando la foto.", "Gracias, ya la vimos.", "fuga.jpg"):
        assert words in screen and words.replace(" ", "") in squeezed, words
    assert photo.sha256 in screen and photo.sha256 in squeezed
    head = told.row.events.filter(public=True).last().hash
    assert head in screen and head in squeezed
    curp = crypto.open_answers(told.row.definition.form, told.row.answers)["curp"]
    assert curp not in screen and curp not in squeezed and f"•••• {curp[-4:]}" in screen


def test_the_zip_holds_the_file_the_data_and_every_document_whole(told):
    with zipfile.ZipFile(io.BytesIO(body(told.client, f"{told.at}expediente.zip"))) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert {"expediente.pdf", "mis-datos.json"} < set(names)
        hashes = {
            hashlib.sha256(archive.read(name)).hexdigest()
            for name in names
            if name.startswith("documentos/")
        }
    assert hashes == {one.document.sha256 for one in told.row.attachments.filter(public=True)}


def test_the_data_is_whole_and_its_keys_are_those_of_the_manual(told):
    data = json.loads(body(told.client, f"{told.at}mis-datos.json"))
    manual = Path("docs/manual/mis-datos.md").read_text()
    assert set(data) == set(re.findall(r"`([a-z_]+)`", manual.partition("|---|")[2])) - {
        "version"
    } | {"version"}
    assert data["format"] == "ventanilla/mis-datos" and data["version"] == 1
    opened = crypto.open_answers(told.row.definition.form, told.row.answers)
    assert data["answers"] == json.loads(json.dumps(opened, default=str))
    assert data["people"][0]["email"] == CONTACT.email
    assert [one["text"] for one in data["messages"]] == [
        "Le mando la foto.",
        "Gracias, ya la vimos.",
    ]
    assert len(data["documents"]) == told.row.attachments.count()
    assert len(data["events"]) == told.row.events.filter(public=True).count()


def test_nothing_of_the_staffs_own_is_in_any_copy(told):
    told.row.search_terms.create(term=SECRET)
    for page in PAGES:
        content = body(told.client, told.at + page)
        if page.endswith("pdf"):
            pages = PdfReader(io.BytesIO(content)).pages
            content = " ".join(one.extract_text() for one in pages).encode()
        if page.endswith("zip"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                content = archive.read("mis-datos.json")
        for private in (SECRET, "quien.atiende", told.row.key_nonce, told.key):
            assert private.encode() not in content, (page, private)


def test_too_much_for_one_zip_is_said(told, monkeypatch):
    monkeypatch.setattr("frontend.citizen.views.copies.MOST_BYTES", 10)
    response = told.client.get(f"{told.at}expediente.zip")
    assert response.status_code == 413 and "uno por uno" in response.content.decode()


def test_papers_that_are_drawn_are_not_drawn_without_end(resident, monkeypatch):
    """Each costs a tenth of a second of a machine with two processors."""
    few = Limit("few papers", 2, 3600)
    for module in (catalogue, requests):
        monkeypatch.setattr(module, "DRAWINGS", few)
    pages = [f"{resident.at}acuse.pdf", f"/tramites/{METER}/formato.pdf"]
    with time_machine.travel("2026-11-21 12:10:00-06:00", tick=False):
        codes = [resident.client.get(page).status_code for page in [*pages, *pages]]
    assert codes == [200, 200, 429, 429]


def test_no_paper_taken_later_has_the_key(resident):
    """It was told once; a paper that is printed, sent or forgotten must open nothing."""
    row, key = resident.row, resident.key
    program = {"Request-Key": key}
    taken = [
        body(resident.client, resident.at + name)
        for name in ("acuse.pdf", "acuse.pdf?letra=grande", "expediente.pdf")
    ]
    taken.append(Client().get(f"/api/v1/requests/{row.folio}/receipt.pdf", headers=program).content)
    assert len(set(taken)) >= 3
    for paper_taken in taken:
        pages = PdfReader(io.BytesIO(paper_taken)).pages
        words = "".join("".join(page.extract_text() for page in pages).split())
        assert row.folio in words and plain(key) not in plain_whole(words)
        assert row.key_nonce[:12] not in words
    data = body(resident.client, f"{resident.at}mis-datos.json").decode()
    assert row.folio in data and key not in data and row.key_nonce[:12] not in data


def plain_whole(words: str) -> str:
    """All the letters of a paper, as those of a key are compared."""
    return "".join(plain(words[at : at + 100]) for at in range(0, len(words), 100))
