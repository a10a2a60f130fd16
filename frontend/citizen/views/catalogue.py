"""Finding a procedure, and all there is to know of it before beginning."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from frontend.citizen import offer, record
from procedures.catalogue.institution import institution
from procedures.catalogue.models import Procedure
from procedures.indicators.publication import recent_times

FILTERS = {
    "": _("Todos"),
    "linea": _("Los que se hacen en línea"),
    "gratis": _("Los gratuitos"),
}


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search first; then what most people come for."""
    shown = offer.cards()
    context = {"used": offer.most_used(shown), "families": offer.by_family(shown)}
    return render(request, "citizen/home.html", context)


@login_not_required
@require_safe
def procedures(request: HttpRequest) -> HttpResponse:
    """The catalogue by family, searched and filtered by GET."""
    query = request.GET.get("q", "").strip()[:200]
    chosen = request.GET.get("filtro", "")
    family = request.GET.get("familia", "")
    found = [
        card
        for card in (offer.search(query) if query else offer.cards())
        if (chosen != "linea" or card.online)
        and (chosen != "gratis" or card.cost.lower().startswith("gratuito"))
        and family in ("", card.family)
    ]
    context = {
        "query": query,
        "chosen": chosen,
        "family": family,
        "filters": FILTERS.items(),
        "family_names": offer.family_names().items(),
        "found": found,
        "families": [] if query else offer.by_family(found),
    }
    return render(request, "citizen/procedures.html", context)


@login_not_required
@require_safe
def procedure(request: HttpRequest, slug: str) -> HttpResponse:
    """The record of one procedure; a merged one leads to what it became."""
    found = Procedure.objects.in_force().filter(slug=slug).first()
    if found is None or found.current is None:
        return _not_found(request, slug)
    if found.merged_into:
        query = urlencode({"desde": slug, **record.preselected(found.current.definition)})
        return redirect(f"{reverse('procedure', args=[found.merged_into])}?{query}", permanent=True)
    definition = found.current.definition
    context: dict[str, Any] = {
        "procedure": found,
        "version": found.current,
        "definition": definition,
        "record": definition.record,
        "family_name": offer.family_names().get(found.family, ""),
        "merged_name": _merged_name(request.GET.get("desde", "")),
        "start_href": _start_of(slug, record.chosen_of(definition, request.GET)),
        "requirements": record.requirements_of(definition),
        "unsure_papers": any(not item.confirmed for item in definition.record.requirements),
        "time": record.time_of(definition),
        "who": record.who_of(definition),
        "areas": record.areas_of(definition),
        "brief": record.in_brief(definition),
        "recent": recent_times(slug),
        "online": definition.status == "online" and "online" in definition.channels,
        "house": institution(),
    }
    return render(request, "citizen/procedure.html", context)


def _start_of(slug: str, chosen: str) -> str:
    """Where the filing begins, with what the address chose already."""
    return reverse("filing-start", args=[slug]) + (f"?{chosen}" if chosen else "")


def _merged_name(slug: str) -> str:
    """The name of the procedure somebody looked for, when it was merged into this one."""
    found = Procedure.objects.filter(slug=slug, status="merged").first() if slug else None
    return found.name if found else ""


def _not_found(request: HttpRequest, slug: str) -> HttpResponse:
    """A page that helps: what looks most like the address."""
    near = offer.search(slug.replace("-", " "))[: offer.MOST_USED]
    return render(request, "citizen/procedure_not_found.html", {"near": near}, status=404)
