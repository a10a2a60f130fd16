"""Why a message did not go: six classes, because each wants something else done about it."""

from __future__ import annotations

import datetime as dt
import random
from enum import StrEnum

from django.conf import settings

JITTER = 0.2  # of a wait, both ways: a server that comes back is not met by everybody at once
LONGEST_ASKED = dt.timedelta(hours=6)  # what a provider asks us to wait is believed up to here


class Problem(StrEnum):
    """The class of a failure; the first three pass, the others do not."""

    TEMPORARY = "temporary"  # nobody answered, or "not now"
    THROTTLED = "throttled"  # too much, too fast: the other side names its pace
    CONFIGURATION = "configuration"  # ours to mend: a password, a token, a template
    ADDRESS = "address"  # nobody is there
    CONTENT = "content"  # the message itself is refused
    LOST = "lost"  # it took a worker down with it every time


class Undeliverable(Exception):
    """Never by this channel: trying again would not help.

    Args:
        said: a code or a word, kept in the row; nothing a server wrote, which may be personal.
        problem: ADDRESS or CONTENT.
    """

    def __init__(self, said: str, problem: Problem = Problem.CONTENT) -> None:
        super().__init__(said)
        self.problem = problem


class Later(Exception):
    """Not now.

    Args:
        said: as of `Undeliverable`.
        problem: TEMPORARY, THROTTLED or CONFIGURATION.
        after: how long the other side asks us to wait, where it says so.
    """

    def __init__(
        self, said: str, problem: Problem = Problem.TEMPORARY, after: dt.timedelta | None = None
    ) -> None:
        super().__init__(said)
        self.problem = problem
        self.after = after


def wait(problem: Problem, faults: int, after: dt.timedelta | None = None) -> dt.timedelta:
    """How long to leave a message alone after a failure that may pass.

    Args:
        faults: how many failures it had, this one included.
        after: what the other side asked for: never less than this, up to six hours.

    Returns:
        The rung of the ladder of its class (`OUTBOX_RETRY`), give or take a fifth; the last one
        again and again, until the time of the message is up.
    """
    ladder = settings.OUTBOX_RETRY[problem.value]
    rung = dt.timedelta(seconds=ladder[min(faults, len(ladder)) - 1])
    spread = rung * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311
    return max(spread, min(after or dt.timedelta(0), LONGEST_ASKED))
