"""The development settings with days made seconds, so that a drill is over in minutes.

Nothing else differs: the same code, the same order of things.
"""

from backend.settings.dev import *  # noqa: F403
from backend.settings.dev import CELERY_BEAT_SCHEDULE

EMAIL_TIMEOUT = 3
OUTBOX_LEASE = 12
OUTBOX_RETRY = {"temporary": [1, 2, 3], "throttled": [1, 2, 3], "configuration": [1, 2, 3]}
OUTBOX_LIMITS: dict[str, tuple[int, int]] = {}
QUIET_HOURS = None
CELERY_BEAT_SCHEDULE = {
    "sweep the outbox": CELERY_BEAT_SCHEDULE["sweep the outbox"] | {"schedule": 2.0}
}
