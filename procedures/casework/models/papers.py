"""What a case ends with: the resolution, and its paper as it was signed."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from procedures.catalogue.models import Immutable
from procedures.requests.models import Event, ServiceRequest

from .codes import new_code

REVOKING = frozenset({"revoked_on", "revoked_reason", "revoked_by"})


class DraftStatus(models.TextChoices):
    """Where a paper that is not signed yet stands."""

    WAITING = "waiting", _("Por firmar")
    RETURNED = "returned", _("Regresado con observaciones")
    SIGNED = "signed", _("Firmado")


class PaperDraft(models.Model):
    """What somebody wrote for somebody else to sign: sealed, since it decides about a person.

    It is no act: nobody outside reads it, and only the step that signs makes a paper of it.
    """

    service_request = models.ForeignKey(
        ServiceRequest, on_delete=models.CASCADE, related_name="paper_drafts"
    )
    action = models.CharField(max_length=60)
    words = models.TextField()
    status = models.CharField(
        max_length=10, choices=DraftStatus.choices, default=DraftStatus.WAITING
    )
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    drafted_at = models.DateTimeField()
    remark = models.TextField(_("observaciones"), blank=True, default="")
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["service_request"],
                condition=models.Q(status__in=["waiting", "returned"]),
                name="one_paper_draft",
            ),
        ]

    def __str__(self) -> str:
        return f"draft of a paper of {self.service_request_id}"


class Resolution(models.Model):
    """The act that ends a case on its merits: reasoned, signed, appealable (DOMAIN R15; LFPA 3).

    Its `code` is what `/verificar/` answers to, and tells nothing personal. Once signed nothing of
    it changes but that it may be revoked, once: the model refuses, and so does a trigger.
    """

    service_request = models.ForeignKey(
        ServiceRequest, on_delete=models.PROTECT, related_name="resolutions"
    )
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="resolution")
    code = models.CharField(max_length=20, unique=True, default=new_code)
    document = models.CharField(_("documento"), max_length=200)
    outcome = models.CharField(max_length=20)
    grounds = models.TextField(_("fundamento"))
    reasons = models.TextField(_("motivación"))
    conditions = models.TextField(_("condiciones"), blank=True, default="")
    appeal = models.TextField(_("medio de defensa"))
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    authority = models.CharField(_("autoridad"), max_length=300)
    place = models.CharField(_("lugar"), max_length=150)
    consult_at = models.CharField(_("dónde consultar el expediente"), max_length=300)
    issued_on = models.DateField(_("fecha"))
    valid_until = models.DateField(_("vigencia"), null=True, blank=True)
    sha256 = models.CharField(_("huella"), max_length=64, blank=True, default="")
    revoked_on = models.DateField(_("revocada"), null=True, blank=True)
    revoked_reason = models.CharField(max_length=300, blank=True, default="")
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"resolution {self.code}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding and not set(kwargs.get("update_fields") or "?") <= REVOKING:
            raise Immutable("a signed resolution is never changed; it may be revoked")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise Immutable("a signed resolution is never deleted")

    def state_on(self, day: dt.date) -> str:
        """Whether it holds on a day: `valid`, `expired` or `revoked`."""
        if self.revoked_on is not None:
            return "revoked"
        return "expired" if self.valid_until and day > self.valid_until else "valid"


class IssuedPaper(models.Model):
    """The very bytes that were signed, and the words they were drawn from.

    `content` is what whoever downloads it receives for ever; its sha256 is in the resolution and in
    the chain, through `event`. `data` is drawn again only for those who read it on a screen or in
    large letters. Never changed: the model and a trigger refuse (decision 0013).
    """

    resolution = models.OneToOneField(Resolution, on_delete=models.PROTECT, related_name="paper")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="issued_paper")
    content = models.BinaryField()
    data = models.JSONField()

    def __str__(self) -> str:
        return f"paper of {self.resolution_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Immutable("an issued paper is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise Immutable("an issued paper is never deleted")
