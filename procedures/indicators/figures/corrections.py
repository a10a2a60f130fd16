"""How often the person is asked for something that was missing (a prevención)."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from procedures.indicators.registry import indicator
from procedures.indicators.results import Result, reduced, share
from procedures.indicators.scope import Scope
from procedures.requests.models import Fact
from procedures.requests.models.time import FactKind


@indicator(
    "corrections",
    label=_("Solicitudes con prevención"),
    unit=_("%"),
    explanation=_(
        "De cada cien solicitudes recibidas, a cuántas les faltaba algo y se pidió corregirlo."
    ),
    order=100,
    public=True,
    better="lower",
)
def corrections(scope: Scope) -> Result:
    """The percentage of the requests received in the period that were sent back for something."""
    asked = Fact.objects.filter(
        kind=FactKind.CORRECTED, service_request=OuterRef("service_request")
    )
    rows = scope.facts(FactKind.FILED).annotate(corrected=Exists(asked))
    return reduced(rows, scope, share(bool), values=("corrected",))
