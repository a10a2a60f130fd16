"""Who is told that an enquiry waits: who has it (or else who supervises), and after its day both.

Each is told once of each date, as with requests: the outbox's key is number, date and person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from backend.accounts.models import User
from notifications.messages import STAFF
from notifications.outbox import Recipient, post, posted
from procedures.catalogue.institution import institution
from procedures.requests.calendar import business_calendar

from .access import ACTIONS
from .models import Enquiry

BEFORE, AFTER = "enquiry_ending", "enquiry_over"
AHEAD = dt.timedelta(days=30)  # calendar days that the most business days told ahead may take
NO_NEWS = dt.timedelta(days=30)
AT_ONCE = 500  # keys asked of the outbox at a time


def tell_of_enquiries(today: dt.date) -> int:
    """Tell the staff of what they have to answer soon, and of what they did not.

    Returns:
        How many messages were posted.
    """
    alerts = list(_alerts(today))
    keys = [key for row, kind, users in alerts for key in _keys(row, kind, users)]
    pieces = [keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE)]
    said = frozenset().union(*map(posted, pieces))
    return sum(_tell(row, kind, users, said) for row, kind, users in alerts)


def _alerts(today: dt.date) -> Iterator[tuple[Enquiry, str, list[User]]]:
    calendar = business_calendar(institution().calendar)
    bosses = cache(_bosses)
    found = Enquiry.objects.open().filter(due_on__range=(today - NO_NEWS, today + AHEAD))
    for row in found.select_related("channel", "owner").order_by("due_on", "pk"):
        owner = [row.owner] if row.owner and row.owner.is_active and row.owner.email else []
        above = [user for user in bosses(row.area) if user.pk != row.owner_id]
        if row.due_on < today:
            yield row, AFTER, [*owner, *above]
        elif calendar.between(today, row.due_on) <= institution().contact.alert_days:
            yield row, BEFORE, owner or above


def _bosses(area: str) -> list[User]:
    here = Q(memberships__area__key=area, memberships__area__active=True)
    found = User.objects.filter(
        here | Q(memberships__area=None), memberships__role__in=ACTIONS["assign"], is_active=True
    )
    return list(found.exclude(email="").distinct().order_by("pk"))


def _keys(row: Enquiry, kind: str, users: list[User]) -> dict[str, User]:
    return {f"{row.number}:{kind}:{row.due_on}:{user.pk}": user for user in users}


def _tell(row: Enquiry, kind: str, users: list[User], said: frozenset[str]) -> int:
    new = {key: user for key, user in _keys(row, kind, users).items() if key not in said}
    if not new:
        return 0
    with transaction.atomic():
        waiting = Enquiry.objects.select_for_update().open()
        if not waiting.filter(pk=row.pk, due_on=row.due_on).first():
            return 0
        message = STAFF[kind](
            folio=row.number,
            procedure=row.channel.name,
            state=str(row.get_state_display()),
            due_on=row.due_on,
            detail="" if row.owner_id else _("Nadie la ha tomado."),
        )
        for key, user in new.items():
            to = Recipient(name=user.get_full_name(), email=user.email)
            post(message, to=to, reference=row.number, dedupe_key=key)
    return len(new)
