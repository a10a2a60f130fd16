"""What those who work here are told of the house and not of a case: the day's work, and faults."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy

from .base import Action, Message, Priority

HOUSE: dict[str, type[HouseMessage]] = {}


@dataclass(frozen=True)
class HouseMessage(Message):
    """To somebody of the staff, about no case: no folio, no name, nothing of anybody.

    Args:
        detail: sentences, none of them personal.
        lines: labels and values told below them.
    """

    action: ClassVar[Action | None] = Action(gettext_lazy("Abrir la bandeja"), "inbox_link")

    detail: str = ""
    lines: tuple[tuple[str, str], ...] = ()

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        HOUSE[cls.kind] = cls

    def facts(self) -> list[tuple[str, str]]:
        """The lines."""
        return list(self.lines)


class StaffDigest(HouseMessage):
    """Of a business day: what waits for this person, where anything does."""

    kind = "staff_digest"
    priority = Priority.LATER


class HouseProblem(HouseMessage):
    """To administration: something is set up badly, or does not work."""

    kind = "house_problem"
    priority = Priority.URGENT
