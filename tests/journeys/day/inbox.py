"""A clerk's inbox worked with the keyboard and nothing else."""

from __future__ import annotations

from collections.abc import Collection

from tests.journeys.day.house import House
from tests.journeys.person import Person


def take_what_waits(house: House, name: str, wanted: Collection[str]) -> int:
    """Open what nobody has, one after another as the list goes, and take each for review.

    Args:
        wanted: the folios that are this clerk's to take.

    Returns:
        How many were taken.
    """
    clerk, touches = house.keyboard(name)
    page, keys = clerk.page, clerk.page.keyboard
    clerk.open("/personal/")
    keys.press("?")
    clerk.visitor.page.locator("dialog[open]").wait_for()
    house.seen(clerk.visitor, "inbox-help")
    keys.press("Escape")
    clerk.go("Sin asignar")
    house.seen(clerk.visitor, "inbox")
    keys.press("j")
    with page.expect_event("load"):
        keys.press("Enter")
    taken = 0
    after = page.locator("[data-shortcut='n']")
    while taken < len(wanted):
        if page.url.rstrip("/").rpartition("/")[2] in wanted:
            take(clerk)
            taken += 1
            if taken == 1:
                house.seen(clerk.visitor, "inbox-taken")
        if not after.count():
            break
        with page.expect_event("load"):
            keys.press("n")
    assert touches == [], "a hand was on the mouse"
    return taken


def take(clerk: Person) -> None:
    """Put a case in one's charge, and begin it."""
    clerk.go("Tomarla")
    clerk.sees("La solicitud está a su cargo")
    clerk.go("Tomar para revisión")
    clerk.sees("Listo")
