"""All a condition may know besides answers: one fixed list, so that it can be proven."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True)
class Facts:
    """The circumstances of a filing or of a move, gathered by the caller.

    Attributes:
        today: the day by the server's clock, America/Mexico_City.
        source: how it came: one of `definition.CHANNELS`.
        applicant_kind: "fisica", "moral" or "" while it is not known.
        corrections_used: how many corrections were asked for so far (DOMAIN R7).
        within_correction_window: the first third of the term has not passed (DOMAIN R8).
        extensions_used: how often the term was extended (DOMAIN R12).
        anonymous: the person gives no name (DOMAIN §8).
        staff: somebody of the utility is typing; may override the check digit of a CURP.
    """

    today: date
    source: str = "online"
    applicant_kind: str = ""
    corrections_used: int = 0
    within_correction_window: bool = True
    extensions_used: int = 0
    anonymous: bool = False
    staff: bool = False

    def as_data(self) -> dict[str, Any]:
        """The facts as conditions read them; the date in ISO form."""
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        return {**values, "today": self.today.isoformat()}


FACT_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "today": "date",
        "source": "string",
        "applicant_kind": "string",
        "corrections_used": "number",
        "within_correction_window": "boolean",
        "extensions_used": "number",
        "anonymous": "boolean",
        "staff": "boolean",
    }
)
