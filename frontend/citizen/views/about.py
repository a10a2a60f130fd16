"""What anybody may check or read: is this paper ours, privacy, accessibility, help."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backend.security.limits import Limit, address_of
from frontend.citizen import mailbox
from frontend.citizen.forms import CodeForm
from frontend.errors import error_page
from frontend.privacy import parts_of
from procedures.casework.verification import verify as look_up
from procedures.catalogue.institution import institution, privacy_notice
from procedures.catalogue.models import Procedure

CHECKS = Limit("page document checks", 120, 60 * 60)
ARCO = "arco"


@login_not_required
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a code."""
    form = CodeForm(request.GET or None)
    if form.is_bound and form.is_valid():
        letters = "".join(c for c in form.cleaned_data["codigo"].upper() if c.isalnum())
        return redirect("verify-code", letters or "0")
    return render(request, "citizen/verify.html", {"form": form})


@login_not_required
@never_cache
@require_safe
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """What a code stands for; nothing personal."""
    if CHECKS.spend(address_of(request)):
        return error_page(request, 429)
    found = look_up(code, timezone.localdate())
    context = {"found": found, "code": code[:40], "form": CodeForm()}
    return render(request, "citizen/verified.html", context, status=200 if found else 404)


@login_not_required
@require_safe
def privacy(request: HttpRequest, version: str = "") -> HttpResponse:
    """The privacy notice in force, or an earlier version of it."""
    try:
        notice = privacy_notice(version or None)
    except KeyError as missing:
        raise Http404 from missing
    context = {
        "notice": notice,
        "simplified": parts_of(notice, "simplified"),
        "integral": parts_of(notice, "integral"),
        "in_force": privacy_notice().version == notice.version,
    }
    return render(request, "citizen/privacy.html", context)


@login_not_required
@require_safe
def personal_data(request: HttpRequest) -> HttpResponse:
    """How to see, correct, erase or oppose (ARCO)."""
    arco = Procedure.objects.in_force().filter(slug=ARCO).first()
    context = {"arco": arco, "office": institution().transparency}
    return render(request, "citizen/personal_data.html", context)


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How accessible the site is, and what to do where it is not."""
    return render(request, "citizen/accessibility.html")


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """The questions people ask at the counter."""
    return render(request, "citizen/help.html")


@login_not_required
@never_cache
@require_safe
def demo_mail(request: HttpRequest) -> HttpResponse:
    """The mails of the demonstration, which nobody receives."""
    if not settings.DEMO:
        raise Http404
    return render(request, "citizen/demo_mail.html", {"mails": mailbox.latest(settings.MAIL_DIR)})
