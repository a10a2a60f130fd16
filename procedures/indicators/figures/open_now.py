"""The work that waits, and how old it is."""

import datetime as dt

from django.db.models import Case, F, Value, When
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from procedures.indicators.registry import indicator
from procedures.indicators.results import Result, reduced, total
from procedures.indicators.scope import Scope

# Calendar days since it was received, the youngest first: (key, the oldest of the band).
BANDS = (("0-15", 15), ("16-30", 30), ("31-60", 60), ("61-90", 90))
OLDEST = "91-"
AGES = (*(key for key, _days in BANDS), OLDEST)


@indicator(
    "open_now",
    label=_("Solicitudes abiertas"),
    unit=_("solicitudes"),
    explanation=_("Las recibidas que no habían concluido al final del periodo."),
    order=30,
    public=True,
    counts=True,
    better="lower",
)
def open_now(scope: Scope) -> Result:
    """The requests open at the end of the period; the groups of "age" are always there."""
    youngest_first = [
        When(received_on__gte=scope.last - dt.timedelta(days=days), then=Value(key))
        for key, days in BANDS
    ]
    columns = {
        "procedure": F("procedure__slug"),
        "area": F("area"),
        "source": F("source"),
        "month": TruncMonth("received_on"),
        "age": Case(*youngest_first, default=Value(OLDEST)),
    }
    return reduced(scope.open_requests(), scope, total, columns=columns, always={"age": AGES})
