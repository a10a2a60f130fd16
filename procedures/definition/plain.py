"""Any input as plain JSON, or a problem that says where it is not."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from .problems import Problem, join

DEEPEST = 40
LARGEST = 200_000


def as_json(value: Any) -> Any:
    """A copy made only of JSON; days become ISO text.

    Raises:
        ValueError: something that is not JSON, too deep or too large, with its path.
    """
    budget = [LARGEST]

    def copied(item: Any, path: str, depth: int) -> Any:
        budget[0] -= 1
        if depth > DEEPEST or budget[0] < 0:
            raise NotJson(path, _("Es demasiado grande o tiene demasiados niveles."))
        if isinstance(item, Mapping):
            if any(not isinstance(key, str) for key in item):
                raise NotJson(path, _("Las claves deben ser textos."))
            return {key: copied(one, join(path, key), depth + 1) for key, one in item.items()}
        if isinstance(item, list | tuple):
            return [copied(one, join(path, at), depth + 1) for at, one in enumerate(item)]
        if isinstance(item, date):
            return item.isoformat()
        if isinstance(item, str):
            if any(0xD800 <= ord(letter) <= 0xDFFF or letter == "\0" for letter in item):
                raise NotJson(path, _("Tiene caracteres que no se pueden guardar."))
            return item
        if item is None or isinstance(item, bool):
            return item
        if isinstance(item, int) and abs(item) < 2**63:
            return item
        if isinstance(item, float) and math.isfinite(item):
            return item
        raise NotJson(path, _("No es un texto, un número, una lista ni un grupo de claves."))

    return copied(value, "", 0)


class NotJson(ValueError):
    """A source holds something JSON has no word for."""

    def __init__(self, path: str, sentence: str) -> None:
        self.problem = Problem(path, sentence)
        super().__init__(sentence)
