"""Finding a procedure by what people type: one rule for the page, the counter and the API.

A query is compared with everything a procedure is known by (`indexing`), by roots of words
(`spelling`); a word nobody wrote is taken for the nearest one that somebody did. What is searched
is kept nowhere and logged nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from procedures.definition import Definition

from .indexing import KEYWORD, NAME, WEIGHTS, Entry, Index, Phrase, asked, index_of
from .models import Procedure
from .situations import situations
from .spelling import root, sound, words_of

LONGEST = 200  # letters of a query that are read
LEAST_BEGINNING, PREFIX = 4, 0.8  # letters of a word's beginning; how sure one is
FAR = 6  # letters of a word that may be wrong in one letter more, to ask about it
STRANGE = 0.8  # what a word nobody wrote weighs, against the rarest one
TAIL = 0.55  # what is this much worse than the best is left out
# The part of what was asked that a procedure must know: of many words, where one of them is in its
# name, in what people call it, and where it only mentions them.
MANY, OF_MANY, BY_NAME, BY_WORD, MENTIONED = 4, 0.3, 0.35, 0.5, 0.9

Reading = dict[str, float]  # the roots a word may stand for, each with how sure that is
Ranked = tuple["Match", tuple[bool, int]]


@dataclass(frozen=True)
class Match:
    """A procedure that was found; `why` is what it was found by, a phrase of that `kind`."""

    slug: str
    score: float
    kind: str
    why: str


@dataclass(frozen=True)
class Found:
    """What a query leads to.

    Attributes:
        matches: the nearest first.
        read_as: the query with what was mistyped as it was understood; "" when nothing was.
        everything: the query names nothing in particular, so all of it is the answer.
        perhaps: with no matches, a query that has some, for «¿Quiso decir…?»; or "".
    """

    matches: tuple[Match, ...] = ()
    read_as: str = ""
    everything: bool = False
    perhaps: str = ""


@dataclass(frozen=True, eq=False)
class Shelf:
    """What is in force, in the utility's order, with its index."""

    definitions: tuple[Definition, ...]
    index: Index

    def search(self, query: str) -> Found:
        """The procedures that a text speaks of.

        Args:
            query: as somebody typed it; beyond 200 letters it is not read.
        """
        return search_in(self.index, query)


_shelves: dict[tuple[tuple[str, str], ...], Shelf] = {}


def shelf() -> Shelf:
    """What is in force: one query, unless something was published, in whatever process."""
    every = Procedure.objects.in_force().order_by("position", "name")
    in_force = tuple(every.values_list("slug", "current__content_hash"))
    if in_force not in _shelves:
        definitions = tuple(row.current.definition for row in every if row.current)
        built = Shelf(definitions, index_of(definitions, situations()))
        _shelves.clear()
        _shelves[in_force] = built
    return _shelves[in_force]


def search_in(catalogue: Index, query: str) -> Found:
    """The procedures of an index that a text speaks of; as `Shelf.search`."""
    query = query[:LONGEST]
    wanted = asked(query)
    if not wanted:
        return Found(everything=bool(words_of(query)))
    read = [_read(catalogue, word) for word in wanted]
    matches = _ranked(catalogue, read)
    if matches:
        return Found(matches, read_as=_read_as(catalogue, wanted, read))
    return Found(perhaps=_perhaps(catalogue, wanted))


def _read(catalogue: Index, word: str, errors_more: int = 0) -> Reading:
    """The roots a word may stand for: its own, those it begins, or the nearest."""
    heard, begun = root(word), sound(word)
    if heard in catalogue.rarity:
        return {heard: 1.0}
    if len(begun) >= LEAST_BEGINNING:
        longer = [one for one in catalogue.roots if one.startswith(begun)]
        if longer:
            return dict.fromkeys(longer, PREFIX)
    near = process.extract(
        heard,
        catalogue.roots,
        scorer=OSA.distance,
        score_cutoff=_typing_errors(heard) + errors_more,
        limit=4,
    )
    least = min((distance for _root, distance, _at in near), default=0)
    return {
        one: 1 - distance / len(heard)
        for one, distance, _at in near
        if distance == least and (len(heard) > 5 or one[0] == heard[0])
    }


def _typing_errors(heard: str) -> int:
    """How many letters of a word may be wrong before it is another word."""
    return 0 if len(heard) < 4 else 1 if len(heard) < 8 else 2


def _ranked(catalogue: Index, read: list[Reading]) -> tuple[Match, ...]:
    rarity = catalogue.rarity
    strange = max(rarity.values(), default=0) * STRANGE
    masses = [max((rarity[one] for one in roots), default=strange) for roots in read]
    found = [_match(catalogue, entry, read, masses) for entry in catalogue.entries]
    ranked: list[Ranked] = sorted(
        (pair for pair in found if pair), key=lambda pair: (-pair[0].score, pair[1])
    )
    best = ranked[0][0].score if ranked else 0
    return tuple(match for match, _rank in ranked if match.score >= best * TAIL)


def _match(
    catalogue: Index, entry: Entry, read: list[Reading], masses: list[float]
) -> Ranked | None:
    """How much of what was asked the entry knows and tells, and its likest phrase."""
    known = told = best = 0.0
    for roots, mass in zip(read, masses, strict=True):
        here = [(sure, entry.weights[one]) for one, sure in roots.items() if one in entry.weights]
        if here:
            known += mass * max(sure for sure, _weight in here)
            told += mass * max(sure * weight for sure, weight in here)
            best = max(best, *(weight for sure, weight in here if sure == 1), 0)
    total = sum(masses)
    if not known or known / total < _enough(len(read), best):
        return None
    likeness, phrase = max(
        ((_likeness(catalogue, phrase, read, total), phrase) for phrase in entry.phrases),
        key=lambda pair: pair[0],
    )
    return Match(entry.slug, told / total + likeness, phrase.kind, phrase.shown), entry.rank


def _enough(words: int, best: float) -> float:
    """The part of a query to be known; `best` is the weight of the best word known for sure."""
    if words >= MANY:
        return OF_MANY
    if best >= WEIGHTS[NAME]:
        return BY_NAME
    return BY_WORD if best == 0 or best >= WEIGHTS[KEYWORD] - 0.1 else MENTIONED


def _likeness(catalogue: Index, phrase: Phrase, read: list[Reading], total: float) -> float:
    """From 0 to the phrase's weight: how much of it and of the query are each other's."""
    rarity = catalogue.rarity
    shared = 0.0
    for roots in read:
        both = [rarity[one] * sure for one, sure in roots.items() if one in phrase.roots]
        shared += max(both, default=0.0)
    if not shared:
        return 0.0
    own = sum(rarity[one] for one in phrase.roots)
    return phrase.weight * 2 * min(shared, own) / (total + own)


def _read_as(catalogue: Index, wanted: list[str], read: list[Reading]) -> str:
    """The words as they were understood, when one was taken for another; else ""."""
    guessed = any(sure not in (1, PREFIX) for roots in read for sure in roots.values())
    if not guessed:
        return ""
    return " ".join(
        word if root(word) in roots or not roots else catalogue.spelt[next(iter(roots))]
        for word, roots in zip(wanted, read, strict=True)
    )


def _perhaps(catalogue: Index, wanted: list[str]) -> str:
    """A query of words that exist, one error further away than what is simply understood."""
    read = [_read(catalogue, word, int(len(root(word)) >= FAR)) for word in wanted]
    known = [catalogue.spelt[next(iter(roots))] for roots in read if roots]
    return " ".join(known) if known and _ranked(catalogue, read) else ""
