"""The file of a request, whole: all that its person may see of it, to read, print and keep (R23).

One gathering feeds the page and the PDF, so that both say the same; nothing private to the staff is
read here at all.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from procedures.documents.models import Document
from procedures.requests import acceptance, standing, telling
from procedures.requests.drawing import draw
from procedures.requests.models import Attachment, Event, ServiceRequest
from procedures.requests.models.request import Channel, Source
from procedures.requests.saying import date, date_time

from .served import served

Rows = list[list[str]]


def dossier_of(row: ServiceRequest) -> dict[str, Any]:
    """The file as data: titles and rows of text, in a fixed number of queries."""
    events = telling.public_events(row)
    papers = list(row.attachments.filter(public=True).select_related("document", "event"))
    return {
        "title": _("Expediente"),
        "subtitle": _("Expediente de la solicitud %s") % row.folio,
        "footer": _("Expediente · %s") % row.folio,
        "page_words": [_("Página"), _("de")],
        "folio": {"label": _("Folio"), "text": row.folio},
        "lead": _("Todo lo que usted entregó y lo que pasó con su solicitud, hasta hoy."),
        "facts": _facts(row),
        "dates": {"title": _("Fechas"), "rows": _dates(row, events)},
        "resolutions": {"title": _("Resolución"), "sections": _resolutions(row)},
        "story": {"title": _("Qué ha pasado"), "rows": _story(row, events)},
        "notices": {"title": _("Notificaciones"), "rows": _notices(row, events)},
        "talk": {
            "title": _("Mensajes"),
            "rows": _talk(events, papers),
            "none": _("No hay mensajes."),
        },
        "answers": {
            "title": _("Lo que usted respondió"),
            "sections": [
                {"title": title, "rows": [[label, words] for label, words in rows if words]}
                for title, rows in telling.answers_of(row)
            ],
        },
        "documents": {
            "title": _("Documentos"),
            "none": _("No hay documentos."),
            "columns": [_("Documento"), _("Archivo"), _("Huella SHA-256")],
            "rows": _documents(row, papers),
        },
        "seal": {
            "title": _("Sellos del registro"),
            "sentence": _(
                "Cada paso lleva un sello que depende del anterior: si alguien cambiara uno, "
                "ya no coincidirían."
            ),
            "columns": [_("Paso"), _("Fecha"), _("Sello (SHA-256)")],
            "rows": [[str(one.sequence), date_time(one.at), one.hash] for one in events],
        },
    }


def dossier_pdf(row: ServiceRequest, *, large: bool = False) -> bytes:
    """The file on paper, as a PDF/UA-1."""
    return draw("expediente", dossier_of(row), large=large)


def papers_of(row: ServiceRequest) -> list[Document]:
    """Every document its person may have, those that were replaced too; none that is held back."""
    found = row.attachments.filter(public=True).select_related("document")
    return [one.document for one in found if not one.document.is_held_back]


def _facts(row: ServiceRequest) -> Rows:
    facts = [
        [_("Trámite"), row.procedure.name],
        [_("Versión del trámite"), str(row.version.number)],
        [_("Estado"), row.current_state.label],
        [_("Presentada"), date_time(row.filed_at)],
        [_("Canal"), str(Source(row.source).label)],
    ]
    if holder := standing.holder_of(row):
        facts.append([_("La tiene"), _("Usted") if holder.yours else holder.name])
    if row.closed_at:
        facts.append([_("Concluida"), date_time(row.closed_at)])
    return facts


def _dates(row: ServiceRequest, events: list[Event]) -> Rows:
    dates = standing.dates_of(row, events)
    doubt = "" if dates.confirmed else f" ({_('fecha estimada, por confirmar')})"
    rows = [
        [label, f"{date(day)}{doubt}"]
        for label, day in (
            (_("Fecha anunciada al presentarla"), dates.promised),
            (_("Fecha de respuesta"), dates.due),
        )
        if day
    ]
    if dates.reasons:
        rows.append([_("Pausas y cambios"), "\n".join(dates.reasons)])
    return rows


def _resolutions(row: ServiceRequest) -> list[dict[str, Any]]:
    return [
        {
            "title": one.document,
            "rows": [
                [label, words]
                for label, words in (
                    (_("Autoridad"), one.authority),
                    (_("Fecha"), date(one.issued_on)),
                    (_("Razones"), one.reasons),
                    (_("Fundamento"), one.grounds),
                    (_("Condiciones"), one.conditions),
                    (_("Vigencia"), date(one.valid_until)),
                    (_("Revocado el"), date(one.revoked_on)),
                    (_("Si no está de acuerdo"), one.appeal),
                    (_("Código de verificación"), one.code),
                )
                if words
            ],
        }
        for one in row.resolutions.all()
    ]


def _story(row: ServiceRequest, events: list[Event]) -> Rows:
    return [
        [date_time(one.when), "\n".join(filter(None, [one.title, one.text]))]
        for one in telling.moments(row, events)
    ]


def _notices(row: ServiceRequest, events: list[Event]) -> Rows:
    """What was accepted as electronic notice; when each act went and was first opened."""
    rows = [
        [f"{date_time(one.at)}\n{one.way}", one.words or _("Dejó de aceptar avisos electrónicos.")]
        for one in acceptance.told_in(events)
    ]
    for act in served(row, events):
        lines = [
            _("Por %(way)s: %(when)s")
            % {"way": Channel(way.channel).label, "when": date_time(way.sent_at)}
            for way in act.ways
            if way.sent_at
        ]
        if act.opened_at:
            lines.append(_("Usted la abrió el %s") % date_time(act.opened_at))
        rows.append([date_time(act.at), "\n".join([act.title, *lines])])
    return rows


def _talk(events: list[Event], papers: list[Attachment]) -> Rows:
    rows = []
    for said in telling.conversation(events, papers, unread=0):
        who = _("Usted") if said.mine else _("El organismo")
        files = [_("Archivo: %s") % paper.name for paper in said.papers]
        rows.append([f"{who}\n{date_time(said.at)}", "\n".join([said.text, *files])])
    return rows


def _documents(row: ServiceRequest, papers: list[Attachment]) -> Rows:
    rows = []
    for one in papers:
        label = telling.paper_name(row, one.field_key)
        if one.replaced_at:
            label = _("%s (reemplazado)") % label
        rows.append([label, one.document.name, one.document.sha256])
    return rows
