"""The serial number on a water meter."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from .code import Code


class MeterNumber(Code):
    name = "meter_number"
    filtered = "text"
    title = gettext_lazy("Número de serie del medidor")
    shape = r"[0-9A-Z-]{4,20}"
    sample = "A12-345678"


TYPE = MeterNumber()
