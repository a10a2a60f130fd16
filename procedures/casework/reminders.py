"""Who is told of a question to another area: when asked, before its term ends and after (R22).

As in `procedures.requests.alerts`, each is told once of each question (`told_once`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import cache, partial

from django.utils.translation import gettext_lazy

from backend.accounts.models import User
from procedures.catalogue.institution import institution
from procedures.definition import Phase, acts_as
from procedures.requests import timekeeping, told_once
from procedures.requests.alerts import LONGEST, NO_NEWS
from procedures.requests.calendar import business_calendar
from procedures.requests.models import ServiceRequest

from .models import Opinion

ASKED, BEFORE, AFTER = "opinion_asked", "opinion_ending", "opinion_over"
KINDS = (ASKED, BEFORE, AFTER)
GOES_ON = gettext_lazy("Si no responde, la solicitud puede seguir como «sin objeción».")


def tell_of_question(opinion: Opinion) -> int:
    """Tell whoever may answer that they are asked, in the caller's transaction.

    Returns:
        How many messages were posted.
    """
    return told_once.tell([_news(opinion, ASKED, _who_may_answer(opinion, _staff()))])


def tell_of_opinions(today: dt.date) -> int:
    """Remind the asked areas once before the limit and once when it is past; then also who asked.

    Returns:
        How many messages were posted.
    """
    return told_once.tell(_alerts(today))


def _alerts(today: dt.date) -> Iterator[told_once.News]:
    found = Opinion.objects.filter(
        answered_at=None, due_on__range=(today - NO_NEWS, today + LONGEST)
    ).exclude(service_request__phase=Phase.CLOSED)
    kept = found.select_related(
        "asked_by", "service_request__procedure", "service_request__version"
    ).order_by("due_on", "id")
    calendar, everybody = cache(business_calendar), cache(_staff)
    for opinion in kept:
        days = calendar(timekeeping.calendar_key(opinion.service_request))
        if opinion.due_on < today:
            asker = [opinion.asked_by] if opinion.asked_by else []
            yield _news(opinion, AFTER, [*_who_may_answer(opinion, everybody()), *asker])
        elif days.between(today, opinion.due_on) <= institution().clocks.alert_days:
            yield _news(opinion, BEFORE, _who_may_answer(opinion, everybody()))


def _news(opinion: Opinion, kind: str, users: list[User]) -> told_once.News:
    return told_once.of_case(
        opinion.service_request,
        kind,
        opinion.pk,
        users,
        due_on=opinion.due_on,
        detail=partial(str, "" if kind == AFTER else GOES_ON),
        still=partial(_still, opinion),
    )


def _staff() -> list[User]:
    """Everybody who may be written to, with their functions: two queries."""
    found = User.objects.filter(is_active=True, memberships__isnull=False).exclude(email="")
    return list(found.distinct().order_by("pk").prefetch_related("memberships__area"))


def _who_may_answer(opinion: Opinion, everybody: Iterable[User]) -> list[User]:
    """Those whose function lets them take the step that answers it."""
    workflow = opinion.service_request.workflow
    allowed = {
        who
        for transition in workflow.transitions
        if "give_opinion" in dict(transition.effects)
        for who in transition.by
    }
    return [
        user
        for user in everybody
        if any(acts_as(who, _grants(user)) for who in allowed) and _in(user, opinion.area)
    ]


def _grants(user: User) -> frozenset[str]:
    return frozenset(
        one.grant for one in user.memberships.all() if one.area is None or one.area.active
    )


def _in(user: User, area: str) -> bool:
    return any(grant.partition("@")[2] in (area, "*") for grant in _grants(user))


def _still(opinion: Opinion) -> bool:
    """Whether nobody answered it while we looked, now that nobody can move its case."""
    locked = ServiceRequest.objects.select_for_update().exclude(phase=Phase.CLOSED)
    open_case = locked.filter(pk=opinion.service_request_id).first()
    waiting = Opinion.objects.filter(pk=opinion.pk, answered_at=None)
    return open_case is not None and waiting.exists()
