"""Orders of payment: quoted, issued, reported by the person, verified or not by the cashier (§10).

The reference is whatever the payment system gave: never worked out, never checked, and nothing of a
card is ever asked for. An order that expires is a flag and an invitation to ask for another; it
decides nothing.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from backend.accounts.actors import SYSTEM
from procedures.definition import Phase
from procedures.requests import notices
from procedures.requests.core import change
from procedures.requests.errors import Conflict, Invalid
from procedures.requests.happening import Happened
from procedures.requests.models import ServiceRequest

from . import uma
from .models import LIVE, PAYABLE, PaymentOrder, PaymentStatus, UmaValue

EXPIRED, ENDING = "payment_expired", "payment_ending"


def order_in_force(row: ServiceRequest) -> PaymentOrder | None:
    """The last order that was not cancelled, whatever became of it."""
    kept = row.payment_orders.exclude(status=PaymentStatus.CANCELLED)
    found: PaymentOrder | None = kept.order_by("-id").first()
    return found


def order_to_tell(row: ServiceRequest) -> PaymentOrder | None:
    """The order its person has something to do about, or to wait for."""
    order = order_in_force(row) if row.is_open else None
    return None if order is None or order.status == PaymentStatus.VERIFIED else order


def quote(happened: Happened) -> None:
    """An order without a línea yet; where nothing is due there is none."""
    amount = Decimal(str(happened.answers["presupuesto"]))
    _cancel(happened.service_request)
    if amount:
        PaymentOrder.objects.create(
            service_request=happened.service_request,
            amount=amount,
            status=PaymentStatus.TO_ISSUE,
            issued_by=happened.actor.user,
            issued_at=happened.now,
            issued_in=happened.event,
        )


def issue(happened: Happened) -> None:
    """A línea de captura, in place of whatever order was there.

    Raises:
        Invalid: it expired already, nothing is due, or the UMA of the year is not put down.
    """
    row, told = happened.service_request, happened.answers
    if str(told["vence"]) < happened.today.isoformat():
        raise Invalid({"vence": [("past", _("La fecha de vencimiento ya pasó."))]})
    _check_length(happened, "linea_captura", 40)
    amount, factor, value = _amount(happened)
    if not amount:
        sentence = _("Si no hay nada que pagar no hace falta una línea: use el paso sin cobro.")
        raise Invalid({"monto": [("zero", sentence)]})
    _cancel(row)
    notices.forget(row, ENDING)
    PaymentOrder.objects.create(
        service_request=row,
        concept=str(told.get("concepto_pago") or "")[:200],
        amount=amount,
        uma_factor=factor,
        uma_value=value.value if value else None,
        uma_since=value.starts_on if value else None,
        reference=told["linea_captura"],
        expires_on=told["vence"],
        issued_by=happened.actor.user,
        issued_at=happened.now,
        issued_in=happened.event,
    )
    row.case = {**row.case, "monto": str(amount)}


def report(happened: Happened) -> None:
    """What the person sent to prove the payment waits for the cashier.

    Raises:
        Conflict: there is nothing to pay.
    """
    order = _payable(happened)
    order.status = PaymentStatus.REPORTED
    order.reported_at, order.reported_in = happened.now, happened.event
    order.rejected_at, order.rejection = None, ""
    order.save()
    notices.forget(happened.service_request, ENDING)


def verify(happened: Happened) -> None:
    """The cashier found the payment, whether or not the person told of it."""
    order = _payable(happened)
    _check_length(happened, "comprobante", 80)
    order.status = PaymentStatus.VERIFIED
    order.receipt = happened.answers["comprobante"]
    order.verified_by = happened.actor.user
    order.verified_at = happened.now
    order.save()
    notices.forget(happened.service_request, ENDING)


def reject(happened: Happened) -> None:
    """What was sent proves no payment; the order waits again, or is past its day."""
    order = _payable(happened)
    if order.status != PaymentStatus.REPORTED:
        raise Conflict(_("No hay un comprobante por verificar."), code="no_receipt")
    late = order.expires_on is not None and order.expires_on < happened.today
    order.status = PaymentStatus.EXPIRED if late else PaymentStatus.ISSUED
    order.rejected_at, order.rejection = happened.now, happened.answers["motivo_rechazo"]
    order.save()


def expire(today: dt.date) -> int:
    """Flag orders whose last day is past, and tell the person how to ask for another.

    One that the person reported is the cashier's to look at, whenever that is.

    Returns:
        How many were flagged.
    """
    found = PaymentOrder.objects.filter(status=PaymentStatus.ISSUED, expires_on__lt=today).exclude(
        service_request__phase=Phase.CLOSED
    )
    flagged = 0
    kept = found.select_related("service_request__procedure", "service_request__version")
    for order in kept.order_by("id"):
        row = order.service_request
        with change(
            actor=SYSTEM, service_request=row, revision=None, why=EXPIRED, aside=True
        ) as now:
            fresh = PaymentOrder.objects.get(pk=order.pk)
            if fresh.status != PaymentStatus.ISSUED:  # paid, reported or replaced while we looked
                continue
            fresh.status = PaymentStatus.EXPIRED
            fresh.save(update_fields=["status"])
            notices.forget(now.service_request, ENDING)
            day = order.expires_on.isoformat() if order.expires_on else None
            event = now.record(EXPIRED, said={"expired_on": day})
            notices.announce(now.service_request, EXPIRED, event=event)
            flagged += 1
    return flagged


def _amount(happened: Happened) -> tuple[Decimal, Decimal | None, UmaValue | None]:
    """The amount, and the factor and the UMA it comes from where it does."""
    factor = happened.answers.get("veces_uma")
    if factor is None:
        return Decimal(str(happened.answers["monto"])), None, None
    value = uma.value_on(happened.today)
    if value is None:
        sentence = _("Falta el valor de la UMA que rige el %s. Pida a la administración anotarlo.")
        day = date_format(happened.today).lower()
        raise Invalid({"veces_uma": [("no_uma", sentence % day)]})
    times = Decimal(str(factor))
    return uma.worth(times, value.value), times, value


def _cancel(row: ServiceRequest) -> None:
    row.payment_orders.filter(status__in=LIVE).update(status=PaymentStatus.CANCELLED)


def _payable(happened: Happened) -> PaymentOrder:
    order = order_in_force(happened.service_request)
    if order is None or order.status not in PAYABLE:
        raise Conflict(_("No hay una línea de captura por verificar."), code="no_payment_order")
    return order


def _check_length(happened: Happened, key: str, longest: int) -> None:
    """A form need not say how long its answer may be; its column does."""
    if len(happened.answers[key]) > longest:
        sentence = _("No puede pasar de %d letras.") % longest
        raise Invalid({key: [("max_length", sentence)]})
