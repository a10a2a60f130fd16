"""Counter, telephone and letters: find the person first, then file for them with the same form."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from backend.accounts.actors import Actor, actor_of
from frontend.filing import (
    Door,
    Draft,
    check_page,
    fileable,
    filed_before,
    memory,
    section_page,
    start_page,
    where_it_was_left,
)
from frontend.sheets import pdf_response, wants_large
from frontend.staff.inbox import lines_of, scanned
from frontend.staff.intake import ChannelForm, IntakeContactForm, for_submit
from procedures.casework.desk.queue import Filters, queue
from procedures.catalogue.finding import Found, shelf
from procedures.catalogue.institution import institution
from procedures.catalogue.models import Procedure
from procedures.contact import access as contact_access
from procedures.contact import becoming
from procedures.contact.models import Enquiry
from procedures.definition import FILEABLE, Definition
from procedures.register.offering import answers_from, found_by
from procedures.requests import keys
from procedures.requests.access import may_file_for_others, visible_to
from procedures.requests.errors import NotAllowed, NotFound, OperationError
from procedures.requests.facts import facts_for_filing
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import Filing
from procedures.requests.receipt import acuse_pdf

SHOWN = 10  # earlier requests of a person on the first page of the counter
NONCE = 12  # characters of a key's nonce that tell whether it is still the same key
# In the session: how each came, the last filing, the drafts, the account that was looked up, and
# the enquiries being turned into a request.
SOURCES, HANDED, INTAKE, ACCOUNT, ENQUIRIES = (
    "intake-source", "intake-handed", "intake-drafts", "intake-account", "intake-enquiries",
)  # fmt: skip


@never_cache
@require_GET
def counter(request: HttpRequest) -> HttpResponse:
    """`/personal/mostrador/`: one box finds earlier requests and procedures."""
    actor = _clerk(request)
    next_person(request)
    words = request.GET.get("q", "").strip()[:120]
    found: list[ServiceRequest] = []
    if folio := scanned(actor, words):
        return redirect("staff-case", folio)
    if words:
        earlier = queue(actor, Filters(q=words, ordering="-received_on"))
        found = list(earlier.prefetch_related("applicants", "intervals")[: SHOWN + 1])
    entry = found_by(actor, words)
    if entry is not None:
        request.session[ACCOUNT] = entry.number
    context = {
        "words": words,
        "account": entry,
        "lines": lines_of(tuple(found[:SHOWN])),
        "more": len(found) > SHOWN,
        "families": families("" if entry else words),
        "everything": families("") if words and not entry else [],
    }
    return render(request, "staff/counter.html", context)


def families(words: str) -> list[tuple[str, list[Procedure]]]:
    """What can be filed across the counter, by family; only what answers to the words, if any."""
    procedures = list(Procedure.objects.in_force().filter(status__in=FILEABLE))
    found = shelf().search(words) if words else Found(everything=True)
    if not found.everything:
        answering = {match.slug for match in found.matches}
        procedures = [one for one in procedures if one.slug in answering]
    grouped = [
        (family.name, [one for one in procedures if one.family == family.key])
        for family in institution().families
    ]
    return [(name, members) for name, members in grouped if members]


def _definition_of(procedure: Procedure) -> Definition:
    assert procedure.current is not None, "only what is in force is looked at"
    return procedure.current.definition


def start(request: HttpRequest, slug: str) -> HttpResponse:
    """How the person came; then the first question of the form."""
    _clerk(request)
    account = request.session.get(ACCOUNT, "")
    form = ChannelForm(request.POST or None, account=account)
    if request.method == "POST" and form.is_valid():
        next_person(request)
        if "anew" in request.POST or not memory.opener_for(request.session, INTAKE, slug):
            _leave_enquiry(request, slug)
        if account and form.cleaned_data["register"]:
            request.session[ACCOUNT] = account
        sources = request.session.get(SOURCES, {})
        request.session[SOURCES] = {**sources, slug: form.cleaned_data["source"]}
        return start_page(request, _door(request, slug), slug)
    procedure = Procedure.objects.in_force().filter(slug=slug, status__in=FILEABLE).first()
    if procedure is None:
        raise Http404
    context = {
        "form": form,
        "procedure": procedure,
        "definition": _definition_of(procedure),
        "begun": bool(memory.opener_for(request.session, INTAKE, slug)),
    }
    return render(request, "staff/intake.html", context)


def section(request: HttpRequest, slug: str, section: str) -> HttpResponse:
    """One part of the form."""
    if slug not in request.session.get(SOURCES, {}):
        return redirect("intake-start", slug)
    return section_page(request, _door(request, slug), slug, section)


def check(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything once more, what lacks, and the filing."""

    def hand_over(request: HttpRequest, filing: Filing) -> None:
        row = filing.service_request
        request.session[HANDED] = [row.folio, row.key_nonce[:NONCE], row.anonymous]
        _end_enquiry(request, slug, row)

    if slug not in request.session.get(SOURCES, {}):
        return redirect("intake-start", slug)
    return check_page(request, _door(request, slug), slug, filed=hand_over)


