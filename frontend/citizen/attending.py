"""Whether somebody is really reading: what counts as opening a notice (DOMAIN R18).

A mail is scanned by programs that follow its links, and browsers load ahead what may be opened. Who
typed folio and key, or signed in with a code, is a person. Who came by the link of a mail is one
from the first thing they send us on; until then nothing is put down, whatever the browser says of
itself: a browser that a scanner drives says the same, and a doubtful opening proves nothing.
"""

from __future__ import annotations

from django.http import HttpRequest

from frontend.citizen import account
from procedures.requests.models import ServiceRequest

LINKED = "linked"  # of the session: the requests it opened by the link of a mail


def came_by_link(request: HttpRequest, row: ServiceRequest) -> None:
    """Note that this session opened a request by a link alone."""
    request.session[LINKED] = sorted({*request.session.get(LINKED, ()), row.folio})


def somebody_acted(request: HttpRequest, row: ServiceRequest) -> None:
    """Note that whoever is there typed the key, or sent something on: no program does."""
    if row.folio in request.session.get(LINKED, ()):
        request.session[LINKED] = [one for one in request.session[LINKED] if one != row.folio]


def is_read(request: HttpRequest, row: ServiceRequest) -> bool:
    """Whether a page of a request is before somebody's eyes by this."""
    said = request.headers
    ahead = said.get("Sec-Purpose", "") + said.get("Purpose", "") + said.get("X-Moz", "")
    if request.method != "GET" or "prefetch" in ahead:
        return False
    by_link = row.folio in request.session.get(LINKED, ())
    return not by_link or account.account_of(request) is not None
