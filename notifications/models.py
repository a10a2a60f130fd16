"""The outbox: the queue of record. The broker only says "look now" (LIBRARIES, facts measured)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.messages import Priority

UNFINISHED = Q(sent_at=None, failed_at=None, cancelled_at=None)


class State(StrEnum):
    """Where a message is; derived from its timestamps, never stored."""

    WAITING = "waiting"
    LEASED = "leased"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


class OutboxQuerySet(models.QuerySet["OutboxMessage"]):
    """Chains that read as adjectives."""

    def unfinished(self) -> OutboxQuerySet:
        """Neither sent, nor failed, nor cancelled."""
        return self.filter(UNFINISHED)

    def due(self, at: dt.datetime) -> OutboxQuerySet:
        """Unfinished, their time come, and in nobody's hands (a lost lease counts as nobody's)."""
        free = Q(leased_until=None) | Q(leased_until__lte=at)
        return self.unfinished().filter(free, due_at__lte=at)

    def about(self, reference: str) -> OutboxQuerySet:
        """Of one request, by its folio."""
        return self.filter(reference=reference)


class OutboxMessage(models.Model):
    """One message to one person by one channel, with the text exactly as it was written."""

    kind = models.CharField(_("mensaje"), max_length=40)
    template_version = models.PositiveSmallIntegerField(_("versión de la plantilla"), default=1)
    channel = models.CharField(_("canal"), max_length=20)
    address = models.CharField(_("dirección"), max_length=254)
    recipient_name = models.CharField(_("destinatario"), max_length=200, blank=True, default="")
    subject = models.CharField(_("asunto"), max_length=200)
    text = models.TextField(_("texto"))
    html = models.TextField(_("texto con formato"), blank=True, default="")
    sealed = models.BooleanField(_("texto cifrado"), default=False)
    # The folio, as text: never a foreign key upward.
    reference = models.CharField(_("referencia"), max_length=40, blank=True, default="")
    dedupe_key = models.CharField(_("clave de unicidad"), max_length=200, unique=True)
    priority = models.PositiveSmallIntegerField(
        _("prioridad"), choices=[(one.value, one.name) for one in Priority], default=Priority.NORMAL
    )
    created_at = models.DateTimeField(_("creado"), default=timezone.now, editable=False)
    due_at = models.DateTimeField(_("enviar desde"), default=timezone.now)
    leased_until = models.DateTimeField(_("en manos de alguien hasta"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("intentos"), default=0)
    sent_at = models.DateTimeField(_("enviado"), null=True, blank=True)
    failed_at = models.DateTimeField(_("falló"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelado"), null=True, blank=True)
    # The class of the last error and its code; what a server says may hold the address.
    error = models.CharField(_("último error"), max_length=100, blank=True, default="")

    objects: ClassVar[models.Manager[OutboxMessage]] = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("mensaje")
        verbose_name_plural = _("mensajes")
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["priority", "due_at"], condition=UNFINISHED, name="outbox_due"),
            models.Index(fields=["reference", "id"], name="outbox_reference"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(failed_at=None), name="outbox_one_end"
            ),
            models.CheckConstraint(
                condition=Q(leased_until=None) | Q(tries__gt=0), name="outbox_lease_is_a_try"
            ),
            models.CheckConstraint(condition=~Q(address=""), name="outbox_has_address"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}".strip()

    @property
    def state(self) -> State:
        """Where it is now. What was sent was sent, even if somebody cancelled it meanwhile."""
        if self.sent_at:
            return State.SENT
        if self.cancelled_at:
            return State.CANCELLED
        if self.failed_at:
            return State.FAILED
        if self.leased_until and self.leased_until > timezone.now():
            return State.LEASED
        return State.WAITING
