"""What runs beside the pages: the queue, and what is done at which hour."""

from typing import Any

from celery.schedules import crontab

from backend.settings.environment import data_dir
from backend.settings.language import TIME_ZONE
from backend.settings.schedule import once_per
from backend.settings.stores import REDIS_URL

CELERY_IMPORTS = ["backend.health", "backend.adapters"]  # apps bring their own tasks.py
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300  # seconds
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(data_dir() / "beat-schedule")
CELERY_TASK_PUBLISH_RETRY_POLICY = {
    # A hung broker may hold a filing for seconds, never for a minute.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "visibility_timeout": 600,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_timeout": 2,
        "socket_connect_timeout": 1,
    }
else:
    _queue, _control = data_dir() / "broker" / "queue", data_dir() / "broker" / "control"
    for _folder in (_queue, _control):
        _folder.mkdir(parents=True, exist_ok=True)  # the transport makes neither
    CELERY_BROKER_URL = "filesystem://localhost/"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue),
        "data_folder_out": str(_queue),
        "control_folder": str(_control),
    }

CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "backend.health.beat", "schedule": 20.0, "options": {"expires": 60}},
    "sweep the outbox": {
        "task": "notifications.tasks.sweep_outbox",
        "schedule": 30.0,
        "options": {"expires": 60},
    },
    "look at the clocks": once_per(
        "hour", "procedures.requests.tasks.look_at_the_clocks", crontab(minute=7)
    ),  # safe to repeat: an hour missed is made up by the next
    "look at the work": once_per(
        "hour", "procedures.casework.tasks.look_at_the_work", crontab(minute=12)
    ),  # safe to repeat, as the clocks
    "tell the day's work": once_per(
        "day", "procedures.casework.tasks.tell_the_days_work", crontab(hour=7, minute=30)
    ),
    "look for faults": once_per(
        "hour", "procedures.casework.tasks.look_for_faults", crontab(minute=41)
    ),  # safe to repeat: each problem is told of once a day
    "take up bulk jobs": {
        "task": "procedures.casework.tasks.take_up_bulk_jobs",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "forget bulk jobs": once_per(
        "day", "procedures.casework.tasks.forget_bulk_jobs", crontab(hour=3, minute=50)
    ),
    "look at the enquiries": once_per(
        "hour", "procedures.contact.tasks.look_at_the_enquiries", crontab(minute=19)
    ),  # safe to repeat: each date is told of once
    "read the mailbox": {
        "task": "procedures.contact.tasks.read_the_mailbox",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 240},
    },
    "erase old enquiries": once_per(
        "day", "procedures.contact.tasks.erase_old_enquiries", crontab(hour=3, minute=20)
    ),
    "forget who looked accounts up": once_per(
        "day", "procedures.register.tasks.forget_old_looks", crontab(hour=3, minute=40)
    ),
    "forget filing keys": once_per(
        "hour", "procedures.requests.tasks.forget_filing_keys", crontab(minute=37)
    ),
    "forget codes and unused accounts": once_per(
        "hour", "procedures.holdings.tasks.forget_what_ended", crontab(minute=47)
    ),
    "open sealed answers": once_per(
        "day", "procedures.surveys.tasks.open_sealed_answers", crontab(hour=4, minute=10)
    ),
    "sweep unclaimed uploads": once_per(
        "hour", "procedures.documents.tasks.sweep_unclaimed", crontab(minute=17)
    ),
    "scan waiting documents": {
        "task": "procedures.documents.tasks.scan_waiting",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 600},
    },
    "scan documents again": once_per(
        "day", "procedures.documents.tasks.scan_again", crontab(hour=2, minute=40)
    ),
    "remind of drafts": once_per(
        "hour", "procedures.drafts.tasks.remind_of_drafts", crontab(minute=23)
    ),  # safe to repeat: each draft is told of once
    "delete old drafts": once_per(
        "hour", "procedures.drafts.tasks.delete_old_drafts", crontab(minute=27)
    ),
    "forget ended sessions": once_per(
        "day", "backend.accounts.tasks.forget_ended_sessions", crontab(hour=3, minute=40)
    ),
}
