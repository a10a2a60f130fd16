"""What the improvement plan begins with: how many problems each procedure has, and how old."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Min, Q

from backend.accounts.actors import Actor

from .models import Status
from .operations import problems_of


@dataclass(frozen=True)
class Standing:
    """A procedure's problems: those without solution, since when, and how long solving took.

    Attributes:
        days: calendar days from putting down to solving, on average; None where none was solved.
    """

    slug: str
    name: str
    open: int
    solved: int
    dismissed: int
    oldest: dt.datetime | None
    days: float | None


def standings(actor: Actor) -> list[Standing]:
    """Every procedure with a problem this actor may see, the most open first; one query."""
    took = ExpressionWrapper(F("settled_at") - F("reported_at"), output_field=DurationField())
    is_open, solved = Q(status=Status.OPEN), Q(status=Status.SOLVED)
    rows = (
        problems_of(actor)
        .order_by()
        .values("procedure__slug", "procedure__name")
        .annotate(
            open=Count("pk", filter=is_open),
            solved=Count("pk", filter=solved),
            dismissed=Count("pk", filter=Q(status=Status.DISMISSED)),
            oldest=Min("reported_at", filter=is_open),
            took=Avg(took, filter=solved),
        )
        .order_by("-open", "procedure__name")
    )
    return [
        Standing(
            row["procedure__slug"],
            row["procedure__name"],
            row["open"],
            row["solved"],
            row["dismissed"],
            row["oldest"],
            row["took"] / dt.timedelta(days=1) if row["took"] is not None else None,
        )
        for row in rows
    ]
