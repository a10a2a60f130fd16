"""How long the utility takes, in the middle."""

from django.utils.translation import gettext_lazy as _

from procedures.indicators.answers import days
from procedures.indicators.registry import indicator
from procedures.indicators.results import Result
from procedures.indicators.scope import Scope


@indicator(
    "median_days",
    label=_("Días del organismo (mediana)"),
    unit=_("días hábiles"),
    explanation=_(
        "La mitad de las respuestas tardó esto o menos, contando solo el tiempo del organismo."
    ),
    order=40,
    public=True,
    better="lower",
)
def median_days(scope: Scope) -> Result:
    """The median business days that were the utility's, of what was answered in the period."""
    return days(scope, "utility_days", 0.5)
