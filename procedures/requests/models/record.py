"""The story of a request: append-only events in a hash chain, and what was handed in each time.

What can be erased by law (texts, salt) is in `EventPayload`; the chain holds only a salted digest
of it, so anonymising a case never breaks the proof that nothing else was touched (ARCHITECTURE
rule 3).
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from procedures.catalogue.models import Immutable

from .request import ServiceRequest


class Event(models.Model):
    """One thing that happened. Never changed, never deleted: the model and a trigger refuse."""

    service_request = models.ForeignKey(
        ServiceRequest, on_delete=models.PROTECT, related_name="events"
    )
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=30)
    action = models.CharField(max_length=60, blank=True, default="")
    from_state = models.CharField(max_length=60, blank=True, default="")
    to_state = models.CharField(max_length=60, blank=True, default="")
    actor_kind = models.CharField(max_length=10)
    actor_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField()
    public = models.BooleanField(default=True)
    digest = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64, blank=True, default="")
    hash = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["service_request_id", "sequence"]
        verbose_name = _("suceso")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["service_request", "sequence"], name="event_sequence_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_request_id}#{self.sequence} {self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Immutable("an event is never changed; record another one")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise Immutable("an event is never deleted")


class EventPayload(models.Model):
    """The words of an event: what a person may have erased without breaking the chain.

    `data` holds `public` (anyone who may see the request) and `private` (staff only).
    """

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="payload")
    salt = models.CharField(max_length=64)
    data = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"payload of {self.event_id}"


class SubmissionKind(models.TextChoices):
    FILING = "filing", _("Presentación")
    CORRECTION = "correction", _("Respuesta a la prevención")
    STAFF_EDIT = "staff_edit", _("Corrección por el personal")


class Submission(models.Model):
    """The answers exactly as they were at one moment; sensitive ones stay sealed inside."""

    service_request = models.ForeignKey(
        ServiceRequest, on_delete=models.PROTECT, related_name="submissions"
    )
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="submission")
    kind = models.CharField(max_length=12, choices=SubmissionKind.choices)
    answers = models.JSONField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} of {self.service_request_id}"


class Correction(models.Model):
    """A prevención: once, in writing, listing each missing thing (DOMAIN R7; LFPA art. 17-A)."""

    service_request = models.ForeignKey(
        ServiceRequest, on_delete=models.PROTECT, related_name="corrections"
    )
    items = models.JSONField()
    note = models.TextField(_("explicación"), blank=True, default="")
    effective_on = models.DateField(_("surte efectos"))
    due_on = models.DateField(_("plazo"))
    answered_at = models.DateTimeField(null=True, blank=True)
    expired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["service_request"],
                condition=models.Q(answered_at__isnull=True, expired_at__isnull=True),
                name="one_open_correction",
            ),
        ]

    def __str__(self) -> str:
        return f"correction of {self.service_request_id}"

    @property
    def fields(self) -> frozenset[str]:
        """The form keys it asks for: the only ones the person may change."""
        return frozenset(item["field"] for item in self.items)

    def opens(self, key: str) -> bool:
        """Whether this file may change: its field, or the whole group it is in, was asked for."""
        return key in self.fields or key.partition(".")[0] in self.fields

    @property
    def is_late(self) -> bool:
        """Whether its last day has passed; until somebody closes it, it may still be answered."""
        return timezone.localdate() > self.due_on


class CorrectionDraft(models.Model):
    """An answer to a prevención that is not sent yet: sealed, and gone once it is.

    It belongs to no event and proves nothing; it only lets the person go on from another device.
    """

    correction = models.OneToOneField(Correction, on_delete=models.CASCADE, related_name="draft")
    answers = models.TextField(blank=True, default="")
    papers = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"draft of {self.correction_id}"
