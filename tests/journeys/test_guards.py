"""What the journeys watch for is seen when it is there: pages that are wrong on purpose."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from procedures.definition import Definition
from tests.factories import definition
from tests.journeys.browser import PHONE, Visitor
from tests.journeys.hands import Fingers, Keys
from tests.journeys.person import Person
from tests.journeys.reach import in_reach
from tests.journeys.resident import Resident, told_by

pytestmark = pytest.mark.browser
SITE = "http://site.test"
FINE = "<main><h1>Bien</h1><p><a href='/x'>Seguir</a> <button id='b'>Continuar</button></p></main>"


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visitor]:
    with browser.new_context(viewport=PHONE) as context:
        yield Visitor(context.new_page(), SITE, axe=False)


def show(page: Page, body: str, policy: str = "") -> None:
    headers = {"content-type": "text/html"}
    if policy:
        headers["content-security-policy"] = policy
    page.route(f"{SITE}/", lambda route: route.fulfill(body=body, headers=headers))
    page.goto(f"{SITE}/")


def test_a_page_that_is_fine_raises_nothing(visitor):
    show(visitor.page, FINE)
    in_reach(visitor)
    Keys(visitor.page).press("Continuar")


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<div style='width: 900px'>ancho</div>", "scrolls sideways"),
        ("<button style='position: absolute; left: -40px'>Seguir</button>", "cut off"),
        ("<div style='position: fixed; inset: 0'></div>", "covered"),
        ("<script>console.error('se rompe')</script>", "se rompe"),
        ("<script>throw new Error('falla')</script>", "falla"),
        ("<img src='http://elsewhere.test/pixel.gif' alt=''>", "another host"),
    ],
)
def test_what_is_wrong_with_a_page_is_found(visitor, body, found):
    show(visitor.page, FINE + body)
    with pytest.raises(AssertionError, match=found):
        in_reach(visitor)


def test_what_the_policy_forbids_is_found(visitor):
    show(visitor.page, FINE + "<p style='color: red'>rojo</p>", policy="style-src 'none'")
    with pytest.raises(AssertionError, match="Content Security Policy"):
        in_reach(visitor)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (FINE.replace("id='b'", "tabindex='-1'"), "Tab never comes"),
        ("<style>:focus { outline: none }</style>" + FINE, "no visible focus"),
        ("<style>button { position: fixed; top: -90px }</style>" + FINE, "off the screen"),
    ],
)
def test_what_the_keyboard_cannot_use_is_found(visitor, body, found):
    show(visitor.page, body)
    with pytest.raises(AssertionError, match=found):
        Keys(visitor.page).press("Continuar")


def test_a_question_that_no_definition_asks_stops_the_resident(visitor, tmp_path):
    asked: Definition = definition("falta-recibo")
    with pytest.raises(AssertionError, match="no question of the definition says"):
        told_by("¿Cuál es su color favorito?", asked.form.fields)
    resident = Resident(Person(visitor, Fingers(visitor.page)), asked, tmp_path)
    show(
        visitor.page, "<main><h1>Más</h1><form><label>¿Y esto?<input id='x'></label></form></main>"
    )
    with pytest.raises(AssertionError, match="nobody knows what to answer"):
        resident.answer_page()
