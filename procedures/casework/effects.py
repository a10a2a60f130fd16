"""What a step does beside moving the case. Rows only; the step's transaction is theirs too.

Definitions name these effects and are proven against their parameters and needs when published.
"""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from procedures.catalogue.institution import institution
from procedures.definition import Kind
from procedures.definition.vocabulary import effect
from procedures.requests import clock, participants, timekeeping
from procedures.requests.access import OPINION
from procedures.requests.errors import Conflict, Invalid
from procedures.requests.happening import Happened, at_closing
from procedures.requests.models import CaseAccess
from procedures.requests.notices import forget

from . import (
    before_the_day,
    credentials,
    issuing,
    paper_drafts,
    payments,
    publishing,  # noqa: F401 - it listens to events
    reminders,
)
from .models import LIVE, Opinion, PaymentStatus, Visit, VisitDraft, VisitKind, VisitStatus

COMMENT_DAYS = 5  # business days about the acta of a verification (LFPA art. 68)


@effect("assign_area", parameters={"area": "area"})
def assign_area(happened: Happened, *, area: str) -> None:
    """Hand the case to another area, which may then see it even where it is restricted."""
    participants.let_in(happened.service_request, "reviewer", area, "assign_area")
    happened.service_request.assignee = None


@effect("take_back", parameters={"area": "area"})
def take_back(happened: Happened, *, area: str) -> None:
    """Close a restricted case to the area it was handed to; `assign_area` undone."""
    participants.let_out(happened.service_request, area)
    happened.service_request.assignee = None


@effect("extend_term", needs={"motivo": "textarea"})
def extend_term(happened: Happened) -> None:
    """Extend the term: once, by at most half, reasoned and before it ends (DOMAIN R12; LFPA 31)."""
    row = happened.service_request
    if row.extension_days:
        raise Conflict(_("El plazo ya se amplió una vez."), code="extended")
    if row.due_on is None or happened.today > row.due_on:
        raise Conflict(_("El plazo ya venció; no puede ampliarse."), code="extension_late")
    time = row.definition.time
    longest = clock.extension_limit(time.limit)
    allowed = time.extension.days(time.limit.days if time.limit else None) if time.extension else 0
    row.extension_days = min(allowed or longest, longest) if time.extension else 0
    if not row.extension_days:
        raise Conflict(_("Este trámite no admite ampliar el plazo."), code="no_extension")
    timekeeping.reckon(row)
    if row.due_on:
        happened.detail.append(_("Nueva fecha: %s.") % date_format(row.due_on).lower())


@effect(
    "plan_visit",
    parameters={"area": "area"},
    needs={"fecha_visita": "date", "horario": "choice"},
    kind=Kind.VISIT,
)
def plan_visit(happened: Happened, *, area: str) -> None:
    """Plan a visit with an accredited inspector of the area (DOMAIN §12.1)."""
    _plan(happened, area, VisitKind.TECHNICAL)


@effect(
    "plan_verification",
    parameters={"area": "area"},
    needs={"fecha_visita": "date", "horario": "choice", "objeto_visita": "text"},
    kind=Kind.VISIT,
)
def plan_verification(happened: Happened, *, area: str) -> None:
    """Plan an act of authority: its written order says what for (DOMAIN §12.2; LFPA art. 63)."""
    _plan(happened, area, VisitKind.VERIFICATION)


def _plan(happened: Happened, area: str, kind: VisitKind) -> None:
    visit = Visit(
        service_request=happened.service_request,
        area=area,
        kind=kind,
        purpose=str(happened.answers.get("objeto_visita") or "")[:200],
        inspector=happened.inputs["inspector"],
        on=happened.answers["fecha_visita"],
        window=happened.answers["horario"],
    )
    credentials.check_day(visit.inspector, happened.answers["fecha_visita"], happened.today)
    visit.save()
    CaseAccess.objects.get_or_create(
        service_request=happened.service_request,
        user=visit.inspector,
        defaults={"reason": "visit", "explicit": True},
    )
    _tell_visit(happened, visit)


@effect(
    "reschedule_visit",
    needs={"fecha_visita": "date", "horario": "choice", "motivo": "textarea"},
    kind=Kind.VISIT,
)
def reschedule_visit(happened: Happened) -> None:
    """Move the planned visit to another day, keeping code and inspector; the person reads why."""
    visit = _planned(happened)
    credentials.check_day(visit.inspector, happened.answers["fecha_visita"], happened.today)
    visit.on = happened.answers["fecha_visita"]
    visit.window = happened.answers["horario"]
    visit.times_moved += 1
    visit.moved_because = happened.answers["motivo"]
    visit.save()
    forget(happened.service_request, before_the_day.VISIT)
    _tell_visit(happened, visit)


@effect("record_visit", needs={"resultado": "textarea"}, kind=Kind.VISIT)
def record_visit(happened: Happened) -> None:
    """Put down what the visit found."""
    _record(happened)


@effect(
    "record_verification",
    needs={
        "resultado": "textarea",
        "hora_inicio": "time",
        "hora_fin": "time",
        "testigo_uno": "person_name",
        "testigo_dos": "person_name",
        "manifestacion": "textarea",
        "firmas": "choice",
    },
    kind=Kind.VISIT,
)
def record_verification(happened: Happened) -> None:
    """Put down the acta of a verification; the person has five days to comment (LFPA 67, 68)."""
    if str(happened.answers["hora_fin"]) < str(happened.answers["hora_inicio"]):
        raise Invalid({"hora_fin": [("order", _("Terminó antes de empezar: revise las horas."))]})
    visit = _record(happened)
    calendar = timekeeping.calendar_of(happened.service_request)
    visit.comments_until = calendar.add_days(happened.today, COMMENT_DAYS)
    visit.save()
    happened.detail.append(
        _("Puede decir algo sobre el acta hasta el %s.") % date_format(visit.comments_until).lower()
    )


