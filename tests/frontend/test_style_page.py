"""The style page in a real browser: axe, small screens, keyboard, with and without JavaScript."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = Axe.from_file(str(Path(__file__).parents[1] / "vendor" / "axe.min.js"))
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def findings(page) -> list[tuple[str, str]]:
    report = AXE.run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response
    assert len(report["passes"]) > 30, "axe looked at nothing"
    return [(f["id"], node["html"][:200]) for f in report["violations"] for node in f["nodes"]]


@pytest.fixture
def screen(browser):
    """A page of its own (pytest-playwright's `page` needs a base_url that pytest 9 refuses)."""
    with browser.new_page(viewport={"width": 1024, "height": 800}) as page:
        yield page


@pytest.mark.parametrize("scripted", [True, False], ids=["with JavaScript", "without JavaScript"])
@pytest.mark.parametrize("path", ["/estilo/", "/estilo/?personal"])
def test_axe_finds_nothing_on_any_component(browser, live_server, style_page_on, path, scripted):
    context = browser.new_context(
        viewport={"width": 360, "height": 800}, java_script_enabled=scripted, bypass_csp=True
    )
    page = context.new_page()
    page.goto(live_server.url + path)
    assert page.locator("h1").count() == 1
    if scripted:  # axe itself is a script
        assert findings(page) == []
        page.set_viewport_size({"width": 1280, "height": 800})
        assert findings(page) == []
    else:
        assert page.get_by_label("Correo electrónico").first.is_visible()
        assert not page.locator("[data-locate]").first.is_visible()
    context.close()


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_nothing_overflows_the_screen(browser, live_server, style_page_on, width):
    page = browser.new_page(viewport={"width": width, "height": 800})
    for path in ("/estilo/", "/estilo/?personal"):
        page.goto(live_server.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_the_keyboard_reaches_the_content_and_errors_take_the_focus(
    screen, live_server, style_page_on
):
    screen.goto(live_server.url + "/estilo/")
    assert screen.evaluate("document.activeElement.className") == "govuk-error-summary"
    screen.locator(".govuk-error-summary a", has_text="Correo electrónico").click()
    assert screen.evaluate("document.activeElement.id") == "id_error-email"
    screen.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    screen.locator(".govuk-skip-link").focus()
    screen.keyboard.press("Enter")
    assert screen.evaluate("document.activeElement.id") == "contenido"


def test_the_page_runs_under_the_policy_without_a_complaint(screen, live_server, style_page_on):
    complaints = []
    screen.on(
        "console", lambda said: complaints.append(said.text) if said.type == "error" else None
    )
    screen.on("pageerror", lambda error: complaints.append(str(error)))
    screen.goto(live_server.url + "/estilo/?personal")
    assert screen.locator(".govuk-character-count__status").count() > 0  # the script did run
    assert complaints == []
