"""Facts and anonymous answers by the dozen: what figures are counted from, without any request."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

from django.utils import timezone

from procedures.catalogue.models import Procedure, ProcedureVersion
from procedures.definition import Outcome, Phase
from procedures.requests.models import Fact, ServiceRequest
from procedures.requests.models.time import FactKind
from procedures.surveys.models import SurveyResponse

DAY = dt.date(2026, 2, 16)


def facts(kind: FactKind, many: int = 1, *, on: dt.date = DAY, **columns: Any) -> list[Fact]:
    """Equal facts of one kind."""
    row = {"procedure": "cambio-medidor", "area": "comercializacion", "source": "online", **columns}
    return Fact.objects.bulk_create(Fact(kind=kind, on=on, **row) for _ in range(many))


def filed(many: int = 1, **columns: Any) -> list[Fact]:
    return facts(FactKind.FILED, many, **columns)


def closed(many: int = 1, *, days: int | None = 5, **columns: Any) -> list[Fact]:
    """Closings that took the utility `days` business days, in time and favourable unless said."""
    row = {
        "outcome": Outcome.FAVOURABLE,
        "utility_days": days,
        "citizen_days": 0,
        "total_days": days,
        "on_time": True,
        **columns,
    }
    return facts(FactKind.CLOSED, many, **row)


def invited(many: int = 1, **columns: Any) -> list[Fact]:
    return facts(FactKind.INVITED, many, **columns)


def responses(many: int = 1, *, month: dt.date | None = None, **columns: Any) -> None:
    """Equal answers, published already."""
    row = {"procedure": "cambio-medidor", "source": "online", **columns}
    SurveyResponse.objects.bulk_create(
        SurveyResponse(month=month or DAY.replace(day=1), **row) for _ in range(many)
    )


def open_request(received_on: dt.date = DAY, **columns: Any) -> ServiceRequest:
    """A bare row of a request, for figures of open work: no answers, no story."""
    slug = columns.pop("procedure", "cambio-medidor")
    procedure, _made = Procedure.objects.get_or_create(
        slug=slug, defaults={"name": slug.capitalize(), "family": "medidores", "status": "online"}
    )
    version, _made = ProcedureVersion.objects.get_or_create(
        procedure=procedure,
        number=1,
        defaults={"document": {}, "source_text": "", "published_at": timezone.now()},
    )
    row = {
        "folio": f"OOAP-2026-{ServiceRequest.objects.count() + 1:06}-0",
        "state": "recibida",
        "phase": Phase.RECEIVED,
        "source": "online",
        "area": "comercializacion",
        "filed_at": timezone.now(),
        "key_nonce": uuid4().hex,
        **columns,
    }
    return ServiceRequest.objects.create(
        procedure=procedure, version=version, received_on=received_on, **row
    )
