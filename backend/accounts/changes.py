"""Who changed what of somebody's account, and when: read from the history, in sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.accounts.models import Absence, Area, Membership, User
from backend.accounts.people import Deed
from backend.accounts.roles import Role

MOST = 200  # rows of each table: nobody reads more at once
FIELDS = {"full_name": gettext_lazy("Nombre"), "email": gettext_lazy("Correo")}


@dataclass(frozen=True)
class Change:
    """One line: the moment, the user name of who did it ("" from the server), what and why."""

    at: dt.datetime
    by: str
    what: str
    why: str = ""


def changes_of(user: User) -> list[Change]:
    """Every change of an account and of its functions, the newest first: four queries."""
    names = dict(Area.objects.values_list("pk", "name"))
    found = [*_of_the_account(user), *_of_functions(user, names), *_of_absences(user)]
    return sorted(found, key=lambda change: change.at, reverse=True)


def _of_the_account(user: User) -> Iterator[Change]:
    rows = list(user.history.order_by("-history_date")[:MOST])
    for row, before in pairwise([*rows, None]):
        why = row.history_change_reason or ""
        told = [str(Deed(why).label)] if why in Deed.values else []
        why = "" if told else why
        if before is not None:
            told += [
                _("%(field)s: de «%(old)s» a «%(new)s»")
                % {"field": label, "old": getattr(before, key), "new": getattr(row, key)}
                for key, label in FIELDS.items()
                if getattr(before, key) != getattr(row, key)
            ]
            if before.is_active != row.is_active:
                told.append(_("Volvió a darla de alta") if row.is_active else _("La dio de baja"))
        elif row.history_type == "+" and not told:
            told = [str(Deed.HIRED.label)]
        if told:
            yield Change(row.history_date, row.history_user_id or "", ". ".join(told), why)


def _of_functions(user: User, names: dict[int, str]) -> Iterator[Change]:
    said = {"+": _("Le dio la función %s"), "-": _("Le quitó la función %s")}
    rows: Any = Membership.history.filter(user_id=user.pk).order_by("-history_date")
    for row in rows[:MOST]:
        where = names.get(row.area_id, "") if row.area_id else _("todas las áreas")
        function = f"{Role(row.role).label}: {where}"
        sentence = said.get(row.history_type, _("Cambió la función %s")) % function
        yield Change(row.history_date, row.history_user_id or "", sentence)


def _of_absences(user: User) -> Iterator[Change]:
    said = {
        "+": _("Anotó una ausencia: %(first)s – %(last)s"),
        "-": _("Quitó una ausencia: %(first)s – %(last)s"),
    }
    rows: Any = Absence.history.filter(user_id=user.pk).order_by("-history_date")
    for row in rows[:MOST]:
        days = {
            "first": date_format(row.starts_on, "SHORT_DATE_FORMAT"),
            "last": date_format(row.ends_on, "SHORT_DATE_FORMAT"),
        }
        sentence = said.get(row.history_type, _("Cambió una ausencia: %(first)s – %(last)s")) % days
        yield Change(row.history_date, row.history_user_id or "", sentence)
