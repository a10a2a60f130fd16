"""Who is told of a recurso: the direction when it comes, before its day to be decided and after it.

As in `procedures.requests.alerts`, each is told once of each recurso (`told_once`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache, partial

from backend.accounts.actors import staff_actor
from backend.accounts.models import User
from backend.accounts.roles import Role
from procedures.catalogue.institution import institution
from procedures.requests import access, timekeeping, told_once
from procedures.requests.alerts import LONGEST, NO_NEWS
from procedures.requests.calendar import business_calendar
from procedures.requests.models import ServiceRequest

from .models import Appeal

TO_DECIDE, BEFORE, AFTER = "appeal_to_decide", "appeal_ending", "appeal_over"


def tell_of_appeal(appeal: Appeal, row: ServiceRequest) -> int:
    """Tell those who may decide one that came in, in the caller's transaction.

    Returns:
        How many messages were posted.
    """
    return told_once.tell([_news(appeal, row, TO_DECIDE, _directors())])


def tell_of_appeals(today: dt.date) -> int:
    """Remind those who may decide them, once before the day and once when it is past (R29).

    Returns:
        How many messages were posted.
    """
    return told_once.tell(_alerts(today))


def _alerts(today: dt.date) -> Iterator[told_once.News]:
    near = Appeal.objects.pending().filter(decide_by__range=(today - NO_NEWS, today + LONGEST))
    calendar, everybody = cache(business_calendar), cache(_directors)
    for appeal in near.with_its_request().order_by("decide_by", "id"):
        row = appeal.resolution.service_request
        days = calendar(timekeeping.calendar_key(row))
        if appeal.decide_by < today:
            yield _news(appeal, row, AFTER, everybody())
        elif days.between(today, appeal.decide_by) <= institution().clocks.alert_days:
            yield _news(appeal, row, BEFORE, everybody())


def _news(appeal: Appeal, row: ServiceRequest, kind: str, users: list[User]) -> told_once.News:
    return told_once.of_case(
        row,
        kind,
        appeal.number,
        users,
        due_on=appeal.decide_by,
        still=partial(_is_pending, appeal),
        fits=partial(_decides, row),
    )


def _is_pending(appeal: Appeal) -> bool:
    """Whether it waits yet, now that nobody can decide it."""
    return Appeal.objects.pending().select_for_update().filter(pk=appeal.pk).exists()


def _directors() -> list[User]:
    """Whose function decides recursos."""
    found = User.objects.filter(is_active=True, memberships__role__in=[Role.DIRECTOR, Role.OIC])
    return list(found.distinct().order_by("pk"))


def _decides(row: ServiceRequest, user: User) -> bool:
    return access.may(staff_actor(user), "decide_appeal", row)
