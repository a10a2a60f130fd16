"""Labels on cases: put on and taken off by the staff who see the case, and seen by staff alone."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.accounts.actors import ANY_AREA, Actor
from procedures.requests.access import require
from procedures.requests.core import change
from procedures.requests.errors import Invalid, NotFound
from procedures.requests.models import Event, ServiceRequest

from . import keeping
from .models import CaseLabel, Label
from .models.kept import KeptQuerySet
from .models.labels import Colour

LONGEST_NAME = 40  # letters: its column's
MOST = 10  # labels on one case: more of them say nothing
TWICE = ("name", gettext_lazy("Ya hay una etiqueta con ese nombre en esa área."))
SAID = {
    "name": gettext_lazy("Nombre"),
    "colour": gettext_lazy("Color"),
    "area": gettext_lazy("Área"),
}


def save_label(*, actor: Actor, label: Label | None, name: str, colour: str, area: str) -> Label:
    """Write a new label, or change one; cases that bear it show it as it is now.

    Args:
        colour: of `Colour`. area: its key; "" for every area.

    Raises:
        NotAllowed: the actor does not keep the labels of that area.
        Invalid: no name, too long a one or one that is taken, or no such colour.
    """
    words = keeping.clean_words({"name": name}, {"name": LONGEST_NAME}, ("name",))
    if colour not in Colour.values:
        raise Invalid({"colour": [("invalid_choice", _("Elija una de las opciones."))]})
    row = label or Label()
    return keeping.save(actor=actor, row=row, twice=TWICE, area=area, colour=colour, **words)


def retire_label(*, actor: Actor, label: Label, retired: bool) -> Label:
    """Offer a label no more, or again; cases that bear it keep it.

    Raises:
        NotAllowed, Invalid: as `keeping.retire`.
    """
    return keeping.retire(actor=actor, row=label, retired=retired, twice=TWICE)


def labels_of(actor: Actor) -> KeptQuerySet:
    """The labels this actor may know of: everybody's, and those of the areas they work in."""
    every = ANY_AREA in actor.areas
    found: KeptQuerySet = Label.objects.all() if every else Label.objects.for_areas(*actor.areas)
    return found


def offered(actor: Actor, row: ServiceRequest) -> KeptQuerySet:
    """The labels this actor may put on a case: of its area, of their own and of all."""
    found: KeptQuerySet = Label.objects.in_use().for_areas(row.area, *actor.areas)
    return found


def borne_by(row: ServiceRequest) -> list[Label]:
    """The labels on a case, by name."""
    return [borne.label for borne in row.labels.select_related("label")]


def put_label(*, actor: Actor, service_request: ServiceRequest, label: int) -> Event | None:
    """Put a label on a case.

    Args:
        label: its id.

    Returns:
        The event; None where the case bore it already.

    Raises:
        NotAllowed: the actor's roles do not work on cases.
        NotFound: no such label for this case.
        Invalid: the case bears as many as it can.
    """
    with change(
        actor=actor, service_request=service_request, revision=None, why="label", aside=True
    ) as now:
        row = now.service_request
        require(actor, "label", row)
        found = offered(actor, row).filter(pk=label).first()
        if found is None:
            raise NotFound(_("No encontramos esa etiqueta."))
        borne = list(row.labels.values_list("label_id", flat=True))
        if found.pk in borne:
            return None
        if len(borne) >= MOST:
            sentence = _("Una solicitud lleva hasta %d etiquetas. Quite alguna.") % MOST
            raise Invalid({"label": [("too_many", sentence)]})
        CaseLabel(service_request=row, label=found, put_by=actor.user, put_at=now.now).save()
        return now.record("labelled", public=False, private={"label": found.name})


def take_label(*, actor: Actor, service_request: ServiceRequest, label: int) -> Event | None:
    """Take a label off a case; also one that is offered no more.

    Returns:
        The event; None where the case did not bear it.

    Raises:
        NotAllowed: the actor's roles do not work on cases.
    """
    with change(
        actor=actor, service_request=service_request, revision=None, why="label", aside=True
    ) as now:
        row = now.service_request
        require(actor, "label", row)
        borne = row.labels.select_related("label").filter(label_id=label).first()
        if borne is None:
            return None
        name = borne.label.name
        borne.delete()
        return now.record("unlabelled", public=False, private={"label": name})
