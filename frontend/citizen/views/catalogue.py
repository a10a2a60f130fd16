"""Finding a procedure, and all there is to know of it before beginning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from backend.security.limits import address_of
from frontend.citizen import offer, record
from frontend.errors import error_page
from frontend.sheets import DRAWINGS, pdf_response
from procedures.catalogue.finding import shelf
from procedures.catalogue.institution import institution
from procedures.catalogue.models import Procedure, ProcedureVersion
from procedures.definition import Definition
from procedures.indicators.publication import recent_times
from procedures.requests.blank import blank_pdf, content_of

FILTERS = {
    "": _("Todos"),
    "linea": _("Los que se hacen en línea"),
    "gratis": _("Los gratuitos"),
}
PARAMETERS = ("q", "filtro", "familia", "situacion")
SITUATIONS = 12  # of them on the home page
KEPT = 3600  # seconds that a blank form may be kept by whoever asked


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search first; then what happens to people, and what most of them come for."""
    here = shelf()
    shown = offer.cards(here)
    context = {
        "situations": here.index.situations[:SITUATIONS],
        "used": offer.most_used(shown),
        "families": offer.by_family(shown),
    }
    return render(request, "citizen/home.html", context)


@login_not_required
@require_safe
def procedures(request: HttpRequest) -> HttpResponse:
    """The catalogue by family; searched, filtered or narrowed to a situation by GET."""
    here = shelf()
    asked = {name: request.GET.get(name, "").strip()[:200] for name in PARAMETERS}
    situation = next((s for s in here.index.situations if s.key == asked["situacion"]), None)
    if situation:
        results = offer.Results(offer.answers_to(here, situation))
    elif asked["q"]:
        results = offer.search(here, asked["q"])
    else:
        results = offer.Results(tuple(offer.Hit(card) for card in offer.cards(here)))
    hits = [hit for hit in results.hits if _wanted(hit.card, asked)]
    narrowed = bool(situation or asked["q"])
    context = {
        "query": "" if situation else asked["q"],
        "situation": situation,
        "chosen": asked["filtro"],
        "family": asked["familia"],
        "filters": FILTERS.items(),
        "every_family": offer.by_family(offer.cards(here)),
        "results": results,
        "hits": hits,
        "hidden": len(results.hits) - len(hits) if narrowed else 0,
        "families": [] if narrowed else offer.by_family(hit.card for hit in hits),
        "situations": here.index.situations,
    }
    return render(request, "citizen/procedures.html", context)


def _wanted(card: offer.Card, asked: Mapping[str, str]) -> bool:
    return (
        (asked["filtro"] != "linea" or card.online)
        and (asked["filtro"] != "gratis" or card.free)
        and asked["familia"] in ("", card.family)
    )


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
        "merged": _merged(request.GET.get("desde", ""), slug),
        "start_href": _start_of(slug, record.chosen_of(definition, request.GET)),
        "requirements": record.requirements_of(definition),
        "unsure_papers": any(not item.confirmed for item in definition.record.requirements),
        "time": record.time_of(definition),
        "who": record.who_of(definition),
        "areas": record.areas_of(definition),
        "full": record.in_full(definition),
        "brief": record.in_brief(definition),
        "recent": recent_times(slug),
        "online": definition.status == "online" and "online" in definition.channels,
        "house": institution(),
    }
    return render(request, "citizen/procedure.html", context)


@login_not_required
@require_safe
def blank(request: HttpRequest, slug: str) -> HttpResponse:
    """The blank form as a page, to read or to print."""
    version = _fileable(slug)
    paper = reverse("blank-form-pdf", args=[slug])
    context = {"slug": slug, "blank": content_of(version), "pdf_href": paper}
    return render(request, "citizen/blank.html", context)


@login_not_required
@require_safe
def blank_paper(request: HttpRequest, slug: str) -> HttpResponse:
    """The blank form as a PDF; the same for everybody, so it may be kept on the way."""
    if DRAWINGS.spend(address_of(request)):
        return error_page(request, 429)
    response = pdf_response(blank_pdf(_fileable(slug)), f"formato-{slug}")
    response["Cache-Control"] = f"public, max-age={KEPT}"
    return response


def _fileable(slug: str) -> ProcedureVersion:
    """The version in force of what can be filed.

    Raises:
        Http404: there is none.
    """
    found = Procedure.objects.in_force().filter(slug=slug).first()
    if found is None or found.current is None or not found.current.definition.can_be_filed:
        raise Http404
    return found.current


def _start_of(slug: str, chosen: str) -> str:
    """Where the filing begins, with what the address chose already."""
    return reverse("filing-start", args=[slug]) + (f"?{chosen}" if chosen else "")


def _merged(slug: str, into: str) -> Definition | None:
    """What somebody looked for, when it was merged into this one."""
    if not slug:
        return None
    found = Procedure.objects.in_force().filter(slug=slug, merged_into=into).first()
    return found.current.definition if found and found.current else None


def _not_found(request: HttpRequest, slug: str) -> HttpResponse:
    """A page that helps: what looks most like the address."""
    near = offer.search(shelf(), slug.replace("-", " ")).hits[: offer.MOST_USED]
    return render(request, "citizen/procedure_not_found.html", {"near": near}, status=404)
