"""The staff are told of each thing once, however often a sweep looks, and of what they may see.

What was told is in the outbox, under a key made of what it is about, which news of it and whom: to
look again costs the same queries for one as for a thousand, and only what is new is written one by
one. Nothing is decided here (ARCHITECTURE rule 8).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation

from backend.accounts.actors import staff_actor
from backend.accounts.models import User
from notifications.messages import STAFF
from notifications.outbox import Recipient, post, posted
from procedures.definition import Phase

from .access import visible_to
from .models import ServiceRequest

AT_ONCE = 500  # keys asked of the outbox at a time


@dataclass(frozen=True)
class News:
    """What is to be told, and to whom if they were not told yet.

    Attributes:
        kind: a name of `notifications.messages.STAFF`.
        which: with the kind, what makes it this one and no other: a date or a number.
        about: `folio`, `procedure` and `state`, as the message names them.
        users: who should know; whoever cannot be written to is left out.
        detail: sentences that are not personal; asked only when somebody is told.
        still: whether it is so yet, asked inside the transaction that tells.
        case: the request whoever is told has to see; None where that they see it is known.
        fits: whether it is news for this person; asked only of who was not told.
    """

    kind: str
    which: object
    about: Mapping[str, str]
    due_on: dt.date | None
    users: Iterable[User]
    detail: Callable[[], object] = str
    still: Callable[[], bool] = lambda: True
    case: int | None = None
    fits: Callable[[User], bool] = lambda user: True

    def keys(self) -> dict[str, User]:
        """One of each person: the outbox says nothing twice."""
        key = f"{self.about['folio']}:{self.kind}:{self.which}"
        return {f"{key}:{user.pk}": user for user in reachable(self.users)}


def of_case(
    row: ServiceRequest, kind: str, which: object, users: Iterable[User], **more: Any
) -> News:
    """News of a request, for those who see it; its term is the date it tells, unless told."""
    state = row.current_state.label
    about = {"folio": row.folio, "procedure": row.procedure.name, "state": state}
    return News(kind, which, about, users=users, case=row.pk, **({"due_on": row.due_on} | more))


def tell(
    news: Iterable[News], *, lost: Callable[[User, int], None] = lambda user, case: None
) -> int:
    """Post one message to each who was not told, may be written to and sees what it is about.

    Args:
        lost: what becomes of who was to be told of a request and may not see it.

    Returns:
        How many messages were posted.
    """
    every = [(one, one.keys()) for one in news]
    said = _said([key for _one, keys in every for key in keys])
    new = [
        (one, {key: user for key, user in keys.items() if key not in said and one.fits(user)})
        for one, keys in every
    ]
    hidden = _hidden([(u, one.case) for one, users in new for u in users.values() if one.case])
    for user, case in hidden:
        lost(user, case)
    return sum(
        _post(one, {k: u for k, u in users.items() if (u, one.case) not in hidden})
        for one, users in new
    )


def reachable(users: Iterable[User]) -> list[User]:
    """Those who work here and have an address, each once."""
    return sorted({u for u in users if u.is_active and u.email}, key=lambda user: user.pk)


def holders(roles: Collection[str], area: str) -> list[User]:
    """Who has one of the roles in an area or in all of them, and can be written to."""
    here = Q(memberships__area__key=area, memberships__area__active=True)
    anywhere = Q(memberships__area=None)
    return reachable(User.objects.filter(here | anywhere, memberships__role__in=roles))


def as_read(row: ServiceRequest) -> bool:
    """Whether an open case is as it was read, now that nobody can move it."""
    locked = ServiceRequest.objects.select_for_update().exclude(phase=Phase.CLOSED)
    return bool(locked.filter(pk=row.pk, due_on=row.due_on, state=row.state).first())


def _said(keys: Sequence[str]) -> frozenset[str]:
    """Which of these were said, asked in pieces a database takes."""
    pieces = [keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE)]
    return frozenset().union(*map(posted, pieces))


def _hidden(pairs: Iterable[tuple[User, int]]) -> set[tuple[User, int]]:
    """Those of a person and a request that is not theirs to see: two queries for each person."""
    asked: dict[User, set[int]] = defaultdict(set)
    for user, case in pairs:
        asked[user].add(case)
    seen = {
        user: visible_to(ServiceRequest.objects.filter(pk__in=cases), staff_actor(user))
        for user, cases in asked.items()
    }
    return {
        (user, case)
        for user, cases in asked.items()
        for case in cases.difference(seen[user].values_list("pk", flat=True))
    }


def _post(one: News, users: Mapping[str, User]) -> int:
    if not users:
        return 0
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        if not one.still():
            return 0
        message = STAFF[one.kind](**one.about, due_on=one.due_on, detail=str(one.detail()))
        for key, user in users.items():
            to = Recipient(name=user.get_full_name(), email=user.email)
            post(message, to=to, reference=message.folio, dedupe_key=key)
    return len(users)
