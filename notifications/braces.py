"""Words that people edit, with gaps between braces: `{folio}`.

A gap is filled once, as text. Nothing of such words, nor of what is put in them, is ever evaluated
(ARCHITECTURE rule 7): what is no gap of a fixed list is refused before the words are kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

GAP = re.compile(r"\{(\w+)\}")
LOOSE = re.compile(r"\{[^{}\n]*\}?|\}")


def put(words: str, say: Callable[[str], str]) -> str:
    """`words` with each gap replaced by what `say` answers to its name."""
    return GAP.sub(lambda found: say(found[1]), words)


def named(words: str) -> tuple[str, ...]:
    """The names of the gaps in `words`, once each, in their order."""
    return tuple(dict.fromkeys(GAP.findall(words)))


def strange(words: str, known: Collection[str]) -> list[str]:
    """What `words` have between braces, or of a brace, that is no gap of these names; each once."""
    rest = GAP.sub(lambda found: "" if found[1] in known else found[0], words)
    return list(dict.fromkeys(LOOSE.findall(rest)))
