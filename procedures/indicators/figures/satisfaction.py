"""How people rate the service; the target is the utility's own ([PITIC Tabla 10])."""

from django.utils.translation import gettext_lazy as _

from procedures.indicators.registry import indicator
from procedures.indicators.results import RESPONSES, Histogram, Result, percentage, reduced
from procedures.indicators.scope import Scope

RATINGS = ("ease", "time", "treatment")
GOOD = 4  # of 5: "bueno" or "muy bueno"


@indicator(
    "satisfaction",
    label=_("Satisfacción"),
    unit=_("%"),
    explanation=_(
        "De cada cien calificaciones de facilidad, tiempo y trato, cuántas fueron buenas o muy "
        "buenas."
    ),
    order=110,
    public=True,
    target=90,
    better="higher",
)
def satisfaction(scope: Scope) -> Result:
    """The percentage of good ratings, of all that were given to the three questions."""
    return reduced(scope.responses(), scope, _good, values=RATINGS, columns=RESPONSES)


def _good(seen: Histogram) -> tuple[float | None, int]:
    """The share is of ratings; the count, of the people who gave any."""
    good = given = people = 0
    for ratings, n in seen.items():
        rated = [rating for rating in ratings if rating is not None]
        people += n if rated else 0
        given += n * len(rated)
        good += n * sum(rating >= GOOD for rating in rated)
    return percentage(good, given), people
