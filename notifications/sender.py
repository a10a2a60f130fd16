"""Who speaks: the institution, said by the rooms above because this app knows nothing of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Sender:
    """What a message says of the institution; what is not known is left out, never invented."""

    name: str
    short_name: str
    phone: str = ""
    hours: str = ""
    address: str = ""
    colour: str = "#0a3d4d"  # behind white letters: at least 4.5 to 1 (WCAG 1.4.3)

    def ways(self) -> list[str]:
        """How to reach it: one line for each way that is known."""
        phone = self.phone and _("Teléfono: %s") % self.phone
        return [way for way in (phone, self.address, self.hours) if way]


Introduction = Callable[[], Sender]
_introductions: list[Introduction] = []


def introduce(said_by: Introduction) -> Introduction:
    """Register (also as a decorator) the function that says who speaks; the last one counts."""
    _introductions.append(said_by)
    return said_by


def sender() -> Sender:
    """The institution in whose name messages are written."""
    if _introductions:
        return _introductions[-1]()
    return Sender(name="Ventanilla", short_name="Ventanilla")
