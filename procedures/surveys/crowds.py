"""How much may be said of where an answer comes from: never so much that it names one request.

Who reads the whole database knows which requests were closed in a month, for which procedure and
by which channel. An answer with all three would be that of the only such request; so it keeps a
label only where five people or more were offered the survey under that same label.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping

from django.db.models import Count
from django.db.models.functions import TruncMonth

from procedures.requests.models import Fact
from procedures.requests.models.time import FactKind

CROWD = 5  # the floor of DOMAIN 15.3

Origin = tuple[str, str]  # procedure and channel; "" where it is not said
Labels = Mapping[dt.date, Mapping[Origin, Origin | None]]  # by month


def labels(invited: Mapping[Origin, int], crowd: int = CROWD) -> dict[Origin, Origin | None]:
    """What may be said of the answers of each origin in one month.

    Procedure and channel, else the procedure, else only the month. Origins that share a label are
    a crowd; those too few even together get None, and their answers stay sealed.

    Args:
        invited: how many people were offered the survey, by origin.
        crowd: how many make one.
    """
    said: dict[Origin, Origin | None] = {}
    left = {origin: n for origin, n in invited.items() if n}
    for label_of in (lambda o: o, lambda o: (o[0], ""), lambda _o: ("", "")):
        crowds: Counter[Origin] = Counter()
        for origin, n in left.items():
            crowds[label_of(origin)] += n
        said |= {o: label_of(o) for o in left if crowds[label_of(o)] >= crowd}
        left = {origin: n for origin, n in left.items() if origin not in said}
    return said | dict.fromkeys(left)


def labels_by_month(crowd: int = CROWD) -> Labels:
    """`labels` of every month in which a survey was offered, in one query."""
    rows = (
        Fact.objects.filter(kind=FactKind.INVITED)
        .order_by()
        .values_list(TruncMonth("on"), "procedure", "source")
        .annotate(n=Count("pk"))
    )
    months: dict[dt.date, dict[Origin, int]] = {}
    for month, procedure, source, n in rows:
        months.setdefault(month, {})[procedure, source] = n
    return {month: labels(invited, crowd) for month, invited in months.items()}
