"""Files go up by script on a telephone: the line breaks, and nothing is lost or doubled."""

from __future__ import annotations

from pathlib import Path

import pytest

from procedures.documents.models import Document
from tests.factories import published
from tests.frontend.citizen.conftest import METER
from tests.journeys.browser import PHONE, Visitor
from tests.procedures.documents import hostile

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("utility"),
]
PICKER = "input[name='fotos']"
SENT = "**/solicitar/problema/"


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    made = [tmp_path / f"foto-{number}.jpg" for number in range(3)]
    for path in made:
        path.write_bytes(hostile.photo((400, 300)))
    return made


@pytest.fixture
def visitor(browser, live_server, settings):
    """Somebody on the page that asks for photos."""
    settings.SITE_URL = live_server.url
    published(METER)
    context = browser.new_context(viewport=PHONE, locale="es-MX")
    page = context.new_page()
    page.clock.install()
    at = Visitor(page, live_server.url, axe=True)
    at.go(f"/tramites/{METER}/solicitar/")
    page.locator("main form .govuk-button-group button").first.click()
    page.wait_for_url(SENT)
    yield at
    context.close()
    assert [one for one in at.problems if "ERR_" not in one and "Failed to load" not in one] == []


def lines(visitor: Visitor) -> list[str]:
    return visitor.page.locator("[data-upload='fotos'] > ul > li").all_inner_texts()


def drop(visitor: Visitor, times: int) -> list[int]:
    """The line breaks so many times when something is sent."""
    left = [times]

    def one(route) -> None:
        if route.request.method == "POST" and left[0] > 0:
            left[0] -= 1
            route.abort("connectionreset")
        else:
            route.continue_()

    visitor.page.route(SENT, one)
    return left


def test_what_is_chosen_goes_up_at_once_and_is_not_sent_again_with_the_page(visitor, photos):
    page = visitor.page
    assert not page.get_by_role("button", name="Subir Fotos").is_visible()
    page.locator(PICKER).first.set_input_files(photos)
    page.get_by_text("Ya lo recibimos").nth(2).wait_for()
    assert [one.split("\n")[0].split(" ")[0] for one in lines(visitor)] == [p.name for p in photos]
    assert page.locator("[data-upload] [role=status]").inner_text() == "Se subió foto-2.jpg"
    visitor.look()
    page.locator("main form .govuk-button-group button").first.click()
    page.wait_for_load_state()
    assert Document.objects.count() == 3
    assert len(lines(visitor)) == 3, "the page came back: other questions are not answered"
    visitor.look()


def test_a_broken_line_is_tried_again_by_itself(visitor, photos):
    page, left = visitor.page, drop(visitor, 2)
    page.locator(PICKER).first.set_input_files(photos[0])
    for still in (1, 0):
        page.wait_for_function("document.querySelector('[data-upload] progress')")
        while left[0] > still:
            page.wait_for_timeout(20)
        page.wait_for_timeout(50)
        page.clock.run_for(5000)
    page.get_by_text("Ya lo recibimos").wait_for()
    assert Document.objects.count() == 1


def test_what_could_not_go_up_waits_for_a_button_and_the_others_stay(visitor, photos):
    page = visitor.page
    page.locator(PICKER).first.set_input_files(photos[0])
    page.get_by_text("Ya lo recibimos").wait_for()
    left = drop(visitor, 99)
    page.locator(PICKER).first.set_input_files(photos[1])
    for _ in range(4):
        before = left[0]
        page.wait_for_timeout(150)
        assert left[0] <= before
        page.clock.run_for(5000)
    page.get_by_role("button", name="Intentar de nuevo").wait_for()
    assert "Se cortó la conexión" in lines(visitor)[1]
    visitor.look()
    page.locator("main form .govuk-button-group button").first.click()
    assert "Inténtelo de nuevo o quítelo" in page.locator("[role=status]").first.inner_text()
    left[0] = 0
    page.get_by_role("button", name="Intentar de nuevo").click()
    page.get_by_text("Ya lo recibimos").nth(1).wait_for()
    assert Document.objects.count() == 2
    page.get_by_role("button", name=f"Quitar {photos[0].name}").click()
    page.wait_for_load_state()
    assert [one.split(" ")[0] for one in lines(visitor)] == [photos[1].name]


def test_a_file_that_is_refused_says_why_and_can_be_taken_off_the_list(visitor, tmp_path):
    page = visitor.page
    wrong = tmp_path / "virus.jpg"
    wrong.write_bytes(b"<html>")
    page.locator(PICKER).first.set_input_files(wrong)
    page.get_by_text("no corresponde a la terminación").first.wait_for()
    visitor.look()
    page.get_by_role("button", name="Cancelar").click()
    assert lines(visitor) == []
    assert not Document.objects.exists()


def test_a_file_that_is_too_large_is_not_sent_at_all(visitor, tmp_path):
    page, sent = visitor.page, []
    page.on("request", lambda one: sent.append(one.method))
    large = tmp_path / "grande.jpg"
    with large.open("wb") as file:
        file.truncate(16 * 1024 * 1024)
    page.locator(PICKER).first.set_input_files(large)
    page.get_by_text("pesa más de 15 MB").first.wait_for()
    assert "POST" not in sent


def test_pressing_continue_while_files_go_up_waits_for_them(visitor, photos):
    page = visitor.page
    page.locator(PICKER).first.set_input_files(photos)
    page.locator("main form .govuk-button-group button").first.click()
    page.get_by_text("Falta algo por corregir").wait_for()
    assert len(lines(visitor)) == 3
    assert Document.objects.count() == 3
