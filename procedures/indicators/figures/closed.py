"""How much is finished."""

from django.utils.translation import gettext_lazy as _

from procedures.indicators.registry import indicator
from procedures.indicators.results import Result, reduced, total
from procedures.indicators.scope import Scope
from procedures.requests.models.time import FactKind


@indicator(
    "closed",
    label=_("Solicitudes concluidas"),
    unit=_("solicitudes"),
    explanation=_("Las que terminaron en el periodo, sea cual sea su resultado."),
    order=20,
    public=True,
    counts=True,
)
def closed(scope: Scope) -> Result:
    """The requests closed in the period, with any outcome."""
    return reduced(scope.facts(FactKind.CLOSED), scope, total)
