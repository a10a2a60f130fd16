"""What happens to people, in their own words, and which procedures answer it.

Data of the utility (`data/situations.yaml`): nobody who smells the drain knows that it is called
«rectificación de descarga».
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .institution import DATA
from .sources import read_file

FILE = "situations.yaml"


@dataclass(frozen=True)
class Way:
    """A procedure that answers a situation; `when` tells it apart from the others."""

    slug: str
    when: str = ""


@dataclass(frozen=True)
class Situation:
    """`text` is what is shown; `said` are the other ways people write it."""

    key: str
    text: str
    said: tuple[str, ...]
    ways: tuple[Way, ...]

    def only(self, slugs: frozenset[str]) -> Situation | None:
        """The situation with those of its procedures that are offered; None when none is."""
        ways = tuple(way for way in self.ways if way.slug in slugs)
        return Situation(self.key, self.text, self.said, ways) if ways else None


@lru_cache(maxsize=1)
def situations() -> tuple[Situation, ...]:
    """Every situation of the utility's file, in its order; none without the file."""
    file = DATA / FILE
    return situations_in(read_file(file).content) if file.exists() else ()


def situations_in(content: Mapping[str, Any]) -> tuple[Situation, ...]:
    """The situations a file tells of, in its order.

    Args:
        content: as `situation_proofs` lets it pass.
    """
    return tuple(
        Situation(
            one["key"],
            one["text"],
            tuple(one.get("said") or ()),
            tuple(Way(way["slug"], way.get("when") or "") for way in one["procedures"]),
        )
        for one in content["situations"]
    )
