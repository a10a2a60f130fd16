"""Letters on paper, for whoever has neither mail nor telephone: printed, posted, brought back.

The window prints what waits in batches of a hundred, folds it into window envelopes, and puts down
the day each was posted and the day the post returned one (DOMAIN R16, R18). A batch is printed
again as often as it is asked for. Who opens a restricted procedure prints its letters, and nobody
else does: a letter says what a case is about.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from backend.accounts.actors import Actor
from backend.accounts.history import acting
from backend.accounts.models import User
from backend.accounts.roles import Role
from notifications import letters
from notifications.models import Letter, LetterBatch, OutboxMessage, OutboxQuerySet, Returned
from procedures.casework.desk.keyset import LARGEST_ID
from procedures.catalogue.institution import institution
from procedures.requests.access import beyond_an_opinion, visible_to
from procedures.requests.drawing import draw
from procedures.requests.errors import Conflict, Invalid, NotAllowed, NotFound
from procedures.requests.models import ServiceRequest

POSTERS = frozenset({Role.COUNTER, Role.OIC, Role.TRANSPARENCY})
ORDERING = "-id"


def may_post_letters(actor: Actor) -> bool:
    """Who attends at a window, and the bodies whose procedures nobody else opens."""
    return actor.is_staff and actor.user is not None and bool(POSTERS & actor.roles)


def poster(actor: Actor) -> Actor:
    """The actor, if letters are theirs to print and post.

    Raises:
        NotAllowed: they are not.
    """
    if not may_post_letters(actor):
        raise NotAllowed(_("Su función no incluye mandar cartas."))
    return actor


def to_print(actor: Actor) -> QuerySet[OutboxMessage]:
    """The letters that wait to be printed, of cases this actor may see, the oldest first."""
    return letters.waiting(_seen_by(actor))


def batches(actor: Actor) -> QuerySet[LetterBatch]:
    """The batches with letters this actor may see, with how many of those still are on the table.

    Each has `ours`, `unposted` and `returned`: numbers of letters.
    """
    mine = Q(letters__message__in=_seen_by(actor))
    on_the_table = mine & Q(letters__posted_on=None) & _still("letters__message__")
    return LetterBatch.objects.annotate(
        ours=Count("letters", filter=mine),
        unposted=Count("letters", filter=on_the_table),
        returned=Count("letters", filter=mine & Q(letters__returned_on__isnull=False)),
    ).filter(ours__gt=0)


def batch_of(actor: Actor, pk: int) -> tuple[LetterBatch, list[Letter]]:
    """One batch, and its letters this actor may see.

    Raises:
        NotFound: there is none with one of theirs.
    """
    found = pk <= LARGEST_ID and list(
        Letter.objects.filter(batch=pk, message__in=_seen_by(actor))
        .select_related("message", "batch__made_by", "posted_by", "returned_by")
        .order_by("id")
    )
    if not found:
        raise NotFound(_("No encontramos esas cartas."))
    return found[0].batch, found


def letter_of(actor: Actor, pk: int) -> Letter:
    """One letter.

    Raises:
        NotFound: there is none, or it is of a case this actor may not see.
    """
    rows = Letter.objects.filter(pk=pk, message__in=_seen_by(actor)).select_related("message")
    found = rows.first()
    if found is None:
        raise NotFound(_("No encontramos esas cartas."))
    return found


def print_letters(*, actor: Actor) -> LetterBatch:
    """Put what waits, up to a hundred letters, into a batch to be printed.

    Raises:
        NotAllowed: not theirs to post.
        Conflict: nothing waits, or somebody else took it a moment ago.
    """
    user = _user(actor)
    with transaction.atomic(), acting(actor.label, "letters printed"):
        batch = letters.gather(by=user, rows=_seen_by(actor))
    if batch is None:
        raise Conflict(_("No hay cartas por imprimir."), code="no_letters")
    return batch


def mark_posted(*, actor: Actor, batch: int, on: dt.date, chosen: Collection[int]) -> int:
    """Put down that letters of a batch were put in the post; any number of times, with one effect.

    Args:
        on: the day: not one to come, nor one before the batch was printed.
        chosen: of the letters.

    Returns:
        How many were not posted before. Whatever was taken back or is over stays out.

    Raises:
        NotAllowed: not theirs to post. NotFound: not theirs to see. Invalid: no such day or letter.
    """
    user = _user(actor)
    with transaction.atomic(), acting(actor.label, "letters posted"):
        printed, found = batch_of(actor, batch)
        mine = [one for one in found if one.pk in chosen]
        if not mine or len(mine) != len(set(chosen)):
            raise Invalid({"letters": [("invalid_choice", _("Marque cartas de este lote."))]})
        _demand_day(on, timezone.localdate(printed.made_at))
        return letters.post(mine, by=user, on=on)


def mark_returned(*, actor: Actor, letter: int, on: dt.date, why: str) -> bool:
    """Put down that the post brought a letter back; any number of times, with one effect.

    Args:
        on: the day: not one to come, nor one before it was posted.
        why: of `Returned`.

    Returns:
        Whether it was not put down before.

    Raises:
        NotAllowed: not theirs to post. NotFound: not theirs to see. Invalid: no such day or reason.
        Conflict: it was never posted.
    """
    user = _user(actor)
    with transaction.atomic(), acting(actor.label, "letter returned"):
        found = letter_of(actor, letter)
        if found.posted_on is None:
            raise Conflict(_("Esa carta no se ha puesto en el correo."), code="not_posted")
        if why not in Returned.values:
            raise Invalid({"why": [("invalid_choice", _("Elija por qué regresó."))]})
        _demand_day(on, found.posted_on)
        return letters.bring_back(found, by=user, on=on, why=Returned(why))


def letters_pdf(found: Collection[Letter]) -> bytes:
    """The letters of a batch to be printed, each on pages of its own; what was taken back, or is
    over without having been posted, is left out.

    Raises:
        Conflict: nothing is left to print.
    """
    still = [one for one in found if goes(one)]
    if not still:
        raise Conflict(_("Ya no hay cartas que imprimir en este lote."), code="no_letters")
    with translation.override(settings.LANGUAGE_CODE):
        return draw("carta", _data(still))


def goes(letter: Letter) -> bool:
    """Whether a letter is still to be sent, or was."""
    row = letter.message
    return letter.posted_on is not None or not (row.cancelled_at or row.failed_at or row.expired_at)


def _seen_by(actor: Actor) -> OutboxQuerySet:
    rows = OutboxQuerySet(OutboxMessage).filter(channel=letters.CHANNEL)
    if not may_post_letters(actor):
        return rows.none()
    mine = beyond_an_opinion(visible_to(ServiceRequest.objects.all(), actor), actor)
    mine = mine.exclude(excuses__user=actor.user)  # who stepped aside has no part in it (R24)
    return rows.filter(Exists(mine.filter(folio=OuterRef("reference"))))


def _user(actor: Actor) -> User:
    user = poster(actor).user
    assert user is not None, "whoever may is somebody"
    return user


def _still(to: str) -> Q:
    ends = ("cancelled_at", "failed_at", "expired_at")
    return Q(**{f"{to}{end}": None for end in ends})


def _demand_day(on: dt.date, since: dt.date) -> None:
    if on > timezone.localdate():
        raise Invalid({"on": [("future", _("La fecha no puede ser posterior a hoy."))]})
    if on < since:
        day = date_format(since, "DATE_FORMAT").lower()
        raise Invalid({"on": [("early", _("La fecha no puede ser anterior al %s.") % day)]})


def _data(found: list[Letter]) -> dict[str, Any]:
    office = institution().offices[0]
    return {
        "title": _("Cartas"),
        "subtitle": _("Cartas por poner en el correo"),
        "footer": "",
        "page_words": [_("Página"), _("de")],
        "from": [institution().name, office.address],
        "folio_label": _("Folio"),
        "letters": [
            {
                "folio": one.message.reference,
                "date": date_format(timezone.localdate(one.batch.made_at), "DATE_FORMAT").lower(),
                "to": [one.message.recipient_name, *one.message.address.split("\n")],
                "subject": one.message.subject,
                "text": letters.words_of(one.message),
            }
            for one in found
        ],
    }
