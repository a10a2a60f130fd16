"""The number of a water account or contract, as the receipt prints it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from .code import Code


class AccountNumber(Code):
    name = "account_number"
    filtered = "text"
    title = gettext_lazy("Número de cuenta")
    shape = r"[0-9A-Z-]{3,20}"
    sample = "100234"


TYPE = AccountNumber()
