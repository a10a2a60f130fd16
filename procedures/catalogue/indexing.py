"""What each procedure is known by, and how much each word tells of it.

A procedure is known by phrases: its name, its keywords, the situations it answers, the names it
had before it was merged, its summary, its family, its requirements. Built once per publication.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import log

from procedures.definition import Definition

from .institution import institution
from .situations import Situation
from .spelling import root, sound, words_of

NAME, OLD_NAME, KEYWORD, SITUATION = "name", "old_name", "keyword", "situation"
SUMMARY, FAMILY, REQUIREMENT = "summary", "family", "requirement"
# How much it says that a word stands there.
WEIGHTS: Mapping[str, float] = {
    NAME: 1.0, OLD_NAME: 0.9, KEYWORD: 0.9, SITUATION: 0.9,
    SUMMARY: 0.4, FAMILY: 0.3, REQUIREMENT: 0.2,
}  # fmt: skip
LATER = 0.02  # less for each procedure that a situation names before this one
COMMON = 0.25  # a requirement of more than this part of the catalogue tells nothing apart
# Words that say nothing about which procedure is meant.
EMPTY_WORDS = (
    "ahi al algo algun alguna ante aqui asi ayuda bien buen buena buenas buenos como con cosa cual "
    "cuando de del desde dia dias donde el ella en es esa ese eso esta estan estar este esto estoy "
    "favor fue gracias gustaria hace hacer hago han has hasta hay haya he hola hacen la las le les "
    "lo los mas me mi mis mucha mucho muy necesito ni no nos oiga otra otro para pero por porfavor "
    "porque pueda puede puedo pues que quien quiero quisiera requisito requisitos saber se ser si "
    "sobre solicitar solicitud solicito solo son soy su sus tarde tardes te tengo ti tiene tienen "
    "tramitar tramite tramites tu tuvo un una uno unos usted va van vas ver voy ya yo"
)
_EMPTY_SOUNDS = frozenset(sound(word) for word in EMPTY_WORDS.split())


@dataclass(frozen=True)
class Phrase:
    """Something a procedure is known by: how it is written, shown, and the roots of its words."""

    kind: str
    text: str
    shown: str
    roots: frozenset[str]
    weight: float


@dataclass(frozen=True)
class Entry:
    """A procedure as it is searched; `weights` says how much each root tells of it."""

    slug: str
    phrases: tuple[Phrase, ...]
    weights: Mapping[str, float]
    rank: tuple[bool, int]  # what is done online first, then the utility's order


@dataclass(frozen=True)
class Index:
    """The catalogue as it is searched.

    Attributes:
        rarity: of each root; rarer words tell more.
        spelt: a root as it is written where it was read first.
        situations: those of the utility, with the procedures that are offered.
    """

    entries: tuple[Entry, ...]
    rarity: Mapping[str, float]
    spelt: Mapping[str, str]
    situations: tuple[Situation, ...] = ()
    roots: tuple[str, ...] = ()


def asked(text: str) -> list[str]:
    """The words of a text that say what is meant; not the utility's name, old or new."""
    house = institution()
    names = {
        word for name in (house.short_name, *house.get("old_names", ())) for word in words_of(name)
    }
    return [
        word
        for word in dict.fromkeys(words_of(text))
        if (len(word) > 1 or word.isdigit())
        and word not in names
        and sound(word) not in _EMPTY_SOUNDS
    ]


def index_of(definitions: Iterable[Definition], told: Iterable[Situation] = ()) -> Index:
    """The index of what is offered.

    Args:
        definitions: in the utility's order; a merged one lends its words to what it became.
        told: the situations of the utility.
    """
    every = list(definitions)
    offered = [one for one in every if not one.merged_into]
    here = frozenset(one.slug for one in offered)
    shown = tuple(filter(None, (one.only(here) for one in told)))
    phrases = {item.slug: _phrases(item, every, shown) for item in offered}
    common = _common(list(phrases.values()))
    entries = tuple(
        Entry(
            item.slug,
            phrases[item.slug],
            _weights(phrases[item.slug], common),
            (item.status != "online", at),
        )
        for at, item in enumerate(offered)
    )
    seen = Counter(one for entry in entries for one in entry.weights)
    rarity = {one: log(1 + (len(entries) + 1) / times) for one, times in seen.items()}
    return Index(
        entries=tuple(_of_known(entry, rarity) for entry in entries),
        rarity=rarity,
        spelt=_spelt(phrase.text for entry in entries for phrase in entry.phrases),
        situations=shown,
        roots=tuple(rarity),
    )


def _phrases(
    item: Definition, every: list[Definition], told: tuple[Situation, ...]
) -> tuple[Phrase, ...]:
    merged = [one for one in every if one.merged_into == item.slug]
    families = {family.key: family.name for family in institution().families}
    texts = [
        (NAME, item.name),
        *((OLD_NAME, one.name) for one in merged),
        *((KEYWORD, word) for one in (item, *merged) for word in one.keywords),
        (SUMMARY, item.summary),
        (FAMILY, families.get(item.family, "")),
        *((REQUIREMENT, one.name) for one in item.record.requirements),
    ]
    phrases = [Phrase(kind, text, text, roots_of(text), WEIGHTS[kind]) for kind, text in texts]
    for one in told:
        for at, way in enumerate(one.ways):
            if way.slug == item.slug:
                weight = WEIGHTS[SITUATION] - at * LATER
                phrases += [
                    Phrase(SITUATION, text, one.text, roots_of(text), weight)
                    for text in (one.text, *one.said)
                ]
    return tuple(phrase for phrase in phrases if phrase.roots)


def roots_of(text: str) -> frozenset[str]:
    """The roots of the words of a text that say what is meant."""
    return frozenset(root(word) for word in asked(text))


def _common(every: list[tuple[Phrase, ...]]) -> frozenset[str]:
    """The words of requirements that many procedures ask alike: an INE tells nothing apart."""
    asked_by = Counter(
        one
        for phrases in every
        for one in {r for phrase in phrases if phrase.kind == REQUIREMENT for r in phrase.roots}
    )
    return frozenset(one for one, times in asked_by.items() if times > COMMON * len(every) + 1)


def _weights(phrases: tuple[Phrase, ...], common: frozenset[str]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for phrase in phrases:
        for one in phrase.roots - (common if phrase.kind == REQUIREMENT else frozenset()):
            weights[one] = max(weights.get(one, 0), phrase.weight)
    return weights


def _of_known(entry: Entry, rarity: Mapping[str, float]) -> Entry:
    """The entry with only those roots that tell something."""
    told = [replace(one, roots=one.roots & rarity.keys()) for one in entry.phrases]
    return replace(entry, phrases=tuple(phrase for phrase in told if phrase.roots))


def _spelt(texts: Iterable[str]) -> dict[str, str]:
    """Each root as it was written first, with its accents."""
    spelt: dict[str, str] = {}
    for text in texts:
        for word in "".join(c if c.isalnum() else " " for c in text.casefold()).split():
            for bare in words_of(word):
                spelt.setdefault(root(bare), word)
    return spelt
