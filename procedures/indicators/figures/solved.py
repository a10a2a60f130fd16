"""Whether people got what they came for."""

from django.utils.translation import gettext_lazy as _

from procedures.indicators.registry import indicator
from procedures.indicators.results import RESPONSES, Result, reduced, share
from procedures.indicators.scope import Scope
from procedures.surveys.models import Solved


@indicator(
    "solved",
    label=_("Se resolvió lo que necesitaban"),
    unit=_("%"),
    explanation=_("De cada cien personas que contestaron esa pregunta, cuántas dijeron «Sí»."),
    order=120,
    public=True,
    better="higher",
)
def solved(scope: Scope) -> Result:
    """The percentage of people who answered "yes", of those who answered."""
    said = scope.responses().exclude(solved="")
    yes = share(lambda answer: answer == Solved.YES)
    return reduced(said, scope, yes, values=("solved",), columns=RESPONSES)
