"""Lists the desk works with, kept by administration: who may, how they change, who changed them.

An administrator keeps all of them; a supervisor those of their own areas. Nothing is deleted: what
is retired is offered to nobody and stays wherever it was used.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import pairwise
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from backend.accounts.actors import ANY_AREA, Actor
from backend.accounts.changes import MOST, Change
from backend.accounts.history import acting
from backend.accounts.models import Area
from backend.accounts.people import may_administer
from backend.accounts.roles import Role
from procedures.requests.errors import Invalid, NotAllowed

from .models import AssignmentRule, Label, ReplyTemplate
from .models.kept import EVERYWHERE

Row = TypeVar("Row", Label, ReplyTemplate, AssignmentRule)
Words = str | Promise


def may_keep(actor: Actor) -> bool:
    """Whether this actor keeps some list; of which areas, `areas_kept_by` says."""
    return may_administer(actor) or (actor.is_staff and actor.has(Role.SUPERVISOR))


def areas_kept_by(actor: Actor) -> dict[str, str]:
    """Names by key of the areas whose lists this actor keeps; "" stands for every area."""
    if not may_keep(actor):
        return {}
    everything = may_administer(actor) or actor.has(Role.SUPERVISOR, ANY_AREA)
    named = {
        key: name
        for key, name in Area.objects.active().values_list("key", "name")
        if everything or actor.has(Role.SUPERVISOR, key)
    }
    return {EVERYWHERE: _("Todas las áreas"), **named} if everything else named


def kept_by(found: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    """The rows of a list this actor may change."""
    return found.filter(area__in=areas_kept_by(actor))


@transaction.atomic
def save(*, actor: Actor, row: Row, twice: tuple[str, Words], **values: Any) -> Row:
    """Write a new row, or new values of one, under the actor's name.

    Args:
        row: as it is, or a new one; `values` are set on it.
        twice: the field, and the sentence for it, where another row in use is called the same.

    Raises:
        NotAllowed: of an area whose lists the actor does not keep, before or after.
        Invalid: the name is taken.
    """
    _require(actor, row.area if row.pk else values["area"])
    for name, value in values.items():
        setattr(row, name, value)
    _require(actor, row.area)
    try:
        with transaction.atomic(), acting(actor.label):
            row.save()
    except IntegrityError as taken:
        raise Invalid({twice[0]: [("taken", str(twice[1]))]}) from taken
    return row


def retire(*, actor: Actor, row: Row, retired: bool, twice: tuple[str, Words]) -> Row:
    """Take a row out of use, or put it back.

    Raises:
        NotAllowed: of an area whose lists the actor does not keep.
        Invalid: meanwhile another one in use is called the same.
    """
    moment = timezone.now() if retired else None
    return save(actor=actor, row=row, twice=twice, retired_at=moment)


def changes_of(row: Any, said: Mapping[str, Words]) -> list[Change]:
    """Who changed what of a row, and when, the newest first: two queries.

    Args:
        said: field -> how it is called; the others are not told.
    """
    names = {EVERYWHERE: _("todas las áreas"), **dict(Area.objects.values_list("key", "name"))}
    rows = list(row.history.order_by("-history_date")[:MOST])
    found = []
    for now, before in pairwise([*rows, None]):
        told = [_("La agregó")] if before is None else _differences(now, before, said, names)
        found += [Change(now.history_date, now.history_user_id or "", one) for one in told]
    return found


def _differences(now: Any, before: Any, said: Mapping[str, Words], names: Any) -> list[str]:
    told = [
        _("%(field)s: de «%(old)s» a «%(new)s»")
        % {"field": label, "old": _shown(before, key, names), "new": _shown(now, key, names)}
        for key, label in said.items()
        if getattr(before, key) != getattr(now, key)
    ]
    was, is_now = (getattr(one, "retired_at", None) for one in (before, now))
    if was != is_now:
        told.append(_("La retiró") if is_now else _("La volvió a ofrecer"))
    return told


def _shown(row: Any, key: str, names: Mapping[str, str]) -> str:
    value = getattr(row, key)
    if key == "area":
        return names.get(value, value)
    display = getattr(row, f"get_{key}_display", None)
    return str(display() if display else value)


def _require(actor: Actor, area: str) -> None:
    if area not in areas_kept_by(actor):
        raise NotAllowed(_("Su función no incluye las listas de esa área."))


def clean_words(
    values: Mapping[str, str], longest: Mapping[str, int], required: Collection[str]
) -> dict[str, str]:
    """Texts without spaces around, none missing and none too long.

    Raises:
        Invalid: each field's problem.
    """
    clean = {name: value.replace("\x00", "").strip() for name, value in values.items()}
    errors = {}
    for name, most in longest.items():
        if name in required and not clean[name]:
            errors[name] = [("required", _("Escriba algo aquí."))]
        elif len(clean[name]) > most:
            errors[name] = [("too_long", _("Escriba %d letras o menos.") % most)]
    if errors:
        raise Invalid(errors)
    return clean
