"""The cadastral account or key; no length is agreed between registries (DOMAIN §9)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from .code import Code


class CadastralKey(Code):
    name = "cadastral_key"
    filtered = "text"
    title = gettext_lazy("Cuenta o clave catastral")
    shape = r"[0-9A-Z\- ]{3,40}"
    longest = 60
    sample = "20-067-001-234"


TYPE = CadastralKey()
