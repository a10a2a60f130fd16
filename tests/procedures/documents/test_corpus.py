"""Hostile uploads through every door: refused with a sentence, or cleaned; nothing in between."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from PIL import Image
from pytest_django import Settings

from procedures.documents.models import Document
from procedures.documents.rejections import SENTENCES
from procedures.documents.serving import response_for
from tests.factories import published

from . import fake_clamd, hostile
from .conftest import files
from .corpus import CASES, Case
from .test_store import content_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]
METER = "mantenimiento-cambio-medidor"
PAGE, FIELD = f"/tramites/{METER}/solicitar/documentos/", "archivo_recibo"


def body(field: str, case: Case) -> tuple[bytes, str]:
    """The file as a browser sends it, whatever its name."""
    told = f"form-data; name=\"{field}\"; filename*=UTF-8''{quote(case.name, safe='')}"
    parts = [
        b'--x\r\nContent-Disposition: form-data; name="subir"\r\n\r\n' + field.encode() + b"\r\n",
        f"--x\r\nContent-Disposition: {told}\r\nContent-Type: image/png\r\n\r\n".encode(),
        case.make() + b"\r\n--x--\r\n",
    ]
    return b"".join(parts), "multipart/form-data; boundary=x"


def by_page(client: Client, case: Case) -> str:
    """Upload it beside a question; the sentence that refuses it, "" when it is taken."""
    published(METER)
    client.post(f"/tramites/{METER}/solicitar/")
    content, kind = body(FIELD, case)
    answer = client.generic("POST", PAGE, content, kind, HTTP_ACCEPT="application/json")
    said: str = answer.json().get("problem", "")
    assert answer.status_code == (400 if said else 200)
    return said.partition("»: ")[2] if said else ""


def by_api(client: Client, case: Case) -> str:
    content, kind = body("file", case)
    answer = client.generic("POST", "/api/v1/uploads/", content, kind)
    if answer.status_code == 201:
        return ""
    assert answer["Content-Type"] == "application/problem+json"
    assert 400 <= answer.status_code < 500
    told: str = answer.json()["detail"]
    return told


@pytest.mark.parametrize("door", [by_page, by_api])
@pytest.mark.parametrize("label", CASES)
def test_each_is_refused_with_a_sentence_or_cleaned(label: str, door: Any, client: Client) -> None:
    case = CASES[label]
    said = door(client, case)
    if case.refused:
        assert said == str(SENTENCES[case.refused])
        assert said.endswith(".") and len(said) > 30
        assert not Document.objects.exists() and not files()
        return
    assert said == ""
    document = Document.objects.get()
    assert document.name == case.kept_as
    assert case.gone == b"" or case.gone not in content_of(document)
    if document.media_type != "application/pdf":
        with Image.open(BytesIO(content_of(document))) as image:
            assert max(image.size) <= 2000
    response = response_for(document)
    assert response["Content-Disposition"].startswith("attachment")
    assert "\n" not in response["Content-Disposition"]
    assert response["Content-Type"] in {"application/pdf", "image/jpeg", "image/png"}
    response.close()


@pytest.mark.parametrize("door", [by_page, by_api])
def test_a_virus_inside_an_honest_pdf_is_found_at_every_door(
    door: Any, client: Client, settings: Settings
) -> None:
    with fake_clamd.clamd() as (_server, url):
        settings.CLAMD_URL = url
        case = Case("a.pdf", hostile.pdf_with_virus)
        assert door(client, case) == str(SENTENCES["infected"])
    assert not Document.objects.exists() and not files()


def test_the_active_ones_are_those_the_issue_names() -> None:
    named = " ".join(CASES)
    for kind in ("script on opening", "launch", "embedded", "xfa", "rich media", "object streams"):
        assert kind in named
