"""The closings that are an answer: what response times and terms are measured on (DOMAIN 15.3)."""

from __future__ import annotations

from procedures.definition import Outcome
from procedures.requests.models.time import FactKind, FactQuerySet

from .results import Result, quantile, reduced
from .scope import Scope

# Ended by the person or by their silence: the utility answered nothing, however soon it closed.
NO_ANSWER = (Outcome.WITHDRAWN, Outcome.LAPSED, Outcome.NOT_FILED, Outcome.DISMISSED)


def answered(scope: Scope) -> FactQuerySet:
    """The requests of the period that ended with an answer of the utility."""
    return scope.facts(FactKind.CLOSED).exclude(outcome__in=NO_ANSWER)


def days(scope: Scope, column: str, part: float) -> Result:
    """A quantile of the days answers took.

    Args:
        column: `utility_days`, `citizen_days` or `total_days` of the fact, in business days.
        part: 0.5 for the median, 0.9 for what nine of ten do not pass.
    """
    known = answered(scope).filter(**{f"{column}__isnull": False})
    return reduced(known, scope, quantile(part), values=(column,))
