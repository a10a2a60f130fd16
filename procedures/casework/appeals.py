"""A recurso against a resolution: received always, late or not, and decided by a person (R1, R29).

Reception judges nothing: it puts down when the writing came, whether the term was over, and until
when it has to be decided. What it asks and who brought it is sealed; the chain and the mails say
that one was received and no more. A decision that leaves the resolution without effect revokes
nothing by itself: that is `operations.revoke_resolution`, by whoever may.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from backend.accounts.actors import Actor
from procedures.catalogue.institution import institution
from procedures.documents.models import Document
from procedures.requests import access, crypto, notices, timekeeping
from procedures.requests.attachments import WITH_AN_APPEAL, WITH_ITS_END, attach
from procedures.requests.core import change
from procedures.requests.errors import Conflict, NotFound
from procedures.requests.folios import next_folio
from procedures.requests.models import Attachment, Event, ServiceRequest
from procedures.requests.models.time import FactKind
from procedures.requests.timekeeping import note_fact

from .appeal_alerts import tell_of_appeal
from .appeal_checks import Brought, check_decision, check_reception
from .models import Appeal, AppealStatus, BroughtBy, Resolution
from .models.appeals import AppealQuerySet
from .operations import OPENED

LETTER = "R"  # of its number, in order within the year with the check digit of folios
ORDERING = "decide_by"
OF_A_DECISION = ("appeal_admitted", "appeal_ended")


def brought(appeal: Appeal) -> Brought:
    """What was sealed of it; nothing where that was erased."""
    return Brought(**crypto.decrypt(appeal.sealed)) if appeal.sealed else Brought()


def term_of(row: ServiceRequest) -> int | None:
    """Business days to appeal against what ends this request; None where nobody knows (R29)."""
    own = row.definition.paper.appeal
    return own.days if own else int(institution().appeal.days)


def term_confirmed(row: ServiceRequest) -> bool:
    """Whether somebody confirmed that term; until then it is shown as an estimate."""
    own = row.definition.paper.appeal
    return bool((own.basis if own else institution().appeal.basis) == "confirmed")


def notified_on(paper: Resolution) -> dt.date | None:
    """The day its notice took effect as far as the record knows: when it was first opened (R18)."""
    opened = paper.service_request.events.filter(kind=OPENED, action=paper.code).first()
    return timezone.localdate(opened.at) if opened else None


def came_in_time(appeal: Appeal) -> bool | None:
    """Whether it came within its term; None where no day of notice, or no term, is known.

    A writing counts on the day it came, working or not (R3).
    """
    if appeal.last_day is None:
        return None
    return timezone.localdate(appeal.received_at) <= appeal.last_day


def receive_appeal(
    *,
    actor: Actor,
    service_request: ServiceRequest,
    revision: int,
    code: str,
    received_at: dt.datetime,
    channel: str,
    brought_by: str,
    told: Brought,
    notified: dt.date | None = None,
    documents: Sequence[Document] = (),
) -> Event:
    """Put down that a recurso was handed in against a resolution; it is never refused (R1).

    Args:
        code: of the paper.
        received_at: when the writing really came.
        notified: the day the resolution was handed over, where the record does not know it.
        documents: the writing and what came with it, scanned.

    Raises:
        NotAllowed: not somebody of the counter.
        NotFound: no such paper in this request.
        Invalid: a day that cannot be, no writing and no words of what is asked, or too many files.
    """
    access.require(actor, "receive_appeal", service_request)
    with change(
        actor=actor, service_request=service_request, revision=revision, why="appeal"
    ) as now:
        row = now.service_request
        paper = row.resolutions.filter(code=code).first()
        if paper is None:
            raise NotFound(_("No encontramos ese documento."))
        check_reception(paper, received_at, now.now, channel, brought_by, told, notified, documents)
        third = brought_by == BroughtBy.THIRD
        if row.anonymous and not third:  # nobody's name is kept of it (DOMAIN §8.2)
            told = Brought(asks=told.asks)
        day = timezone.localdate(received_at)
        since, calendar = notified or notified_on(paper), timekeeping.calendar_of(row)
        days = term_of(row)
        number = next_folio(LETTER, now.today)
        files = {WITH_AN_APPEAL: list(documents)} if documents else {}
        event = now.record(
            "appeal_received",
            action=code,
            said={"number": number, "document": paper.document},
            private={"brought_by": brought_by},
            documents=files,
        )
        attach(row, event, files, public=() if third else None, nameless=row.anonymous)
        appeal = Appeal(
            resolution=paper,
            received_in=event,
            number=number,
            received_at=received_at,
            received_by=actor.user,
            channel=channel,
            brought_by=brought_by,
            sealed=crypto.encrypt(asdict(told)),
            notified_on=since,
            last_day=calendar.add_days(since, days) if since and days else None,
            decide_by=calendar.add_months(day, int(institution().appeal.answer_months)),
        )
        appeal.save()
        note_fact(row, FactKind.APPEALED, day)
        tell_of_appeal(appeal, row)
        if not third:
            notices.announce(row, "appeal_received", event=event)
        return event


def decide_appeal(
    *,
    actor: Actor,
    service_request: ServiceRequest,
    revision: int,
    number: str,
    decision: str,
    on: dt.date,
    words: str,
    documents: Sequence[Document] = (),
) -> Event:
    """Put down that it was admitted, or how it ended; the resolution itself is not touched.

    Args:
        decision: a status after «received».
        on: the day of the decision.
        words: what was decided, for the person.

    Raises:
        NotAllowed: not the direction.
        NotFound: no such recurso in this request.
        Conflict: it ended already, or was admitted already.
        Invalid: no such decision, a day that cannot be, no words, or too many files.
    """
    access.require(actor, "decide_appeal", service_request)
    with change(
        actor=actor, service_request=service_request, revision=revision, why="appeal"
    ) as now:
        row = now.service_request
        appeal = appeal_of(row, number)
        check_decision(appeal, decision, on, now.today, words, documents)
        if not appeal.is_pending or decision == appeal.status:
            raise Conflict(_("Ese recurso ya se había resuelto o admitido."), code="decided")
        appeal.status, appeal.words = decision, words.strip()
        if not appeal.is_pending:
            appeal.ended_on, appeal.ended_by = on, actor.user
        appeal.save()
        ended = not appeal.is_pending
        files = {WITH_ITS_END: list(documents)} if documents else {}
        # It may name a third one: of theirs the request's own person reads how it ended.
        theirs, note = appeal.of_the_person, {"note": appeal.words}
        with translation.override(settings.LANGUAGE_CODE):  # the record is in Spanish
            label = str(AppealStatus(decision).label)
        event = now.record(
            "appeal_ended" if ended else "appeal_admitted",
            action=appeal.resolution.code,
            said={
                "number": number,
                "decision": decision,
                "label": label,
                **(note if theirs else {}),
            },
            private={} if theirs else note,
            documents=files,
        )
        attach(row, event, files, public=None if theirs else (), nameless=row.anonymous)
        if theirs:
            notices.announce(row, event.kind, event=event)
        return event


def appeal_of(row: ServiceRequest, number: str) -> Appeal:
    """One of a request, by its number.

    Raises:
        NotFound: it has none of that number.
    """
    found: Appeal | None = appeals_of(row).filter(number=number).first()
    if found is None:
        raise NotFound(_("No encontramos ese recurso."))
    return found


def appeals_of(row: ServiceRequest) -> QuerySet[Appeal]:
    """Those of a request, the oldest first."""
    found = Appeal.objects.filter(resolution__service_request=row).with_its_request()
    with_people: QuerySet[Appeal] = found.select_related("received_by", "ended_by")
    return with_people


def papers_of(appeal: Appeal) -> QuerySet[Attachment]:
    """What was handed in with it (`WITH_AN_APPEAL`) and what decides it, the oldest first."""
    decided = Event.objects.filter(
        service_request=appeal.resolution.service_request_id,
        kind__in=OF_A_DECISION,
        payload__data__public__number=appeal.number,
    )
    found = Attachment.objects.filter(Q(event=appeal.received_in_id) | Q(event__in=decided))
    return found.select_related("document").order_by("id")


def visible_appeals(actor: Actor) -> AppealQuerySet:
    """Those of the requests an actor may see for more than an opinion."""
    seen = access.visible_to(ServiceRequest.objects.all(), actor)
    mine = access.beyond_an_opinion(seen, actor)
    found: AppealQuerySet = Appeal.objects.filter(resolution__service_request__in=mine)
    return found.with_its_request()
