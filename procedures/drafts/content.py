"""What a draft holds, and how what two windows changed comes together. Pure.

The content is one JSON object: `answers` by field, `papers` (ids of uploads by field), `later`
(fields promised for later), `contact` (the last step), `seen` (sections gone through), `stamps`
(the revision that last changed each section), `changes` (what a new version changed, to be told
once) and `reused` (what it began with of an earlier request: folio, fields, words agreed to).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from copy import deepcopy
from typing import Any

Content = dict[str, Any]
CONTACT = "contacto-y-avisos"  # the last page; hyphens: no section or field can be called so


def blank() -> Content:
    """A draft with nothing in it."""
    return {
        "answers": {},
        "papers": {},
        "later": [],
        "contact": {},
        "seen": [],
        "stamps": {},
        "changes": {},
        "reused": [],
    }


def merged(base: Content, mine: Content, now: Content) -> Content:
    """What is stored now, with what one window changed since it read `base`.

    Answers are taken one by one, papers one upload at a time: what the other window wrote
    elsewhere stays, and an upload goes away only if somebody took it out.
    """
    together = deepcopy(now)
    for part in ("answers", "contact", "changes"):
        _merge_values(base[part], mine[part], together[part])
    if mine["contact"] != base["contact"]:  # one page, sent whole
        together["contact"] = deepcopy(mine["contact"])
    for key in {*base["papers"], *mine["papers"]}:
        before, after = base["papers"].get(key, []), mine["papers"].get(key, [])
        ids = _merge_list(before, after, together["papers"].pop(key, []))
        together["papers"] |= {key: ids} if ids else {}
    for part in ("seen", "later"):
        together[part] = sorted(_merge_list(base[part], mine[part], together[part]))
    return together


def disputed(mine: Content, now: Content, fields: Collection[str]) -> list[str]:
    """The fields of a page whose answers differ from those another window stored.

    Args:
        fields: their keys; of the last page, which is one answer, only `CONTACT`.
    """
    return [key for key in fields if _answer(mine, key) != _answer(now, key)]


def _answer(content: Content, key: str) -> Any:
    return content["contact"] if key == CONTACT else content["answers"].get(key)


def _merge_values(base: dict[str, Any], mine: dict[str, Any], together: dict[str, Any]) -> None:
    for key in {*base, *mine}:
        if base.get(key) == mine.get(key):
            continue
        if key in mine:
            together[key] = deepcopy(mine[key])
        else:
            together.pop(key, None)


def _merge_list(base: Iterable[str], mine: Iterable[str], now: Iterable[str]) -> list[str]:
    gone = {one for one in base if one not in set(mine)}
    kept = [one for one in now if one not in gone]
    return kept + [one for one in mine if one not in set(base) and one not in kept]
