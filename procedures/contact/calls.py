"""Calls that were taken: one light row each, for the list of an extension and nothing else."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.accounts.actors import Actor
from backend.accounts.roles import Role
from procedures.catalogue.institution import institution
from procedures.requests import access as requests_access
from procedures.requests import crypto, folios
from procedures.requests.errors import Invalid, NotAllowed
from procedures.requests.models import ServiceRequest

from .erasing import DAYS_OF_A_MONTH
from .models import About, Call, Enquiry, Kind, Result
from .receiving import receive

LONGEST_NOTE = 1000  # letters
LONGEST_CALL = dt.timedelta(hours=3)
FARTHEST = dt.timedelta(days=60)  # a call to make later than that is a slip of the finger
SHOWN = 12


def may_take_calls(actor: Actor) -> bool:
    """Whoever attends the public: the counter and the call centre have the same function."""
    return actor.is_staff and actor.has(Role.COUNTER)


def extensions() -> tuple[str, ...]:
    """Those of the call centre, as the institution numbers them."""
    return tuple(str(one) for one in institution().contact.extensions)


def calls_today(actor: Actor, extension: str) -> list[Call]:
    """The last calls of an extension today, the newest first."""
    start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return list(_listed(actor).filter(extension=extension, begun_at__gte=start)[:SHOWN])


def to_call_back(actor: Actor, today: dt.date) -> list[Call]:
    """What this extension's clerk said would be called again, and today is the day or it passed."""
    mine = _listed(actor).filter(clerk=actor.user, call_back_on__lte=today)
    recent = mine.filter(call_back_on__gte=today - dt.timedelta(days=7))
    return list(recent.order_by("call_back_on", "pk")[:SHOWN])


def _listed(actor: Actor) -> QuerySet[Call]:
    rows = Call.objects.select_related("clerk", "service_request", "enquiry")
    return rows if may_take_calls(actor) else rows.none()


def note_of(call: Call) -> str:
    """What the clerk wrote."""
    return str(crypto.decrypt(call.sealed)) if call.sealed else ""


@transaction.atomic
def log_call(
    *,
    actor: Actor,
    extension: str,
    begun_at: dt.datetime,
    about: str,
    result: str,
    note: str = "",
    folio: str = "",
    call_back_on: dt.date | None = None,
    name: str = "",
    phone: str = "",
) -> Call:
    """Put down a call; one that has to be answered later becomes an enquiry in the same breath.

    Args:
        begun_at: when the clerk began; a time that cannot be is taken for now.
        folio: of the request it became, or was about; one the clerk does not see is not kept,
            and of a complaint none is asked (DOMAIN §8).
        call_back_on: the day to call again.
        name, phone: of whoever wants an answer, for the enquiry alone.

    Raises:
        NotAllowed: not who takes calls.
        Invalid: what is wrong, by field.
    """
    if not may_take_calls(actor) or actor.user is None:
        raise NotAllowed(_("Solo el personal de atención registra llamadas."))
    now = timezone.now()
    told: dict[str, Any] = {"call_back_on": None, "service_request": None, "enquiry": None}
    errors: dict[str, list[tuple[str, str]]] = {}
    if extension not in extensions():
        errors["extension"] = [("unknown", _("Elija su extensión."))]
    if about not in About.values:
        errors["about"] = [("required", _("Elija de qué fue la llamada."))]
    if result not in Result.values:
        errors["result"] = [("required", _("Elija en qué quedó."))]
    note = note.replace("\x00", "").strip()
    if len(note) > LONGEST_NOTE:
        errors["note"] = [("too_long", _("Escriba %d letras o menos.") % LONGEST_NOTE)]
    if folio.strip():
        told["service_request"] = _request(actor, folio)
        if told["service_request"] is None:
            errors["folio"] = [("unknown", _("No encontramos una solicitud con ese folio."))]
    elif result == Result.FILED and about != About.COMPLAINT:  # nothing leads to a denuncia
        errors["folio"] = [("required", _("Escriba el folio de la solicitud."))]
    if result == Result.CALL_BACK:
        told["call_back_on"] = call_back_on
        today = timezone.localdate(now)
        if call_back_on is None or not today <= call_back_on <= today + FARTHEST:
            errors["call_back_on"] = [("required", _("Escriba qué día se le vuelve a llamar."))]
    if result == Result.ENQUIRY and not note:
        errors["note"] = [("required", _("Escriba qué preguntó."))]
    if errors:
        raise Invalid(errors)
    if result == Result.ENQUIRY:
        told["enquiry"] = _enquiry(actor, note, name, phone)
    possible = now - LONGEST_CALL <= begun_at <= now
    call = Call(
        extension=extension,
        clerk=actor.user,
        begun_at=begun_at if possible else now,
        ended_at=now,
        about=about,
        result=result,
        sealed=crypto.encrypt(note) if note and told["enquiry"] is None else "",
        **told,
    )
    call.save(force_insert=True)
    return call


def _enquiry(actor: Actor, note: str, name: str, phone: str) -> Enquiry:
    if not phone.strip():
        raise Invalid({"phone": [("required", _("Escriba el teléfono al que se le llama."))]})
    told = {"text": note, "name": name, "phone": phone}
    try:
        return receive(actor=actor, kind=Kind.PHONE, told=told)
    except Invalid as wrong:
        named = {"text": "note"}
        raise Invalid({named.get(key, key): said for key, said in wrong.errors.items()}) from wrong


def _request(actor: Actor, folio: str) -> ServiceRequest | None:
    try:
        clean = str(folios.parse_folio(folio))
    except folios.BadFolio:
        return None
    # Of what only some may see no call says that it was about it.
    rows = ServiceRequest.objects.filter(~Q(anonymous=True), folio=clean, procedure__audience=[])
    return requests_access.visible_to(rows, actor).first()


def delete_old_calls(now: dt.datetime | None = None) -> int:
    """Delete those of more than `contact.keep_call_months` ago; safe to repeat.

    Returns:
        How many were.
    """
    keep = dt.timedelta(days=institution().contact.keep_call_months * DAYS_OF_A_MONTH)
    gone, _each = Call.objects.filter(begun_at__lt=(now or timezone.now()) - keep).delete()
    return gone
