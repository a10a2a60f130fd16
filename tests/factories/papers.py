"""Small real documents, stored as an upload would be."""

from __future__ import annotations

from functools import cache
from io import BytesIO

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from procedures.documents.models import Document
from procedures.documents.store import store


@cache
def pdf_bytes() -> bytes:
    buffer = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(200, 200))
        pdf.save(buffer)
    return buffer.getvalue()


@cache
def photo_bytes() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (64, 48), "teal").save(buffer, "JPEG")
    return buffer.getvalue()


def upload(name: str = "papel.pdf") -> SimpleUploadedFile:
    body = photo_bytes() if name.endswith("jpg") else pdf_bytes()
    kind = "image/jpeg" if name.endswith("jpg") else "application/pdf"
    return SimpleUploadedFile(name, body, content_type=kind)


def paper(name: str = "papel.pdf") -> Document:
    """An uploaded document that belongs to no request yet."""
    return store(upload(name), name=name, bare=True)