@never_cache
@require_GET
def done(request: HttpRequest, slug: str) -> HttpResponse:
    """Folio and key, to print and hand over; the key goes away with the next person."""
    row, key = _handed(request, slug)
    if row is None:
        return redirect("intake-start", slug)
    seen = visible_to(ServiceRequest.objects.filter(pk=row.pk), actor_of(request)).exists()
    context = {"row": row, "key": key, "slug": slug, "seen": seen}
    return render(request, "staff/intake_done.html", context)


@require_GET
def paper(request: HttpRequest, slug: str) -> HttpResponse:
    """The acuse of what was just filed, with the key while the person is here."""
    row, key = _handed(request, slug)
    if row is None:
        raise Http404
    content = acuse_pdf(row, key=key, large=wants_large(request))
    return pdf_response(content, f"acuse-{row.folio}")


def last_filed(request: HttpRequest) -> str:
    """The folio of what this clerk filed last, while the person is there; "" without a name, and
    where the clerk may not open it."""
    folio, _nonce, anonymous = request.session.get(HANDED, ["", "", False])
    if not folio or anonymous:
        return ""
    seen = visible_to(ServiceRequest.objects.filter(folio=folio), actor_of(request))
    return str(folio) if seen.exists() else ""


def _handed(request: HttpRequest, slug: str) -> tuple[Any, str]:
    _clerk(request)
    row = filed_before(request, _door(request, slug), slug)
    folio, nonce, _anonymous = request.session.get(HANDED, ["", "", False])
    same = row is not None and row.folio == folio and row.key_nonce.startswith(nonce)
    return row, keys.key_of(folio, row.key_nonce) if row and same else ""


def next_person(request: HttpRequest) -> None:
    """Whoever was here has gone with their key; of what was told without a name nothing stays."""
    request.session.pop(ACCOUNT, None)
    folio, _nonce, anonymous = request.session.pop(HANDED, ["", "", False])
    if anonymous:
        memory.forget_filed(request.session, folio)


def _clerk(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not may_file_for_others(actor):
        raise NotAllowed(_("Solo el personal de atención puede registrar solicitudes."))
    return actor


def _door(request: HttpRequest, slug: str) -> Door:
    source = request.session.get(SOURCES, {}).get(slug, "counter")
    enquiry = _enquiry(request, slug)
    return Door(
        actor=replace(_clerk(request), source=source),
        bucket=INTAKE,
        pages="intake",
        base="staff/intake_base.html",
        lenient=True,
        contact_form=IntakeContactForm,
        known=partial(_known, request, enquiry),
        person=becoming.person_from(enquiry) if enquiry else {},
        origin=enquiry.number if enquiry else "",
        extra=for_submit,
    )


def begin_from(request: HttpRequest, enquiry: Enquiry, slug: str) -> HttpResponse:
    """File what somebody wrote or told: the first question, with their words already in it."""
    _clerk(request)
    next_person(request)
    sources, open_ones = request.session.get(SOURCES, {}), request.session.get(ENQUIRIES, {})
    request.session[SOURCES] = {**sources, slug: becoming.source_of(enquiry)}
    request.session[ENQUIRIES] = {**open_ones, slug: enquiry.number}
    door = _door(request, slug)
    return redirect(where_it_was_left(Draft.begin(request, door, fileable(door, slug))))


def _enquiry(request: HttpRequest, slug: str) -> Enquiry | None:
    """What the filing of this procedure comes from, if the clerk still sees it."""
    number = request.session.get(ENQUIRIES, {}).get(slug, "")
    try:
        return contact_access.find(_clerk(request), number) if number else None
    except NotFound:
        return None


def _leave_enquiry(request: HttpRequest, slug: str) -> None:
    open_ones = request.session.get(ENQUIRIES, {})
    request.session[ENQUIRIES] = {of: one for of, one in open_ones.items() if of != slug}


def _end_enquiry(request: HttpRequest, slug: str, row: ServiceRequest) -> None:
    """What it came from ends with it; sent twice, it ended already."""
    enquiry = _enquiry(request, slug)
    if enquiry is None:
        return
    try:
        becoming.became(actor=_clerk(request), enquiry=enquiry, service_request=row)
    except OperationError as refused:  # filed it is; only the link is missing
        messages.warning(request, str(refused))
    _leave_enquiry(request, slug)


def _known(request: HttpRequest, enquiry: Enquiry | None, definition: Definition) -> dict[str, Any]:
    """What the form begins with: what the register says, and what was written."""
    told = becoming.answers_from(definition.form, enquiry) if enquiry else {}
    return {**_of_the_register(request, definition), **told}


def _of_the_register(request: HttpRequest, definition: Definition) -> dict[str, Any]:
    """What the account that was looked up answers; nothing where no name is asked for."""
    if definition.anonymous:  # nor is it put down that somebody looked
        return {}
    actor, typed = actor_of(request), request.session.get(ACCOUNT, "")
    entry = found_by(actor, typed, procedure=definition.slug)
    if entry is None:
        return {}
    facts = facts_for_filing(actor, timezone.localdate())
    return answers_from(definition.form, entry, facts)
