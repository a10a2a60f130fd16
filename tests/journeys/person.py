"""Somebody who uses the site in one of four ways, and looks at every page they come to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.journeys.browser import PHONE, Visitor
from tests.journeys.hands import Fingers, Hands, Keys
from tests.journeys.reach import in_reach


@dataclass(frozen=True)
class Way:
    """How somebody uses the site: `context` is what their browser is like."""

    hands: type[Fingers] | type[Keys] = Fingers
    context: dict[str, Any] = field(default_factory=lambda: {"viewport": PHONE})


WAYS = {
    "at 360 px": Way(),
    "by keyboard": Way(Keys),
    "without JavaScript": Way(context={"viewport": PHONE, "java_script_enabled": False}),
    # 1280 × 1024 pixels enlarged four times (WCAG 1.4.10).
    "at 400 %": Way(context={"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4}),
}
in_every_way = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)


class Person:
    """What somebody does, said with the words they see.

    Args:
        looking: whether everything on each page they come to must be in reach.
    """

    def __init__(self, visitor: Visitor, hands: Hands, *, looking: bool = True) -> None:
        self.visitor, self.page, self.hands = visitor, visitor.page, hands
        self.looking = looking
        self.sees, self.heading = visitor.sees, visitor.heading

    def open(self, path: str) -> None:
        self.page.goto(self.visitor.site + path)
        self._arrive()

    def go(self, words: str) -> None:
        """Press what begins with these words, and look at the page it leads to."""
        with self.page.expect_event("load"):
            self.hands.press(words)
        self._arrive()

    def write(self, label: str, text: str) -> None:
        self.hands.write(self._at(label), text)

    def attach(self, label: str, path: Path) -> None:
        self.hands.attach(self._at(label), path)

    def download(self, words: str) -> bytes:
        with self.page.expect_download() as saved:
            self.hands.press(words)
        return saved.value.path().read_bytes()

    def _at(self, label: str) -> str:
        controls = self.page.locator("main :is(input, select, textarea)")
        found = self.page.get_by_label(label).and_(controls).first
        assert found.count(), f"nothing is labelled {label!r} on {self.page.url}"
        return str(found.get_attribute("id"))

    def _arrive(self) -> None:
        wrong = self.page.locator(".govuk-error-summary")
        assert wrong.count() == 0, f"{self.page.url}: {wrong.inner_text()}"
        if self.looking:
            in_reach(self.visitor)
        self.hands.arrive()


@contextmanager
def somebody_at(browser: Browser, site: str, way: Way, *, looking: bool = True) -> Iterator[Person]:
    """Somebody with a browser of their own; at the end no page may have complained."""
    with browser.new_context(**way.context, locale="es-MX") as context:
        visitor = Visitor(context.new_page(), site, axe=False)
        yield Person(visitor, way.hands(visitor.page), looking=looking)
        assert visitor.problems == []
