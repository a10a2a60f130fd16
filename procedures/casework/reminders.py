"""Who is told of a question to another area: when asked, before its term ends and after (R22).

As in `procedures.requests.alerts`, each is told once of each question, whatever the sweep repeats;
nobody is told of a case they may not see, and nothing is decided here. However many questions wait,
a sweep asks the same queries; only what is new is written one by one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from functools import cache

from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.actors import staff_actor
from backend.accounts.models import User
from notifications.messages import STAFF
from notifications.outbox import Recipient, post, posted
from procedures.catalogue.institution import institution
from procedures.definition import Phase, acts_as
from procedures.requests import timekeeping
from procedures.requests.access import visible_to
from procedures.requests.alerts import LONGEST, NO_NEWS
from procedures.requests.calendar import business_calendar
from procedures.requests.models import ServiceRequest

from .models import Opinion

ASKED, BEFORE, AFTER = "opinion_asked", "opinion_ending", "opinion_over"
KINDS = (ASKED, BEFORE, AFTER)


def tell_of_question(opinion: Opinion) -> int:
    """Tell whoever may answer that they are asked, in the caller's transaction.

    Returns:
        How many messages were posted.
    """
    users = _who_may_answer(opinion, _staff())
    seen = {user.pk: _seen_of(user, {opinion.service_request_id}) for user in users}
    return _tell(opinion, ASKED, users, seen, set())


def tell_of_opinions(today: dt.date) -> int:
    """Remind the asked areas once before the limit and once when it is past; then also who asked.

    Returns:
        How many messages were posted.
    """
    found = Opinion.objects.filter(
        answered_at=None, due_on__range=(today - NO_NEWS, today + LONGEST)
    ).exclude(service_request__phase=Phase.CLOSED)
    kept = found.select_related(
        "asked_by", "service_request__procedure", "service_request__version"
    ).order_by("due_on", "id")
    calendar = cache(business_calendar)
    due: list[tuple[Opinion, str]] = []
    for opinion in kept:
        days = calendar(timekeeping.calendar_key(opinion.service_request))
        if opinion.due_on < today:
            due.append((opinion, AFTER))
        elif days.between(today, opinion.due_on) <= institution().clocks.alert_days:
            due.append((opinion, BEFORE))
    if not due:
        return 0
    everybody = _staff()
    to = [(opinion, kind, _told(opinion, kind, everybody)) for opinion, kind in due]
    said = set(posted([_key(o, kind, user) for o, kind, users in to for user in users]))
    new = {user for o, kind, users in to for user in users if _key(o, kind, user) not in said}
    cases = {opinion.service_request_id for opinion, _kind in due}
    seen = {user.pk: _seen_of(user, cases) for user in new}
    told = 0
    for opinion, kind, users in to:
        if all(_key(opinion, kind, user) in said for user in users):
            continue
        with transaction.atomic():
            if _still(opinion):
                told += _tell(opinion, kind, users, seen, said)
    return told


def _told(opinion: Opinion, kind: str, everybody: Iterable[User]) -> list[User]:
    users = _who_may_answer(opinion, everybody)
    asker = opinion.asked_by
    if kind == AFTER and asker is not None and asker.is_active and asker.email:
        users += [asker] if asker not in users else []
    return users


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


def _seen_of(user: User, cases: Collection[int]) -> set[int]:
    found = visible_to(ServiceRequest.objects.filter(pk__in=cases), staff_actor(user))
    return set(found.values_list("pk", flat=True))


def _still(opinion: Opinion) -> bool:
    """Whether nobody answered it while we looked, now that nobody can move its case."""
    locked = ServiceRequest.objects.select_for_update().exclude(phase=Phase.CLOSED)
    open_case = locked.filter(pk=opinion.service_request_id).first()
    waiting = Opinion.objects.filter(pk=opinion.pk, answered_at=None)
    return open_case is not None and waiting.exists()


def _key(opinion: Opinion, kind: str, user: User) -> str:
    return f"{opinion.service_request.folio}:{kind}:{opinion.pk}:{user.pk}"


def _tell(
    opinion: Opinion,
    kind: str,
    users: Iterable[User],
    seen: dict[int, set[int]],
    said: Collection[str],
) -> int:
    """Post one message to each who sees the case and was not told of this."""
    row, posts = opinion.service_request, 0
    message = STAFF[kind](
        folio=row.folio,
        procedure=row.procedure.name,
        state=row.current_state.label,
        due_on=opinion.due_on,
        detail=_("Si no responde, la solicitud puede seguir como «sin objeción».")
        if kind != AFTER
        else "",
    )
    for user in users:
        key = _key(opinion, kind, user)
        if key not in said and row.pk in seen.get(user.pk, ()):
            to = Recipient(name=user.get_full_name(), email=user.email)
            post(message, to=to, reference=row.folio, dedupe_key=key)
            posts += 1
    return posts
