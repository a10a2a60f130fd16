"""What the utility offers, as cards to look through; and those a search or a situation leads to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from procedures.catalogue.finding import Match, Shelf
from procedures.catalogue.indexing import KEYWORD, OLD_NAME, REQUIREMENT, SITUATION, roots_of
from procedures.catalogue.institution import institution
from procedures.catalogue.situations import Situation
from procedures.definition import ONLINE, Definition
from procedures.requests.models import Fact
from procedures.requests.saying import term_in_words

MOST_USED, LATELY = 6, 90  # cards; calendar days


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
    before: tuple[str, ...]  # names of those that were merged into it

    @property
    def online(self) -> bool:
        return self.status == ONLINE

    @property
    def free(self) -> bool:
        return self.cost.lower().startswith("gratuito")


@lru_cache(maxsize=1)
def cards(shelf: Shelf) -> tuple[Card, ...]:
    """What the public is shown, in the utility's order; made once per publication."""
    every = shelf.definitions
    return tuple(_card(item, every) for item in every if not item.merged_into)


def _card(definition: Definition, every: Iterable[Definition]) -> Card:
    record, time = definition.record, definition.time
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
        before=tuple(item.name for item in every if item.merged_into == definition.slug),
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


@dataclass(frozen=True)
class Hit:
    """A card with why it is there: the words it was found by, or when it is the right one."""

    card: Card
    why: str = ""


@dataclass(frozen=True)
class Results:
    """What a search leads to; `read_as` and `perhaps` as in `finding.Found`."""

    hits: tuple[Hit, ...]
    read_as: str = ""
    perhaps: str = ""


def search(shelf: Shelf, query: str) -> Results:
    """The cards a text speaks of, the nearest first; all of them when it names nothing."""
    shown = cards(shelf)
    found = shelf.search(query)
    if found.everything:
        return Results(tuple(Hit(card) for card in shown))
    by_slug = {card.slug: card for card in shown}
    hits = tuple(
        Hit(by_slug[match.slug], _why(match, by_slug[match.slug])) for match in found.matches
    )
    return Results(hits, found.read_as, found.perhaps)


def _why(match: Match, card: Card) -> str:
    """Said only where the card itself does not show it: no word of it is new beside its name."""
    if match.kind == KEYWORD and roots_of(match.why) <= roots_of(card.name):
        return ""
    said = {
        SITUATION: _("Para cuando le pasa esto: «%s»."),
        OLD_NAME: _("Antes se pedía como «%s»."),
        KEYWORD: _("También se busca como «%s»."),
        REQUIREMENT: _("Pide: %s."),
    }
    return said[match.kind] % match.why if match.kind in said else ""


def answers_to(shelf: Shelf, situation: Situation) -> tuple[Hit, ...]:
    """The cards that answer a situation, each with when it is the right one."""
    by_slug = {card.slug: card for card in cards(shelf)}
    return tuple(Hit(by_slug[way.slug], way.when) for way in situation.ways)


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
