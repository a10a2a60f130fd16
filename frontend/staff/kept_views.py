"""Views somebody keeps of the inbox, and the columns they like: beside the list, and their page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from backend.accounts.actors import Actor, actor_of
from frontend.staff.casefile import area_names
from frontend.staff.listing_forms import ColumnsForm, KeepForm, ViewForm
from procedures.casework.desk import saved_views
from procedures.casework.desk.columns import Column
from procedures.casework.desk.models import DeskPreference, SavedView
from procedures.requests.errors import Invalid
from procedures.requests.filtering import Filterable

VIEW = "vista"  # in an address of the inbox: the view it was opened from
LONGEST_ADDRESS = 4000


class Kept:
    """What somebody keeps of the inbox, read once for one page of it."""

    def __init__(self, actor: Actor, given: QueryDict) -> None:
        self.actor, self.given = actor, given

    @cached_property
    def preference(self) -> DeskPreference:
        return saved_views.preference_of(self.actor)

    @cached_property
    def views(self) -> list[SavedView]:
        return list(saved_views.views_of(self.actor))

    @cached_property
    def view(self) -> SavedView | None:
        """The one that is open."""
        asked = self.given.get(VIEW, "")
        return next((view for view in self.views if str(view.pk) == asked), None)

    @property
    def opens(self) -> str:
        """Where to go instead: the whole address of the view asked for, or of the first one."""
        if not self.given:
            first = self.preference.first_view_id
            view = next((one for one in self.views if one.pk == first), None)
        else:
            view = self.view if self.given.keys() == {VIEW} else None
        return address_of_view(view) if view else ""

    @property
    def columns(self) -> list[str]:
        """Those of the view that is open, or one's own."""
        own = self.view.columns if self.view else []
        return list(own or self.preference.columns)

    def context(self, columns: Sequence[Column], offered: Sequence[Filterable]) -> dict[str, Any]:
        """What the page shows of it."""
        back = self.given.urlencode()[:LONGEST_ADDRESS]
        keys = [column.key for column in columns]
        return {
            "saved": self.views,
            "view": self.view,
            "view_gone": bool(self.given.get(VIEW)) and self.view is None,
            "columns_form": ColumnsForm(initial={"column": keys, "back": back}, offered=offered),
            "keep_form": KeepForm(
                initial={"back": back},
                areas=saved_views.areas_shared_by(self.actor),
                prefix="vista",
            ),
        }


def address_of(given: QueryDict, **changes: str) -> str:
    """A list with something changed, from its first page."""
    query = given.copy()
    query.pop("cursor", None)
    for name, value in changes.items():
        query[name] = value
    return f"?{query.urlencode()}"


def address_of_view(view: SavedView) -> str:
    """The inbox as a view has it."""
    query = QueryDict(mutable=True)
    told = dict(sorted(view.query.items()))  # a database keeps them in its own order
    query.update({VIEW: str(view.pk), "tab": "all", **told})
    return f"{reverse('staff-inbox')}?{query.urlencode()}"


@require_POST
def columns(request: HttpRequest) -> HttpResponse:
    """`/personal/columnas/`: the columns of one's own lists; back to the list, out of any view."""
    actor, back = actor_of(request), _back(request.POST.get("back", ""))
    picked = [] if "usual" in request.POST else ["folio", *request.POST.getlist("column")]
    saved_views.choose_columns(actor=actor, columns=picked)
    back.pop(VIEW, None)
    return redirect(f"{reverse('staff-inbox')}?{back.urlencode() or 'tab=all'}")


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """`/personal/vistas/guardar/`: the list on the screen, by a name."""
    actor = actor_of(request)
    areas = saved_views.areas_shared_by(actor)
    form = KeepForm(request.POST, areas=areas, prefix="vista")
    back = _back(request.POST.get("vista-back", ""))
    if form.is_valid():
        told = form.cleaned_data
        try:
            view = saved_views.save_view(
                actor=actor,
                name=told["name"],
                query=back.dict(),
                columns=request.POST.getlist("column"),
                area=told.get("area", ""),
            )
        except Invalid as refused:
            _tell(form, refused)
        else:
            if told["first"]:
                saved_views.choose_first(actor=actor, view=view)
            messages.success(request, _("La vista quedó guardada."))
            return redirect(address_of_view(view))
    context = {"form": form, "columns": request.POST.getlist("column")[:60], "back": back}
    return render(request, "staff/view_keep.html", context)


@require_GET
def views(request: HttpRequest) -> HttpResponse:
    """`/personal/vistas/`: one's views, and those of one's areas."""
    actor = actor_of(request)
    areas = saved_views.areas_shared_by(actor)
    names = area_names()
    kept = [
        {
            "view": view,
            "href": address_of_view(view),
            "area": names.get(view.area, view.area),
            "mine": view.owner == actor.user,
            "form": _form(view, areas, names) if saved_views.may_change(actor, view) else None,
        }
        for view in saved_views.views_of(actor)
    ]
    first = saved_views.preference_of(actor).first_view_id
    return render(request, "staff/views.html", {"kept": kept, "first": first})


@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """`/personal/vistas/<n>/`: another name, another area, first or not, or gone."""
    actor = actor_of(request)
    view = saved_views.find_view(actor, pk)
    if "borrar" in request.POST:
        saved_views.delete_view(actor=actor, view=view)
        messages.success(request, _("La vista «%s» se borró.") % view.name)
    elif "primera" in request.POST:
        saved_views.choose_first(actor=actor, view=view)
        messages.success(request, _("La bandeja abrirá con «%s».") % view.name)
    elif "ninguna" in request.POST:
        saved_views.choose_first(actor=actor, view=None)
        messages.success(request, _("La bandeja abrirá como siempre."))
    else:
        _rename(request, actor, view)
    return redirect("staff-views")


def _rename(request: HttpRequest, actor: Actor, view: SavedView) -> None:
    areas = saved_views.areas_shared_by(actor)
    data = request.POST
    name, area = data.get(f"v{view.pk}-name", ""), data.get(f"v{view.pk}-area", view.area)
    if area not in {"", view.area, *areas}:
        area = view.area
    try:
        saved_views.change_view(actor=actor, view=view, name=name, area=area)
        messages.success(request, _("La vista quedó guardada."))
    except Invalid as refused:
        for findings in refused.errors.values():
            messages.warning(request, " ".join(sentence for _code, sentence in findings))


def _form(view: SavedView, areas: dict[str, str], names: dict[str, str]) -> ViewForm:
    """The form of a view; an area it has is offered even to who could not choose it."""
    own = {view.area: names.get(view.area, view.area)} if view.area else {}
    return ViewForm(
        initial={"name": view.name, "area": view.area},
        areas={**areas, **own},
        prefix=f"v{view.pk}",
    )


def _tell(form: ViewForm, refused: Invalid) -> None:
    for name, findings in refused.errors.items():
        for _code, sentence in findings:
            form.add_error(name if name in form.fields else None, sentence)


def _back(text: str) -> QueryDict:
    """An address of the inbox that a form carried."""
    query = QueryDict(text[:LONGEST_ADDRESS], mutable=True)
    query.pop("cursor", None)
    return query
