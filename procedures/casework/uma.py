"""The UMA by year: what an amount set in units of it is worth on a day (DOMAIN §10.2).

INEGI publishes a daily value each January and it holds from 1 February (Ley para Determinar el
Valor de la Unidad de Medida y Actualización, arts. 4 and 5). An order keeps the factor and the
value it was made with, so that nothing put down later changes it.
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from backend.accounts.actors import Actor
from backend.accounts.history import acting
from backend.accounts.people import may_administer
from procedures.requests.errors import Invalid, NotAllowed

from .models import UmaValue

CENT = Decimal("0.01")
LARGEST = Decimal("9999.99")  # pesos a day; beyond it is a slip of the finger


def value_on(day: dt.date) -> UmaValue | None:
    """The value that holds on a day; None where that of its year was not put down.

    Last year's is never used for this year's: the amount would be wrong and look right.
    """
    this_year = dt.date(day.year, 2, 1)
    began = this_year if day >= this_year else dt.date(day.year - 1, 2, 1)
    return UmaValue.objects.filter(starts_on__gte=began, starts_on__lte=day).first()


def worth(factor: Decimal, value: Decimal) -> Decimal:
    """So many times the value, in pesos and cents; half a cent goes up."""
    return (factor * value).quantize(CENT, rounding=ROUND_HALF_UP)


@transaction.atomic
def put_down(*, actor: Actor, starts_on: dt.date, value: Decimal, source: str) -> UmaValue:
    """Put down the value of a year, or mend one; the history keeps who and what it was before.

    Args:
        starts_on: its first day, 1 February.
        value: pesos a day.
        source: where it was published.

    Raises:
        NotAllowed: not an administrator.
        Invalid: another day than 1 February, a value that cannot be, or no source.
    """
    if not may_administer(actor):
        raise NotAllowed(_("Su función no incluye la administración."))
    wrong: dict[str, list[tuple[str, str]]] = {}
    if (starts_on.month, starts_on.day) != (2, 1):
        wrong["starts_on"] = [("day", _("La UMA rige desde el 1 de febrero de cada año."))]
    if not 0 < value <= LARGEST or value != value.quantize(CENT):
        wrong["value"] = [("value", _("Escriba el valor diario en pesos, como 108.57."))]
    if not source.strip():
        wrong["source"] = [("required", _("Diga dónde se publicó."))]
    if wrong:
        raise Invalid(wrong)
    row = UmaValue.objects.select_for_update().filter(starts_on=starts_on).first()
    row = row or UmaValue(starts_on=starts_on)
    row.value, row.source = value, source.strip()
    with acting(actor.label):
        row.save()
    return row
