"""Requests in any state, always made by the operations a person would use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from backend.accounts.actors import ANONYMOUS, SYSTEM, Actor
from backend.accounts.models import User
from procedures.casework.models import Opinion
from procedures.catalogue.models import ProcedureVersion
from procedures.definition import Facts, Form, Kind
from procedures.definition.fields.base import Field
from procedures.definition.fields.file import File
from procedures.documents.models import Document
from procedures.management.demo import playing
from procedures.requests.models import ClockInterval, Event, ServiceRequest
from procedures.requests.operations import Contact, Filing
from procedures.requests.operations.endings import warn_of_lapse
from tests.factories.papers import paper
from tests.factories.people import person

CONTACT = Contact(
    name="María Hernández Cruz",
    email="maria@example.org",
    phone="9511234567",
    channel="email",
    accepts_electronic_notice=True,
)
A_DAY = timedelta(days=1)
A_HUNDRED_AND_FIFTY_DAYS = timedelta(days=150)  # enough to be warned, and then three months
A_HUNDRED_AND_TWENTY_DAYS = timedelta(days=120)


def a_paper(field: Field) -> Document:
    """A document the file field takes."""
    taken = field.type.accepted(field) if isinstance(field.type, File) else ()
    return paper("papel.pdf" if "application/pdf" in taken else "foto.jpg")


def somebody(role: str, area: str) -> User:
    """Whoever holds the role in the area, hired if nobody does."""
    holders = User.objects.filter(memberships__role=role, memberships__area__key=area)
    return holders.first() or person(f"{role}@{area}")


def examples(form: Form, facts: Facts, given: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Answers the form accepts."""
    return playing.fill(form, facts, given=given)


def papers_for(form: Form, answers: Mapping[str, Any], facts: Facts) -> dict[str, list[Document]]:
    """One document for each file the form cannot do without."""
    return playing.papers_for(form, answers, facts, a_paper)


def filed(
    version: ProcedureVersion,
    *,
    actor: Actor = ANONYMOUS,
    given: Mapping[str, Any] | None = None,
    contact: Contact | None = CONTACT,
    **options: Any,
) -> Filing:
    """A request with every question answered."""
    return playing.file(
        version, paper=a_paper, actor=actor, given=given, contact=contact, **options
    )


def take(
    row: ServiceRequest,
    action: str,
    *,
    actor: Actor | None = None,
    answers: Mapping[str, Any] | None = None,
    **inputs: Any,
) -> Event:
    """Carry out a move with its form filled in; who does it is worked out unless given."""
    row.refresh_from_db()
    transition = row.workflow.find(row.state, action)
    if transition is not None and transition.kind == Kind.LAPSE:
        waited = timezone.localdate() - A_HUNDRED_AND_FIFTY_DAYS
        ClockInterval.objects.filter(service_request=row, ended_on=None).update(
            started_on=waited, owner="citizen"
        )
        warned = timezone.localdate() - A_HUNDRED_AND_TWENTY_DAYS
        ServiceRequest.objects.filter(pk=row.pk).update(citizen_due_on=None)
        warn_of_lapse(actor=SYSTEM, service_request=row, today=warned)
    if transition is not None and "assume_no_objection" in dict(transition.effects):
        Opinion.objects.filter(service_request=row).update(due_on=timezone.localdate() - A_DAY)
    return playing.play(
        row, action, cast=somebody, paper=a_paper, actor=actor, given=answers, **inputs
    )
