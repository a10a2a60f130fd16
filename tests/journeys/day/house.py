"""The house on one day: who works in it, where each sits, and what time it is.

Everybody logs in once a day and keeps their browser; residents share one telephone, as a family
does, each with the folio and key of their own request.
"""

from __future__ import annotations

import datetime as dt
import os
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from playwright.sync_api import Browser

from notifications.delivery import sweep
from procedures.casework.tasks import look_at_the_work
from procedures.requests.tasks import look_at_the_clocks
from tests.journeys.browser import PHONE, Visitor, visit
from tests.journeys.desk import DESK, at_work, worker
from tests.journeys.hands import Keys
from tests.journeys.person import Person

# Three clerks, an inspector, the cashier, a supervisor and the director; besides, the only one who
# may see a denuncia and the one who answers for personal data.
CAST = {
    "ana": ("Ana Martínez", ["counter@modulo"]),
    "beto": ("Alberto Santiago", ["counter@call_center"]),
    "elena": (
        "Elena García",
        [
            "reviewer@comercializacion",
            "reviewer@padron",
            "reviewer@estudios",
            "technical@estudios",
        ],
    ),
    "javier": ("Javier Luna", ["inspector@operacion", "crew@operacion"]),
    "marta": ("Marta Velasco", ["cashier@comercializacion"]),
    "felipe": (
        "Felipe Ortiz",
        ["supervisor@comercializacion", "supervisor@padron", "supervisor@operacion"],
    ),
    "oscar": ("Óscar Castellanos", ["director@direccion", "signer@direccion"]),
    "raul": ("Raúl Espinosa", ["oic@oic", "supervisor@oic"]),
    "quetzalli": ("Quetzalli Robles", ["transparency@transparencia"]),
}
IN_THE_STREET = {"javier"}  # with a telephone and no desk
# What a hand on a mouse or a screen does to a page; `detail` is 0 where Enter or Space pressed.
TOUCHED = """() => {
  for (const deed of ['mousedown', 'mousemove', 'touchstart', 'wheel'])
    addEventListener(deed, (event) => touched(event.type), { capture: true })
  addEventListener('click', (event) => event.detail && touched('click'), { capture: true })
}"""


class House:
    """Who works today, each at a browser of their own.

    Args:
        clock: time-machine's; the house moves it.
    """

    def __init__(
        self, browser: Browser, site: str, folder: Path, clock: Any, *, friday: dt.date
    ) -> None:
        self.browser, self.site, self.folder, self.clock = browser, site, folder, clock
        self.friday = friday
        self.people = {
            name: worker(*grants, username=name, full_name=f) for name, (f, grants) in CAST.items()
        }
        self._open = ExitStack()
        self._desks: dict[str, Visitor] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self._open.__exit__(kind, error, where)

    def desk(self, name: str) -> Visitor:
        """The browser of somebody who works here; they log in the first time of a day."""
        if name not in self._desks:
            screen = PHONE if name in IN_THE_STREET else DESK
            opened = at_work(
                self.browser, self.site, self.people[name], scripted=True, screen=screen
            )
            self._desks[name] = self._open.enter_context(opened)
            self._desks[name].axe = False  # other journeys look for barriers on these pages
        return self._desks[name]

    @property
    def phone(self) -> Visitor:
        """The telephone of the residents."""
        if "phone" not in self._desks:
            opened = visit(self.browser, self.site, scripted=True)
            self._desks["phone"] = self._open.enter_context(opened)
            self._desks["phone"].axe = False
        return self._desks["phone"]

    def keyboard(self, name: str) -> tuple[Person, list[str]]:
        """The desk of somebody who has no mouse, and whatever touches it all the same."""
        visitor = self.desk(name)
        touches: list[str] = []
        visitor.page.expose_function("touched", lambda deed: touches.append(deed))
        visitor.page.add_init_script(f"({TOUCHED})()")
        return Person(visitor, Keys(visitor.page)), touches

    def sends(self) -> None:
        """The mails of the day go out."""
        sweep()

    def closes(self) -> None:
        """The mails go out, and everybody goes home."""
        self.sends()
        self._open.close()
        self._desks.clear()

    def opens(self, day: dt.date) -> None:
        """Another day: what the hourly looks find is found before anybody comes."""
        self.clock.move_to(dt.datetime.fromisoformat(f"{day}T06:12-06:00"))
        look_at_the_clocks()
        look_at_the_work()
        self.clock.move_to(dt.datetime.fromisoformat(f"{day}T08:30-06:00"))

    def seen(self, visitor: Visitor, name: str) -> None:
        """Keep a picture of the page, where somebody asked for them (SHOTS names a folder)."""
        if folder := os.environ.get("SHOTS"):
            width = (visitor.page.viewport_size or PHONE)["width"]
            visitor.page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
