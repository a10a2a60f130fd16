"""Enquiries for tests, received as they are in life."""

from __future__ import annotations

from backend.accounts.actors import ANONYMOUS
from procedures.catalogue.institution import DATA, institution, privacy_notice
from procedures.contact.models import Enquiry, Kind
from procedures.contact.receiving import receive
from procedures.requests.calendar import Calendar, load_calendar

TOLD = {
    "text": "¿A qué hora abre el módulo los sábados?",
    "name": "Juana Plantada",
    "email": "juana.plantada@example.org",
    "phone": "9519876543",
}


def enquiry(kind: str = Kind.FORM, origin: str = "", **told: str) -> Enquiry:
    """One just received; what is not said is `TOLD`."""
    counting_days()
    return receive(
        actor=ANONYMOUS,
        kind=kind,
        told=TOLD | told,
        privacy_notice=privacy_notice().version,
        origin=origin,
    )


def counting_days() -> None:
    """The calendar of the institution, loaded as an installation does."""
    key = institution().calendar
    if not Calendar.objects.filter(key=key).exists():
        load_calendar(DATA / "calendars" / f"{key}.yaml")
