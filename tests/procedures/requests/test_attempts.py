"""A request is not found by trying: every wrong try costs, says and counts the same."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from procedures.requests import attempts, keys
from procedures.requests.access import open_with_key
from tests.backend.api.callers import Caller
from tests.factories import filed, published

pytestmark = pytest.mark.django_db
NOW = "2026-03-10 12:00:00-06:00"


@pytest.fixture
def filing(db):
    return filed(published("mantenimiento-cambio-medidor"))


def wrong_tries(filing):
    other = filed(published("mantenimiento-cambio-medidor"))
    folio = filing.service_request.folio
    return [
        (folio, "0000-0000-0000-0000"),
        (folio, other.key),  # somebody else's
        ("SOAPA-2026-999999-9", filing.key),
        ("no es un folio", filing.key),
        (folio, ""),
    ]


def test_every_wrong_try_does_the_same_work(filing, monkeypatch):
    made = []
    real = keys.key_of
    monkeypatch.setattr(keys, "key_of", lambda *args: made.append(1) or real(*args))
    work = set()
    for folio, key in wrong_tries(filing):
        made.clear()
        with CaptureQueriesContext(connection) as queries:
            assert open_with_key(folio, key) is None
        work.add((len(queries), len(made)))
    assert work == {(1, 1)}  # one look-up, one key derived: the clock tells nothing


def test_the_api_answers_every_wrong_try_alike(filing):
    answers = set()
    for folio, key in wrong_tries(filing):
        if not key:
            continue
        told = Caller(Client()).with_key(key).get(f"/requests/{folio}/")
        body = {k: v for k, v in told.body.items() if k != "request_id"}
        answers.add((told.status, str(body), frozenset(set(told.headers) - {"X-Request-ID"})))
    assert len(answers) == 1 and next(iter(answers))[0] == 404


def test_the_page_answers_every_wrong_try_alike(filing):

    answers = set()
    for folio, key in wrong_tries(filing):
        if not key:
            continue
        said = Client().post("/solicitudes/", {"folio": folio, "key": key})
        page = html.fromstring(said.content.decode())
        for typed in page.xpath("//input[@name='folio' or @name='key' or @type='hidden']"):
            typed.getparent().remove(typed)
        text = " ".join(page.get_element_by_id("contenido").text_content().split())
        answers.add((said.status_code, text, frozenset(said.headers)))
    assert len(answers) == 1


def test_one_folio_is_tried_so_often_from_everywhere_and_the_others_not_less(filing, settings):
    settings.TRUSTED_PROXIES = 1
    row = filing.service_request
    with time_machine.travel(NOW, tick=False):
        for number in range(attempts.BY_FOLIO.times):
            spelt = row.folio.lower() if number % 2 else row.folio.replace("-", " ")
            from_there = {"X-Forwarded-For": f"10.0.{number}.1"}
            page = Client().post("/solicitudes/", {"folio": spelt, "key": "x"}, headers=from_there)
            assert page.status_code == 200
        elsewhere = {"X-Forwarded-For": "10.9.9.9"}
        right = {"folio": row.folio, "key": filing.key}
        assert Client().post("/solicitudes/", right, headers=elsewhere).status_code == 429
        api = Caller(Client(), elsewhere).with_key(filing.key)
        refused = api.get(f"/requests/{row.folio}/")
        assert refused.status == 429 and int(refused.headers["Retry-After"]) > 0
        other = filed(published("mantenimiento-cambio-medidor"))
        opened = {"folio": other.service_request.folio, "key": other.key}
        assert Client().post("/solicitudes/", opened, headers=elsewhere).status_code == 302


def test_links_made_up_are_slowed_down():
    with time_machine.travel(NOW, tick=False):
        client = Client()
        codes = [client.get("/solicitudes/enlace/nada/").status_code for _n in range(25)]
    assert set(codes) == {410, 429} and codes[0] == 410
