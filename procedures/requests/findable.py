"""What lists find a request by, kept up in the transaction that changes its answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from . import filtering, search
from .models import Applicant, ServiceRequest


def put_down(
    service_request: ServiceRequest, answers: Mapping[str, Any], people: Iterable[Applicant]
) -> None:
    """Keep the words it is searched by and the answers it is filtered by.

    Args:
        answers: as they were given, sealed ones open.
        people: those of the request; none of an anonymous one.
    """
    search.put_down(service_request, answers, people)
    filtering.put_down(service_request, answers)
