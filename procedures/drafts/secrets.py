"""The link of a draft in a message, made when the message is delivered."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from notifications.secrets import secret

from . import keys
from .models import Draft


@secret("draft_link")
def draft_link(reference: str) -> str:
    """An address that opens a draft on any device.

    Args:
        reference: its id.

    Raises:
        Draft.DoesNotExist: it was deleted; the mail about it is not sent.
    """
    draft = Draft.objects.only("id", "nonce").get(pk=reference)
    return settings.SITE_URL + reverse("resume-link", args=[keys.opener_of(draft)])
