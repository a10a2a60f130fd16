"""How long the utility waits for the person."""

from django.utils.translation import gettext_lazy as _

from procedures.indicators.answers import days
from procedures.indicators.registry import indicator
from procedures.indicators.results import Result
from procedures.indicators.scope import Scope


@indicator(
    "citizen_days",
    label=_("Días de la persona solicitante (mediana)"),
    unit=_("días hábiles"),
    explanation=_(
        "Tiempo en que el organismo esperó documentos, pagos o respuestas de la persona."
    ),
    order=70,
    public=True,
    better="lower",
)
def citizen_days(scope: Scope) -> Result:
    """The median business days in which the request waited for the person."""
    return days(scope, "citizen_days", 0.5)
