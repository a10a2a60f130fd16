"""Two ways of using a page: with the fingers on a telephone, or with the keyboard and nothing else.

A control is told by the id it has on the page, a button or a link by its words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from playwright.sync_api import Locator, Page, expect

PRESSABLE = "button:visible:not([tabindex='-1']), a[href]:visible"
# Whether the element with focus shows it; a radio or a box is drawn by what stands beside it.
SHOWS_FOCUS = """(at) => {
  const drawn = (style) => (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) ||
    style.boxShadow !== 'none'
  const beside = at.nextElementSibling
  return drawn(getComputedStyle(at)) || drawn(getComputedStyle(at, '::before')) ||
    Boolean(beside && drawn(getComputedStyle(beside, '::before')))
}"""
_STOP = f"""() => {{
  const at = document.activeElement
  if (!at || at === document.body) return null
  const box = at.getBoundingClientRect()
  return {{
    id: at.id, group: at.type === 'radio' ? at.name : '',
    words: at.textContent.replace(/\\s+/g, ' ').trim(),
    pressable: at.matches('button, a[href]'),
    shown: ({SHOWS_FOCUS})(at),
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    html: at.outerHTML.slice(0, 160),
  }}
}}"""
_MOST_STOPS = 250  # more Tab stops than any page has


@dataclass(frozen=True)
class Stop:
    """The element that has the focus.

    Attributes:
        group: of a radio button, the name of its question.
        shown: whether it can be seen that it has the focus.
        seen: whether it is on the screen.
    """

    id: str
    group: str
    words: str
    pressable: bool
    shown: bool
    seen: bool
    html: str


class Hands(Protocol):
    """What somebody can do to a page."""

    def arrive(self) -> None: ...
    def write(self, at: str, text: str) -> None: ...
    def mark(self, at: str) -> None: ...
    def choose(self, at: str, option: str) -> None: ...
    def attach(self, at: str, path: Path) -> None: ...
    def press(self, words: str) -> None: ...


class Fingers:
    """Somebody who touches what they see."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def arrive(self) -> None:
        """Nothing to do: the eyes go where they want."""

    def write(self, at: str, text: str) -> None:
        self._at(at).fill(text)

    def mark(self, at: str) -> None:
        self._at(at).check()

    def choose(self, at: str, option: str) -> None:
        self._at(at).select_option(label=option)

    def attach(self, at: str, path: Path) -> None:
        self._at(at).set_input_files(path)
        uploaded(self.page)

    def press(self, words: str) -> None:
        pressable(self.page, words).click()

    def _at(self, at: str) -> Locator:
        return self.page.locator(f"[id='{at}']")


class Keys:
    """Somebody without a mouse: Tab, Space, Enter and the arrows, looking at where the focus is."""

    def __init__(self, page: Page) -> None:
        self.page = page
        # Playwright hears of file pickers while somebody listens, and starts to a moment late.
        page.on("filechooser", lambda _chooser: None)

    def arrive(self) -> None:
        """Jump over the frame of the page with the link that is there for it."""
        stop = self._tab()
        if stop and "govuk-skip-link" in stop.html:
            self.page.keyboard.press("Enter")

    def write(self, at: str, text: str) -> None:
        self._reach(at)
        kind = self.page.evaluate("document.activeElement.type")
        if kind == "date":
            return self._write_day(date.fromisoformat(text))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)
        return None

    def mark(self, at: str) -> None:
        self._reach(at)
        for _option in range(_MOST_STOPS):
            if (stop := self._stop()) and stop.id == at:
                break
            self.page.keyboard.press("ArrowDown")  # among the options of one question
        if not self.page.evaluate("document.activeElement.checked"):
            self.page.keyboard.press("Space")
        assert self.page.evaluate("document.activeElement.checked"), f"Space does not mark {at}"

    def choose(self, at: str, option: str) -> None:
        self._reach(at)
        for _option in range(_MOST_STOPS):
            chosen = self.page.evaluate("document.activeElement.selectedOptions[0].textContent")
            if chosen.strip() == option:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows never come to {option!r} of {at} on {self.page.url}")

    def attach(self, at: str, path: Path) -> None:
        self._reach(at)
        with self.page.expect_file_chooser() as chooser:
            self.page.keyboard.press("Space")
        chooser.value.set_files(path)
        uploaded(self.page)

    def press(self, words: str) -> None:
        for _stop in range(_MOST_STOPS):
            stop = self._stop()
            if stop and stop.pressable and stop.words.startswith(words):
                self._see(stop)
                return self.page.keyboard.press("Enter")
            self._tab()
        raise AssertionError(f"Tab never comes to {words!r} on {self.page.url}")

    def _reach(self, at: str) -> None:
        """Go on with Tab until the control, or another option of its question, has the focus."""
        group = self.page.locator(f"[id='{at}'][type=radio]")
        name = group.get_attribute("name") if group.count() else None
        for _stop in range(_MOST_STOPS):
            stop = self._stop()
            if stop and (stop.id == at or (name and stop.group == name)):
                return self._see(stop)
            self._tab()
        raise AssertionError(f"Tab never comes to {at} on {self.page.url}")

    def _write_day(self, day: date) -> None:
        """The parts of a date, in whichever order this browser has them."""
        for order in ("%d%m%Y", "%m%d%Y"):
            self.page.keyboard.type(day.strftime(order))
            if self.page.evaluate("document.activeElement.value") == day.isoformat():
                return
            self.page.keyboard.press("ArrowLeft")
            self.page.keyboard.press("ArrowLeft")
        raise AssertionError(f"{day} cannot be typed on {self.page.url}")

    def _tab(self) -> Stop | None:
        self.page.keyboard.press("Tab")
        return self._stop()

    def _stop(self) -> Stop | None:
        found = self.page.evaluate(_STOP)
        return Stop(**found) if found else None

    def _see(self, stop: Stop) -> None:
        assert stop.shown, f"no visible focus on {self.page.url}: {stop.html}"
        assert stop.seen, f"the focus is off the screen on {self.page.url}: {stop.html}"


def pressable(page: Page, words: str) -> Locator:
    """The first button or link that begins with these words, read as a browser shows them."""
    begins = re.compile(r"^\s*" + r"\s+".join(map(re.escape, words.split())))
    found = page.locator(PRESSABLE).filter(has_text=begins).first
    assert found.count(), f"nothing says {words!r} on {page.url}"
    return found


def uploaded(page: Page) -> None:
    """With scripts a file goes up at once: wait for it; it must not have failed."""
    expect(page.locator("[data-upload] progress")).to_have_count(0)
    assert page.locator("[data-failed]").count() == 0, page.locator("main").inner_text()
