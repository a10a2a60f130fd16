"""What all pages of a filing share: the version in force, and the frame they are drawn in."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from frontend.privacy import parts_of
from procedures.catalogue.institution import privacy_notice
from procedures.catalogue.models import Procedure, ProcedureVersion

from .door import Door

BACK_TO_CHECK = "revisar"  # in an address: the person came from the check page
SHOWN_AT = "_revision"  # hidden in a page: the revision of the draft it was shown with
LATER = "guardar"  # the button that saves and leaves
REST_LATER = "al-final"  # the one that goes to the last step, for who may file it incomplete


def fileable(door: Door, slug: str) -> ProcedureVersion:
    """The version in force, if it is filed through this door.

    Raises:
        Http404: it is not.
    """
    found = Procedure.objects.in_force().filter(slug=slug).first()
    version = found.current if found else None
    if found is None or version is None or not version.definition.can_be_filed:
        raise Http404
    definition = version.definition
    if not door.for_others and (
        definition.status != "online" or "online" not in definition.channels
    ):
        raise Http404
    version.procedure = found
    return version


def show(
    request: HttpRequest, door: Door, version: ProcedureVersion, page: str, context: dict[str, Any]
) -> HttpResponse:
    notice = privacy_notice()
    shared = {
        "door": door,
        "procedure": version.procedure,
        "definition": version.definition,
        "notice": notice,
        "notice_parts": parts_of(notice, "simplified"),
    }
    return render(request, f"filing/{page}.html", {**shared, **context})


def shown_at(request: HttpRequest) -> int | None:
    """The revision a page was shown with; None of a page that does not say."""
    said = request.POST.get(SHOWN_AT, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None
