"""What only the delivered message may hold: the key of a request, and the link that opens it.

The link carries a signature over the folio and the key's nonce, so that renewing the key kills it
too.
"""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from backend.accounts.actors import Actor, citizen_of
from notifications.secrets import on_paper, secret

from . import keys
from .addresses import tracking_url
from .models import ServiceRequest

SALT = "procedures.requests.link"
LINK_LIFE = 60 * 60 * 24 * 90  # seconds: as long as a case normally lives


def _row(reference: str) -> ServiceRequest:
    row: ServiceRequest = ServiceRequest.objects.only("folio", "key_nonce").get(folio=reference)
    return row


@secret("key")
def key(reference: str) -> str:
    """The key of the request with this folio."""
    row = _row(reference)
    return keys.key_of(row.folio, row.key_nonce)


@secret("tracking_link")
def tracking_link(reference: str) -> str:
    """An address that opens this request without typing its key."""
    row = _row(reference)
    signed = signing.dumps([row.folio, row.key_nonce[:12]], salt=SALT)
    return f"{settings.SITE_URL}{reverse('tracking-link', args=[signed])}"


@on_paper("key")
def where_the_key_is(_reference: str) -> str:
    """A letter is printed by the staff and opened by whoever opens it: no key is in it."""
    return _("no va en este aviso; se la damos en el módulo, con su identificación")


@on_paper("tracking_link")
def tracking_page(reference: str) -> str:
    """The page of the request, which asks for the key."""
    return tracking_url(reference)


@on_paper("choices_link")
@secret("choices_link")
def choices_link(reference: str) -> str:
    """Where the person chooses how they are told: it asks for folio and key, like any page."""
    return f"{settings.SITE_URL}{reverse('request', args=[reference])}#avisos"


@secret("staff_link")
def staff_link(reference: str) -> str:
    """The address of a case for the staff, who sign in there: it opens nothing by itself."""
    return f"{settings.SITE_URL}{reverse('staff-case', args=[reference])}"


@secret("inbox_link")
def inbox_link(reference: str) -> str:
    """The address of the inbox, whatever the message is about."""
    return f"{settings.SITE_URL}{reverse('staff-inbox')}"


def open_with_link(signed: str) -> Actor | None:
    """The citizen a signed address stands for, or None when it is forged, old or its key was
    renewed."""
    try:
        folio, nonce = signing.loads(signed, salt=SALT, max_age=LINK_LIFE)
    except (signing.BadSignature, ValueError):
        return None
    row = ServiceRequest.objects.filter(folio=folio).only("folio", "key_nonce").first()
    return citizen_of(row.folio) if row and row.key_nonce.startswith(nonce) else None
