"""The gate: every page of a citizen, in each state and language, is light, open to all and quiet.

One walk in Spanish, one in English and one by keyboard, each over one browser and one set of
requests. What is wrong anywhere is told at the end, all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, CDPSession, Page

from tests.journeys.browser import AXE, RULES, Visitor
from tests.journeys.hands import SHOWS_FOCUS
from tests.journeys.tour import addresses, build, tour
from tests.words.another import CODE, FOREIGN, SAME, make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KILOBYTE = 1024
FIRST_VISIT, NEXT_VISITS = 60 * KILOBYTE, 15 * KILOBYTE  # EXPERIENCE.md, over the wire
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
NARROW = {"width": 320, "height": 256}  # 1280 × 1024 at 400 % (WCAG 1.4.10)
PAPER = {"width": 700, "height": 1000}  # an A4 between its margins, in CSS pixels
HALF = {"width": 640, "height": 800}  # where letters are then drawn twice as large


@pytest.fixture
def site(settings: Any, tmp_path: Path) -> Iterator[str]:
    """A server that compresses and names its files as production does, with the demo's frame."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    settings.STATIC_ROOT = str(tmp_path / "static")
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = False
    settings.DEMO, settings.BILLING = True, "csv"
    others = [
        "drf_spectacular*",
        "rest_framework*",
        "simple_history*",
    ]  # not ours, slow to compress
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=others)
    thread = LiveServerThread("127.0.0.1", static_handler=lambda application: application)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    assert not thread.error
    settings.SITE_URL = f"http://{thread.host}:{thread.port}"
    yield settings.SITE_URL
    thread.terminate()


@pytest.fixture
def third_language(settings: Any, tmp_path: Path) -> str:
    """One more catalogue and one more line of the settings: all that a language takes."""
    make(tmp_path / "languages")
    settings.LOCALE_PATHS = [*settings.LOCALE_PATHS, tmp_path / "languages"]
    settings.LANGUAGES = [*settings.LANGUAGES, (CODE, "Ελληνικά")]
    return CODE


class Scales:
    """What each page weighs over the wire: its own HTML, and what it needs besides."""

    def __init__(self, wire: CDPSession, page: Page) -> None:
        self.page, self.document = page, 0
        self.files: dict[str, int] = {}
        self._kinds: dict[str, tuple[str, str]] = {}
        wire.send("Network.enable")
        wire.on("Network.responseReceived", self._note)
        wire.on("Network.loadingFinished", self._weigh)

    def _note(self, event: dict[str, Any]) -> None:
        self._kinds[event["requestId"]] = (event["type"], event["response"]["url"])

    def _weigh(self, event: dict[str, Any]) -> None:
        kind, url = self._kinds.get(event["requestId"], ("", ""))
        size = int(event["encodedDataLength"])
        if kind == "Document":
            self.document = size
        elif size:
            self.files[url] = max(size, self.files.get(url, 0))

    @property
    def first_visit(self) -> int:
        """Bytes of this page for somebody who never came before."""
        script = "performance.getEntriesByType('resource').map(entry => entry.name)"
        return self.document + sum(self.files.get(url, 0) for url in self.page.evaluate(script))


@pytest.mark.parametrize("language", ["es-mx", "en"])
def test_every_page_is_light_quiet_and_without_barriers(
    browser: Browser, site: str, tmp_path: Path, language: str
) -> None:
    wrong: list[str] = []

    def look(visitor: Visitor, where: str, scales: Scales) -> None:
        tag = visitor.page.locator("html").get_attribute("lang") or ""
        if tag.lower() != language:
            wrong.append(f"{where}: the page says it is in {tag}")
        if scales.first_visit > FIRST_VISIT or scales.document > NEXT_VISITS:
            wrong.append(f"{where}: {scales.first_visit} bytes first, {scales.document} then")
        for screen in (PHONE, DESK):
            visitor.page.set_viewport_size(screen)
            wrong.extend(f"{where} at {screen['width']}: {it}" for it in barriers(visitor.page))

    walk(browser, site, tmp_path, look, wrong, language)
    assert not wrong, "\n".join(wrong)


