"""Each business day, one mail to whoever works here and has something waiting: numbers and lists.

Nothing of any case is in it, and nothing personal: how many, and the address of the list that shows
them, which asks who one is. Who has nothing waiting, or is away, gets none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from backend.accounts.actors import Actor, staff_actor
from backend.accounts.models import Absence, User
from notifications.messages import StaffDigest
from notifications.outbox import Recipient, post, posted
from procedures.catalogue.institution import institution
from procedures.requests.access import has_role_for
from procedures.requests.calendar import business_calendar
from procedures.requests.told_once import reachable

from . import delivering
from .desk.queue import COUNTED, Filters, count_to_limit, queue

INBOX, DELIVERIES = "/personal/", "/personal/avisos/"
LATELY = dt.timedelta(days=7)  # what failed before is on the page and no news


def send(today: dt.date) -> int:
    """Write the mail of a day, once to each; on a day when nobody works, none.

    Returns:
        How many were posted.
    """
    if not business_calendar(institution().calendar).is_working(today):
        return 0
    away = Absence.objects.on(today).values("user")
    working = User.objects.filter(is_active=True, memberships__isnull=False)
    people = {_key(today, user): user for user in reachable(working.exclude(pk__in=away))}
    said = posted(people)
    return sum(_write(key, user, today) for key, user in people.items() if key not in said)


def lines_of(actor: Actor, today: dt.date) -> list[tuple[str, str]]:
    """What waits for somebody: each list that has something, how much, and its address."""
    return [
        (label, f"{_in_words(count)} · {settings.SITE_URL}{address}")
        for label, count, address in _lists(actor, today)
        if count
    ]


def _lists(actor: Actor, today: dt.date) -> Iterator[tuple[str, int, str]]:
    mine = Filters(assignee="me", phase="open")
    now = queue(actor, mine, today=today)
    yield (
        _("Vencen hoy y están a su cargo"),
        count_to_limit(now.filter(due_on=today)),
        _inbox(tab="due_soon", assignee="me"),
    )
    late = Filters(assignee="me", tab="overdue")
    yield (
        _("Vencidas y a su cargo"),
        count_to_limit(queue(actor, late, today=today)),
        _inbox(tab="overdue", assignee="me"),
    )
    unread = Filters(assignee="me", tab="messages")
    yield (
        _("A su cargo, con mensajes nuevos"),
        count_to_limit(queue(actor, unread, today=today)),
        _inbox(tab="messages", assignee="me"),
    )
    if has_role_for(actor, "claim"):
        nobodys = Filters(tab="unassigned")
        yield (
            _("Sin asignar en sus áreas"),
            count_to_limit(queue(actor, nobodys, today=today)),
            _inbox(tab="unassigned"),
        )
    if has_role_for(actor, "assign"):
        yield (
            _("Vencidas de todas las que ve"),
            count_to_limit(queue(actor, Filters(tab="overdue"), today=today)),
            _inbox(tab="overdue"),
        )
        yield (
            _("Personas no localizables"),
            count_to_limit(queue(actor, Filters(reach="lost", phase="open"), today=today)),
            _inbox(tab="all", reach="lost", phase="open"),
        )
    if delivering.may_see(actor):
        failed = delivering.deliveries(actor, delivering.Filters(tab="trouble"))
        lately = failed.filter(created_at__gte=timezone.now() - LATELY).order_by()
        yield (
            _("Avisos que no llegaron en siete días"),
            lately[: COUNTED + 1].count(),
            f"{DELIVERIES}?{urlencode({'tab': 'trouble'})}",
        )


def _write(key: str, user: User, today: dt.date) -> bool:
    with translation.override(settings.LANGUAGE_CODE):
        lines = lines_of(staff_actor(user), today)
        if not lines:
            return False
        with transaction.atomic():
            to = Recipient(name=user.get_full_name(), email=user.email)
            post(StaffDigest(lines=tuple(lines)), to=to, reference="", dedupe_key=key)
    return True


def _key(today: dt.date, user: User) -> str:
    return f"digest:{today}:{user.pk}"


def _inbox(**query: str) -> str:
    return f"{INBOX}?{urlencode(query)}"


def _in_words(count: int) -> str:
    return f"{COUNTED}+" if count > COUNTED else str(count)
