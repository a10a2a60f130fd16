"""A recurso handed in at the counter against what ended a request."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from procedures.casework.appeal_checks import Brought
from procedures.casework.appeals import receive_appeal
from procedures.casework.models import Appeal
from procedures.requests.models import ServiceRequest
from tests.factories.people import staff


def appealed(row: ServiceRequest, *grants: str, **changes: Any) -> Appeal:
    """The last resolution of the request is appealed against."""
    row.refresh_from_db()
    resolution = row.resolutions.last()
    told = {
        "revision": row.revision,
        "code": resolution.code,
        "received_at": timezone.now(),
        "channel": "counter",
        "brought_by": "applicant",
        "told": Brought("Eustaquio Robles", "fisica", "Que se revise la negativa."),
        **changes,
    }
    actor = staff(*(grants or ("counter@modulo",)))
    receive_appeal(actor=actor, service_request=row, **told)
    found: Appeal = resolution.appeals.last()
    return found
