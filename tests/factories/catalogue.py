"""The real catalogue, parsed once a session and published as a test needs it."""

from __future__ import annotations

from functools import cache

from backend.accounts.actors import SYSTEM
from procedures.catalogue.institution import DATA
from procedures.catalogue.loading import Loaded, prove
from procedures.catalogue.models import ProcedureVersion
from procedures.catalogue.publishing import load_areas, publish
from procedures.definition import Definition, parse
from procedures.requests.calendar import load_calendar


@cache
def catalogue() -> dict[str, Loaded]:
    """Every definition of the institution, by slug."""
    return {item.definition.slug: item for item in prove()}


def definition(slug: str) -> Definition:
    return catalogue()[slug].definition


def published(slug: str, **changes: object) -> ProcedureVersion:
    """A procedure of the real catalogue in force.

    Args:
        changes: words of its source to change, `status="online"` say.
    """
    load_areas()
    for path in sorted((DATA / "calendars").glob("*.yaml")):
        load_calendar(path)
    item = catalogue()[slug]
    wanted = item.definition
    if changes:
        wanted = parse({**item.content, **changes}, known=item.known)
    return publish(
        actor=SYSTEM, definition=wanted, source_text=item.text, position=wanted.position
    ).version
