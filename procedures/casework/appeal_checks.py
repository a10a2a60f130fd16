"""What cannot be of a recurso: a day that is none, nothing asked, too many files.

Whether it came in time is not of these: it is received all the same (R1).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from procedures.documents.models import Document
from procedures.requests.errors import Invalid

from .models import Appeal, AppealChannel, AppealStatus, BroughtBy, Resolution

LONGEST_NAME, LONGEST = 200, 4000  # letters: who brings it; what is asked, what was decided
MOST_FILES = 10
DECISIONS = tuple(status for status in AppealStatus if status != AppealStatus.RECEIVED)


@dataclass(frozen=True)
class Brought:
    """What is sealed of a recurso: who brought it and what they ask.

    Args:
        name: as they gave it; empty where the request is anonymous, or they gave none.
        person: `fisica`, `moral` or nothing.
    """

    name: str = ""
    person: str = ""
    asks: str = ""


def check_reception(
    paper: Resolution,
    received_at: dt.datetime,
    now: dt.datetime,
    channel: str,
    brought_by: str,
    told: Brought,
    notified: dt.date | None,
    documents: Sequence[Document],
) -> None:
    """Refuse what cannot have been received so; the arguments are those of the operation.

    Raises:
        Invalid: with each one's problem.
    """
    errors: dict[str, list[tuple[str, str]]] = {}
    day = timezone.localdate(received_at)
    if received_at > now:
        errors["received_at"] = [("future", _("La fecha y la hora no pueden ser posteriores."))]
    elif day < paper.issued_on:
        errors["received_at"] = [("before", _("La resolución es posterior a esa fecha."))]
    if notified is not None and not paper.issued_on <= notified <= day:
        sentence = _("Debe ser un día entre la fecha de la resolución y la del recurso.")
        errors["notified"] = [("range", sentence)]
    for name, value, known in (
        ("channel", channel, AppealChannel.values),
        ("brought_by", brought_by, BroughtBy.values),
        ("person", told.person, ("", "fisica", "moral")),
    ):
        if value not in known:
            errors[name] = [("invalid_choice", _("Elija una de las opciones."))]
    if not documents and not told.asks.strip():
        errors["asks"] = [("required", _("Escriba qué pide, o adjunte el escrito."))]
    for name, text, most in (("name", told.name, LONGEST_NAME), ("asks", told.asks, LONGEST)):
        if len(text) > most:
            errors[name] = [("max_length", _("No puede pasar de %d letras.") % most)]
    _refuse(errors, documents)


def check_decision(
    appeal: Appeal,
    decision: str,
    on: dt.date,
    today: dt.date,
    words: str,
    documents: Sequence[Document],
) -> None:
    """Refuse what cannot have been decided so; the arguments are those of the operation.

    Raises:
        Invalid: with each one's problem.
    """
    errors: dict[str, list[tuple[str, str]]] = {}
    if decision not in DECISIONS:
        errors["decision"] = [("invalid_choice", _("Elija una de las opciones."))]
    if not timezone.localdate(appeal.received_at) <= on <= today:
        sentence = _("Debe ser un día entre la recepción del recurso y hoy.")
        errors["on"] = [("range", sentence)]
    if not words.strip() or len(words) > LONGEST:
        sentence = _("Diga qué se resolvió, en %d letras o menos.") % LONGEST
        errors["words"] = [("required", sentence)]
    _refuse(errors, documents)


def _refuse(errors: dict[str, list[tuple[str, str]]], documents: Sequence[Document]) -> None:
    if len(documents) > MOST_FILES:
        errors["documents"] = [("too_many", _("Adjunte hasta %d archivos.") % MOST_FILES)]
    if errors:
        raise Invalid(errors)
