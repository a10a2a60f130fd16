"""Filing from home: the shared engine, through the public's door."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backend.accounts.actors import ANONYMOUS
from backend.security.limits import Limit, address_of
from frontend.citizen import account
from frontend.citizen.opened import clock_out, open_request, remember
from frontend.errors import error_page
from frontend.filing import (
    Door,
    check_page,
    filed_before,
    memory,
    saved_page,
    section_page,
    start_page,
)
from frontend.filing.frame import fileable
from procedures.drafts.operations import open_with
from procedures.requests import keys
from procedures.requests.errors import NotFound
from procedures.requests.models.request import Channel
from procedures.requests.notices import recipient_of
from procedures.requests.operations import Filing
from procedures.requests.timekeeping import why_no_limit

# Whoever is logged in files here as anybody else: staff have the counter.
DOOR = Door(actor=ANONYMOUS)
HOUR = 60 * 60
FILINGS = Limit("page filings", 60, HOUR)
PAGES = Limit("page uploads", 400, HOUR)
LINKS = Limit("page draft links", 6, HOUR)  # from one place
LINKS_TO = Limit("page draft links to one address", 3, 24 * HOUR)  # nobody is mailed by strangers


@login_not_required
@never_cache
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Before beginning; whoever is signed in finds the draft again, or is signed out for it."""
    if request.method == "POST" and fileable(DOOR, slug).definition.anonymous:
        clock_out(request)
    response = start_page(request, DOOR, slug)
    if request.method == "POST" and account.account_of(request) is not None:
        row = open_with(memory.opener_for(request.session, DOOR.bucket, slug))
        if row is not None and row.version.definition.anonymous:
            account.step_out(request)
            messages.info(
                request, _("Cerramos su cuenta en este equipo, para que nada lleve a usted.")
            )
        elif row is not None:
            account.keep_draft(request, row)
    return response


@login_not_required
@never_cache
def section(request: HttpRequest, slug: str, section: str) -> HttpResponse:
    """One section of the form, or the last step."""
    if request.method == "POST" and PAGES.spend(address_of(request)):
        return error_page(request, 429)
    return section_page(request, DOOR, slug, section)


@login_not_required
@never_cache
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """Check everything and send."""
    if request.method == "POST" and FILINGS.spend(address_of(request)):
        return error_page(request, 429)
    return check_page(request, DOOR, slug, filed=_remember)


@login_not_required
@never_cache
def saved(request: HttpRequest, slug: str) -> HttpResponse:
    """How to come back to a draft."""
    return saved_page(request, DOOR, slug, may_mail=_may_mail)


def _may_mail(request: HttpRequest, email: str) -> bool:
    return not (LINKS.spend(address_of(request)) or LINKS_TO.spend(email.casefold()))


def _remember(request: HttpRequest, filing: Filing) -> None:
    remember(request, filing.service_request)


@login_not_required
@never_cache
@require_safe
def done(request: HttpRequest, slug: str) -> HttpResponse:
    """The confirmation: only the session that filed sees it, with the key."""
    filed = filed_before(request, DOOR, slug)
    if filed is None:
        return redirect("filing-start", slug)
    try:  # a key renewed since then is told to whom it was sent, not to this session
        _actor, row = open_request(request, filed.folio)
    except NotFound:
        return redirect("track")
    to = recipient_of(row)
    context = {
        "row": row,
        "key": keys.key_of(row.folio, row.key_nonce),
        "by_mail": to is not None and to.channel == Channel.EMAIL,
        "told_by": Channel(to.channel).label if to else "",
        "state": row.current_state,
        "no_limit": why_no_limit(row),
    }
    return render(request, "citizen/done.html", context)
