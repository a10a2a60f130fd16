"""Who calls: staff by token or session, a citizen by folio and key, or anybody."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.request import Request

from backend.accounts.actors import ANONYMOUS, Actor, actor_of
from backend.accounts.models import ApiToken, User
from backend.security.limits import address_of
from procedures.requests import attempts, folios
from procedures.requests.access import find, open_with_key
from procedures.requests.errors import NotFound
from procedures.requests.models import ServiceRequest
from procedures.requests.models.request import Source

from .throttles import WRONG_TOKENS, demand_tries_left, note_failure

SCHEME = b"bearer"
KEY_HEADER = "Request-Key"


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer …` with a token of `manage.py api_token`; needs no CSRF token."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The user and the token.

        Raises:
            AuthenticationFailed: a token that is none of ours, expired or revoked (401).
            Throttled: too many of those from one place.
        """
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != SCHEME:
            return None
        demand_tries_left(WRONG_TOKENS, request)
        token = words[1].decode("ascii", "replace") if len(words) == 2 else ""
        found = ApiToken.objects.alive().matching(token).select_related("user").first()
        if found is None:
            note_failure(WRONG_TOKENS, request)
            raise AuthenticationFailed(_("La llave de la API no es válida o ya venció."))
        return found.user, found

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


def asker(request: Request, folio: str) -> tuple[Actor, ServiceRequest]:
    """Who asks about a request, and the request.

    A key that is shown decides: who holds it is the citizen of that request, and nothing more,
    whoever else they are.

    Raises:
        NotFound: no such folio, no key, a wrong one, or not this person's to see; all the same.
        Throttled: too many wrong keys from one place, or to one folio.
    """
    key = request.headers.get(KEY_HEADER, "")
    if key:
        if left := attempts.must_wait(address_of(request), folio):
            raise Throttled(wait=left)
        actor = open_with_key(folio, key)
        if actor is None:
            attempts.note_wrong(address_of(request), folio)
            raise NotFound(_("No encontramos esa solicitud."))
        return actor, find(actor, actor.folio)
    try:
        return actor_of(request), find(actor_of(request), str(folios.parse_folio(folio)))
    except folios.BadFolio as bad:
        raise NotFound(_("No encontramos esa solicitud.")) from bad


def filer(request: Request, source: str) -> Actor:
    """Who files: a person online is nobody in particular, even where staff happen to be logged in.

    So that no name joins an anonymous filing (DOMAIN §8.2).
    """
    if source == Source.ONLINE:
        return ANONYMOUS
    return replace(actor_of(request), source=source)
