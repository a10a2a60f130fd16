"""How long it takes for the person who waits."""

from django.utils.translation import gettext_lazy as _

from procedures.indicators.answers import days
from procedures.indicators.registry import indicator
from procedures.indicators.results import Result
from procedures.indicators.scope import Scope


@indicator(
    "total_days",
    label=_("Días de principio a fin (mediana)"),
    unit=_("días hábiles"),
    explanation=_(
        "La mitad de las respuestas llegó en esto o menos, también con lo que esperó a la persona."
    ),
    order=60,
    public=True,
    better="lower",
)
def total_days(scope: Scope) -> Result:
    """The median business days from receipt to the end, whoever they belonged to."""
    return days(scope, "total_days", 0.5)
