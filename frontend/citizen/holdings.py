"""The requests of an account as a list shows them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, Prefetch, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from frontend import formats
from procedures.casework.models import Resolution
from procedures.casework.renewing import renewable
from procedures.definition import Phase
from procedures.holdings.models import CitizenAccount, Holding, HoldingQuerySet
from procedures.requests.models import ServiceRequest
from procedures.requests.standing import needs_you

# What tells whether a paper may be renewed; its words stay in the database.
EXPIRING = Resolution.objects.only("service_request_id", "valid_until", "revoked_on")
WAITING = (Phase.WAITING_CITIZEN, Phase.WAITING_PAYMENT)


@dataclass(frozen=True)
class Line:
    """One request of the list; `row` is None where its key was renewed since it was kept."""

    folio: str
    row: ServiceRequest | None
    state: str = ""
    waiting: str = ""  # what the person has to do, and by when
    when: str = ""
    renewable: bool = False  # its paper expires, and may be asked for again


def of(account: CitizenAccount) -> HoldingQuerySet:
    """What an account keeps, in the order it is shown; two queries for a page of it."""
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
        .prefetch_related(Prefetch(f"{request}__resolutions", EXPIRING))
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
    papers = list(row.resolutions.all())
    again = bool(papers) and renewable(row, papers[-1], timezone.localdate())
    return Line(row.folio, row, row.current_state.label, _waiting(row), _when(row), again)


def _waiting(row: ServiceRequest) -> str:
    if not needs_you(row):
        return ""
    if row.citizen_due_on is None:
        return _("Espera algo de usted.")
    return _("Espera algo de usted, a más tardar el %s.") % formats.long_date(row.citizen_due_on)


def _when(row: ServiceRequest) -> str:
    return _("Presentada el %s") % formats.date(row.received_on)
