"""Whether answers arrive within their term."""

from django.utils.translation import gettext_lazy as _

from procedures.indicators.answers import answered
from procedures.indicators.registry import indicator
from procedures.indicators.results import Result, reduced, share
from procedures.indicators.scope import Scope


@indicator(
    "on_time",
    label=_("Respuestas a tiempo"),
    unit=_("%"),
    explanation=_("De cada cien respuestas con plazo conocido, cuántas llegaron dentro de él."),
    order=80,
    public=True,
    target=90,
    better="higher",
)
def on_time(scope: Scope) -> Result:
    """The percentage of answers within their term, of those whose term is known."""
    known = answered(scope).filter(on_time__isnull=False)
    return reduced(known, scope, share(bool), values=("on_time",))
