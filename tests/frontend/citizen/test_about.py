"""Pages anybody may read, and codes anybody may check."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.test import Client
from lxml import html

from frontend.citizen import mailbox
from procedures.catalogue.institution import privacy_notice
from tests.factories import take
from tests.frontend.citizen.conftest import COMPLAINT

pytestmark = pytest.mark.django_db
READABLE = (
    "/", "/tramites/", "/solicitudes/", "/solicitudes/clave/", "/verificar/", "/privacidad/",
    "/datos-personales/", "/accesibilidad/", "/ayuda/",
)  # fmt: skip


@pytest.mark.parametrize("path", READABLE)
def test_a_public_page_has_one_heading_and_asks_no_log_in(client, path):
    page = client.get(path)
    assert page.status_code == 200
    shown = html.fromstring(page.content.decode())
    assert len(shown.xpath("//main//h1")) == 1
    assert shown.xpath("/html/@lang") == ["es-MX"]


def test_the_headings_of_a_page_skip_no_level(client, complaint):
    for path in (*READABLE, f"/tramites/{COMPLAINT}/", f"/tramites/{COMPLAINT}/solicitar/"):
        shown = html.fromstring(client.get(path).content.decode())
        levels = [
            int(node.tag[1]) for node in shown.xpath("//main//*[self::h1 or self::h2 or self::h3]")
        ]
        jumps = [b - a for a, b in pairwise(levels)]
        assert levels[0] == 1 and max(jumps, default=0) <= 1, path


def test_the_notice_in_force_and_each_version_have_an_address(client, read):
    version = privacy_notice().version
    text = read(client.get(f"/privacidad/{version}/"))
    assert "Es la vigente." in text and "texto por confirmar" in text
    assert "Aviso de privacidad integral" in text
    assert client.get("/privacidad/1999-01/").status_code == 404


def test_a_code_that_is_not_ours_is_not_trusted(client, read):
    response = client.get("/verificar/", {"codigo": "abcd-efgh"})
    assert response["Location"] == "/verificar/ABCDEFGH/"
    page = client.get(response["Location"])
    assert page.status_code == 404 and "no confíe" in read(page)
    assert client.get("/verificar/", {"codigo": ""}).status_code == 200


def test_a_visit_code_says_who_comes_and_not_where(resident, read):
    take(resident.row, "tomar")
    take(resident.row, "programar_visita")
    visit = resident.row.visits.get()
    text = read(Client().get(f"/verificar/{visit.code.lower()}/"))
    assert "La visita es nuestra" in text and visit.inspector.full_name in text
    assert str(resident.row.answers["domicilio"]["street"]) not in text


def test_mail_is_shown_only_in_the_demonstration(client, settings, tmp_path, read):
    settings.MAIL_DIR = tmp_path
    assert client.get("/demo/correo/").status_code == 404
    settings.DEMO = True
    assert "Todavía no hay correos" in read(client.get("/demo/correo/"))
    (tmp_path / "uno.eml").write_bytes(
        b"Subject: =?utf-8?q?Recibimos_su_solicitud_F-1?=\nTo: a@example.org\n"
        b"Content-Type: text/plain; charset=utf-8\n\nEntre a http://testserver/x/ <b>\n"
    )
    page = client.get("/demo/correo/")
    assert "Recibimos su solicitud F-1" in read(page)
    assert '<a href="http://testserver/x/"' in page.content.decode()
    assert "<b>" not in page.content.decode()
    # Only words in a paragraph are broken, and the address of a link is wider than a phone.
    assert html.fromstring(page.content.decode()).xpath("//p/a[@href='http://testserver/x/']")
    assert len(mailbox.latest(tmp_path)) == 1
