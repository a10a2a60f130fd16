"""What the utility has still to confirm: every fact of a definition that is not its own word.

A fact is a group of keys with a `basis`; only `confirmed` is a promise (ARCHITECTURE rule 9), so
everything else is listed here until somebody at the utility answers for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

CONFIRMED = "confirmed"
WORDS = ("text", "name", "title", "label", "document", "purpose", "note")
SUBJECTS = {
    "summary": gettext_lazy("Descripción del trámite"),
    "channels": gettext_lazy("Canales por los que se presenta"),
    "who_can_file": gettext_lazy("Quién puede pedirlo"),
    "digital_level": gettext_lazy("Nivel de digitalización"),
    "retention": gettext_lazy("Tiempo que se guarda"),
    "renewal": gettext_lazy("Renovación"),
    "field_visit": gettext_lazy("Si hace falta una visita"),
    "municipalities": gettext_lazy("Municipios que se atienden"),
    "payment": gettext_lazy("Sistema de pago"),
    "origin": gettext_lazy("Renglón en la tabla del plan institucional"),
}


@dataclass(frozen=True)
class Claim:
    """A fact nobody at the utility has confirmed.

    Attributes:
        path: where it is in the document, `record.requirements[0]`.
        text: what it says, in words for people.
        basis: seen, comparable or assumed.
        source: where it was seen, if anywhere.
    """

    path: str
    text: str
    basis: str
    source: str


def unconfirmed(document: Any, path: str = "") -> Iterator[Claim]:
    """Every claim in a document, in the order written; none once all is confirmed.

    Args:
        document: a resolved definition, or any part of the institution's files.
        path: where it stands in a larger one.
    """
    if isinstance(document, Mapping):
        basis = document.get("basis")
        if isinstance(basis, str) and basis != CONFIRMED:
            text = _in_words(document, path)
            yield Claim(path, text, basis, str(document.get("source") or ""))
        for key, value in document.items():
            yield from unconfirmed(value, f"{path}.{key}" if path else str(key))
    elif isinstance(document, list | tuple):
        for index, value in enumerate(document):
            yield from unconfirmed(value, f"{path}[{index}]")


def _in_words(fact: Mapping[str, Any], path: str) -> str:
    limit = fact.get("limit")
    if isinstance(limit, Mapping) and limit.get("days"):
        return _("Plazo de respuesta: %(n)s días hábiles") % {"n": limit["days"]}
    if isinstance(limit, Mapping) and limit.get("months"):
        return _("Plazo de respuesta: %(n)s meses") % {"n": limit["months"]}
    said = next((str(fact[word]) for word in WORDS if fact.get(word)), "")
    return said or str(SUBJECTS.get(path.rpartition(".")[2], path))
