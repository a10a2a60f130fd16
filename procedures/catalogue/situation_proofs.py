"""What must hold of the utility's situations before people meet them (`data/situations.yaml`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from procedures.definition import Definition, Problem
from procedures.definition.shape import misshapes

from .finding import search_in
from .indexing import index_of
from .situations import Situation, situations_in

FIRST = 3  # results that people look at before they ask otherwise
_TEXT = {"type": "string", "minLength": 1}
_WAY = {
    "type": "object",
    "required": ["slug"],
    "properties": {"slug": _TEXT, "when": _TEXT},
    "additionalProperties": False,
}
_SITUATION = {
    "type": "object",
    "required": ["key", "text", "procedures"],
    "properties": {
        "key": _TEXT,
        "text": _TEXT,
        "said": {"type": "array", "items": _TEXT},
        "procedures": {"type": "array", "items": _WAY, "minItems": 1},
    },
    "additionalProperties": False,
}
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "required": ["situations"],
    "properties": {"situations": {"type": "array", "items": _SITUATION}},
    "additionalProperties": False,
}


def wrong_with(
    content: Mapping[str, Any],
    *,
    merged: Mapping[str, str],
    definitions: Iterable[Definition],
) -> Iterator[Problem]:
    """Everything wrong with a file of situations.

    Args:
        content: what the file says.
        merged: every procedure of the catalogue, and what it became; "" for what is offered.
        definitions: those that are right, in the utility's order.
    """
    misshapen = list(misshapes(content, SCHEMA, SCHEMA))
    if misshapen:
        yield from misshapen
        return
    every = situations_in(content)
    yield from _repeated(every)
    unknown = list(_unknown(every, merged))
    yield from unknown
    known = list(definitions)
    if not unknown and len(known) == len(merged):  # of half a catalogue it would say anything
        yield from _unreachable(every, known)


def _repeated(every: tuple[Situation, ...]) -> Iterator[Problem]:
    times = Counter(one.key for one in every)
    for place, one in enumerate(every):
        if times[one.key] > 1:
            yield Problem(
                f"situations[{place}].key", _("La clave «%(k)s» está dos veces.") % {"k": one.key}
            )


def _unknown(every: tuple[Situation, ...], merged: Mapping[str, str]) -> Iterator[Problem]:
    for place, one in enumerate(every):
        for number, way in enumerate(one.ways):
            at = f"situations[{place}].procedures[{number}]"
            if way.slug not in merged:
                yield Problem(f"{at}.slug", _("No existe el trámite «%s».") % way.slug)
            elif into := merged[way.slug]:
                sentence = _("«%(slug)s» se unió a otro trámite: escriba «%(into)s».")
                yield Problem(f"{at}.slug", sentence % {"slug": way.slug, "into": into})
            if number and not way.when:
                yield Problem(f"{at}.when", _("Diga cuándo es este y no el primero."))


def _unreachable(every: tuple[Situation, ...], known: list[Definition]) -> Iterator[Problem]:
    """Words that somebody who lives it would type, and that lead somewhere else."""
    index = index_of(known, every)
    for place, one in enumerate(every):
        answers = {way.slug for way in one.ways}
        said = [("text", one.text), *((f"said[{n}]", words) for n, words in enumerate(one.said))]
        for name, words in said:
            first = [match.slug for match in search_in(index, words).matches[:FIRST]]
            if not answers & set(first):
                sentence = _("Quien busque «%(words)s» no llega: ve primero %(first)s.")
                told = {"words": words, "first": ", ".join(first) or _("nada")}
                yield Problem(f"situations[{place}].{name}", sentence % told)
