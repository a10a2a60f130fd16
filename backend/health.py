"""Is it alive, and can it do its work: for balancers, containers and whoever is on call.

`live` says the process answers. `ready` asks everything the work needs and, when something is
down, answers 503 with what people can still do, because a broker outage never stops a filing.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from celery import shared_task
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backend.celery import app
from notifications import figures

HEARTBEAT = "heartbeat"  # cache key: when the last scheduled task ran, epoch seconds
SILENCE = 90  # seconds without a heartbeat (sent every 20) before beat or worker count as down
BROKER_PATIENCE = 2  # seconds
WINDOW = dt.timedelta(hours=1)  # of what is told of the messages

# What people can do, and the parts of the house each thing stands on.
SERVICES = (
    (gettext_lazy("consultar trámites y solicitudes"), {"database", "migrations"}),
    (gettext_lazy("presentar y atender solicitudes"), {"database", "migrations", "storage"}),
    (
        gettext_lazy("enviar avisos de inmediato"),
        {"database", "migrations", "broker", "tasks"},
    ),
)


@shared_task(name="backend.health.beat")
def beat() -> None:
    """Scheduled every 20 s: that it runs shows that beat, broker and worker all work."""
    cache.set(HEARTBEAT, time.time(), timeout=None)


@login_not_required
@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """200 while the process answers; asks nothing of anybody else."""
    return JsonResponse({"status": "ok"})


@login_not_required
@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when every part works, else 503 with the parts and what still works."""
    checks = {name: _works(check) for name, check in CHECKS.items()}
    down = {name for name, works in checks.items() if not works}
    return JsonResponse(
        {
            "status": "unavailable" if down else "ok",
            "checks": {name: "ok" if works else "down" for name, works in checks.items()},
            "works": [str(service) for service, needs in SERVICES if not needs & down],
            "messages": _messages(),
            "detail": _("Algunas funciones no están disponibles por ahora.") if down else "",
        },
        status=503 if down else 200,
    )


def _messages() -> dict[str, dict[str, Any]] | None:
    """How the messages of the last hour are doing, by channel; null where nobody can tell.

    `waiting` and `oldest_seconds` are of what has not gone; `p95_seconds`, from the moment it might
    go to the moment the provider took it; `failures`, by class.
    """
    try:
        return {
            one.channel: {
                "waiting": one.waiting,
                "oldest_seconds": one.oldest and int(one.oldest.total_seconds()),
                "sent": one.went,
                "p95_seconds": one.p95 and one.p95.total_seconds(),
                "failures": one.failures,
            }
            for one in figures.doing(timezone.now(), WINDOW)
        }
    except DatabaseError:
        return None


def _works(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:  # whatever the driver raises: the part is down, and its name says enough
        return False


def database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def migrations() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def storage() -> bool:
    """A file can be written, and taken away again."""
    private = storages["private"]
    name = private.save(f"health/{uuid4().hex}", ContentFile(b"ok"))
    private.delete(name)
    return True


def broker() -> bool:
    with app.connection_for_write() as link:
        link.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_PATIENCE)
        link.default_channel.close()  # opening one is the question
    return True


def tasks() -> bool:
    """The worker ran what beat sent not long ago."""
    last = cache.get(HEARTBEAT)
    return last is not None and time.time() - last < SILENCE


CHECKS: dict[str, Callable[[], bool]] = {
    "database": database,
    "migrations": migrations,
    "storage": storage,
    "broker": broker,
    "tasks": tasks,
}
