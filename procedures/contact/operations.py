"""Everything that is done to an enquiry: each is one transaction, and a line of its story."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.accounts.actors import ANONYMOUS, Actor
from backend.accounts.history import acting
from backend.accounts.models import User
from notifications.messages import EnquiryAnswer
from notifications.outbox import Recipient, post
from notifications.secrets import placeholder
from procedures.requests import crypto
from procedures.requests.access import TALKERS
from procedures.requests.errors import Conflict, Invalid, NotFound

from .access import require, visible_to
from .channels import areas, due_on
from .models import Enquiry, EnquiryEntry, EntryKind, Reason, State
from .words import clean_text, words_of

LONGEST_NOTE = 1000  # letters
OVER = {State.FILED, State.CLOSED}


@dataclass
class Change:
    """An enquiry under change: locked and fresh, saved when the block ends."""

    actor: Actor
    row: Enquiry
    now: dt.datetime

    def tell(self, kind: str, text: str = "", *, nobody: bool = False) -> EnquiryEntry:
        """Add a line to the story; `nobody` leaves out who did it."""
        entry = EnquiryEntry(
            enquiry=self.row,
            kind=kind,
            at=self.now,
            by=None if nobody else self.actor.user,
            sealed=crypto.encrypt(text) if text else "",
        )
        entry.save()
        return entry

    def end(self, state: State) -> None:
        self.row.state, self.row.ended_at = state, self.row.ended_at or self.now

    def take(self) -> None:
        """Who does something with it has it, where nobody had."""
        if self.row.owner_id is None:
            self.row.owner = self.actor.user


@contextmanager
def change(
    *, actor: Actor, enquiry: Enquiry, action: str, revision: int | None, nameless: bool = False
) -> Iterator[Change]:
    """Open an enquiry for one change.

    Args:
        action: of `access.ACTIONS`.
        revision: the one the actor saw; None where the deed is safe against any state.
        nameless: the history does not say who did it.

    Raises:
        NotFound, NotAllowed: not theirs to see, or not their function's.
        Conflict: somebody changed it since.
    """
    who = ANONYMOUS.label if nameless else actor.label
    with transaction.atomic(), acting(who, action):
        rows = visible_to(Enquiry.objects.all(), actor).select_for_update(of=("self",))
        row = rows.filter(pk=enquiry.pk).first()
        if row is None:
            raise NotFound(_("No encontramos esa consulta."))
        require(actor, action, row)
        if revision is not None and row.revision != revision:
            raise Conflict(
                _("La consulta cambió mientras usted la veía. Revise cómo quedó e insista."),
                code="stale",
            )
        yield Change(actor, row, timezone.now())
        row.revision += 1
        row.save()
    for field in Enquiry._meta.concrete_fields:
        setattr(enquiry, field.attname, getattr(row, field.attname))


def answer(*, actor: Actor, enquiry: Enquiry, revision: int, text: str) -> EnquiryEntry:
    """Answer by mail; of who left a telephone alone, keep the answer for the call.

    Raises:
        Invalid: nothing written, or nobody to answer.
        Conflict: it is over.
    """
    said = clean_text(text)
    with change(actor=actor, enquiry=enquiry, action="answer", revision=revision) as now:
        demand_alive(now.row)
        words = words_of(now.row)
        if not words.reachable:
            said = _("No dejó correo ni teléfono. Ciérrela con ese motivo.")
            raise Invalid({"text": [("unreachable", said)]})
        now.take()
        if not words.email:
            return now.tell(EntryKind.TO_CALL, said)
        entry = now.tell(EntryKind.ANSWER, said)
        now.end(State.ANSWERED)
        post(
            EnquiryAnswer(number=now.row.number, text=said),
            # Name and address stay sealed in the enquiry: the delivery reads them there.
            to=Recipient(name="", email=placeholder("enquiry_address")),
            reference=now.row.number,
            dedupe_key=f"{now.row.number}:answer:{entry.pk}",
        )
    return entry


def log_call(
    *, actor: Actor, enquiry: Enquiry, revision: int, reached: bool, text: str = ""
) -> EnquiryEntry:
    """Put down that the person was called; reached, they are answered."""
    said = clean_text(text, LONGEST_NOTE) if text.strip() else ""
    with change(actor=actor, enquiry=enquiry, action="answer", revision=revision) as now:
        demand_alive(now.row)
        now.take()
        result = _("Se le respondió.") if reached else _("No contestó.")
        entry = now.tell(EntryKind.CALL, f"{result}\n{said}".strip())
        if reached:
            now.end(State.ANSWERED)
    return entry


def note(*, actor: Actor, enquiry: Enquiry, text: str) -> EnquiryEntry:
    """Words for the staff alone."""
    said = clean_text(text, LONGEST_NOTE)
    with change(actor=actor, enquiry=enquiry, action="note", revision=None) as now:
        return now.tell(EntryKind.NOTE, said)


def claim(*, actor: Actor, enquiry: Enquiry, revision: int) -> None:
    """Take one that nobody has."""
    with change(actor=actor, enquiry=enquiry, action="claim", revision=revision) as now:
        if now.row.owner_id is not None or not now.row.is_open:
            raise Conflict(_("Ya la tiene alguien, o ya terminó."), code="taken")
        now.row.owner = actor.user
        now.tell(EntryKind.CLAIMED)


def candidates(enquiry: Enquiry) -> QuerySet[User]:
    """Who may be given one: those who answer in its area."""
    here = Q(memberships__area__key=enquiry.area, memberships__area__active=True)
    found = User.objects.filter(
        here | Q(memberships__area=None), is_active=True, memberships__role__in=TALKERS
    )
    return found.distinct().order_by("full_name", "pk")


def assign(*, actor: Actor, enquiry: Enquiry, revision: int, to: str) -> None:
    """Give one to somebody of its area.

    Args:
        to: a user name; "" leaves it to nobody.
    """
    with change(actor=actor, enquiry=enquiry, action="assign", revision=revision) as now:
        demand_alive(now.row)
        person = candidates(now.row).filter(username=to).first() if to else None
        if to and person is None:
            raise Invalid({"to": [("unknown", _("Elija a alguien que responda en el área."))]})
        now.row.owner = person
        now.tell(EntryKind.ASSIGNED, person.full_name if person else _("A nadie"))


def move(*, actor: Actor, enquiry: Enquiry, revision: int, area: str, reason: str) -> None:
    """Pass one to the area that knows; nobody there has it yet, and its day stays.

    Args:
        area: key of one in use, other than where it is.

    Raises:
        Invalid: no such area, or no reason. Conflict: it is over.
    """
    said = clean_text(reason, LONGEST_NOTE, "reason")
    with change(actor=actor, enquiry=enquiry, action="move", revision=revision) as now:
        demand_alive(now.row)
        name = areas().get(area)
        if name is None or area == now.row.area:
            raise Invalid({"area": [("unknown", _("Elija otra área que esté en uso."))]})
        now.row.area, now.row.owner = area, None
        now.tell(EntryKind.MOVED, f"{name}\n{said}")


def close(*, actor: Actor, enquiry: Enquiry, revision: int, reason: str, text: str = "") -> None:
    """End one without an answer, for a reason."""
    if reason not in Reason.values:
        raise Invalid({"reason": [("required", _("Elija por qué se cierra."))]})
    said = clean_text(text, LONGEST_NOTE) if text.strip() else ""
    with change(actor=actor, enquiry=enquiry, action="close", revision=revision) as now:
        if not now.row.is_open:
            raise Conflict(_("La consulta ya terminó."), code="over")
        now.row.reason = reason
        now.end(State.CLOSED)
        now.tell(EntryKind.CLOSED, f"{Reason(reason).label}\n{said}".strip())


def reopen(*, actor: Actor, enquiry: Enquiry, revision: int) -> None:
    """It is not over after all: the days begin again today."""
    with change(actor=actor, enquiry=enquiry, action="close", revision=revision) as now:
        if now.row.is_open or now.row.state == State.FILED or now.row.erased_at:
            raise Conflict(_("Esta consulta no puede volver a abrirse."), code="over")
        open_again(now)
        now.tell(EntryKind.REOPENED)


def open_again(now: Change) -> None:
    """Waiting for an answer, within the days of its channel from today."""
    row = now.row
    row.state, row.ended_at, row.reason = State.OPEN, None, ""
    row.due_on = due_on(timezone.localdate(now.now), row.channel.days)


def demand_alive(row: Enquiry) -> None:
    """Refuse what is over.

    Raises:
        Conflict: it became a request, was closed or erased.
    """
    if row.state in OVER or row.erased_at:
        raise Conflict(_("La consulta ya terminó."), code="over")
