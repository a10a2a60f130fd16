"""How requests end: each outcome by itself, never merged (DOMAIN R31)."""

from django.utils.translation import gettext_lazy as _

from procedures.indicators.registry import indicator
from procedures.indicators.results import Result, reduced, total
from procedures.indicators.scope import Scope
from procedures.requests.models.time import FactKind


@indicator(
    "outcomes",
    label=_("Resultados de las solicitudes concluidas"),
    unit=_("solicitudes"),
    explanation=_("Cuántas terminaron con cada resultado; no se suman unos con otros."),
    order=140,
    public=True,
)
def outcomes(scope: Scope) -> Result:
    """The requests closed in the period; the groups of "outcome" are always there."""
    return reduced(scope.facts(FactKind.CLOSED), scope, total, always={"outcome": ()})
