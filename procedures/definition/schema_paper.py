"""Paper files and the `paper:` of a procedure, as JSON Schema."""

from __future__ import annotations

from .schema_words import KEY, LINE, TEXT, YES_NO, Schema, fact, one_of, some, whole
from .workflow import Outcome

_WORDS: dict[str, Schema] = {
    "key": KEY,
    "title": LINE,
    "text": TEXT,
    "editable": YES_NO,
    "outcomes": some(one_of(Outcome), 9),
}
_REST: dict[str, Schema] = {
    "reserved": some(KEY, 20),
    "appeal": fact(("text",), text=TEXT, days=whole(1, 365)),
    "two_people": YES_NO,
}
_BLOCKS: Schema = some(fact(("key", "text"), **_WORDS), 40, 1)

PAPER: Schema = fact(("blocks",), blocks=_BLOCKS, **_REST)
PAPER_FILE: Schema = fact(("key", "label", "blocks"), key=KEY, label=LINE, blocks=_BLOCKS, **_REST)
# As people write it: it may start from a file of `papers/` and change what that says.
PAPER_SOURCE: Schema = fact(
    use=KEY, blocks=some(fact(("key",), **_WORDS, remove=YES_NO), 40), **_REST
)
