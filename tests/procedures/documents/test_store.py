"""What people hand in: honest files are kept safely, hostile ones are refused with a sentence."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from io import BytesIO
from typing import Any

import pikepdf
import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from procedures.documents import pdfs, quotas
from procedures.documents.models import Document, private_storage
from procedures.documents.store import (
    Rejected,
    Uploader,
    claim,
    discard,
    keep_until,
    store,
    sweep_unclaimed,
)
from procedures.documents.tasks import sweep_unclaimed as sweep_task

from . import hostile
from .conftest import files

pytestmark = pytest.mark.django_db


def upload(content: bytes, name: str, person: str = "", address: str = "") -> Document:
    uploader = Uploader(person, address) if person or address else None
    return store(SimpleUploadedFile("ignored", content), name=name, uploader=uploader)


def content_of(document: Document) -> bytes:
    with document.file.open("rb") as file:
        return file.read()


def refusal(content: bytes, name: str) -> str:
    with pytest.raises(Rejected) as refused:
        upload(content, name)
    assert refused.value.sentence.endswith(".")
    assert not Document.objects.exists()
    assert not files()
    return refused.value.code


# --- honest files --------------------------------------------------------------------------------


def test_a_photo_is_kept_upright_and_without_place_camera_or_comment() -> None:
    original = hostile.photo_with_place()
    assert b"Fabricante" in original
    document = upload(original, "IMG_0001.JPG")
    kept = content_of(document)
    with Image.open(BytesIO(kept)) as image:
        assert not image.getexif()
        assert image.size == (48, 64)
        assert "comment" not in image.info
    assert b"Fabricante" not in kept
    assert b"Juana" not in kept
    assert (document.media_type, document.name) == ("image/jpeg", "IMG_0001.jpg")
    assert (document.size, document.sha256) == (len(kept), hashlib.sha256(kept).hexdigest())


def test_a_large_photo_is_drawn_with_two_thousand_pixels() -> None:
    with Image.open(BytesIO(content_of(upload(hostile.photo((3000, 1500)), "a.jpg")))) as image:
        assert image.size == (2000, 1000)


def test_a_heic_photo_becomes_jpeg() -> None:
    document = upload(hostile.photo(form="HEIF"), "foto.HEIC")
    assert (document.media_type, document.name) == ("image/jpeg", "foto.jpg")
    assert content_of(document).startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_png_stays_a_png_whatever_its_colours(mode: str) -> None:
    out = BytesIO()
    Image.new(mode, (20, 10)).save(out, "PNG")
    document = upload(out.getvalue(), "plano.png")
    assert document.media_type == "image/png"
    with Image.open(BytesIO(content_of(document))) as image:
        assert image.size == (20, 10)


def test_a_plan_of_sixteen_bits_does_not_turn_white() -> None:
    out = BytesIO()
    Image.new("I;16", (8, 8), 0x8000).save(out, "PNG")
    with Image.open(BytesIO(content_of(upload(out.getvalue(), "plano.png")))) as image:
        assert image.getpixel((0, 0)) == 0x80


def test_a_pdf_is_kept_to_the_byte() -> None:
    content = hostile.pdf()
    document = upload(content, "Escritura pública.pdf")
    assert content_of(document) == content
    assert (document.media_type, document.name) == ("application/pdf", "Escritura pública.pdf")


def test_a_pdf_that_opens_on_a_page_or_links_to_an_address_is_paper() -> None:
    link = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://soapa.gob.mx"))
    go_to = pikepdf.Dictionary(S=pikepdf.Name.GoTo, D=[0, pikepdf.Name.Fit])
    for content in (
        hostile.pdf(OpenAction=pikepdf.Array([0, pikepdf.Name.Fit])),
        hostile.pdf(OpenAction=go_to),
        hostile.pdf_with_action_of_a_link(link),
    ):
        assert pdfs.inspect(content).verdict == pdfs.FINE


def test_the_file_has_a_random_name_without_ending() -> None:
    document = upload(hostile.pdf(), "escritura.pdf")
    assert "escritura" not in document.file.name
    assert "." not in document.file.name
    assert document.file.name in files()


# --- hostile files -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "vacio.pdf", "empty"),
        (hostile.EICAR, "eicar.com", "type"),
        (hostile.EICAR, "eicar.pdf", "mismatch"),
        (hostile.SVG, "logo.svg", "type"),
        (hostile.SVG, "logo.png", "mismatch"),
        (hostile.archive(), "carta.docx", "type"),
        (hostile.archive(), "carta.pdf", "mismatch"),
        (b"<html><script>alert(1)</script>", "a.html", "type"),
        (hostile.photo(), "foto.png", "mismatch"),
        (hostile.photo(), "foto.pdf", "mismatch"),
        (hostile.photo(), "foto", "mismatch"),
        (hostile.photo(), "foto.jpg.exe", "mismatch"),
        (hostile.photo(), "foto\u202egpj.exe", "mismatch"),
        (b"GIF89a" + hostile.photo(), "foto.jpg", "mismatch"),
        (b"<!-- -->" + hostile.pdf(), "a.pdf", "mismatch"),
        (b"\xff\xd8\xff" + b"\0" * 500, "foto.jpg", "unreadable"),
        (hostile.photo((800, 600))[:9000], "foto.jpg", "unreadable"),
        (hostile.photo((80, 60), "PNG")[:-200], "foto.png", "unreadable"),
        (hostile.photo(form="HEIF")[:300], "foto.heic", "unreadable"),
        (hostile.png_of(60_000, 60_000), "bomba.png", "too_many_pixels"),
        (hostile.png_of(9_000, 9_000), "bomba.png", "too_many_pixels"),
        (hostile.png_of(3_000, 3_000), "corta.png", "unreadable"),
        (b"%PDF-1.7\nnada\n%%EOF", "a.pdf", "unreadable"),
        (hostile.pdf()[:-300], "cortado.pdf", "unreadable"),
        (hostile.pdf() + hostile.archive(), "doble.pdf", "unreadable"),
        (hostile.pdf() + b"<script>alert(1)</script>", "doble.pdf", "unreadable"),
        (hostile.encrypted_pdf("clave"), "cifrado.pdf", "encrypted"),
        (hostile.encrypted_pdf(""), "cifrado.pdf", "encrypted"),
        (hostile.pdf(OpenAction=hostile.script()), "activo.pdf", "active"),
    ],
)
def test_a_hostile_or_broken_file_is_refused(content: bytes, name: str, code: str) -> None:
    assert refusal(content, name) == code


@pytest.mark.parametrize("name", sorted(hostile.active_pdfs()))
def test_a_pdf_that_does_something_is_refused(name: str) -> None:
    assert pdfs.inspect(hostile.active_pdfs()[name]).verdict == pdfs.ACTIVE


def test_what_hangs_behind_a_photo_is_left_behind() -> None:
    document = upload(hostile.photo() + hostile.archive(), "foto.jpg")
    assert b"word/document.xml" not in content_of(document)


def test_a_pdf_that_unfolds_beyond_memory_stops_only_its_inspector() -> None:
    bomb = hostile.pdf_that_unfolds(megabytes=400)
    assert len(bomb) < 4_000_000
    assert pdfs.examine(bomb).verdict == pdfs.UNREADABLE


def test_an_oversize_file_is_refused_before_it_is_read(settings: Settings) -> None:
    class Unread(ContentFile):  # type: ignore[type-arg]
        def read(self, *args: Any) -> bytes:
            raise AssertionError("it was read")

    settings.UPLOAD_MAX_BYTES = 2 * 1024 * 1024
    large = Unread(b"")
    large.size = 2 * 1024 * 1024 + 1
    with pytest.raises(Rejected) as refused:
        store(large, name="a.pdf")
    assert refused.value.code == "too_large"
    assert "2 MB" in refused.value.sentence


def test_a_size_that_lies_is_found_out(settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 100
    liar = ContentFile(b"x" * 101)
    liar.size = 5
    with pytest.raises(Rejected, match="too_large"):
        store(liar, name="a.pdf")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Ana\\acta.pdf", "acta.pdf"),
        ("acta\u202e\u200bde nac\x00imiento.pdf", "actade nacimiento.pdf"),
        ('a"; filename="b.pdf', "a filename= b.pdf"),
        ("a\r\nSet-Cookie: b.pdf", "a Set-Cookie b.pdf"),
        ("...pdf", "documento.pdf"),
        ("ñ" * 500 + ".pdf", "ñ" * 116 + ".pdf"),
        ("recibo 💧.PDF", "recibo 💧.pdf"),
    ],
)
def test_names_are_kept_without_what_deceives(given: str, kept: str) -> None:
    assert upload(hostile.pdf(), given).name == kept


# --- quota ---------------------------------------------------------------------------------------


def test_a_person_without_log_in_has_a_quota_of_files_and_staff_have_none(
    settings: Settings,
) -> None:
    settings.UPLOAD_QUOTA_FILES = 2
    first = upload(hostile.photo(), "a.jpg", "session-1")
    upload(hostile.photo(), "b.jpg", "session-1")
    with pytest.raises(Rejected, match="quota"):
        upload(hostile.photo(), "c.jpg", "session-1")
    upload(hostile.photo(), "c.jpg", "session-2")
    for _ in range(3):
        upload(hostile.photo(), "d.jpg")
    claim([first])
    upload(hostile.photo(), "c.jpg", "session-1")


def test_a_person_without_log_in_has_a_quota_of_bytes(settings: Settings) -> None:
    photo = hostile.photo()
    settings.UPLOAD_QUOTA_BYTES = len(photo) + 10
    upload(photo, "a.jpg", "session-1")
    with pytest.raises(Rejected, match="quota"):
        upload(photo, "b.jpg", "session-1")


def test_dropping_the_cookie_makes_another_person_but_not_another_address(
    settings: Settings,
) -> None:
    settings.UPLOAD_ADDRESS_FILES = 3
    with time_machine.travel("2026-03-02 12:20", tick=False):
        for number in range(3):
            upload(hostile.photo(), "a.jpg", f"session-{number}", "203.0.113.7")
        with pytest.raises(Rejected) as refused:
            upload(hostile.photo(), "a.jpg", "session-4", "203.0.113.7")
        assert refused.value.code == "address_quota"
        assert "Espere 40 minutos" in refused.value.sentence
        upload(hostile.photo(), "a.jpg", "session-4", "203.0.113.8")
    with time_machine.travel("2026-03-02 13:00", tick=False):
        upload(hostile.photo(), "a.jpg", "session-5", "203.0.113.7")


def test_an_address_has_a_measure_of_bytes(settings: Settings) -> None:
    photo = hostile.photo()
    settings.UPLOAD_ADDRESS_BYTES = len(photo) + 10
    upload(photo, "a.jpg", "session-1", "203.0.113.9")
    with pytest.raises(Rejected, match="address_quota"):
        upload(photo, "b.jpg", "session-2", "203.0.113.9")


def test_a_disk_nearly_full_refuses_with_a_sentence(settings: Settings) -> None:
    settings.UPLOAD_DISK_RESERVE = 2**62
    upload_is = refusal(hostile.photo(), "a.jpg") if private_storage().exists("") else "disk"
    assert upload_is == "disk"
    settings.UPLOAD_DISK_RESERVE = 0
    upload(hostile.photo(), "a.jpg")


def test_a_file_waits_its_turn_and_is_not_drawn_beside_too_many(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr(quotas, "PATIENCE", 0.01)
    with quotas.turn(), quotas.turn():
        assert settings.UPLOADS_AT_ONCE == 2
        assert refusal(hostile.photo(), "a.jpg") == "busy"
    upload(hostile.photo(), "a.jpg")


def test_what_a_draft_holds_lives_as_long_as_the_draft() -> None:
    document, other = upload(hostile.photo(), "a.jpg"), upload(hostile.photo(), "b.jpg")
    until = timezone.now() + dt.timedelta(days=30)
    keep_until([str(document.pk)], until)
    keep_until([document.pk], timezone.now())
    with time_machine.travel(timezone.now() + dt.timedelta(days=29)):
        sweep_unclaimed()
        assert list(Document.objects.all()) == [document]
        claim([document])
    keep_until([document.pk], until)
    document.refresh_from_db()
    assert document.expires_at is None
    assert not Document.objects.filter(pk=other.pk).exists()


def test_who_uploaded_is_a_digest_that_dies_with_the_claim_and_never_reaches_history() -> None:
    document = upload(hostile.photo(), "a.jpg", "203.0.113.7")
    assert len(document.uploader_digest) == 64
    claim([document])
    document.refresh_from_db()
    assert document.uploader_digest == ""
    for row in Document.history.values():
        assert not {"uploader_digest", "file"} & row.keys()


# --- claiming, discarding, sweeping --------------------------------------------------------------


def test_a_claimed_document_stays_and_cannot_be_claimed_again() -> None:
    document = upload(hostile.photo(), "a.jpg")
    claim([document])
    assert document.claimed_at is not None
    assert document.expires_at is None
    with pytest.raises(Rejected, match="taken"):
        claim([document])
    with pytest.raises(Rejected, match="taken"):
        discard(document)


def test_a_document_named_twice_is_claimed_once() -> None:
    document = upload(hostile.photo(), "a.jpg")
    with pytest.raises(Rejected, match="taken"), transaction.atomic():
        claim([document, Document.objects.get(pk=document.pk)])
    assert Document.objects.unclaimed().count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_eight_filings_that_claim_one_document_one_has_it() -> None:
    document = upload(hostile.photo(), "a.jpg")
    start = threading.Barrier(8)
    said: list[str] = []

    def file_it() -> None:
        try:
            start.wait()
            with transaction.atomic():
                claim([Document.objects.get(pk=document.pk)])
            said.append("claimed")
        except Rejected as refused:
            said.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=file_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["claimed"] + ["taken"] * 7


def test_a_document_is_claimed_before_forty_eight_hours_or_not_at_all() -> None:
    document = upload(hostile.photo(), "a.jpg")
    with time_machine.travel(timezone.now() + dt.timedelta(hours=48, minutes=1)):
        with pytest.raises(Rejected, match="gone"):
            claim([document])


def test_a_discarded_document_leaves_neither_row_nor_file_nor_history(
    django_capture_on_commit_callbacks: Any,
) -> None:
    document = upload(hostile.photo(), "nombre de una persona.jpg")
    assert Document.history.exists()
    with django_capture_on_commit_callbacks(execute=True):
        discard(document)
    assert not Document.objects.exists()
    assert not Document.history.exists()
    assert not files()
    with pytest.raises(Rejected, match="gone"):
        discard(document)
    with pytest.raises(Rejected, match="gone"):
        claim([document])


def test_a_row_that_cannot_be_written_leaves_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise DatabaseError("no")

    monkeypatch.setattr(Document, "save", fail)
    with pytest.raises(DatabaseError):
        upload(hostile.photo(), "a.jpg")
    assert not files()


@pytest.mark.django_db(transaction=True)
def test_the_sweep_takes_what_nobody_claimed_in_time_and_nothing_else() -> None:
    now = timezone.now()
    claimed = upload(hostile.photo(), "a.jpg")
    with transaction.atomic():
        claim([claimed])
    forgotten = upload(hostile.photo(), "b.jpg")
    with time_machine.travel(now + dt.timedelta(hours=40)):
        recent = upload(hostile.photo(), "c.jpg")
    with time_machine.travel(now + dt.timedelta(hours=50)):
        assert sweep_unclaimed() == 1
    assert set(Document.objects.all()) == {claimed, recent}
    assert files() == {claimed.file.name, recent.file.name}
    assert forgotten.file.name not in files()


def test_a_file_whose_row_was_rolled_back_is_swept_when_it_is_old() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        upload(hostile.photo(), "a.jpg")
        raise RuntimeError
    assert len(files()) == 1
    sweep_task()
    assert len(files()) == 1, "it may belong to a transaction that is still open"
    with time_machine.travel(timezone.now() + dt.timedelta(hours=49)):
        assert sweep_unclaimed() == 1
    assert not files()
