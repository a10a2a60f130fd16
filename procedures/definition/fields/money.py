"""An amount in Mexican pesos, never negative unless the definition says so."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy

from .base import Attributes, Field
from .decimal import LIMIT, DecimalNumber
from .integer import LARGEST


class Money(DecimalNumber):
    name = "money"
    title = gettext_lazy("Cantidad en pesos")
    attributes: ClassVar[Attributes] = {"min": LIMIT, "max": LIMIT}
    padded = True

    def limits(self, field: Field) -> tuple[Decimal, Decimal]:
        return Decimal(str(field.get("min", 0))), Decimal(str(field.get("max", LARGEST)))

    def display(self, field: Field, value: Any) -> str:
        return f"${Decimal(value):,.2f}"


TYPE = Money()
