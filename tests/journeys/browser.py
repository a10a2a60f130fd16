"""A person at a browser: what they type, press and see; what the page may never do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

AXE = Axe.from_file(str(Path(__file__).parents[1] / "vendor" / "axe.min.js"))
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 360, "height": 740}


class Visitor:
    """A page in a context of its own, that notes everything that goes wrong.

    Args:
        axe: look for barriers on every page shown; needs scripts, so never without JavaScript.
    """

    def __init__(self, page: Page, site: str, *, axe: bool) -> None:
        self.page, self.site, self.axe = page, site, axe
        self.problems: list[str] = []
        page.on("console", lambda said: self._note(said.type, said.text))
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("request", lambda sent: self._note_host(sent.url))

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and "status of 4" not in text:
            self.problems.append(text)

    def _note_host(self, url: str) -> None:
        if not url.startswith((self.site, "data:")):
            self.problems.append(f"another host: {url}")

    def go(self, path: str) -> None:
        self.page.goto(self.site + path)
        self.look()

    def look(self) -> None:
        """Check the page shown: nothing wider than the screen, no barrier."""
        wide = self.page.locator("html").bounding_box()
        assert wide and wide["width"] <= self.page.viewport_size["width"]
        assert self.page.locator("[hidden]:visible").count() == 0, "a button that does nothing"
        if self.axe:
            assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
                f"{self.page.url} scrolls sideways"
            )
            options = {"runOnly": {"type": "tag", "values": RULES}}
            report = AXE.run(self.page, options=options).response
            found = [(f["id"], n["html"][:160]) for f in report["violations"] for n in f["nodes"]]
            assert found == [], f"{self.page.url}: {found}"

    def fill(self, answers: Mapping[str, Any]) -> None:
        """Answer controls by name: text, option, options, True for a box, a path for a file."""
        for name, value in answers.items():
            control = self.page.locator(f"[name='{name}']").first
            kind = control.get_attribute("type")
            if kind in ("radio", "checkbox"):
                values = value if isinstance(value, list) else [value]
                for one in values:
                    exact = "" if one is True else f"[value='{one}']"
                    self.page.locator(f"[name='{name}']{exact}").first.check()
            elif kind == "file":
                control.set_input_files(value)
                # With scripts it goes up at once, and only then the page is sent.
                expect(self.page.locator("[data-upload] progress")).to_have_count(0)
            elif control.evaluate("element => element.tagName") == "SELECT":
                control.select_option(value)
            else:
                control.fill(str(value))

    def press(self, text: str) -> None:
        """Press a button, or follow a link, with these words."""
        named = self.page.get_by_role("button", name=text, exact=True)
        target = named if named.count() else self.page.get_by_role("link", name=text)
        target.first.click()
        self.look()

    @property
    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def sees(self, *words: str) -> None:
        for one in words:
            assert one in self.text, f"{one!r} is not on {self.page.url}:\n{self.text[:1500]}"

    def heading(self) -> str:
        return self.page.locator("h1").inner_text()


@contextmanager
def visit(browser: Browser, site: str, *, scripted: bool) -> Iterator[Visitor]:
    """Somebody with a phone; at the end no page may have complained."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=scripted, locale="es-MX")
    with context:
        visitor = Visitor(context.new_page(), site, axe=scripted)
        yield visitor
        assert visitor.problems == []
