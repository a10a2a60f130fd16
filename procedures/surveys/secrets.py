"""The survey's address in a message, made when the message is delivered."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

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
    closed_on = timezone.localdate(row.closed_at)  # the survey is offered at closing
    token = token_for(row.folio, row.procedure.slug, row.source, closed_on)
    return settings.SITE_URL + reverse("survey", args=[token])