def test_every_page_serves_who_enlarges_prints_or_has_no_mouse_in_a_third_language(
    browser: Browser, site: str, tmp_path: Path, third_language: str
) -> None:
    wrong: list[str] = []

    def look(visitor: Visitor, where: str, _scales: Scales) -> None:
        page = visitor.page
        wrong.extend(f"{where} in Spanish: {it}" for it in page.evaluate(FOREIGN, SAME))
        wrong.extend(f"{where}: {it}" for it in out_of_reach(page))
        page.set_viewport_size(NARROW)
        wrong.extend(f"{where} at 400 %: {it}" for it in too_wide(page))
        page.set_viewport_size(HALF)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        wrong.extend(f"{where} with letters at 200 %: {it}" for it in too_wide(page))
        page.evaluate("document.documentElement.style.fontSize = ''")
        page.set_viewport_size(PAPER)
        page.emulate_media(media="print")
        wrong.extend(f"{where} on paper: {it}" for it in too_wide(page))
        if page.locator(".no-print:visible, .v-nav:visible, .govuk-skip-link:visible").count():
            wrong.append(f"{where} on paper: prints what only a screen can use")
        page.emulate_media(media="screen")
        page.set_viewport_size(DESK)

    walk(browser, site, tmp_path, look, wrong, third_language)
    assert not wrong, "\n".join(wrong)


def walk(
    browser: Browser,
    site: str,
    folder: Path,
    look: Callable[[Visitor, str, Scales], None],
    wrong: list[str],
    language: str,
) -> None:
    """Take the whole tour, look at each stop, and see that no address was left out."""
    world = build(folder)
    seen: set[str] = set()
    with browser.new_context(viewport=PHONE, locale="es-MX") as context:
        context.add_cookies(
            [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site}]
        )
        page = context.new_page()
        visitor = Visitor(page, site, axe=False)
        scales = Scales(context.new_cdp_session(page), page)
        where = ""
        try:
            for name, state in tour(visitor, world):
                page.wait_for_load_state("load")
                seen.add(name)
                where = f"{name} ({state})"
                look(visitor, where, scales)
                wrong.extend(f"{where}: {said}" for said in visitor.problems)
                visitor.problems.clear()
        except Exception as stopped:
            raise AssertionError([*wrong, f"stopped after {where} at {page.url}"]) from stopped
    wrong.extend(f"nobody went to {name}" for name in sorted(addresses() - seen))


def barriers(page: Page) -> list[str]:
    """What axe finds, and whether the page scrolls sideways."""
    report = AXE.run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response
    found = [
        f"{broken['id']}: {node['html'][:160]}"
        for broken in report["violations"]
        for node in broken["nodes"]
    ]
    return found + too_wide(page)


def too_wide(page: Page) -> list[str]:
    """Whether reading the page needs scrolling in two directions."""
    by = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{by} pixels too wide"] if by > 0 else []


def out_of_reach(page: Page) -> list[str]:
    """Controls that Tab does not come to, or that do not show that it did."""
    page.evaluate(_NUMBER_CONTROLS)
    count = page.evaluate("document.querySelectorAll('[data-reach]').length")
    page.evaluate("document.activeElement?.blur()")
    reached: set[str] = set()
    unseen: list[str] = []
    for _press in range(count + 5):
        page.keyboard.press("Tab")
        number, visible, what = page.evaluate(_WHERE)
        if number is None or number in reached:
            continue
        reached.add(number)
        if not visible:
            unseen.append(f"no visible focus: {what}")
    missed = page.evaluate(_MISSED, sorted(reached))
    return unseen + [f"the keyboard does not reach: {what}" for what in missed]


# A group of radio buttons is one stop; what is folded or hidden is none.
_NUMBER_CONTROLS = """() => {
  const groups = {}
  const all = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]'
  let number = 0
  for (const one of document.querySelectorAll(all)) {
    const shown = one.checkVisibility({ visibilityProperty: true })
    if (!shown || one.disabled || one.tabIndex < 0) continue
    const group = one.type === 'radio' && one.form ? one.name : null
    if (group && !(group in groups)) groups[group] = ++number
    one.dataset.reach = group ? groups[group] : ++number
  }
}"""
_WHERE = f"""() => {{
  const at = document.activeElement
  if (!at || !at.dataset.reach) return [null, true, '']
  return [at.dataset.reach, ({SHOWS_FOCUS})(at), at.outerHTML.slice(0, 160)]
}}"""
_MISSED = """(reached) => [...document.querySelectorAll('[data-reach]')]
  .filter((one) => !reached.includes(one.dataset.reach))
  .map((one) => one.outerHTML.slice(0, 160))"""
