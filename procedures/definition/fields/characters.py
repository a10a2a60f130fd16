"""What text may be made of, the same for every type that takes text."""

from __future__ import annotations

import unicodedata

from django.utils.translation import gettext as _

from .base import Wrong, expect_text

# Embeddings, overrides and isolates can make a text read as something else than it says.
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def tidy(value: object, *, longest: int, lines: bool = False) -> str:
    """Text in NFC without spaces around it.

    Args:
        value: what arrived; anything but text is refused.
        longest: the most characters it may have.
        lines: may it have line breaks? They become a single newline character.

    Raises:
        Wrong: `type`, `characters` or `max_length`.
    """
    text = expect_text(value)
    if len(text) > longest * 4 + 1000:
        raise Wrong("max_length", _("Escriba %(n)d caracteres como máximo.") % {"n": longest})
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for character in text:
        if character == "\n" and lines:
            continue
        if character == "\t" and lines:
            continue
        if character in _REORDERING or unicodedata.category(character) in ("Cc", "Cs"):
            raise Wrong("characters", _("Quite los caracteres invisibles o de control."))
    text = unicodedata.normalize("NFC", text).strip()
    if len(text) > longest:
        raise Wrong("max_length", _("Escriba %(n)d caracteres como máximo.") % {"n": longest})
    return text
