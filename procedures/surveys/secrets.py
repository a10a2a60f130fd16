"""The survey's address in a message, made when the message is delivered."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from notifications.secrets import secret
from procedures.requests.models import ServiceRequest

from .invitations import token_for


@secret("survey_link")
def survey_link(reference: str) -> str:
    """The address of the survey of a closed request.

    Args:
        reference: its folio.
    """
    row = ServiceRequest.objects.select_related("procedure").get(folio=reference)
    assert row.closed_at is not None, "the survey is offered at closing"
    token = token_for(row.folio, row.procedure.slug, row.source, row.closed_at.date())
    return settings.SITE_URL + reverse("survey", args=[token])
