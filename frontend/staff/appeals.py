"""Recursos: handed in at the counter against a resolution, listed and decided by the direction."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from backend.accounts.actors import actor_of
from frontend.answering import Answering, InSession
from frontend.filing.papers import by_script
from frontend.sheets import pdf_response, wants_large
from frontend.staff.desk import Desk, desk_of
from procedures.casework import appeal_checks, appeals
from procedures.casework.appeal_receipt import appeal_receipt_pdf
from procedures.casework.desk import keyset
from procedures.casework.models import Appeal, AppealChannel, AppealStatus, BroughtBy
from procedures.definition import Form, Section
from procedures.definition.field_types import TYPES
from procedures.definition.fields.base import Field, Option
from procedures.requests.access import require
from procedures.requests.attachments import WITH_AN_APPEAL
from procedures.requests.errors import Invalid, NotFound
from procedures.requests.models import Event

PAGE_SIZE = 50
ENDED = "resueltos"


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """`/personal/recursos/`: those that wait, the one to decide first on top; or those decided."""
    actor, cursor = actor_of(request), request.GET.get("cursor", "")
    ended = request.GET.get("estado") == ENDED
    found = appeals.visible_appeals(actor)
    rows, order = (found.ended(), "-ended_on") if ended else (found.pending(), appeals.ORDERING)
    try:
        page = keyset.page(rows, ordering=order, cursor=cursor, size=PAGE_SIZE)
    except Invalid:
        page = keyset.page(rows, ordering=order, size=PAGE_SIZE)
    which = f"estado={ENDED}&" if ended else ""
    context = {
        "page": page,
        "tabs": [
            {"text": _("Por resolver"), "href": "?", "current": not ended},
            {"text": _("Resueltos"), "href": f"?estado={ENDED}", "current": ended},
        ],
        "ended": ended,
        "next": f"?{which}cursor={page.next}" if page.next else "",
        "previous": f"?{which}cursor={page.previous}" if page.previous else "",
        "today": timezone.localdate(),
    }
    return render(request, "staff/appeals.html", context)


@never_cache
def receive(request: HttpRequest, folio: str, code: str) -> HttpResponse:
    """`/personal/<folio>/resolucion/<code>/recurso/`: put down one that was handed in."""
    desk = desk_of(request, folio)
    require(desk.actor, "receive_appeal", desk.row)
    paper = desk.row.resolutions.filter(code=code).first()
    if paper is None:
        raise NotFound(_("No encontramos ese documento."))
    now = timezone.localtime()
    holding = InSession(request.session, f"recurso-{code}")
    holding.answers = {
        "received_on": now.date().isoformat(),
        "received_time": f"{now:%H:%M}",
        **holding.answers,
    }
    known = appeals.notified_on(paper)
    form = _reception(asks_notice=known is None)
    page = Answering(request, desk.actor, desk.row, holding=holding, form=form)
    if by_script(request):
        return page.one_file()
    if page.sent() and page.done(lambda papers: _receive(desk, code, page, papers)):
        appeal = appeals.appeals_of(desk.row).last()
        assert appeal is not None
        if appeals.came_in_time(appeal) is False:
            messages.warning(
                request, _("Se recibió fuera de plazo. Quien lo resuelva dirá si procede.")
            )
        messages.success(request, _("El recurso quedó recibido. Entregue el acuse."))
        return redirect("staff-appeal", folio, appeal.number)
    if page.again:
        return redirect(request.path)
    context = {
        "row": desk.row,
        "paper": paper,
        "known": known,
        "term": appeals.term_of(desk.row),
        "confirmed": appeals.term_confirmed(desk.row),
        **page.context(),
    }
    return render(request, "staff/appeal_receive.html", context)


def _receive(desk: Desk, code: str, page: Answering, papers: Any) -> Event:
    told = page.bound.answers
    day = dt.date.fromisoformat(told["received_on"])
    at = dt.datetime.combine(day, dt.time.fromisoformat(told["received_time"]))
    notified = told.get("notified")
    return appeals.receive_appeal(
        actor=desk.actor,
        service_request=desk.row,
        revision=page.revision,
        code=code,
        received_at=timezone.make_aware(at),
        channel=told["channel"],
        brought_by=told["brought_by"],
        told=appeal_checks.Brought(
            name=told.get("name") or "",
            person=told.get("person") or "",
            asks=told.get("asks") or "",
        ),
        notified=dt.date.fromisoformat(notified) if notified else None,
        documents=papers.get("documents", ()),
    )


@never_cache
def appeal(request: HttpRequest, folio: str, number: str) -> HttpResponse:
    """`/personal/<folio>/recurso/<number>/`: read one; the direction says what became of it."""
    desk, one = _found(request, folio, number)
    page = None
    if one.is_pending and desk.may("decide_appeal"):
        page = Answering(
            request,
            desk.actor,
            desk.row,
            holding=InSession(request.session, f"recurso-{number}"),
            form=_decision(one),
        )
        if by_script(request):
            return page.one_file()
        if page.sent() and page.done(lambda papers: _decide(desk, number, page, papers)):
            messages.success(request, _("Quedó registrado."))
            return redirect("staff-appeal", folio, number)
        if page.again:
            return redirect(request.path)
    elif request.method == "POST":
        require(desk.actor, "decide_appeal", desk.row)
        messages.info(request, _("Ese recurso ya se había resuelto."))
        return redirect("staff-appeal", folio, number)
    papers = appeals.papers_of(one)
    context = {
        "row": desk.row,
        "appeal": one,
        "may_decide": desk.may("decide_appeal"),
        "paper": one.resolution,
        "told": appeals.brought(one),
        "in_time": appeals.came_in_time(one),
        "confirmed": appeals.term_confirmed(desk.row),
        "overdue": one.is_pending and one.decide_by < desk.today,
        "handed_in": [paper for paper in papers if paper.field_key == WITH_AN_APPEAL],
        "deciding": [paper for paper in papers if paper.field_key != WITH_AN_APPEAL],
        "may_revoke": one.status == AppealStatus.REVOKED
        and one.resolution.revoked_on is None
        and desk.may("revoke_resolution"),
        "decides": page is not None,
        **(page.context() if page is not None else {}),
    }
    return render(request, "staff/appeal.html", context)


def _decide(desk: Desk, number: str, page: Answering, papers: Any) -> Event:
    told = page.bound.answers
    return appeals.decide_appeal(
        actor=desk.actor,
        service_request=desk.row,
        revision=page.revision,
        number=number,
        decision=told["decision"],
        on=dt.date.fromisoformat(told["on"]),
        words=told["words"],
        documents=papers.get("documents", ()),
    )


@never_cache
@require_GET
def receipt(request: HttpRequest, folio: str, number: str) -> HttpResponse:
    """The acuse, to print and hand over."""
    _desk, one = _found(request, folio, number)
    return pdf_response(appeal_receipt_pdf(one, large=wants_large(request)), f"acuse-{number}")


def _found(request: HttpRequest, folio: str, number: str) -> tuple[Desk, Appeal]:
    desk = desk_of(request, folio)
    require(desk.actor, "read_appeal", desk.row)
    return desk, appeals.appeal_of(desk.row, number)


def _reception(*, asks_notice: bool) -> Form:
    fields = [
        _field("received_on", "date", _("¿Qué día llegó?"), max="today"),
        _field("received_time", "time", _("¿A qué hora?")),
        _choice("channel", _("¿Cómo llegó?"), AppealChannel.choices),
        _choice("brought_by", _("¿Quién lo presenta?"), BroughtBy.choices),
        _choice(
            "person",
            _("Tipo de persona"),
            [("fisica", _("Persona física")), ("moral", _("Empresa o asociación"))],
            required=False,
        ),
        _field(
            "name",
            "text",
            _("Nombre de quien lo presenta"),
            _("Se guarda reservado: no aparece en avisos ni en listas."),
            required=False,
            max_length=appeal_checks.LONGEST_NAME,
        ),
        _field(
            "asks",
            "textarea",
            _("¿Qué pide?"),
            _("Con sus palabras y en pocas líneas. Hace falta esto, el escrito o ambos."),
            required=False,
            max_length=appeal_checks.LONGEST,
        ),
        _papers(_("El escrito y lo que traiga, digitalizado")),
    ]
    if asks_notice:
        fields.insert(
            2,
            _field(
                "notified",
                "date",
                _("¿Qué día se le entregó la resolución?"),
                _("Si lo sabe. Sin ese día no se sabe si llegó a tiempo; se recibe igual."),
                required=False,
                max="today",
            ),
        )
    return Form((Section("recurso", "", tuple(fields)),))


def _decision(one: Appeal) -> Form:
    choices = [(str(s), str(s.label)) for s in appeal_checks.DECISIONS if s != one.status]
    fields = (
        _choice("decision", _("¿Qué se decidió?"), choices),
        _field("on", "date", _("¿Qué día?"), max="today"),
        _field(
            "words",
            "textarea",
            _("Qué se resolvió y por qué"),
            _("Lo lee la persona. No escriba datos personales."),
            max_length=appeal_checks.LONGEST,
        ),
        _papers(_("La resolución del recurso, firmada")),
    )
    return Form((Section("decision", "", fields),))


def _field(
    key: str, kind: str, label: str, help_text: str = "", *, required: bool = True, **told: Any
) -> Field:
    return Field(key, TYPES[kind], label, help_text, required=required, attributes=told)


def _choice(
    key: str, label: str, choices: list[tuple[str, Any]], *, required: bool = True
) -> Field:
    options = tuple(Option(str(value), str(words)) for value, words in choices)
    return Field(key, TYPES["choice"], label, required=required, options=options)


def _papers(label: str) -> Field:
    told = {"multiple": True, "max_files": appeal_checks.MOST_FILES}
    return Field("documents", TYPES["file"], label, attributes=told)