def _record(happened: Happened) -> Visit:
    visit = _planned(happened)
    visit.status = VisitStatus.DONE
    visit.result = happened.answers["resultado"]
    visit.done_at = happened.now
    visit.save()
    VisitDraft.objects.filter(visit=visit).delete()
    forget(happened.service_request, before_the_day.VISIT)
    return visit


@effect("quote_payment", needs={"presupuesto": "money"})
def quote_payment(happened: Happened) -> None:
    """Say how much there will be to pay: an order still without its línea; nothing due, none."""
    payments.quote(happened)


@effect(
    "order_payment",
    needs={"monto": "money", "linea_captura": "text", "vence": "date"},
    kind=Kind.PAY,
)
def order_payment(happened: Happened) -> None:
    """Issue a línea de captura and wait for the payment; it replaces any before (DOMAIN §10.2)."""
    payments.issue(happened)


@effect("report_payment", needs={"archivo_comprobante": "file"}, kind=Kind.PAY)
def report_payment(happened: Happened) -> None:
    """The person says that they paid, with what proves it."""
    payments.report(happened)


@effect("verify_payment", needs={"comprobante": "text"}, kind=Kind.PAY)
def verify_payment(happened: Happened) -> None:
    """The cashier saw the payment of the order in force."""
    payments.verify(happened)


@effect("reject_payment", needs={"motivo_rechazo": "textarea"}, kind=Kind.PAY)
def reject_payment(happened: Happened) -> None:
    """What the person sent does not prove the payment; they read why and may send another."""
    payments.reject(happened)


@effect(
    "ask_opinion", parameters={"area": "area"}, needs={"pregunta": "textarea"}, kind=Kind.OPINION
)
def ask_opinion(happened: Happened, *, area: str) -> None:
    """Ask another area; it does not stop the clock (DOMAIN R22; LFPA art. 54)."""
    row = happened.service_request
    opinion = Opinion.objects.create(
        service_request=row,
        area=area,
        asked_in=happened.event,
        question=happened.answers["pregunta"],
        asked_by=happened.actor.user,
        asked_at=happened.now,
        due_on=timekeeping.calendar_of(row).add_days(
            happened.today, institution().clocks.opinion_days
        ),
    )
    for role in ("supervisor", "technical", "reviewer"):
        CaseAccess.objects.get_or_create(
            service_request=row, role=role, area=area, user=None, defaults={"reason": OPINION}
        )
    reminders.tell_of_question(opinion)


@effect("give_opinion", needs={"opinion": "textarea"}, kind=Kind.OPINION)
def give_opinion(happened: Happened) -> None:
    """Answer the question that waits."""
    opinion = _asked(happened)
    opinion.answer = happened.answers["opinion"]
    opinion.answered_by = happened.actor.user
    opinion.answered_at = happened.now
    opinion.answered_in = happened.event
    opinion.save()
    forget(happened.service_request, *reminders.KINDS)


@effect("assume_no_objection", kind=Kind.OPINION)
def assume_no_objection(happened: Happened) -> None:
    """Go on without an opinion that did not come in time (DOMAIN R22; LFPA art. 55)."""
    opinion = _asked(happened)
    if happened.today <= opinion.due_on:
        raise Conflict(
            _("El área puede dar su opinión hasta el %s.") % date_format(opinion.due_on).lower(),
            code="too_early",
        )
    opinion.answer = _("Sin objeción: el área no respondió en el plazo.")
    opinion.answered_at = happened.now
    opinion.answered_in = happened.event
    opinion.save()


@effect(
    "sign",
    parameters={"document": "text"},
    needs={"fundamento": "textarea", "motivacion": "textarea"},
    issues_paper=True,
)
def sign(happened: Happened, *, document: str) -> None:
    """Issue the resolution: reasoned, signed, with its appeal and a code to verify (DOMAIN R15)."""
    if happened.actor.user is None:
        raise Conflict(_("Una resolución la firma una persona servidora pública."), code="unsigned")
    paper_drafts.check(happened)
    issuing.issue(happened, document=document)


@at_closing
def nothing_waits(happened: Happened) -> None:
    """A closed request sends nobody to its door and asks for no payment."""
    row = happened.service_request
    row.visits.filter(status=VisitStatus.PLANNED).update(status=VisitStatus.CANCELLED)
    VisitDraft.objects.filter(visit__service_request=row).delete()
    row.payment_orders.filter(status__in=LIVE).update(status=PaymentStatus.CANCELLED)
    forget(row, *before_the_day.MOOT_AT_THE_END)


def _asked(happened: Happened) -> Opinion:
    waiting = happened.service_request.opinions.filter(answered_at=None)
    opinion: Opinion | None = waiting.order_by("-id").first()
    if opinion is None:
        raise Conflict(_("No hay una opinión pendiente."), code="no_opinion")
    return opinion


def _planned(happened: Happened) -> Visit:
    visit = happened.service_request.visits.filter(status=VisitStatus.PLANNED).first()
    if visit is None:
        raise Conflict(_("No hay una visita programada."), code="no_visit")
    return visit


def _tell_visit(happened: Happened, visit: Visit) -> None:
    visit.refresh_from_db(fields=["on"])
    happened.detail.append(before_the_day.of_a_visit(visit))
