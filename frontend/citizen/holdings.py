"""The requests of an account as a list shows them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, Value, When
from django.utils.translation import gettext as _

from frontend import formats
from procedures.definition import Phase
from procedures.holdings.models import CitizenAccount, Holding, HoldingQuerySet
from procedures.requests.models import ServiceRequest
from procedures.requests.standing import needs_you

WAITING = (Phase.WAITING_CITIZEN, Phase.WAITING_PAYMENT)


@dataclass(frozen=True)
class Line:
    """One request of the list; `row` is None where its key was renewed since it was kept."""

    folio: str
    row: ServiceRequest | None
    state: str = ""
    waiting: str = ""  # what the person has to do, and by when
    when: str = ""


def of(account: CitizenAccount) -> HoldingQuerySet:
    """What an account keeps, in the order it is shown; one query for a page of it."""
    request = "service_request"
    found: HoldingQuerySet = (
        Holding.objects.of(account)
        .select_related(f"{request}__procedure", f"{request}__version")
        .defer(
            f"{request}__answers",
            f"{request}__case",
            f"{request}__version__source_text",
            f"{request}__version__document",
            f"{request}__version__changes",
        )
        .annotate(
            turn=Case(
                When(service_request__phase__in=WAITING, then=Value(0)),
                When(service_request__phase=Phase.CLOSED, then=Value(2)),
                default=Value(1),
            )
        )
        .order_by("turn", "-service_request__filed_at")
    )
    return found


def line_of(holding: Holding) -> Line:
    """A request in one line."""
    row = holding.service_request
    if not holding.opens:
        return Line(row.folio, None)
    return Line(row.folio, row, row.current_state.label, _waiting(row), _when(row))


def _waiting(row: ServiceRequest) -> str:
    if not needs_you(row):
        return ""
    if row.citizen_due_on is None:
        return _("Espera algo de usted.")
    return _("Espera algo de usted, a más tardar el %s.") % formats.long_date(row.citizen_due_on)


def _when(row: ServiceRequest) -> str:
    return _("Presentada el %s") % formats.date(row.received_on)
