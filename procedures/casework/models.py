"""What the work on a case leaves beside its answers: opinions, visits, payment orders,
resolutions."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from procedures.requests.models import Event, ServiceRequest

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

    class Meta:
        ordering: ClassVar = ["id"]

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

    Its `code` is what `/verificar/` answers to, and tells nothing personal.
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
    revoked_on = models.DateField(_("revocada"), null=True, blank=True)
    revoked_reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"resolution {self.code}"
