"""Files go up one by one, by the button beside the question or by the script; nothing is lost."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from procedures.documents.models import Document
from tests.factories import published, upload
from tests.frontend.citizen.conftest import COMPLAINT, METER
from tests.procedures.documents import hostile

pytestmark = pytest.mark.django_db
ROOM, FIELD = "problema", "fotos"
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def room(client: Client) -> str:
    """The address of a section that asks for several photos."""
    published(METER)
    base = f"/tramites/{METER}/solicitar/"
    client.post(base)
    return f"{base}{ROOM}/"


def send(client: Client, room: str, file: SimpleUploadedFile, name: str = FIELD):
    return client.post(room, {"subir": name, name: file}, **JSON)


def listed(client: Client, room: str) -> list[str]:
    shown = html.fromstring(client.get(room).content.decode())
    return [
        row.text_content().split(" Ya lo")[0].strip()
        for row in shown.xpath("//*[@data-upload]/ul/li")
    ]


def photo(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, hostile.photo(), content_type="image/jpeg")


def test_the_picker_offers_gallery_and_files_and_a_second_one_opens_the_camera(client, room):
    shown = html.fromstring(client.get(room).content.decode())
    picker, camera = shown.xpath(f"//input[@type='file'][@name='{FIELD}']")
    assert picker.get("capture") is None and picker.get("multiple") is not None
    assert {"image/jpeg", "image/heic"} <= set(picker.get("accept").split(","))
    assert camera.get("capture") == "environment"
    assert shown.xpath(f"//label[@for='{camera.get('id')}']")


def test_the_button_beside_the_question_takes_several_and_keeps_what_was_typed(client, room):
    answer = client.post(
        room, {"subir": FIELD, FIELD: [photo("a.jpg"), photo("b.jpg")], "lectura_actual": "12"}
    )
    assert answer.status_code == 302, "and nothing is said of what is not answered yet"
    assert listed(client, room) == ["a.jpg", "b.jpg"]
    shown = html.fromstring(client.get(room).content.decode())
    assert shown.xpath("//input[@name='lectura_actual']/@value") == ["12"]
    assert not shown.xpath("//*[contains(@class, 'error-summary')]")


def test_a_file_that_is_refused_says_why_and_the_others_stay(client, room):
    answer = client.post(
        room, {"subir": FIELD, FIELD: [photo("a.jpg"), SimpleUploadedFile("b.jpg", b"<html>")]}
    )
    text = answer.content.decode()
    assert "«b.jpg»: El contenido del archivo no corresponde" in text
    assert listed(client, room) == ["a.jpg"]


def test_the_script_sends_one_file_and_is_given_its_line(client, room):
    answer = send(client, room, photo("a.jpg"))
    assert answer.status_code == 200
    said = answer.json()
    assert said["only"] is False
    row = html.fromstring(said["row"])
    assert row.xpath("//button[@name='quitar']/@value") == [str(Document.objects.get().pk)]
    assert "a.jpg" in row.text_content() and "Sin revisar por antivirus" in row.text_content()
    assert listed(client, room) == ["a.jpg"]


def test_the_same_file_sent_again_is_not_doubled(client, room):
    again = hostile.photo()
    for _ in range(3):
        send(client, room, SimpleUploadedFile("a.jpg", again))
    client.post(room, {FIELD: SimpleUploadedFile("a.jpg", again)})
    assert listed(client, room) == ["a.jpg"]
    assert Document.objects.count() == 1


def test_there_are_never_more_than_the_question_takes(client, room):
    for number in range(5):
        assert send(client, room, photo(f"{number}.jpg")).status_code == 200
    full = send(client, room, photo("5.jpg"))
    assert full.status_code == 400
    assert "Aquí caben 5 archivos" in full.json()["problem"]
    assert Document.objects.count() == 5


def test_each_can_be_taken_out_and_another_put_in_its_place(client, room):
    send(client, room, photo("a.jpg"))
    send(client, room, photo("b.jpg"))
    first = Document.objects.get(name="a.jpg")
    assert client.post(room, {"quitar": str(first.pk)}).status_code == 302
    send(client, room, photo("c.jpg"))
    assert listed(client, room) == ["b.jpg", "c.jpg"]
    assert not Document.objects.filter(pk=first.pk).exists()


def test_nobody_takes_out_or_adds_to_what_is_not_theirs(client, room):
    send(client, room, photo("a.jpg"))
    mine = Document.objects.get()
    other = Client()
    other.post(room.removesuffix(f"{ROOM}/"))
    other.post(room, {"quitar": str(mine.pk)})
    assert listed(client, room) == ["a.jpg"]
    assert listed(other, room) == []
    stranger = Client()  # without a draft there is no room, so no upload
    assert send(stranger, room, photo("x.jpg")).status_code == 302
    assert Document.objects.count() == 1


@pytest.mark.parametrize("name", ["lectura_actual", "identificacion", "../x", ""])
def test_a_file_is_taken_for_the_questions_of_the_page_alone(client, room, name):
    answer = client.post(room, {"subir": name, "x": photo("a.jpg")}, **JSON)
    assert answer.status_code == 409
    assert "Recárguela" in answer.json()["problem"]
    assert not Document.objects.exists()


def test_the_script_needs_the_token_of_the_page(room):
    strict = Client(enforce_csrf_checks=True)
    answer = send(strict, room, photo("a.jpg"))
    assert answer.status_code == 403
    assert "lo que ya subió sigue aquí" in answer.json()["problem"]


def test_uploads_are_throttled_by_address(client, room, settings):
    settings.UPLOAD_ADDRESS_FILES = 1
    assert send(client, room, photo("a.jpg")).status_code == 200
    client.cookies.clear()
    client.post(room.removesuffix(f"{ROOM}/"))
    refused = send(client, room, photo("b.jpg"))
    assert refused.status_code == 400
    assert "Desde esta conexión" in refused.json()["problem"]


def test_where_a_request_may_be_anonymous_pdfs_lose_what_tells_who_made_them(client):
    from tests.procedures.documents.test_bare import NAME, telling_pdf, unpacked

    version = published(COMPLAINT)
    base = f"/tramites/{COMPLAINT}/solicitar/"
    client.post(base)
    section, key = next(
        (part.key, item.key)
        for part in version.definition.form.sections
        for item in part.fields
        if item.is_file and "pdf" in item.get("accept", ["pdf"])
    )
    answer = send(client, f"{base}{section}/", SimpleUploadedFile("a.pdf", telling_pdf()), key)
    assert answer.status_code == 200, answer.content
    document = Document.objects.get()
    assert document.bare
    with document.file.open("rb") as file:
        assert NAME.encode() not in unpacked(file.read())


def test_a_line_without_script_is_the_line_with_it(client, room):
    send(client, room, upload("a.jpg"))
    shown = html.fromstring(client.get(room).content.decode())
    assert shown.xpath("//*[@data-upload]/ul[not(@hidden)]/li//button[@name='quitar']")
    assert shown.xpath(f"//button[@name='subir'][@value='{FIELD}']")
