"""How often what the utility decides is appealed against."""

from django.utils.translation import gettext_lazy as _

from procedures.indicators.registry import indicator
from procedures.indicators.results import Result, reduced, total
from procedures.indicators.scope import Scope
from procedures.requests.models.time import FactKind


@indicator(
    "appeals",
    label=_("Recursos recibidos"),
    unit=_("recursos"),
    explanation=_("Los que llegaron en el periodo contra una resolución, a tiempo o no."),
    order=95,
)
def appeals(scope: Scope) -> Result:
    """The recursos received in the period, by the day each came."""
    return reduced(scope.facts(FactKind.APPEALED), scope, total)
