"""What is set up badly, or does not work, and mends itself by no retry: told to administration.

Each problem is looked for where it shows and told once a day to each administrator while it lasts.
Where the mail itself is what fails the mail cannot say so: the page of messages shows the same list
(`frontend/staff/deliveries`), and so does the log.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.accounts.roles import Role
from notifications.channels import on_paper
from notifications.messages import HouseProblem
from notifications.models import UNFINISHED, OutboxMessage, WebhookEndpoint
from notifications.outbox import Recipient, post, posted
from notifications.problems import Problem
from procedures.documents.models import Document, ScanState
from procedures.requests.calendar import Calendar
from procedures.requests.told_once import reachable

from . import uma
from .models import UmaValue

logger = logging.getLogger(__name__)

NOT_TAKEN = dt.timedelta(hours=1)  # due for so long and tried by nobody: no worker does its work
AWAY = 3  # failures of one message after which a provider is away, and not only slow
UNSCANNED = dt.timedelta(hours=2)  # a document that waits so long for the antivirus
NEXT_YEAR_FROM = 10  # the month from which next year's days off are missed


@dataclass(frozen=True)
class Fault:
    """One problem: `code` makes it this one and no other; `said` is a sentence, of nobody."""

    code: str
    said: str


def found(now: dt.datetime) -> list[Fault]:
    """Every problem there is: eight queries at most."""
    return [
        *_messages(now),
        *_antivirus(now),
        *_calendars(timezone.localdate(now)),
        *_uma(timezone.localdate(now)),
        *_systems(),
    ]


def tell(now: dt.datetime) -> int:
    """Write to each administrator of each problem, once a day.

    Returns:
        How many messages were posted.
    """
    with translation.override(settings.LANGUAGE_CODE):
        faults = found(now)
    for fault in faults:
        logger.error("problem of the house: %s", fault.code)
    if not faults:
        return 0
    people = reachable(User.objects.filter(memberships__role=Role.ADMINISTRATOR))
    day = timezone.localdate(now).isoformat()
    keys = {f"problem:{one.code}:{day}:{user.pk}": (one, user) for one in faults for user in people}
    said = posted(keys)
    new = {key: what for key, what in keys.items() if key not in said}
    for key, (fault, user) in new.items():
        with transaction.atomic():
            to = Recipient(name=user.get_full_name(), email=user.email)
            post(HouseProblem(detail=fault.said), to=to, reference="", dedupe_key=key)
    return len(new)


def _messages(now: dt.datetime) -> Iterator[Fault]:
    waiting = OutboxMessage.objects.filter(UNFINISHED).exclude(channel__in=on_paper()).order_by()
    if waiting.filter(due_at__lt=now - NOT_TAKEN, expires_at__gt=now).exists():
        yield Fault("outbox", _("Hay avisos que debieron salir hace más de una hora."))
    failing = waiting.filter(Q(problem=Problem.CONFIGURATION) | Q(faults__gte=AWAY))
    for channel, problem, count in failing.values_list("channel", "problem").annotate(Count("id")):
        sentence = (
            _("El medio «%(channel)s» rechaza nuestra configuración: %(count)d avisos esperan.")
            if problem == Problem.CONFIGURATION
            else _("El medio «%(channel)s» no responde: %(count)d avisos esperan.")
        )
        ours = "setup" if problem == Problem.CONFIGURATION else "away"
        yield Fault(f"{ours}:{channel}", sentence % {"channel": channel, "count": count})
    if not (settings.MAIL_REACHES_PEOPLE or settings.DEMO):
        yield Fault("mail", _("No hay servidor de correo (EMAIL_URL): nadie recibe avisos."))


def _antivirus(now: dt.datetime) -> Iterator[Fault]:
    if not settings.CLAMD_URL:
        if not settings.DEMO:
            yield Fault("clamav", _("No hay antivirus (CLAMD_URL): nada de lo recibido se revisa."))
        return
    late = Document.objects.filter(scan_state=ScanState.UNSCANNED, created_at__lt=now - UNSCANNED)
    if late.exists():
        yield Fault("clamav", _("El antivirus no responde: hay documentos sin revisar."))


def _calendars(today: dt.date) -> Iterator[Fault]:
    if today.month < NEXT_YEAR_FROM:
        return
    year = today.year + 1
    there = Count("days", filter=Q(days__date__year=year))
    for calendar in Calendar.objects.annotate(there=there).filter(there=0):
        sentence = _("Faltan los días inhábiles de %(year)d del calendario «%(name)s».")
        told = {"year": year, "name": calendar.name}
        yield Fault(f"calendar:{calendar.key}:{year}", sentence % told)


def _uma(today: dt.date) -> Iterator[Fault]:
    # Where none was ever put down nothing is charged in UMA.
    if uma.value_on(today) is None and UmaValue.objects.exists():
        yield Fault("uma", _("Falta el valor de la UMA que rige hoy."))


def _systems() -> Iterator[Fault]:
    if not settings.WEBHOOKS:
        return
    for row in WebhookEndpoint.objects.exclude(disabled_why=""):
        sentence = _("El sistema «%s» dijo que ya no existe y dejó de recibir avisos.")
        yield Fault(f"webhook:{row.pk}", sentence % row.name)
