"""A message's channel, state and failures in words, with a colour and an icon."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from frontend.statuses import Status
from notifications.models import OutboxMessage, State
from notifications.problems import Problem
from notifications.secrets import blank

CHANNELS: dict[str, str | Promise] = {
    "email": gettext_lazy("Correo"),
    "sms": gettext_lazy("Mensaje de texto"),
    "whatsapp": gettext_lazy("WhatsApp"),
    "letter": gettext_lazy("Carta"),
    "webhook": gettext_lazy("Otros sistemas"),
}
STATES = {
    State.CREATED: Status(gettext_lazy("Por salir"), "blue", "clock"),
    State.LEASED: Status(gettext_lazy("Saliendo"), "blue", "working"),
    State.SENT: Status(gettext_lazy("Enviado"), "teal", "forward"),
    State.DELIVERED: Status(gettext_lazy("Entregado"), "green", "yes"),
    State.FAILED: Status(gettext_lazy("No llegó"), "red", "no"),
    State.EXPIRED: Status(gettext_lazy("Se venció sin salir"), "red", "clock"),
    State.CANCELLED: Status(gettext_lazy("Cancelado"), "grey", "stop"),
}
PROBLEMS = {
    Problem.TEMPORARY: gettext_lazy("Nadie respondió, o pidió esperar"),
    Problem.THROTTLED: gettext_lazy("Pidió ir más despacio"),
    Problem.CONFIGURATION: gettext_lazy("Nuestra configuración"),
    Problem.ADDRESS: gettext_lazy("La dirección no existe"),
    Problem.CONTENT: gettext_lazy("No aceptó el mensaje"),
    Problem.LOST: gettext_lazy("Se interrumpió cada vez"),
}


@dataclass(frozen=True)
class Line:
    """A message as a list shows it; `when` is of its last change of state."""

    row: OutboxMessage
    channel: str
    status: Status
    when: dt.datetime
    problem: str

    @property
    def to(self) -> str:
        """Where it goes; what only the delivery knows is said to be private."""
        return blank(self.row.address)


def line_of(row: OutboxMessage) -> Line:
    """A message in words."""
    state = row.state
    moments = {
        State.SENT: row.sent_at,
        State.DELIVERED: row.delivered_at,
        State.FAILED: row.failed_at,
        State.EXPIRED: row.expired_at,
        State.CANCELLED: row.cancelled_at,
    }
    when = moments.get(state) or row.created_at
    return Line(row, channel(row.channel), STATES[state], when, problem(row.problem))


def channel(name: str) -> str:
    """A channel's name as people say it."""
    return str(CHANNELS.get(name, name))


def problem(name: str) -> str:
    """A class of failure, in words; "" where there was none."""
    return str(PROBLEMS[Problem(name)]) if name else ""


def lasting(time: dt.timedelta | None) -> str:
    """A time as one reads it at a glance: "8 s", "3 min", "5 horas"; "—" where there is none."""
    if time is None:
        return "—"
    seconds = int(time.total_seconds())
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min"
    hours = seconds // 3600
    if hours < 48:
        return ngettext("%d hora", "%d horas", hours) % hours
    return _("%d días") % (hours // 24)
