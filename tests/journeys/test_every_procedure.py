"""Every procedure that can be filed online, filed from the search to its acuse, in four ways."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from procedures.requests.models import ServiceRequest
from tests.factories import definition, published
from tests.factories.catalogue import catalogue
from tests.journeys.person import WAYS, Way, in_every_way, somebody_at
from tests.journeys.resident import Resident

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ONLINE = sorted(slug for slug, item in catalogue().items() if item.definition.status == "online")


@pytest.fixture
def site(live_server, settings) -> str:
    """A site where everything that can be filed online is in force."""
    settings.SITE_URL = live_server.url
    for slug in ONLINE:
        published(slug)
    return live_server.url


@in_every_way
@pytest.mark.parametrize("slug", ONLINE)
def test_from_the_search_to_the_acuse(
    browser: Browser, site: str, tmp_path: Path, slug: str, way: Way
) -> None:
    file_and_open_the_acuse(browser, site, tmp_path, slug, way)


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
    with somebody_at(browser, site, way) as person:
        resident = Resident(person, definition(slug), folder, given)
        resident.find()
        folio = resident.finish()
        assert folio in resident.acuse()
    row = ServiceRequest.objects.get()
    assert (row.folio, row.procedure.slug) == (folio, slug)
    lost = [key for key in resident.answers if key not in row.answers]
    assert lost == [], "what was answered on the pages did not arrive"
    return row
