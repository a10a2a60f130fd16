"""Ten gigabytes are refused by their own word, in words, before a byte of them is read."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from django.test import Client

TEN_GIGABYTES = 10 * 1024**3
FORM = "multipart/form-data; boundary=x"


class Unread(BytesIO):
    def read(self, *args, **kwargs) -> bytes:
        raise AssertionError("it was read")


def said(path: str, length: str, **more: str):
    """A request that only says how long it is."""
    client = Client()
    return client.generic(
        "POST", path, b"x", FORM, CONTENT_LENGTH=length, **{"wsgi.input": Unread(), **more}
    )


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/personal/cuenta/login/", "/tramites/x/solicitar/y/"])
@pytest.mark.parametrize("length", [str(TEN_GIGABYTES), "9" * 400, "-1", "muchos"])
def test_a_page_says_what_happened_and_what_to_do(path: str, length: str) -> None:
    answer = said(path, length)
    assert answer.status_code == 413
    text = answer.content.decode()
    assert "El archivo es demasiado grande" in text
    assert "uno por uno" in text


@pytest.mark.django_db
def test_the_script_is_told_in_a_sentence() -> None:
    answer = said("/tramites/x/solicitar/y/", str(TEN_GIGABYTES), HTTP_ACCEPT="application/json")
    assert answer.status_code == 413
    assert answer.json()["problem"].endswith(".")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/v1/uploads/", "/api/v1/requests/"])
def test_the_api_says_it_as_a_problem(path: str) -> None:
    client = Client()
    kind = FORM if "uploads" in path else "application/json"
    answer = client.generic(
        "POST", path, b"x", kind, CONTENT_LENGTH=str(TEN_GIGABYTES), **{"wsgi.input": Unread()}
    )
    assert answer.status_code == 413
    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["detail"].endswith("MB.")
