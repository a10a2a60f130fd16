"""Following a case one does not have: told when it changes hands, is answered, or is due soon.

Each is told once of each thing, never of what they did themselves, and of no more than the folio:
what happened is read in the case. Who left, or may not see the case any more, follows it no longer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cache, partial

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.accounts.actors import Actor
from backend.accounts.models import User
from procedures.requests import told_once
from procedures.requests.access import require, visible_to
from procedures.requests.alerts import LONGEST, is_ending
from procedures.requests.calendar import business_calendar
from procedures.requests.errors import NotFound
from procedures.requests.happening import at_event
from procedures.requests.models import Event, ServiceRequest

from .models import Watch

KIND = "watched_case"
CHANGED_HANDS = gettext_lazy("Cambió la persona a cargo.")
ANSWERED = gettext_lazy("La persona respondió.")
ENDING = gettext_lazy("Su plazo está por terminar.")


@transaction.atomic
def watch(*, actor: Actor, service_request: ServiceRequest, on: bool = True) -> bool:
    """Follow a case, or stop following it; doing it twice does it once.

    Returns:
        Whether it is followed now.

    Raises:
        NotFound: not this actor's to see.
        NotAllowed: the actor's roles do not work on cases, or have no part in this one.
    """
    if not on:
        Watch.objects.filter(service_request=service_request, user=actor.user).delete()
        return False
    seen = visible_to(ServiceRequest.objects.filter(pk=service_request.pk), actor)
    if not seen.exists():
        raise NotFound(_("No encontramos esa solicitud."))
    require(actor, "watch", service_request)
    Watch.objects.get_or_create(
        service_request=service_request, user=actor.user, defaults={"since": timezone.now()}
    )
    return True


def watchers_of(row: ServiceRequest) -> list[User]:
    """Who follows a case and still works here; one query."""
    found = row.watches.filter(user__is_active=True).select_related("user")
    return [one.user for one in found]


@at_event("claimed", "assigned")
def tell_of_hands(row: ServiceRequest, event: Event) -> None:
    """It has another owner, or none."""
    _tell(row, f"{event.sequence}", CHANGED_HANDS, but=event.actor_user_id)


@at_event("answer", "message")
def tell_of_answer(row: ServiceRequest, event: Event) -> None:
    """The person answered; what staff write is no news to staff."""
    if event.actor_kind == "citizen":
        _tell(row, f"{event.sequence}", ANSWERED)


def tell_of_terms(today: dt.date) -> int:
    """Tell who follows a case, once of each date, that its term ends soon.

    Whoever has the case is told by `procedures.requests.alerts`.

    Returns:
        How many messages were posted.
    """
    calendar = cache(business_calendar)
    found = ServiceRequest.objects.open().filter(
        due_on__range=(today, today + LONGEST), watches__isnull=False
    )
    followed = found.for_lists().distinct().prefetch_related("watches__user")
    return told_once.tell(
        (
            _news(row, f"due:{row.due_on}", ENDING, row.watches.all(), but=row.assignee_id)
            for row in followed
            if is_ending(row, today, calendar)
        ),
        lost=_forget,
    )


def _tell(row: ServiceRequest, what: str, said: str | Promise, *, but: int | None = None) -> int:
    """Post one message to each who follows the case, in the caller's transaction."""
    watches = row.watches.select_related("user")
    return told_once.tell([_news(row, what, said, watches, but=but)], lost=_forget)


def _news(
    row: ServiceRequest,
    what: str,
    said: str | Promise,
    watches: Iterable[Watch],
    *,
    but: int | None,
) -> told_once.News:
    users = [one.user for one in watches if one.user_id != but]
    return told_once.of_case(row, KIND, what, users, detail=partial(str, said))


def _forget(user: User, case: int) -> None:
    """Who may not see a case any more follows it no longer."""
    Watch.objects.filter(user=user, service_request=case).delete()
