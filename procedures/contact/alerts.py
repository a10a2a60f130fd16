"""Who is told that an enquiry waits: who has it (or else who supervises), and after its day both.

Each is told once of each date, as with requests: the outbox's key is number, date and person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache, partial

from django.utils.translation import gettext as _

from backend.accounts.models import User
from procedures.catalogue.institution import institution
from procedures.requests import told_once
from procedures.requests.calendar import business_calendar

from .access import ACTIONS
from .models import Enquiry

BEFORE, AFTER = "enquiry_ending", "enquiry_over"
AHEAD = dt.timedelta(days=30)  # calendar days that the most business days told ahead may take
NO_NEWS = dt.timedelta(days=30)


def tell_of_enquiries(today: dt.date) -> int:
    """Tell the staff of what they have to answer soon, and of what they did not.

    Returns:
        How many messages were posted.
    """
    return told_once.tell(_alerts(today))


def _alerts(today: dt.date) -> Iterator[told_once.News]:
    calendar = business_calendar(institution().calendar)
    bosses = cache(partial(told_once.holders, ACTIONS["assign"]))
    found = Enquiry.objects.open().filter(due_on__range=(today - NO_NEWS, today + AHEAD))
    for row in found.select_related("channel", "owner").order_by("due_on", "pk"):
        owner = told_once.reachable([row.owner] if row.owner else [])
        above = [user for user in bosses(row.area) if user.pk != row.owner_id]
        if row.due_on < today:
            yield _news(row, AFTER, [*owner, *above])
        elif calendar.between(today, row.due_on) <= institution().contact.alert_days:
            yield _news(row, BEFORE, owner or above)


def _news(row: Enquiry, kind: str, users: list[User]) -> told_once.News:
    state = str(row.get_state_display())
    about = {"folio": row.number, "procedure": row.channel.name, "state": state}
    alone = partial(str, "" if row.owner_id else _("Nadie la ha tomado."))
    still = partial(_still, row)
    return told_once.News(kind, row.due_on, about, row.due_on, users, detail=alone, still=still)


def _still(row: Enquiry) -> bool:
    waiting = Enquiry.objects.select_for_update().open()
    return waiting.filter(pk=row.pk, due_on=row.due_on).first() is not None
