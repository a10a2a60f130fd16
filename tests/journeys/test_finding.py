"""From what happens to somebody to the page of the procedure that answers it, in a browser."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Browser

from tests.journeys.browser import visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
METER = "mantenimiento-cambio-medidor"
STATES = (
    "/",
    "/tramites/",
    "/tramites/?q=medidro",
    "/tramites/?q=gomstamsia+xyz",
    f"/tramites/?q={'palabralarguisima' * 8}",
    "/tramites/?q=medidor&filtro=gratis",
    "/tramites/?familia=contratistas",
    "/tramites/?situacion=medidor_danado",
    f"/tramites/{METER}/",
    f"/tramites/{METER}/formato/",
)


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_every_state_of_finding_is_without_barriers(browser: Browser, site, width: int) -> None:
    shots = os.environ.get("SHOTS")
    with visit(browser, site, scripted=True) as visitor:
        visitor.page.set_viewport_size({"width": width, "height": 800})
        for number, path in enumerate(STATES):
            visitor.go(path)
            if shots:
                visitor.page.screenshot(path=f"{shots}/{width}-{number}.png", full_page=True)


@pytest.mark.parametrize("scripted", [True, False], ids=["with script", "without script"])
def test_with_the_keyboard_alone_from_a_mistyped_word_to_the_procedure(
    browser: Browser, site, scripted: bool
) -> None:
    with visit(browser, site, scripted=scripted) as visitor:
        visitor.go("/")
        visitor.page.locator("#q").focus()
        visitor.page.keyboard.type("se ronpio mi medidro")
        visitor.page.keyboard.press("Enter")
        visitor.page.wait_for_url("**/tramites/?q=*")
        visitor.sees("Entendimos", "Mantenimiento o cambio del medidor")
        visitor.page.get_by_role("link", name="Mantenimiento o cambio del medidor").focus()
        visitor.page.keyboard.press("Enter")
        visitor.page.wait_for_url(f"**/tramites/{METER}/")
        assert visitor.heading() == "Mantenimiento o cambio del medidor"
