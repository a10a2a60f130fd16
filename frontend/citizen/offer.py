"""What the utility offers, as cards to look through; and finding one by the words people use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from frontend import formats
from procedures.catalogue.institution import Institution, institution
from procedures.catalogue.models import Procedure
from procedures.definition import Definition, Term
from procedures.requests.models import Fact
from procedures.requests.search import normal

MOST_USED, LATELY = 6, 90  # cards; calendar days
# Words that say nothing about which procedure is meant.
EMPTY_WORDS = frozenset(
    "a al como con de del donde el en es hacer la las lo los me mi mis necesito no para por "
    "quiero que se si su sus tramite tramites un una unos y".split()
)
IN_LINE, IN_PERSON = "online", "assisted"


@dataclass(frozen=True)
class Card:
    """A procedure as a list shows it. `time` and `cost` come with whether they are confirmed."""

    slug: str
    name: str
    family: str
    status: str
    summary: str
    cost: str
    cost_basis: str
    time: str
    time_basis: str
    words: tuple[frozenset[str], ...]  # of the name, of the keywords, of the rest

    @property
    def online(self) -> bool:
        return self.status == IN_LINE


def term_in_words(term: Term | None) -> str:
    """ "10 días hábiles", "3 meses"; empty without a term."""
    if term is None:
        return ""
    if term.months:
        return _("%(n)s meses") % {"n": term.months} if term.months > 1 else _("1 mes")
    return formats.business_days(term.days)


def stems(text: str) -> list[str]:
    """The words of a text as they are compared: without accents, capitals, plural or fillers."""
    letters = "".join(c if c.isalnum() else " " for c in normal(text))
    return [_stem(word) for word in letters.split() if word not in EMPTY_WORDS]


def _stem(word: str) -> str:
    for ending in ("es", "s"):
        if len(word) > 4 and word.endswith(ending):
            return word.removesuffix(ending)
    return word


# The cards of the versions in force: rebuilt when one is published, in whatever process.
_cards: dict[tuple[tuple[str, str], ...], tuple[Card, ...]] = {}


def cards() -> tuple[Card, ...]:
    """What the public is shown, in the utility's order. One query, unless something changed."""
    every = Procedure.objects.in_force().order_by("position", "name")
    in_force = tuple(every.values_list("slug", "current__content_hash"))
    if in_force not in _cards:
        definitions = [row.current.definition for row in every if row.current]
        found = tuple(_card(item, definitions) for item in definitions if not item.merged_into)
        _cards.clear()
        _cards[in_force] = found
    return _cards[in_force]


def _card(definition: Definition, every: Iterable[Definition]) -> Card:
    record, time = definition.record, definition.time
    merged = [item for item in every if item.merged_into == definition.slug]
    keywords = [word for item in (definition, *merged) for word in item.keywords]
    family = family_names().get(definition.family, "")
    return Card(
        slug=definition.slug,
        name=definition.name,
        family=definition.family,
        status=definition.status,
        summary=definition.summary,
        cost=record.cost.text or (_("Gratuito") if record.cost.free else ""),
        cost_basis=record.cost.basis,
        time=term_in_words(time.limit),
        time_basis=time.basis,
        words=(
            frozenset(stems(definition.name)),
            frozenset(stems(" ".join([*keywords, *(item.name for item in merged)]))),
            frozenset(stems(f"{definition.summary} {family}")),
        ),
    )


def family_names() -> dict[str, str]:
    """The families of the catalogue, in their order."""
    return {family.key: family.name for family in institution().families}


@dataclass(frozen=True)
class Family:
    """A family with those of its procedures that are shown."""

    key: str
    name: str
    cards: tuple[Card, ...]


def by_family(found: Iterable[Card]) -> list[Family]:
    """Cards under their families, in the order of the institution's file; empty ones left out."""
    groups: dict[str, list[Card]] = {}
    for card in found:
        groups.setdefault(card.family, []).append(card)
    return [
        Family(key, name, tuple(groups[key]))
        for key, name in family_names().items()
        if key in groups
    ]


def search(query: str) -> list[Card]:
    """The procedures a text speaks of, the nearest first.

    Accents, capitals and plurals do not matter, nor the name of the utility, old or new. Where
    nothing has every word, what has most of them is given.
    """
    house = institution()
    wanted = [word for word in stems(query[:200]) if word not in _names_of(house)]
    if not wanted:
        return list(cards())
    scored = [(_score(card, wanted), card) for card in cards()]
    best = max((hits for (hits, _weight), _c in scored), default=0)
    if not best:
        return []
    near = [(score, card) for score, card in scored if score[0] == best]
    return [card for _score_, card in sorted(near, key=lambda pair: -pair[0][1])]


def _names_of(house: Institution) -> set[str]:
    return {
        word for name in (house.short_name, *house.get("old_names", ())) for word in stems(name)
    }


def _score(card: Card, wanted: list[str]) -> tuple[int, int]:
    """(how many words it has, how weighty the places are where it has them)."""
    hits = weight = 0
    for word in wanted:
        places = [
            value
            for value, there in zip((9, 6, 2), card.words, strict=True)
            if any(one.startswith(word) for one in there)
        ]
        hits += bool(places)
        weight += sum(places)
    return hits, weight + card.online


def most_used(shown: Iterable[Card]) -> list[Card]:
    """Of those filed online, what people file most lately; then the utility's own order."""
    since = timezone.localdate() - dt.timedelta(days=LATELY)
    counted = (
        Fact.objects.filed()
        .filter(on__gte=since)
        .values_list("procedure")
        .annotate(times=Count("pk"))
    )
    times = dict(counted.order_by())
    offered = [card for card in shown if card.online]
    return sorted(offered, key=lambda card: -times.get(card.slug, 0))[:MOST_USED]
