"""What is being counted: a period, and the procedure, area or channel it is narrowed to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet
from django.utils import timezone

from procedures.requests.models import Fact, ServiceRequest
from procedures.requests.models.request import ServiceRequestQuerySet
from procedures.requests.models.time import FactKind, FactQuerySet
from procedures.surveys.models import SurveyResponse

DIMENSIONS = ("procedure", "area", "source", "month")


def month_start(day: dt.date, months_later: int = 0) -> dt.date:
    """The first day of the month of `day`, or of one some months later (or earlier)."""
    years, month = divmod(day.month - 1 + months_later, 12)
    return dt.date(day.year + years, month + 1, 1)


def month_end(day: dt.date) -> dt.date:
    """The last day of the month of `day`."""
    return month_start(day, 1) - dt.timedelta(days=1)


@dataclass(frozen=True)
class Scope:
    """What a figure is counted over; empty filters count everything.

    Args:
        first, last: the first and last day counted.
        procedure, area, source: the slug, key or channel to narrow it to.
        by: how to split it besides: names of DIMENSIONS, several separated by commas.
        without: slugs of procedures left out (those whose requests the reader may not see).

    Raises:
        ValueError: the period ends before it begins, or `by` names no dimension.
    """

    first: dt.date
    last: dt.date
    procedure: str = ""
    area: str = ""
    source: str = ""
    by: str = ""
    without: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a period ends before it begins")
        if unknown := set(self.dimensions) - set(DIMENSIONS):
            raise ValueError(f"not a dimension: {', '.join(sorted(unknown))}")

    @property
    def dimensions(self) -> tuple[str, ...]:
        return tuple(name.strip() for name in self.by.split(",") if name.strip())

    @property
    def months(self) -> tuple[dt.date, ...]:
        """The first day of every month this period touches, oldest first."""
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        return tuple(month_start(self.first, n) for n in range(count))

    @property
    def survey_months(self) -> tuple[dt.date, dt.date]:
        """First and last day of the months that begin in this period.

        Answers know only their month; counted so, each month falls in one of two periods in a row,
        never in both.
        """
        begin = self.first if self.first.day == 1 else month_start(self.first, 1)
        return begin, month_end(self.last)

    def previous(self) -> Scope:
        """The period before, of the same length.

        One that begins with a month goes back by whole months, so that 1 to 20 November is compared
        with 1 to 20 October; any other, by its number of days.
        """
        if self.first.day > 1:
            days = self.last - self.first
            last = self.first - dt.timedelta(days=1)
            return replace(self, first=last - days, last=last)
        back = -len(self.months)
        month = month_start(self.last, back)
        whole = self.last == month_end(self.last)
        day = month_end(month).day if whole else min(self.last.day, month_end(month).day)
        return replace(self, first=month_start(self.first, back), last=month.replace(day=day))

    def facts(self, kind: FactKind) -> FactQuerySet:
        """The facts of one kind in this period."""
        found: FactQuerySet = Fact.objects.filter(kind=kind, on__range=(self.first, self.last))
        return found.filter(**self._narrowed("procedure")).exclude(procedure__in=self.without)

    def invitations(self) -> FactQuerySet:
        """The surveys offered in the months whose answers `responses` counts."""
        begin, end = self.survey_months
        found: FactQuerySet = Fact.objects.filter(kind=FactKind.INVITED, on__range=(begin, end))
        found = found.filter(**self._narrowed("procedure")).exclude(procedure__in=self.without)
        return found.none() if self.area else found

    def responses(self) -> QuerySet[SurveyResponse]:
        """The anonymous answers of this period; they know no area, so narrowed to one: none."""
        found = SurveyResponse.objects.filter(month__range=self.survey_months)
        if self.area:
            return found.none()
        return found.filter(**self._narrowed("procedure")).exclude(procedure__in=self.without)

    def open_requests(self) -> ServiceRequestQuerySet:
        """The requests received by the end of this period and not closed by then."""
        after = timezone.make_aware(dt.datetime.combine(self.last, dt.time.max))
        found: ServiceRequestQuerySet = ServiceRequest.objects.filter(
            Q(closed_at=None) | Q(closed_at__gt=after), received_on__lte=self.last
        )
        found = found.filter(**self._narrowed("procedure__slug"))
        return found.exclude(procedure__slug__in=self.without)

    def _narrowed(self, procedure: str) -> dict[str, str]:
        named = {procedure: self.procedure, "area": self.area, "source": self.source}
        return {column: value for column, value in named.items() if value}
