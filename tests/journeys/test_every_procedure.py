"""Every procedure that can be filed online, filed from the search to its acuse, in four ways."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from procedures.requests.models import ServiceRequest
from tests.factories import definition, published
from tests.factories.catalogue import catalogue
from tests.journeys.browser import PHONE, Visitor
from tests.journeys.hands import Fingers, Keys
from tests.journeys.reach import in_reach
from tests.journeys.resident import Resident

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@dataclass(frozen=True)
class Way:
    """How somebody uses the site: `context` is what their browser is like."""

    hands: type[Fingers] | type[Keys]
    context: dict[str, Any] = field(default_factory=lambda: {"viewport": PHONE})


WAYS = {
    "at 360 px": Way(Fingers),
    "by keyboard": Way(Keys),
    "without JavaScript": Way(Fingers, {"viewport": PHONE, "java_script_enabled": False}),
    # 1280 × 1024 pixels enlarged four times (WCAG 1.4.10).
    "at 400 %": Way(Fingers, {"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4}),
}
ONLINE = sorted(slug for slug, item in catalogue().items() if item.definition.status == "online")


@pytest.fixture
def site(live_server, settings) -> str:
    settings.SITE_URL = live_server.url
    for slug in ONLINE:
        published(slug)
    return live_server.url


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("slug", ONLINE)
def test_from_the_search_to_the_acuse(
    browser: Browser, site: str, tmp_path: Path, slug: str, way: str
) -> None:
    file_and_open_the_acuse(browser, site, tmp_path, slug, WAYS[way])


def test_with_another_person_by_keyboard(browser: Browser, site: str, tmp_path: Path) -> None:
    given = {"hay_cosolicitantes": True}
    row = file_and_open_the_acuse(
        browser, site, tmp_path, "factibilidad-vivienda", WAYS["by keyboard"], given
    )
    assert row.applicants.filter(role="co_applicant").get().name == "Rosa Cruz López"
    assert row.attachments.filter(field_key__startswith="cosolicitantes.").count() == 1


def file_and_open_the_acuse(
    browser: Browser,
    site: str,
    folder: Path,
    slug: str,
    way: Way,
    given: dict[str, Any] | None = None,
) -> ServiceRequest:
    """The request that was filed; whatever any page did wrong fails here."""
    with browser.new_context(**way.context, locale="es-MX") as context:
        visitor = Visitor(context.new_page(), site, axe=False)
        hands = way.hands(visitor.page)
        resident = Resident(visitor, hands, definition(slug), folder, in_reach, given)
        folio, acuse = resident.file()
        assert folio in acuse
        assert visitor.problems == []
    row = ServiceRequest.objects.get()
    assert (row.folio, row.procedure.slug) == (folio, slug)
    lost = [key for key in resident.answers if key not in row.answers]
    assert lost == [], "what was answered on the pages did not arrive"
    return row
