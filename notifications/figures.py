"""How the messages are doing, channel by channel: what waits, how long it took, what fails and why.

Numbers alone: of nobody in particular, so whoever runs the house may read them. Of what machines
send: letters wait for people, and have a page of their own.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Min, Q

from notifications.channels import on_paper
from notifications.models import LIFE, UNFINISHED, OutboxMessage

WINDOW = dt.timedelta(hours=24)
MOST = 20_000  # messages of the window that are looked at, the latest
SHARE = 0.95


@dataclass
class Doing:
    """One channel.

    Attributes:
        waiting: messages whose time has come and that nobody took yet.
        oldest: for how long the first of them has waited, since it might go; None where none does.
        went: how many went in the window.
        p95: within how long nineteen of twenty did, from the moment they might; None where none.
        failures: how many of the window failed or are failing, by `Problem`.
    """

    channel: str
    waiting: int = 0
    oldest: dt.timedelta | None = None
    went: int = 0
    p95: dt.timedelta | None = None
    failures: dict[str, int] = field(default_factory=dict)


def doing(now: dt.datetime, window: dt.timedelta = WINDOW) -> list[Doing]:
    """Every channel that has something to tell, by name: three queries.

    Args:
        window: how far back what went and what failed is counted.
    """
    found: dict[str, Doing] = {}

    def of(channel: str) -> Doing:
        return found.setdefault(channel, Doing(channel))

    # The deadline is LIFE after it might go first: it outlives retries and changes of channel.
    ours = OutboxMessage.objects.exclude(channel__in=on_paper()).order_by()
    due = ours.filter(UNFINISHED, deadline__lte=now + LIFE)
    for channel, count, first in due.values_list("channel").annotate(Count("id"), Min("deadline")):
        of(channel).waiting, of(channel).oldest = count, now - (first - LIFE)
    took: dict[str, list[dt.timedelta]] = {}
    gone = ours.filter(sent_at__gte=now - window).order_by("-sent_at")
    for channel, sent, deadline in gone.values_list("channel", "sent_at", "deadline")[:MOST]:
        assert sent is not None, "only what went was asked for"
        took.setdefault(channel, []).append(max(sent - (deadline - LIFE), dt.timedelta(0)))
    for channel, times in took.items():
        of(channel).went, of(channel).p95 = len(times), nineteen_of_twenty(times)
    lately = Q(failed_at__gte=now - window) | Q(expired_at__gte=now - window) | UNFINISHED
    failing = ours.filter(lately).exclude(problem="")
    for channel, problem, count in failing.values_list("channel", "problem").annotate(Count("id")):
        of(channel).failures[problem] = count
    return [found[name] for name in sorted(found)]


def nineteen_of_twenty(times: Sequence[dt.timedelta]) -> dt.timedelta:
    """The 95th percentile, by nearest rank: a time that something really took."""
    return sorted(times)[math.ceil(SHARE * len(times)) - 1]
