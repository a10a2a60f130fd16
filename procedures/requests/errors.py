"""What an operation can refuse with. The faces turn each into one status and one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import ServiceRequest


class OperationError(Exception):
    """Base of every refusal; `str()` of it is a Spanish sentence fit to show."""


class NotFound(OperationError):
    """Not there, or not yours: the two must look the same (404)."""


class NotAllowed(OperationError):
    """Yours to see, but not your role's to do (403)."""


class Stale(OperationError):
    """Somebody moved the request since it was read (409)."""

    def __init__(self, message: str, service_request: ServiceRequest) -> None:
        super().__init__(message)
        self.service_request = service_request


class Conflict(OperationError):
    """The request's state, or an earlier answer, does not admit this (409)."""

    def __init__(self, message: str, code: str = "conflict") -> None:
        super().__init__(message)
        self.code = code


class Invalid(OperationError):
    """What was sent does not fit: each field with its code and sentence (400)."""

    def __init__(self, errors: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        super().__init__(
            "; ".join(f"{key}: {text}" for key, items in errors.items() for _c, text in items)
        )
        self.errors = {key: list(items) for key, items in errors.items()}
