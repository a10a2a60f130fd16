"""Whether somebody is really reading: what counts as opening a notice (DOMAIN R18).

A mail is scanned by programs that follow its links, and browsers load ahead what may be opened. Who
typed folio and key, or signed in with a code, is a person. Of who came by the link of a mail it is
one where the browser says that somebody clicked (Sec-Fetch-User), or goes on from a page of ours;
where it says neither, nothing is put down: a doubtful opening proves nothing.
"""

from __future__ import annotations

from django.http import HttpRequest

from procedures.requests.models import ServiceRequest

LINKED = "linked"  # of the session: the requests it opened by the link of a mail


def came_by_link(request: HttpRequest, row: ServiceRequest) -> None:
    """Note that this session opened a request by a link alone."""
    request.session[LINKED] = sorted({*request.session.get(LINKED, ()), row.folio})


def gave_the_key(request: HttpRequest, row: ServiceRequest) -> None:
    """Note that whoever is there typed the key: no program does."""
    request.session[LINKED] = [one for one in request.session.get(LINKED, ()) if one != row.folio]


def is_read(request: HttpRequest, row: ServiceRequest) -> bool:
    """Whether a page of a request is before somebody's eyes by this."""
    said = request.headers
    ahead = said.get("Sec-Purpose", "") + said.get("Purpose", "") + said.get("X-Moz", "")
    if request.method != "GET" or "prefetch" in ahead:
        return False
    if row.folio not in request.session.get(LINKED, ()):
        return True
    return said.get("Sec-Fetch-User") == "?1" or said.get("Sec-Fetch-Site") == "same-origin"
