"""Which requests this visitor may open: those whose key they showed, and those of their account.

Remembered by the session, never by an address, with the start of the key's nonce, so that a renewed
key closes them everywhere.
"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest
from django.utils.translation import gettext as _

from backend.accounts.actors import Actor, citizen_of
from backend.security.limits import address_of
from frontend.citizen import account
from frontend.citizen.attending import LINKED
from frontend.filing import checking
from procedures.holdings.operations import held, latest, may_be_kept
from procedures.requests import attempts
from procedures.requests.access import find
from procedures.requests.errors import NotFound
from procedures.requests.models import ServiceRequest

OPENED = "opened"
OWN = (
    OPENED,
    LINKED,
    "filed",
    "drafts",
    "answering",
)  # what a session holds of a resident's requests
MOST = 20  # requests of one session
NONCE = 12  # characters of it that are kept


def remember(request: HttpRequest, row: ServiceRequest) -> None:
    """Let this session see a request whose key, or link, it showed.

    Under a new name, so that whoever planted or copied the old one sees nothing. What may be a
    denuncia is never beside an account, of a resident or of the staff: who opens one is signed out.
    """
    if not may_be_kept(row):
        account.step_out(request)
        clock_out(request)
    request.session.cycle_key()
    opened = {**request.session.get(OPENED, {})}
    opened.pop(row.folio, None)
    opened[row.folio] = row.key_nonce[:NONCE]
    request.session[OPENED] = dict(list(opened.items())[-MOST:])


def clock_out(request: HttpRequest) -> None:
    """Log somebody of the staff out; what they have open as a resident stays.

    The house knows who of the staff is logged in, from where and since when: nothing of a denuncia
    may be in such a session (DOMAIN §8.2).
    """
    if not request.user.is_authenticated:
        return
    kept = {name: request.session[name] for name in OWN if name in request.session}
    logout(request)
    request.session.update(kept)
    messages.info(
        request,
        _("Cerramos su sesión de trabajo, para que lo que haga aquí no quede junto a su nombre."),
    )


def folios(request: HttpRequest) -> list[str]:
    """What this session opened, the latest first."""
    return list(reversed(request.session.get(OPENED, {})))


def forget(request: HttpRequest) -> None:
    """Close everything, the account too: for a borrowed computer.

    Whoever finds there the page that sent a request does not get its confirmation by sending again.
    """
    filed = request.session.get("filed", {}).values()
    checking.forget({*request.session.get(OPENED, {}), *filed})
    for name in OWN:
        request.session.pop(name, None)
    account.step_out(request)


def close_what_no_account_holds(request: HttpRequest) -> None:
    """Before somebody signs in: what may be a denuncia is closed, with what says it was filed."""
    opened = request.session.get(OPENED, {})
    filed = request.session.get("filed", {})
    folios = {*opened, *filed.values()}
    rows = ServiceRequest.objects.filter(folio__in=folios).select_related("version")
    apart = {row.folio for row in rows if not may_be_kept(row)}
    if apart:
        request.session[OPENED] = {k: v for k, v in opened.items() if k not in apart}
        request.session["filed"] = {k: v for k, v in filed.items() if v not in apart}


def open_request(request: HttpRequest, folio: str) -> tuple[Actor, ServiceRequest]:
    """The citizen and the request of an address.

    Raises:
        NotFound: neither this session nor its account opened it; whether it exists is not said.
    """
    nonce = request.session.get(OPENED, {}).get(folio)
    if nonce is not None:
        actor = citizen_of(folio)
        row = find(actor, folio)
        if row.key_nonce.startswith(nonce):
            return actor, row
    resident = account.account_of(request)
    kept = held(resident, folio) if resident else None
    if kept is None:
        raise NotFound
    return citizen_of(kept.folio), kept


def usable_again(request: HttpRequest) -> list[ServiceRequest]:
    """The requests this visitor may start another one from, the latest first."""
    opened = request.session.get(OPENED, {})
    resident = account.account_of(request)
    if not opened and resident is None:
        return []
    nonces = {**(latest(resident) if resident else {}), **opened}
    rows = ServiceRequest.objects.for_lists().filter(folio__in=nonces).order_by("-filed_at")
    return [row for row in rows if may_be_kept(row) and row.key_nonce.startswith(nonces[row.folio])]


def must_wait(request: HttpRequest, folio: str = "") -> bool:
    """Whether too many wrong keys came from this place, or to this folio from anywhere."""
    return bool(attempts.must_wait(address_of(request), folio))


def note_wrong_key(request: HttpRequest, folio: str = "") -> None:
    """Count a key that did not fit its folio, or a link that was none."""
    attempts.note_wrong(address_of(request), folio)
