"""What was written is kept some months after it ended; the number and the dates stay."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from backend.accounts.actors import SYSTEM
from backend.accounts.history import acting
from notifications import outbox
from procedures.catalogue.institution import institution

from .models import Enquiry

DAYS_OF_A_MONTH = 30  # near enough: it is a minimum


def erase(row: Enquiry, now: dt.datetime) -> None:
    """Empty an enquiry, its story and its mails, in the caller's transaction; not its row."""
    row.sealed, row.erased_at = "", now
    row.entries.update(sealed="", origin=None)
    row.terms.all().delete()
    outbox.erase(row.number)


def erase_old(now: dt.datetime | None = None) -> int:
    """Erase those that ended more than `contact.keep_months` ago; safe to repeat.

    Returns:
        How many were.
    """
    now = now or timezone.now()
    limit = now - dt.timedelta(days=institution().contact.keep_months * DAYS_OF_A_MONTH)
    old = Enquiry.objects.filter(ended_at__lt=limit, erased_at=None).values_list("pk", flat=True)
    count = 0
    for pk in list(old[:5000]):
        with transaction.atomic(), acting(SYSTEM.label, "erased"):
            row = Enquiry.objects.select_for_update().filter(pk=pk, erased_at=None).first()
            if row is None or row.ended_at is None or row.ended_at >= limit:
                continue  # opened again meanwhile
            erase(row, now)
            row.save()
            count += 1
    return count
