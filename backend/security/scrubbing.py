"""Nothing personal in a log: not by the name of a value, not by its look.

Query strings, keys, tokens, e-mail addresses, CURP and RFC are replaced before a line is written,
in messages and tracebacks alike: a log is copied to more places than the database ever is.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, MutableMapping
from typing import Any

REMOVED = "[…]"
SECRET_NAMES = re.compile(
    r"(?i)passw|secret|token|cookie|authorization|request_?key|session|csrf|curp|rfc|e?mail|phone"
    r"|telefono|correo|query|answers|user_agent|^ip$|^key$|^llave$"
)
PATTERNS = (
    (re.compile(r"\?[^\s\"'>]*"), "?" + REMOVED),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), REMOVED),
    (re.compile(r"\b[A-ZÑ&]{3,4}\d{6}(?:[HMX][A-Z]{5}[A-Z\d]\d|[A-Z\d]{3})\b", re.I), REMOVED),
    (re.compile(r"(?i)\b(bearer|token|key|clave|llave)([=: ]+)[\w.~+/-]{8,}=*"), rf"\1\2{REMOVED}"),
    # The last part of these addresses opens something: a survey, a tracking page, a reset.
    (
        re.compile(r"(/(?:surveys|encuesta|avisos|enlace|continuar|reset/key)/)[\w.~:%-]{12,}"),
        rf"\1{REMOVED}",
    ),
)


SURVEYS = re.compile(r"/(?:surveys|encuesta)/")


class SurveysUntold(logging.Filter):
    """Answering a survey leaves no line: its time would say who answered (ARCHITECTURE rule 13).

    Failures of ours are still told, since their lines carry no token.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record may be written."""
        return record.levelno >= logging.ERROR or not SURVEYS.search(record.getMessage())


def clean(text: str) -> str:
    """`text` without what could name a person or open a door."""
    for pattern, replacement in PATTERNS:
        text = pattern.sub(replacement, text)
    return text


def scrub(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """A structlog processor: the event without personal data, however deep it hides."""
    return {name: _scrubbed(name, value) for name, value in event.items()}


def _scrubbed(name: str, value: Any) -> Any:
    if name.startswith("_"):  # structlog's own bookkeeping
        return value
    if SECRET_NAMES.search(name):
        return REMOVED
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {key: _scrubbed(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_scrubbed("", inner) for inner in value]
    return value
