"""Views kept by name, and the columns somebody likes: who may, and how many.

A view is its owner's; who supervises an area may give it to the area, and then whoever works there
opens it. It keeps filters, tab, order and columns, never what was searched for, which names people.
What a view asks for may be gone when it is opened (a label, an option): the list says so and opens.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from backend.accounts.actors import ANY_AREA, Actor
from backend.accounts.models import Area, User
from procedures.requests.access import STAFF_ACTIONS
from procedures.requests.errors import Invalid, NotAllowed, NotFound

from .columns import clean_keys
from .filters import ANSWER, FILTERS, LONGEST
from .models import DeskPreference, SavedView
from .models.saved_views import LONGEST_NAME

MOST = 30  # views of one person
MOST_FILTERS = 40  # of one view
KEPT = frozenset(FILTERS) - {"q"}
SHARERS = STAFF_ACTIONS["assign"]  # who gives work out in an area


def views_of(actor: Actor) -> QuerySet[SavedView]:
    """One's own views, and those of the areas one works in."""
    mine = Q(owner=actor.user)
    shared = ~Q(area="") if ANY_AREA in actor.areas else Q(area__in=actor.areas - {""})
    return SavedView.objects.filter(mine | shared).select_related("owner")


def find_view(actor: Actor, pk: int) -> SavedView:
    """A view this actor may open.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    found = views_of(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("No encontramos esa vista."))
    return found


def preference_of(actor: Actor) -> DeskPreference:
    """What this actor's inbox shows by itself; an unsaved row where they never said."""
    found = DeskPreference.objects.select_related("first_view").filter(user=actor.user).first()
    return found or DeskPreference(user=actor.user)


def areas_shared_by(actor: Actor) -> dict[str, str]:
    """Names by key of the areas this actor may give a view to."""
    if not actor.roles & SHARERS:
        return {}
    return {
        key: name
        for key, name in Area.objects.active().values_list("key", "name")
        if any(actor.has(role, key) for role in SHARERS)
    }


def may_change(actor: Actor, view: SavedView) -> bool:
    """Its owner may; so may whoever supervises the area it was given to."""
    theirs = bool(view.area) and any(actor.has(role, view.area) for role in SHARERS)
    return view.owner_id == _user(actor).pk or theirs


def kept_query(given: Mapping[str, Any]) -> dict[str, str]:
    """What a view keeps of an address of the inbox: tab, filters and order."""
    kept = {
        name: str(value)
        for name, value in given.items()
        if value
        and (name in KEPT or name.startswith(ANSWER))
        and len(name) <= LONGEST
        and len(str(value)) <= LONGEST
        and "\x00" not in f"{name}{value}"
    }
    return dict(list(kept.items())[:MOST_FILTERS])


@transaction.atomic
def save_view(
    *,
    actor: Actor,
    name: str,
    query: Mapping[str, Any],
    columns: Iterable[str] = (),
    area: str = "",
) -> SavedView:
    """Keep the list somebody is looking at.

    Args:
        query: an address of the inbox taken apart; what was searched for is left out.
        area: its key, for whoever works there; "" for oneself.

    Raises:
        Invalid: no name, one that is taken, or too many views.
        NotAllowed: the actor does not supervise that area.
    """
    user = _user(actor)
    User.objects.select_for_update().get(pk=user.pk)  # two windows do not pass the limit together
    if SavedView.objects.filter(owner=user).count() >= MOST:
        sentence = _("Ya tiene %d vistas. Borre alguna que no use.") % MOST
        raise Invalid({"name": [("too_many", sentence)]})
    row = SavedView(owner=user, query=kept_query(query), columns=clean_keys(columns))
    return _write(actor, row, name, area)


@transaction.atomic
def change_view(*, actor: Actor, view: SavedView, name: str, area: str) -> SavedView:
    """Give a view another name, give it to an area or take it back.

    Raises:
        Invalid, NotAllowed: as `save_view`; or the view is not the actor's to change.
    """
    _require(actor, view)
    return _write(actor, view, name, area)


@transaction.atomic
def delete_view(*, actor: Actor, view: SavedView) -> None:
    """Forget a view; nobody's inbox opens on it any more.

    Raises:
        NotAllowed: it is not the actor's to change.
    """
    _require(actor, view)
    view.delete()


@transaction.atomic
def choose_first(*, actor: Actor, view: SavedView | None) -> None:
    """Let one's inbox open on a view, or on the usual tab."""
    DeskPreference.objects.update_or_create(user=_user(actor), defaults={"first_view": view})


@transaction.atomic
def choose_columns(*, actor: Actor, columns: Iterable[str]) -> None:
    """Keep which columns one's lists have; none stands for the usual ones."""
    DeskPreference.objects.update_or_create(
        user=_user(actor), defaults={"columns": clean_keys(columns)}
    )


def _user(actor: Actor) -> User:
    if not actor.is_staff or actor.user is None:
        raise NotAllowed(_("Solo el personal tiene una bandeja."))
    return actor.user


def _require(actor: Actor, view: SavedView) -> None:
    if not may_change(actor, view):
        raise NotAllowed(_("Esta vista es de otra persona: puede abrirla, pero no cambiarla."))


def _write(actor: Actor, row: SavedView, name: str, area: str) -> SavedView:
    name = " ".join(name.replace("\x00", "").split())
    if not name or len(name) > LONGEST_NAME:
        sentence = _("Escriba un nombre de hasta %d letras.") % LONGEST_NAME
        raise Invalid({"name": [("invalid", sentence)]})
    gives = area and area != row.area
    if gives and not any(actor.has(role, area) for role in SHARERS):
        raise NotAllowed(_("Solo quien supervisa un área comparte una vista con ella."))
    row.name, row.area = name, area
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise Invalid({"name": [("taken", _("Ya tiene una vista con ese nombre."))]}) from twice
    return row
