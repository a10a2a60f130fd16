"""Receipts that wait for the cashier, the oldest first."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from backend.accounts.actors import Actor
from procedures.casework.models import PaymentOrder, PaymentStatus
from procedures.requests.access import visible_to
from procedures.requests.models import Attachment, ServiceRequest

ORDERING = "reported_at"


def to_verify(actor: Actor) -> QuerySet[PaymentOrder]:
    """Orders a person said they paid, on open cases the actor may see, with their receipts."""
    mine = visible_to(ServiceRequest.objects.open(), actor)
    receipts = Prefetch(
        "reported_in__attachments", Attachment.objects.select_related("document").order_by("pk")
    )
    return (
        PaymentOrder.objects.filter(status=PaymentStatus.REPORTED, service_request__in=mine)
        .select_related("service_request__procedure", "reported_in")
        .prefetch_related(receipts)
    )
