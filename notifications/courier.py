"""Ask a worker to deliver at once. If the broker cannot be asked, the sweep will find the row."""

from __future__ import annotations

import logging
import time

from notifications.tasks import deliver_message

logger = logging.getLogger(__name__)

REST = 30.0  # seconds between sweeps, and without asking a broker that did not answer
_resting_until = 0.0  # of time.monotonic(), in this process


def hurry(pk: int) -> None:
    """Hand the id of a row to the broker; never raises.

    A hung broker costs the caller the timeouts of the settings (about 4 s) once, and nothing for
    the next 30 s: a bulk job with fifty messages must not pay fifty times.
    """
    global _resting_until
    if time.monotonic() < _resting_until:
        return
    try:
        deliver_message.delay(pk)
    except Exception as problem:  # whatever the transport raises: the filing already happened
        _resting_until = time.monotonic() + REST
        logger.warning("the broker did not take a message: %s", type(problem).__name__)
