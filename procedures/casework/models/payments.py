"""Orders of payment and the unit some amounts are set in."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.accounts.history import history
from procedures.requests.models import Event, ServiceRequest


class PaymentStatus(models.TextChoices):
    """Where an order of payment stands (DOMAIN §10.2); none of it decides a case."""

    TO_ISSUE = "to_issue", _("Por emitir")
    ISSUED = "issued", _("Emitida")
    REPORTED = "reported", _("Comprobante por verificar")
    VERIFIED = "verified", _("Verificada")
    EXPIRED = "expired", _("Vencida")
    CANCELLED = "cancelled", _("Cancelada")


LIVE = (PaymentStatus.TO_ISSUE, PaymentStatus.ISSUED, PaymentStatus.REPORTED)
# What can still be paid for, or be found paid: a payment of the last day may be told of later.
PAYABLE = (PaymentStatus.ISSUED, PaymentStatus.REPORTED, PaymentStatus.EXPIRED)


class PaymentOrder(models.Model):
    """A línea de captura: an opaque reference, never computed or validated here (DOMAIN §10.2).

    Where the amount comes from the UMA, the factor and the value of that day stay with it. Nothing
    of a card is asked for or kept, anywhere.
    """

    service_request = models.ForeignKey(
        ServiceRequest, on_delete=models.PROTECT, related_name="payment_orders"
    )
    concept = models.CharField(_("concepto"), max_length=200, blank=True, default="")
    amount = models.DecimalField(_("monto"), max_digits=12, decimal_places=2)
    uma_factor = models.DecimalField(
        _("veces la UMA"), max_digits=10, decimal_places=4, null=True, blank=True
    )
    uma_value = models.DecimalField(
        _("valor de la UMA"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    uma_since = models.DateField(_("UMA vigente desde"), null=True, blank=True)
    reference = models.CharField(_("línea de captura"), max_length=40, blank=True, default="")
    expires_on = models.DateField(_("vence"), null=True, blank=True)
    status = models.CharField(
        max_length=10, choices=PaymentStatus.choices, default=PaymentStatus.ISSUED
    )
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    issued_at = models.DateTimeField()
    # What came with the order (its PDF) and with the report of the payment hangs from these.
    issued_in = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, related_name="+")
    reported_in = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField(null=True, blank=True)
    rejected_at = models.DateTimeField(null=True, blank=True)
    rejection = models.TextField(_("por qué no se aceptó el comprobante"), blank=True, default="")
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
            models.UniqueConstraint(
                fields=["service_request"],
                condition=models.Q(status__in=["to_issue", "issued", "reported"]),
                name="one_live_payment_order",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["reported_at"],
                condition=models.Q(status="reported"),
                name="payment_to_verify",
            ),
            models.Index(
                fields=["expires_on"], condition=models.Q(status="issued"), name="payment_expiring"
            ),
        ]

    def __str__(self) -> str:
        return f"payment order of {self.service_request_id}"

    @property
    def uma_times(self) -> str:
        """The factor as people write it: "12.5", never "12.5000"."""
        return f"{self.uma_factor:f}".rstrip("0").rstrip(".") if self.uma_factor else ""


class UmaValue(models.Model):
    """The daily value of the Unidad de Medida y Actualización from a day on (INEGI; DOF)."""

    starts_on = models.DateField(_("rige desde"), unique=True)
    value = models.DecimalField(_("valor diario"), max_digits=8, decimal_places=2)
    source = models.CharField(_("fuente"), max_length=200)

    history = history()

    class Meta:
        ordering: ClassVar = ["-starts_on"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(value__gt=0), name="uma_value_positive"),
        ]

    def __str__(self) -> str:
        return f"UMA {self.starts_on}: {self.value}"
