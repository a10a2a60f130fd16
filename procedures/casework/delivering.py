"""What left the house, seen by who answers for it: of the cases one sees, and of none (issue 5.6).

A supervisor sees the messages of the cases of theirs; administration, those of no case (codes,
drafts, what the staff are told of themselves). What is done with one is an event of its case.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.accounts.actors import Actor
from backend.accounts.people import may_administer
from notifications import handling
from notifications.channels import channels
from notifications.messages import MESSAGES
from notifications.models import OutboxMessage, OutboxQuerySet, State
from procedures.requests import access, notices
from procedures.requests.core import change
from procedures.requests.errors import Conflict, Invalid, NotAllowed, NotFound
from procedures.requests.models import ServiceRequest

from .served import ACTS

HANDLE = "handle_messages"
HANDLED = "message_handled"
ORDERING = "-created_at"
TABS = {
    "trouble": gettext_lazy("No llegaron"),
    "waiting": gettext_lazy("Por salir"),
    "sent": gettext_lazy("Enviados"),
    "delivered": gettext_lazy("Entregados"),
    "cancelled": gettext_lazy("Cancelados"),
    "all": gettext_lazy("Todos"),
}
COUNTED = ("trouble", "waiting")  # the others only grow, and nobody plans a day by them
# At least this old: what has waited, or failed, for so long.
AGES = {
    "hour": (gettext_lazy("Más de una hora"), dt.timedelta(hours=1)),
    "day": (gettext_lazy("Más de un día"), dt.timedelta(days=1)),
    "week": (gettext_lazy("Más de una semana"), dt.timedelta(days=7)),
}
LONGEST = 60


@dataclass(frozen=True)
class Filters:
    """What to show: a state (`TABS`), a channel, an age (`AGES`), a kind of message, a folio."""

    tab: str = "all"
    channel: str = ""
    age: str = ""
    kind: str = ""
    folio: str = ""


def read_filters(given: Mapping[str, Any]) -> Filters:
    """Filters from a query string.

    Raises:
        Invalid: each filter whose value it does not take.
    """
    values = {name: str(given.get(name) or "").strip() for name in Filters.__dataclass_fields__}
    values["tab"] = values["tab"] or "all"
    choices: dict[str, Collection[str]] = {"tab": TABS, "channel": channels(), "age": AGES}
    errors = {
        name: [("invalid_choice", _("Elija una de las opciones."))]
        for name, known in choices.items()
        if values[name] and values[name] not in known
    }
    for name in ("kind", "folio"):
        if len(values[name]) > LONGEST or "\x00" in values[name]:
            errors[name] = [("invalid", _("Escriba menos, y solo letras y números."))]
    if errors:
        raise Invalid(errors)
    return Filters(**values)


def may_see(actor: Actor) -> bool:
    """Whether this actor has the list at all."""
    return access.has_role_for(actor, HANDLE) or may_administer(actor)


def deliveries(actor: Actor, filters: Filters) -> OutboxQuerySet:
    """The messages this actor answers for that pass the filters.

    Raises:
        NotAllowed: not a function that answers for messages.
    """
    if not may_see(actor):
        raise NotAllowed(_("Su función no incluye los avisos que se envían."))
    now = timezone.now()
    found = handling.messages().filter(_of(actor))
    if filters.tab == "trouble":
        found = found.troubled()
    elif filters.tab == "waiting":
        found = found.unfinished()
    elif filters.tab != "all":
        found = found.in_state(State(filters.tab), now)
    if filters.channel:
        found = found.filter(channel=filters.channel)
    if filters.age:
        found = found.filter(created_at__lt=now - AGES[filters.age][1])
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.folio:
        found = found.about(filters.folio.upper())
    return found.select_related("following")


def find(actor: Actor, pk: int) -> OutboxMessage:
    """One of them.

    Raises:
        NotAllowed: not a function that answers for messages.
        NotFound: there is none, or not theirs; the two look the same.
    """
    found = deliveries(actor, Filters()).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("No encontramos ese aviso."))
    return found


def sent_about(service_request: ServiceRequest) -> list[OutboxMessage]:
    """What a case told its people, the latest first, whatever became of it: one query."""
    rows = handling.messages().about(service_request.folio).filter(kind__in=MESSAGES)
    return list(rows.select_related("following").order_by("-id").defer("text", "html", "short"))


def resend(*, actor: Actor, message: OutboxMessage) -> OutboxMessage:
    """Send it once more.

    Raises:
        NotFound, NotAllowed: not theirs.
        Conflict: it cannot be (`handling.can_resend`), or the person is told elsewhere since: what
            it holds is filled in when it goes, and is no longer for whoever it went to.
    """

    def operation() -> OutboxMessage:
        case = ServiceRequest.objects.filter(folio=message.reference).first()
        if case is not None and message.kind in MESSAGES and not _is_theirs(case, message):
            raise ValidationError(_("A esa dirección ya no se le avisa de esta solicitud."))
        return handling.resend(actor=actor, message=message)

    return _handle(actor, message, "resent", operation)


def change_address(*, actor: Actor, message: OutboxMessage, address: str) -> OutboxMessage:
    """Send this one message to another address; where the case writes to stays as it is.

    Raises:
        NotFound, NotAllowed: not theirs.
        Conflict: it cannot be (`handling.can_readdress`).
        Invalid: that is no address of its channel.
    """
    return _handle(
        actor,
        message,
        "readdressed",
        lambda: handling.readdress(actor=actor, message=message, address=address),
    )


def cancel(*, actor: Actor, message: OutboxMessage) -> None:
    """Take it back before it goes.

    Raises:
        NotFound, NotAllowed: not theirs.
        Conflict: it went, or ended, or tells an act that has to be notified (R16).
    """

    def operation() -> None:
        if message.kind in ACTS:
            raise ValidationError(_("Este aviso es una notificación: no se cancela."))
        handling.call_off(actor=actor, message=message)

    _handle(actor, message, "cancelled", operation)


def can_cancel(message: OutboxMessage) -> bool:
    """Whether it may be taken back by hand: never what the law wants notified, whose term runs."""
    return message.kind not in ACTS and handling.can_cancel(message)


def _is_theirs(case: ServiceRequest, message: OutboxMessage) -> bool:
    """Whether the person of a case is told there today, or nothing in it is theirs alone."""
    if handling.went_elsewhere(message):  # there is no secret in it
        return True
    to = notices.recipient_of(case)
    return to is not None and channels()[message.channel].address_of(to) == message.address


def _handle(actor: Actor, message: OutboxMessage, deed: str, operation: Callable[[], Any]) -> Any:
    row = find(actor, message.pk)
    case = ServiceRequest.objects.filter(folio=row.reference).first()
    try:
        if case is None:
            return operation()
        access.require(actor, HANDLE, case)
        # The case is locked before the message, as every step that takes a message back does.
        with change(
            actor=actor, service_request=case, revision=None, why=HANDLED, aside=True
        ) as now:
            done = operation()
            told = {"deed": deed, "message": row.kind, "channel": row.channel}
            now.record(HANDLED, public=False, private=told | {"about": row.subject})
            return done
    except ValidationError as refused:
        if hasattr(refused, "error_dict"):
            found = {name: [("invalid", one[0])] for name, one in refused.message_dict.items()}
            raise Invalid(found) from None
        raise Conflict(refused.messages[0], code="message_over") from None


def _of(actor: Actor) -> Q:
    """The messages somebody answers for, as a condition on the outbox."""
    mine = Q(pk__in=[])
    if access.has_role_for(actor, HANDLE):
        cases = access.visible_to(ServiceRequest.objects.all(), actor)
        cases = access.beyond_an_opinion(cases, actor).order_by()
        mine |= Q(reference__in=cases.values("folio"))
    if may_administer(actor):
        mine |= ~Q(Exists(ServiceRequest.objects.filter(folio=OuterRef("reference"))))
    return mine
