"""`/contacto/`: a message to the utility that is no request, without an account or a name."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backend.accounts.actors import ANONYMOUS
from backend.security.limits import Limit, address_of
from frontend.citizen.contact_form import ContactForm
from frontend.privacy import parts_of
from procedures.catalogue.finding import shelf
from procedures.catalogue.institution import privacy_notice
from procedures.contact.channels import channel_of
from procedures.contact.models import Enquiry, Kind
from procedures.contact.receiving import receive
from procedures.contact.words import words_of
from procedures.requests.errors import Conflict, Invalid

SENT = Limit("page contact", 12, 60 * 60)
SEEN = "visto"  # hidden: what the search finds was shown, and it is not that
TOKEN = re.compile(r"[\w-]{20,40}")
OFFERED = 3  # procedures, at most: more is no suggestion
REMEMBERED = "enquiry"  # in the session: the number of the last one, for its confirmation


@dataclass(frozen=True)
class Offered:
    """A procedure that may be what is needed; `apart`, one that only some of the staff read."""

    slug: str
    name: str
    summary: str
    apart: bool


@login_not_required
@never_cache
def contact(request: HttpRequest) -> HttpResponse:
    """Write, see whether a procedure is what is needed, and send."""
    channel, notice = channel_of(Kind.FORM), privacy_notice()
    form = ContactForm(request.POST or None, initial={"sending": secrets.token_urlsafe(18)})
    offered: list[Offered] = []
    status = 200
    if request.method == "POST" and form.is_valid():
        if SEEN not in request.POST:
            offered = _offered(form.cleaned_data["text"])
        if not offered and SENT.spend(address_of(request)):
            form.add_error(None, _("Se enviaron muchos mensajes desde aquí. Espere una hora."))
            status = 429
        elif not offered and (row := _sent(form, notice.version)):
            request.session[REMEMBERED] = row.number
            return redirect("contact-done")
    context = {
        "form": form,
        "channel": channel,
        "offered": offered,
        "apart": any(one.apart for one in offered),
        "seen": bool(offered) or SEEN in request.POST,
        "notice": notice,
        "notice_parts": parts_of(notice, "simplified"),
    }
    return render(request, "citizen/contact.html", context, status=status)


@login_not_required
@never_cache
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """The number, and by when there is an answer; only for who sent it."""
    number = request.session.get(REMEMBERED, "")
    row = Enquiry.objects.filter(number=number).first() if number else None
    if row is None:
        return redirect("contact")
    context = {"row": row, "words": words_of(row)}
    return render(request, "citizen/contact_done.html", context)


def _sent(form: ContactForm, notice: str) -> Enquiry | None:
    told = {name: form.cleaned_data[name] for name in ("text", "name", "email", "phone")}
    try:
        return receive(
            actor=ANONYMOUS,
            kind=Kind.FORM,
            told=told,
            privacy_notice=notice,
            origin=_origin(form.cleaned_data["sending"], told),
        )
    except Invalid as refused:
        for name, findings in refused.errors.items():
            form.add_error(name if name in form.fields else None, findings[0][1])
    except Conflict as closed:
        form.add_error(None, _("%s Llame o venga al módulo.") % closed)
    return None


def _origin(token: str, told: dict[str, str]) -> str:
    """The same page sent twice is one message; sent again with other words, another."""
    if not TOKEN.fullmatch(token):
        return ""
    return token + hashlib.sha256(repr(sorted(told.items())).encode()).hexdigest()


def _offered(text: str) -> list[Offered]:
    """The procedures the words speak of, the nearest first."""
    known = shelf()
    by_slug = {one.slug: one for one in known.definitions}
    return [
        Offered(one.slug, one.name, one.summary, bool(one.audience))
        for match in known.search(text).matches[:OFFERED]
        if (one := by_slug.get(match.slug))
    ]
