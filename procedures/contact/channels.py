"""The protocol of each channel: who answers, in how many business days, with which replies.

As installed they are those of `contact.channels` in institution.yaml; from then on administration
keeps them and the file changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.accounts.actors import Actor
from backend.accounts.changes import MOST, Change
from backend.accounts.history import acting
from backend.accounts.models import Area
from backend.accounts.people import may_administer
from procedures.casework.desk.models import ReplyTemplate
from procedures.catalogue.institution import institution
from procedures.requests.calendar import business_calendar
from procedures.requests.errors import Invalid, NotAllowed

from .models import ContactChannel

MOST_DAYS = 60
SAID = {
    "name": gettext_lazy("Nombre"),
    "area": gettext_lazy("Área que responde"),
    "days": gettext_lazy("Días hábiles para responder"),
    "active": gettext_lazy("En uso"),
    "replies": gettext_lazy("Respuestas preparadas"),
}


def channel_of(kind: str) -> ContactChannel:
    """The channel of a kind: the row, or what the institution says while there is none."""
    row = ContactChannel.objects.filter(kind=kind).order_by("-active", "id").first()
    return row or next(one for one in _as_installed() if one.kind == kind)


def open_channel(kind: str) -> ContactChannel:
    """The same, stored: what comes in is never lost for want of a row."""
    row = channel_of(kind)
    if row.pk is None:
        row, _new = ContactChannel.objects.get_or_create(
            key=row.key,
            defaults={"name": row.name, "kind": row.kind, "area": row.area, "days": row.days},
        )
    return row


def every_channel() -> list[ContactChannel]:
    """One of each kind the institution has: the row, or as installed."""
    return [channel_of(one.kind) for one in _as_installed()]


def _as_installed() -> list[ContactChannel]:
    return [
        ContactChannel(key=one.key, name=one.name, kind=one.kind, area=one.area, days=one.days)
        for one in institution().contact.channels
    ]


def due_on(received: dt.date, days: int) -> dt.date:
    """The last day to answer: business days of the institution's calendar, from the next one."""
    return business_calendar(institution().calendar).add_days(received, days)


def replies_of(channel: ContactChannel) -> list[ReplyTemplate]:
    """What is offered to answer with: the chosen ones still in use, or those of the area."""
    kept = ReplyTemplate.objects.in_use()
    chosen = kept.filter(pk__in=channel.replies) if channel.replies else None
    return list(kept.for_areas(channel.area) if chosen is None else chosen)


def areas() -> dict[str, str]:
    """Names by key of the areas that may answer."""
    return dict(Area.objects.active().values_list("key", "name"))


@transaction.atomic
def save_channel(
    *,
    actor: Actor,
    channel: ContactChannel,
    name: str,
    area: str,
    days: int,
    active: bool,
    replies: Sequence[int] = (),
) -> ContactChannel:
    """Change the protocol of a channel; what was received already keeps its day and its area.

    Args:
        days: business days to answer in.
        replies: ids of prepared replies; none stands for those of the area.

    Raises:
        NotAllowed: only administrators keep the channels.
        Invalid: what is wrong, by field.
    """
    if not may_administer(actor):
        raise NotAllowed(_("Solo la administración cambia los canales de contacto."))
    errors: dict[str, list[tuple[str, str]]] = {}
    if not name.strip():
        errors["name"] = [("required", _("Escriba el nombre."))]
    if area not in areas():
        errors["area"] = [("unknown", _("Elija un área que esté en uso."))]
    if not 1 <= days <= MOST_DAYS:
        errors["days"] = [("range", _("Escriba de 1 a %d días hábiles.") % MOST_DAYS)]
    known = set(ReplyTemplate.objects.in_use().values_list("pk", flat=True))
    if not set(replies) <= known:
        errors["replies"] = [("unknown", _("Una de esas respuestas ya no se ofrece."))]
    if errors:
        raise Invalid(errors)
    channel.name, channel.area, channel.days, channel.active = name.strip(), area, days, active
    channel.replies = sorted(set(replies))
    with acting(actor.label):
        channel.save()
    return channel


def changes_of(channel: ContactChannel) -> list[Change]:
    """Who changed what of a channel, and when, the newest first."""
    rows = list(channel.history.order_by("-history_date")[:MOST])
    titles = dict(ReplyTemplate.objects.values_list("pk", "title"))
    names = dict(Area.objects.values_list("key", "name"))

    def shown(row: Any, key: str) -> str:
        value = getattr(row, key)
        if key == "replies":
            chosen = ", ".join(titles.get(pk, str(pk)) for pk in value)
            return chosen or _("las del área")
        if key == "active":
            return _("sí") if value else _("no")
        return str(names.get(value, value) if key == "area" else value)

    found = []
    for now, before in pairwise([*rows, None]):
        told = [_("Lo agregó")] if before is None else []
        if before is not None:
            told = [
                _("%(field)s: de «%(old)s» a «%(new)s»")
                % {"field": label, "old": shown(before, key), "new": shown(now, key)}
                for key, label in SAID.items()
                if getattr(before, key) != getattr(now, key)
            ]
        found += [Change(now.history_date, now.history_user_id or "", one) for one in told]
    return found
