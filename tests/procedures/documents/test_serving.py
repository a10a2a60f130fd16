"""A document leaves as a file to save, never as a page of ours."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from procedures.documents.models import Document, private_storage
from procedures.documents.serving import response_for
from procedures.documents.store import store

from . import hostile

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def document() -> Document:
    upload = SimpleUploadedFile("x", hostile.pdf())
    return store(upload, name="Escritura pública 💧.pdf")


def test_a_document_is_an_attachment_nobody_sniffs_frames_or_caches(document: Document) -> None:
    response = response_for(document)
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''Escritura")
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, no-store"
    content = b"".join(response)  # type: ignore[arg-type]
    assert len(content) == int(response["Content-Length"]) == document.size
    response.close()


def test_behind_a_proxy_the_proxy_sends_it(document: Document, settings: Settings) -> None:
    settings.ACCEL_PREFIX = "/private"
    response = response_for(document)
    assert response["X-Accel-Redirect"] == f"/private/{document.file.name}"
    assert response["Content-Disposition"].startswith("attachment")
    assert not response.content  # type: ignore[attr-defined]


def test_a_file_the_storage_lost_is_an_error_and_not_an_empty_page(document: Document) -> None:
    private_storage().delete(document.file.name)
    with pytest.raises(FileNotFoundError):
        response_for(document)
