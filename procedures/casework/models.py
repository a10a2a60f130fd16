"""What the work on a case leaves beside its answers: opinions, visits, payment orders,
resolutions."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from procedures.catalogue.models import Immutable
from procedures.requests.models import Event, ServiceRequest

REVOKING = frozenset({"revoked_on", "revoked_reason", "revoked_by"})
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_code() -> str:
    """A code to look a paper or a visit up by: 16 letters, 79 bits, none that read alike."""
    return "".join(secrets.choice(CODE_ALPHABET) for _i in range(16))


class Opinion(models.Model):
    """A question to another area and its answer (DOMAIN R22; LFPA arts. 53-55)."""

    service_request = models.ForeignKey(
        ServiceRequest, on_delete=models.PROTECT, related_name="opinions"
    )
    area = models.CharField(_("área"), max_length=40)
    question = models.TextField(_("pregunta"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    answer = models.TextField(_("opinión"), blank=True, default="")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    # What came with the question and with the answer hangs from these.
    asked_in = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, related_name="+")
    answered_in = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(
                fields=["area", "due_on"],
                condition=models.Q(answered_at=None),
                name="opinion_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"opinion of {self.area} on {self.service_request_id}"


class VisitStatus(models.TextChoices):
    PLANNED = "planned", _("Programada")
    DONE = "done", _("Realizada")
    CANCELLED = "cancelled", _("Cancelada")


class Visit(models.Model):
    """A visit by somebody accredited, which the person knows of before (DOMAIN §12.1)."""

    service_request = models.ForeignKey(
        ServiceRequest, on_delete=models.PROTECT, related_name="visits"
    )
    code = models.CharField(max_length=20, unique=True, default=new_code)
    area = models.CharField(_("área"), max_length=40)
    inspector = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("inspector"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    on = models.DateField(_("fecha"))
    window = models.CharField(_("horario"), max_length=40)
    status = models.CharField(
        max_length=10, choices=VisitStatus.choices, default=VisitStatus.PLANNED
    )
    times_moved = models.PositiveSmallIntegerField(default=0)
    result = models.TextField(_("resultado"), blank=True, default="")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["inspector", "on"], name="visit_of_inspector")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["service_request"],
                condition=models.Q(status="planned"),
                name="one_planned_visit",
            ),
        ]

    def __str__(self) -> str:
        return f"visit {self.on} of {self.service_request_id}"


class PaymentStatus(models.TextChoices):
    ISSUED = "issued", _("Emitida")
    VERIFIED = "verified", _("Verificada")
    CANCELLED = "cancelled", _("Cancelada")


class PaymentOrder(models.Model):
    """A línea de captura: an opaque reference, never computed or validated here (DOMAIN §10.2)."""

    service_request = models.ForeignKey(
        ServiceRequest, on_delete=models.PROTECT, related_name="payment_orders"
    )
    amount = models.DecimalField(_("monto"), max_digits=12, decimal_places=2)
    reference = models.CharField(_("línea de captura"), max_length=40)
    expires_on = models.DateField(_("vence"))
    status = models.CharField(
        max_length=10, choices=PaymentStatus.choices, default=PaymentStatus.ISSUED
    )
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    issued_at = models.DateTimeField()
    receipt = models.CharField(_("comprobante"), max_length=80, blank=True, default="")
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(amount__gte=0), name="payment_amount_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"payment order of {self.service_request_id}"


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
