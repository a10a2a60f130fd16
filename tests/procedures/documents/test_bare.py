"""A PDF that may become part of an anonymous request tells nobody's name (DOMAIN §8.2)."""

from __future__ import annotations

import hashlib
from functools import cache
from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from procedures.documents import pdfs
from procedures.documents.store import store

from . import hostile
from .test_store import content_of

NAME = "Juana Planted"


def note(author: str) -> Dictionary:
    return Dictionary(
        Type=Name.Annot,
        Subtype=Name.Text,
        Rect=[0, 0, 9, 9],
        T=String(author),
        Contents=String("lo que vi"),
        M=String("D:20261121"),
    )


@cache
def telling_pdf() -> bytes:
    """Its author stands in every place a program writes one."""
    with pikepdf.new() as paper:
        page = paper.add_blank_page()
        page.Annots = Array([note(NAME)])
        page.PieceInfo = Dictionary(Word=Dictionary(Private=String(NAME)))
        photo = paper.make_stream(hostile.photo_with_place())
        photo.Type, photo.Subtype, photo.Filter = Name.XObject, Name.Image, Name.DCTDecode
        photo.Metadata = paper.make_stream(f"<x>{NAME}</x>".encode())
        page.Resources = Dictionary(XObject=Dictionary(Im0=photo))
        paper.docinfo["/Author"] = NAME
        paper.docinfo["/CreationDate"] = "D:20261121"
        with paper.open_metadata() as told:
            told["dc:creator"] = [NAME]
        return hostile.saved(paper, object_stream_mode=pikepdf.ObjectStreamMode.disable)


def earlier_revision() -> bytes:
    """A PDF whose author was taken out by adding to it, so that the old one is still there."""
    old = telling_pdf()
    with pikepdf.open(BytesIO(old)) as paper:
        root, size = paper.trailer.Root.objgen[0], int(paper.trailer.Size)
    at = old.rindex(b"startxref")
    before = int(old[at:].split()[1])
    tail = b"xref\n0 0\ntrailer\n<< /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    return old + tail % (size, root, before, len(old))


@cache
def signed_pdf() -> bytes:
    signature = Dictionary(
        Type=Name.Sig, ByteRange=[0, 9, 9, 9], Contents=String("firma"), Name=String(NAME)
    )
    with pikepdf.new() as paper:
        paper.add_blank_page()
        field = paper.make_indirect(
            Dictionary(FT=Name.Sig, T=String("f"), V=paper.make_indirect(signature))
        )
        paper.Root.AcroForm = Dictionary(Fields=Array([field]), SigFlags=3)
        return hostile.saved(paper)


def unpacked(content: bytes) -> bytes:
    """Everything a reader could find: the file, and its streams and objects in plain."""
    with pikepdf.open(BytesIO(content)) as paper:
        out = BytesIO()
        paper.save(
            out,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return content + out.getvalue()


@pytest.mark.parametrize("make", [telling_pdf, earlier_revision])
def test_nothing_that_tells_who_made_it_is_left(make) -> None:
    before = make()
    assert NAME.encode() in unpacked(before)
    after = pdfs.examine(before, bare=True).bare
    assert after is not None
    told = unpacked(after)
    for planted in (NAME, "Fabricante", "la casa de Juana", "D:20261121", "/Producer", "/Author"):
        assert planted.encode() not in told
        assert planted.encode("utf-16-be") not in told
    assert b"lo que vi" in told, "what the person wrote stays"
    assert pdfs.inspect(after).verdict == pdfs.FINE


def test_the_pictures_inside_are_the_same_pictures() -> None:
    after = pdfs.inspect(telling_pdf(), bare=True).bare
    with pikepdf.open(BytesIO(after or b"")) as paper:
        kept = paper.pages[0].Resources.XObject.Im0.read_raw_bytes()
    with Image.open(BytesIO(kept)) as one, Image.open(BytesIO(hostile.photo_with_place())) as other:
        assert one.size == other.size
        one.load()
    # What a telephone hangs behind the end of a photo, a second one with its own place, is gone.
    assert pdfs._without_segments(hostile.photo() + hostile.photo_with_place()) is not None
    assert b"Fabricante" not in (
        pdfs._without_segments(hostile.photo() + hostile.photo_with_place()) or b""
    )


def test_a_photo_of_scans_drawn_in_several_passes_survives() -> None:
    plain = pdfs._without_segments(
        hostile.photo((300, 200), progressive=True, comment=b"la casa de Juana")
    )
    assert plain is not None
    assert b"Juana" not in plain
    with Image.open(BytesIO(plain)) as image:
        image.load()


def test_the_same_file_made_bare_twice_is_the_same_file() -> None:
    once, twice = (pdfs.inspect(telling_pdf(), bare=True).bare for _ in range(2))
    assert once == twice


def test_a_signed_pdf_is_never_written_anew() -> None:
    assert pdfs.inspect(signed_pdf(), bare=True) == pdfs.Finding(pdfs.FINE)


@pytest.mark.django_db
def test_what_is_kept_says_whether_it_is_bare() -> None:
    def kept(content: bytes, name: str, *, bare: bool) -> tuple[bool, bytes, str]:
        document = store(SimpleUploadedFile("x", content), name=name, bare=bare)
        return document.bare, content_of(document), document.sha256

    assert kept(telling_pdf(), "a.pdf", bare=False)[:2] == (False, telling_pdf())
    is_bare, content, digest = kept(telling_pdf(), "a.pdf", bare=True)
    assert is_bare
    assert hashlib.sha256(content).hexdigest() == digest
    assert kept(signed_pdf(), "a.pdf", bare=True)[:2] == (False, signed_pdf())
    assert kept(hostile.photo_with_place(), "a.jpg", bare=False)[0]
