"""Hand a task to the broker: an accelerator that may be down, and never fails who asks.

Whatever is asked here is also found by a sweep, or done at once by who asked (ARCHITECTURE rule
11): the answer says which of the two is left to do.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from celery import Task

logger = logging.getLogger(__name__)

REST = 30.0  # seconds between sweeps, and without asking a broker that did not answer
_resting_until = 0.0  # of time.monotonic(), in this process


def ask(task: Task[Any, Any], *arguments: Any) -> bool:
    """Have a worker carry out a task soon.

    A hung broker costs the caller the timeouts of the settings (about 4 s) once, and nothing for
    the next 30 s: a bulk job with fifty messages must not pay fifty times.

    Args:
        arguments: what the task takes; ids and digests, never anything personal.

    Returns:
        Whether the broker took it; it never raises.
    """
    global _resting_until
    if time.monotonic() < _resting_until:
        return False
    try:
        task.delay(*arguments)
    except Exception as problem:  # whatever the transport raises: what was asked for is safe
        _resting_until = time.monotonic() + REST
        logger.warning("the broker did not take a task: %s", type(problem).__name__)
        return False
    return True
