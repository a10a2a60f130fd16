"""How much comes in without going to a counter."""

from django.utils.translation import gettext_lazy as _

from procedures.indicators.registry import indicator
from procedures.indicators.results import Result, reduced, share
from procedures.indicators.scope import Scope
from procedures.requests.models.request import Source
from procedures.requests.models.time import FactKind


@indicator(
    "online_share",
    label=_("Recibidas en línea"),
    unit=_("%"),
    explanation=_("De cada cien solicitudes recibidas, cuántas se hicieron por internet."),
    order=90,
    public=True,
    better="higher",
)
def online_share(scope: Scope) -> Result:
    """The percentage of the requests received in the period that were filed online."""
    online = share(lambda source: source == Source.ONLINE)
    return reduced(scope.facts(FactKind.FILED), scope, online, values=("source",))
