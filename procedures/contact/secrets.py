"""What a message about an enquiry holds only when it is delivered."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from notifications.secrets import secret

from .models import Enquiry
from .words import words_of


@secret("enquiry_address")
def enquiry_address(reference: str) -> str:
    """The address the person left; none once it was erased, and then nothing is sent.

    Args:
        reference: the number of the enquiry.

    Raises:
        Enquiry.DoesNotExist: there is no such enquiry.
    """
    return words_of(Enquiry.objects.get(number=reference)).email


@secret("enquiry_link")
def enquiry_link(reference: str) -> str:
    """The address of an enquiry for the staff, who sign in there."""
    return f"{settings.SITE_URL}{reverse('staff-enquiry', args=[reference])}"
