"""What a person is reminded of before its day: once each, and never of what is done meanwhile.

A reminder is a message of the case like any other: to whoever took electronic notice and to nobody
of an anonymous request, saying no more than the messages before it said. The outbox's key makes it
one of each date; the operation that makes it moot takes it back if it still waits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from notifications.outbox import posted
from procedures.catalogue.institution import institution
from procedures.definition import Kind, Phase
from procedures.requests import notices, timekeeping
from procedures.requests.calendar import business_calendar
from procedures.requests.clock import BusinessCalendar
from procedures.requests.models import Correction, Event, ServiceRequest
from procedures.requests.operations.corrections import ENDING as CORRECTION

from .models import PaymentOrder, PaymentStatus, Resolution, Visit, VisitStatus
from .payments import ENDING as PAYMENT
from .renewing import renewable

VISIT = "visit_tomorrow"
RENEWAL = "renewal_due"
MOOT_AT_THE_END = (CORRECTION, PAYMENT, VISIT)
LONGEST = dt.timedelta(days=40)  # calendar days that the most business days told ahead may take
FARTHEST = dt.timedelta(days=366)  # before a paper lapses: the language lets no more
AT_ONCE = 500  # keys asked of the outbox at a time


@dataclass(frozen=True)
class Near:
    """A day that is near for a person.

    Attributes:
        which: with the kind, what makes it this one and no other: the thing and its day.
        still: whether it is so yet, asked inside the transaction that tells.
    """

    case: ServiceRequest
    kind: str
    which: str
    detail: str
    still: Callable[[], bool]

    @property
    def key(self) -> str:
        return notices.reminder_key(self.case, self.kind, self.which)


def remind(today: dt.date) -> int:
    """Remind each person of what is near and was not told yet; any number of times a day.

    Returns:
        How many messages were posted.
    """
    with translation.override(settings.LANGUAGE_CODE):
        near = [*_corrections(today), *_payments(today), *_visits(today), *_papers(today)]
        keys = [one.key for one in near]
        pieces = [keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE)]
        said = frozenset[str]().union(*map(posted, pieces))
        return sum(_tell(one) for one in near if one.key not in said)


def of_a_visit(visit: Visit) -> str:
    """When somebody comes, and the code that proves who it is."""
    return _("Visita: %(day)s. Código para comprobar quién lo visita: %(code)s.") % {
        "day": date_format(visit.on).lower(),
        "code": visit.code,
    }


def _tell(one: Near) -> bool:
    with transaction.atomic():
        locked = ServiceRequest.objects.select_for_update(of=("self",))
        row = locked.select_related("version", "procedure").get(pk=one.case.pk)
        return notices.remind(row, one.kind, which=one.which, detail=one.detail, still=one.still())


def _there(found: QuerySet[Any]) -> Callable[[], bool]:
    return lambda: found.all().exists()


def _near(
    row: ServiceRequest, day: dt.date, today: dt.date, calendar: Callable[[str], BusinessCalendar]
) -> bool:
    ahead = calendar(timekeeping.calendar_key(row)).between(today, day)
    return bool(ahead <= institution().clocks.reminder_days)


def _corrections(today: dt.date) -> Iterator[Near]:
    calendar = cache(business_calendar)
    waiting = Correction.objects.filter(
        answered_at=None,
        expired_at=None,
        effective_on__lt=today,  # who was asked today knows the day
        due_on__range=(today, today + LONGEST),
        service_request__phase=Phase.WAITING_CITIZEN,
    )
    for one in waiting.select_related("service_request__version", "service_request__procedure"):
        row = one.service_request
        if _near(row, one.due_on, today, calendar):
            yield Near(
                row,
                CORRECTION,
                f"{one.pk}:{one.due_on}",
                _("Último día para responder: %s.") % date_format(one.due_on).lower(),
                _there(
                    Correction.objects.filter(
                        pk=one.pk, answered_at=None, expired_at=None, due_on=one.due_on
                    )
                ),
            )


def _payments(today: dt.date) -> Iterator[Near]:
    calendar = cache(business_calendar)
    issued = PaymentOrder.objects.filter(
        status=PaymentStatus.ISSUED,
        expires_on__range=(today, today + LONGEST),
        issued_at__date__lt=today,
    ).exclude(service_request__phase=Phase.CLOSED)
    for one in issued.select_related("service_request__version", "service_request__procedure"):
        row = one.service_request
        assert one.expires_on is not None, "only orders with a day were asked for"
        if _near(row, one.expires_on, today, calendar):
            yield Near(
                row,
                PAYMENT,
                f"{one.pk}:{one.expires_on}",
                _("Último día para pagar: %s.") % date_format(one.expires_on).lower(),
                _there(
                    PaymentOrder.objects.filter(
                        pk=one.pk, status=PaymentStatus.ISSUED, expires_on=one.expires_on
                    )
                ),
            )


def _visits(today: dt.date) -> Iterator[Near]:
    tomorrow = today + dt.timedelta(days=1)
    told_today = Event.objects.filter(
        service_request=OuterRef("service_request"), kind=Kind.VISIT, at__date=today
    )
    planned = Visit.objects.filter(status=VisitStatus.PLANNED, on=tomorrow)
    for one in planned.select_related("service_request__version", "service_request__procedure"):
        yield Near(
            one.service_request,
            VISIT,
            f"{one.pk}:{one.on}",
            of_a_visit(one),
            # Who was told of it today, when it was planned or moved, knows.
            _there(
                Visit.objects.filter(
                    ~Exists(told_today), pk=one.pk, status=VisitStatus.PLANNED, on=one.on
                )
            ),
        )


def _papers(today: dt.date) -> Iterator[Near]:
    lapsing = Resolution.objects.filter(
        valid_until__range=(today, today + FARTHEST),
        revoked_on=None,
        service_request__version__document__renewal__isnull=False,
    )
    for one in lapsing.select_related("service_request__version", "service_request__procedure"):
        row = one.service_request
        assert one.valid_until is not None, "only papers with a day were asked for"
        if renewable(row, one, today):
            yield Near(
                row,
                RENEWAL,
                f"{one.pk}",
                _("Último día en que vale: %s.") % date_format(one.valid_until).lower(),
                _there(Resolution.objects.filter(pk=one.pk, revoked_on=None)),
            )
