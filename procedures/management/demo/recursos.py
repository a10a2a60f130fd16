"""Two recursos of the demonstration: one that waits for the direction, one it decided."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from backend.accounts.actors import Actor, staff_actor
from backend.accounts.models import User
from backend.accounts.roles import Role
from procedures.casework.appeal_checks import Brought
from procedures.casework.appeals import decide_appeal, receive_appeal
from procedures.casework.models import Appeal, AppealChannel, AppealStatus, BroughtBy, Resolution
from procedures.definition import Outcome

from .stories import At

ASKS = (
    "No estoy de acuerdo con la respuesta. Pido que revisen otra vez los papeles que entregué y que"
    " vuelvan a visitar la casa."
)
WORDS = (
    "Se revisó el expediente y la visita. Los motivos de la respuesta son correctos y se explicaron"
    " completos, por lo que se confirma."
)
DAYS_LATER, DAYS_TO_DECIDE = 4, 9


def bring(at: At) -> None:
    """Hand in a recurso against the last two refusals that are old enough; one is decided."""
    if Appeal.objects.exists():
        return
    before = timezone.localdate() - dt.timedelta(days=DAYS_LATER + DAYS_TO_DECIDE + 1)
    refused = Resolution.objects.filter(
        service_request__outcome=Outcome.UNFAVOURABLE,
        service_request__anonymous=False,
        service_request__closed_at__isnull=False,
        issued_on__lt=before,
    ).order_by("-issued_on", "-pk")
    for number, paper in enumerate(refused.select_related("service_request")[:2]):
        day = paper.issued_on + dt.timedelta(days=DAYS_LATER)
        _receive(at, paper, _noon(day))
        if number:
            _decide(at, paper, _noon(day + dt.timedelta(days=DAYS_TO_DECIDE)))


def _receive(at: At, paper: Resolution, moment: dt.datetime) -> None:
    row = paper.service_request
    with at(moment):
        receive_appeal(
            actor=_somebody(Role.COUNTER),
            service_request=row,
            revision=row.revision,
            code=paper.code,
            received_at=moment,
            channel=AppealChannel.COUNTER,
            brought_by=BroughtBy.APPLICANT,
            told=Brought(asks=ASKS),
            notified=paper.issued_on,
        )


def _decide(at: At, paper: Resolution, moment: dt.datetime) -> None:
    row = paper.service_request
    row.refresh_from_db()
    with at(moment):
        decide_appeal(
            actor=_somebody(Role.DIRECTOR),
            service_request=row,
            revision=row.revision,
            number=paper.appeals.get().number,
            decision=AppealStatus.CONFIRMED,
            on=timezone.localdate(),
            words=WORDS,
        )


def _somebody(role: Role) -> Actor:
    return staff_actor(User.objects.filter(memberships__role=role).earliest("id"))


def _noon(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))
