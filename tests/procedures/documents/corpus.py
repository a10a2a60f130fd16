"""Every hostile upload we could think of, with what has to become of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from io import BytesIO

from PIL import Image, PngImagePlugin

from . import hostile

PHP = b"<?php system($_GET['c']); ?>"
PAGE = b"<html><script>alert(document.domain)</script></html>"


@dataclass(frozen=True)
class Case:
    """A file and its fate.

    Attributes:
        refused: a key of `rejections.SENTENCES`; "" where it is taken, cleaned.
        kept_as: the name it has afterwards.
        gone: bytes that must not be left of it.
    """

    name: str
    make: Callable[[], bytes]
    refused: str = ""
    kept_as: str = ""
    gone: bytes = b""


@cache
def photo() -> bytes:
    return hostile.photo()


@cache
def png() -> bytes:
    return hostile.photo((80, 60), "PNG")


@cache
def pdf() -> bytes:
    return hostile.pdf()


def png_with_text() -> bytes:
    told, out = PngImagePlugin.PngInfo(), BytesIO()
    told.add_text("Comment", PHP.decode())
    Image.new("RGB", (20, 10)).save(out, "PNG", pnginfo=told)
    return out.getvalue()


@cache
def fifty_megapixels() -> bytes:
    out = BytesIO()
    Image.new("RGB", (8660, 5774), "teal").save(out, "JPEG", comment=b"mi casa")
    return out.getvalue()


def active(name: str) -> Callable[[], bytes]:
    return lambda: hostile.active_pdfs()[name]


CASES = {
    # Two things at once.
    "a pdf that is also a zip": Case("a.pdf", lambda: pdf() + hostile.archive(), "unreadable"),
    "a page before a pdf": Case("a.pdf", lambda: PAGE + pdf(), "mismatch"),
    "a page behind a pdf": Case("a.pdf", lambda: pdf() + PAGE, "unreadable"),
    "a gif that is also a jar": Case(
        "a.gif", lambda: b"GIF89a\1\0\1\0" + hostile.archive(), "type"
    ),
    "a gifar called jpg": Case("a.jpg", lambda: b"GIF89a\1\0\1\0" + hostile.archive(), "mismatch"),
    "a photo with a page behind": Case("a.jpg", lambda: photo() + PAGE, "", "a.jpg", PAGE),
    "a photo with a page in its comment": Case(
        "a.jpg", lambda: hostile.photo(comment=PAGE), "", "a.jpg", PAGE
    ),
    "a photo with a zip behind": Case(
        "a.jpg", lambda: photo() + hostile.archive(), "", "a.jpg", b"word/document.xml"
    ),
    "a png with php behind": Case("a.png", lambda: png() + PHP, "", "a.png", PHP),
    "a png with php in its text": Case("a.png", png_with_text, "", "a.png", PHP),
    # Not what its name says.
    "svg": Case("logo.svg", lambda: hostile.SVG, "type"),
    "svg called png": Case("logo.png", lambda: hostile.SVG, "mismatch"),
    "page": Case("a.html", lambda: PAGE, "type"),
    "page called jpg": Case("a.jpg", lambda: PAGE, "mismatch"),
    "photo called pdf": Case("a.pdf", photo, "mismatch"),
    "photo called png": Case("a.png", photo, "mismatch"),
    "pdf called jpg": Case("a.jpg", pdf, "mismatch"),
    "photo called exe": Case("a.jpg.exe", photo, "mismatch"),
    "photo without an ending": Case("foto", photo, "mismatch"),
    "docx": Case("carta.docx", hostile.archive, "type"),
    "docx called pdf": Case("carta.pdf", hostile.archive, "mismatch"),
    "zip": Case("todo.zip", hostile.archive, "type"),
    "eicar": Case("eicar.com", lambda: hostile.EICAR, "type"),
    "eicar called pdf": Case("eicar.pdf", lambda: hostile.EICAR, "mismatch"),
    # Broken, or a bomb.
    "nothing": Case("vacio.pdf", lambda: b"", "empty"),
    "half a photo": Case("a.jpg", lambda: hostile.photo((800, 600))[:9000], "unreadable"),
    "half a png": Case("a.png", lambda: png()[:-200], "unreadable"),
    "half a heic": Case("a.heic", lambda: hostile.photo(form="HEIF")[:300], "unreadable"),
    "half a pdf": Case("a.pdf", lambda: pdf()[:-300], "unreadable"),
    "a png that unfolds": Case("a.png", lambda: hostile.png_of(60_000, 60_000), "too_many_pixels"),
    "a pdf that unfolds": Case("a.pdf", lambda: hostile.pdf_that_unfolds(400), "unreadable"),
    "fifty megapixels": Case("a.jpg", fifty_megapixels, "", "a.jpg", b"mi casa"),
    # A PDF that is more than paper.
    "encrypted": Case("a.pdf", lambda: hostile.encrypted_pdf("clave"), "encrypted"),
    "encrypted for nobody": Case("a.pdf", lambda: hostile.encrypted_pdf(""), "encrypted"),
    **{f"pdf: {name}": Case("a.pdf", active(name), "active") for name in hostile.active_pdfs()},
    # Names.
    "up the folders": Case("../../etc/passwd.pdf", pdf, "", "passwd.pdf"),
    "up windows' folders": Case("..\\..\\boot.pdf", pdf, "", "boot.pdf"),
    "from right to left": Case("acta\u202efdp.pdf", pdf, "", "actafdp.pdf"),
    "hidden ending": Case("foto\u202egpj.exe", photo, "mismatch"),
    "nul": Case("a\x00b.pdf", pdf, "", "ab.pdf"),
    "nul before the ending": Case("a.pdf\x00.exe", pdf, "mismatch"),
    "new line": Case("a\r\nSet-Cookie: x.pdf", pdf, "", "aSet-Cookie x.pdf"),
    "five hundred letters": Case("n" * 500 + ".pdf", pdf, "", "n" * 116 + ".pdf"),
    "emoji": Case("recibo 💧.pdf", pdf, "", "recibo 💧.pdf"),
    "a device of windows": Case("con.pdf", pdf, "", "documento con.pdf"),
    "only an ending": Case(".pdf", pdf, "", "documento.pdf"),
    "markup": Case('"><img src=x>.pdf', pdf, "", "img src=x.pdf"),
}
