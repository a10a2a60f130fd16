"""How much is asked for."""

from django.utils.translation import gettext_lazy as _

from procedures.indicators.registry import indicator
from procedures.indicators.results import Result, reduced, total
from procedures.indicators.scope import Scope
from procedures.requests.models.time import FactKind


@indicator(
    "filed",
    label=_("Solicitudes recibidas"),
    unit=_("solicitudes"),
    explanation=_("Las que se recibieron en el periodo, por cualquier canal."),
    order=10,
    public=True,
    counts=True,
)
def filed(scope: Scope) -> Result:
    """The requests received in the period, by the date of receipt."""
    return reduced(scope.facts(FactKind.FILED), scope, total)
