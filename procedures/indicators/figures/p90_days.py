"""How long the utility takes when it takes long."""

from django.utils.translation import gettext_lazy as _

from procedures.indicators.answers import days
from procedures.indicators.registry import indicator
from procedures.indicators.results import Result
from procedures.indicators.scope import Scope


@indicator(
    "p90_days",
    label=_("Días del organismo (9 de cada 10)"),
    unit=_("días hábiles"),
    explanation=_(
        "Nueve de cada diez respuestas tardaron esto o menos, contando solo lo del organismo."
    ),
    order=50,
    public=True,
    better="lower",
)
def p90_days(scope: Scope) -> Result:
    """The business days of the utility that nine of ten answers did not pass."""
    return days(scope, "utility_days", 0.9)
