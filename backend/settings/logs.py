"""Logs: one JSON line an event with its request id, and nobody's personal data in it."""

from __future__ import annotations

import logging
from typing import Any

import structlog
from structlog.typing import Processor

from backend.security.scrubbing import SurveysUntold, scrub

SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.format_exc_info,
    scrub,
]


def logging_for(level: str, *, json: bool) -> dict[str, Any]:
    """Django's LOGGING and structlog's own set-up: JSON lines, or plain ones for a person."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if json
        else structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback
        )
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    renderer,
                ],
                "foreign_pre_chain": SHARED,
            }
        },
        "filters": {"surveys untold": {"()": SurveysUntold}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["surveys untold"],
            },
            "nowhere": {"class": "logging.NullHandler"},
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # It writes a line a request; the structured one says the same.
            "django.server": {"handlers": ["nowhere"], "propagate": False},
            "django_structlog": {"level": level},
            # A HEAD request is no news: Django answers it with a body, gunicorn drops it.
            "gunicorn.http.wsgi": {"level": logging.ERROR},
            "pikepdf": {"level": logging.WARNING},  # it greets at every start
            # At DEBUG they say what is in a photo and on a page: who took it, what was answered.
            "PIL": {"level": logging.WARNING},
            "django.template": {"level": logging.WARNING},
        },
    }
