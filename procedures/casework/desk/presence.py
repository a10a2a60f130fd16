"""Who has a case open at this moment: said to whoever opens it too, and forgotten in minutes.

It lives in the cache and in no table, no log and no story. Where the cache is away nobody is seen:
it is a courtesy, and what keeps two people from overwriting each other is the revision of a case.
"""

from __future__ import annotations

import time

from django.core.cache import cache

from backend.accounts.actors import Actor
from backend.accounts.models import User
from procedures.requests.models import ServiceRequest

LASTS = 150  # seconds after the last look
LOOKS = 60  # seconds between the looks of a page with scripts


def look(*, actor: Actor, service_request: ServiceRequest) -> list[User]:
    """Say that this actor has the case open, and learn who else has.

    The caller has found the case for the actor, so that nobody is seen in, or sees into, what is
    not theirs. Two who look at the same instant may miss each other until the next look.

    Returns:
        The others, by name; at most one query, and none where nobody else is there.
    """
    if not actor.is_staff or actor.user is None:
        return []
    key, now = f"presence:{service_request.pk}", time.time()
    known: dict[int, float] = cache.get(key) or {}
    here = {user: seen for user, seen in known.items() if now - seen < LASTS}
    here[actor.user.pk] = now
    cache.set(key, here, timeout=LASTS)
    others = [user for user in here if user != actor.user.pk]
    if not others:
        return []
    return list(User.objects.filter(pk__in=others, is_active=True).order_by("full_name"))
