"""The acuse: what was received, when, and by when it will be answered (DOMAIN R2; LFPA art. 17).

A tagged PDF (PDF/UA-1) that a screen reader reads in order. Data travels to the template as JSON,
never as markup, so nothing a person typed can become part of the document's code. The key is only
in it when the caller has just been given one; the QR leads to the tracking page and holds the folio
alone, so a photograph of the paper opens nothing.
"""

from __future__ import annotations

import datetime as dt
import io
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import segno
import typst
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from backend.accounts.actors import ANONYMOUS
from procedures.catalogue.institution import institution
from procedures.definition.fields.base import MASK

from . import crypto
from .addresses import tracking_url
from .facts import facts_of
from .models import ServiceRequest
from .models.request import Source

TEMPLATE = Path(__file__).parent / "papers" / "acuse.typ"
LAST_LATIN, SIGNS = "\u017f", "–—‘’“”•…€"


def acuse_pdf(service_request: ServiceRequest, *, key: str = "") -> bytes:
    """The receipt of a request.

    Args:
        service_request: as it was filed; what changed later is in its story, not here.
        key: the follow-up key, only when it has just been made and is handed over on this paper.

    Returns:
        A PDF/UA-1 file.
    """
    data = _data(service_request, key)
    try:
        return _drawn(data)
    except typst.TypstError:
        # A letter our fonts have no shape for (an emoji, say): PDF/UA refuses the whole document.
        return _drawn({**_printable(data), "warning": _warning()})


def _drawn(data: Any) -> bytes:
    pdf: bytes = typst.compile(
        _template(),
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        ignore_system_fonts=True,
        pdf_standards="ua-1",
    )
    return pdf


def _warning() -> str:
    return _("Los signos que no pueden imprimirse aparecen como «?»; su solicitud los conserva.")


def _printable(value: Any) -> Any:
    """Texts with "?" where the fonts that come with typst have no letter for certain."""
    if isinstance(value, str):
        return "".join(c if c <= LAST_LATIN or c in SIGNS else "?" for c in value)
    if isinstance(value, list):
        return [_printable(item) for item in value]
    if isinstance(value, dict):
        return {key: _printable(item) for key, item in value.items()}
    return value


@lru_cache(maxsize=1)
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def _data(row: ServiceRequest, key: str) -> dict[str, Any]:
    address = tracking_url(row.folio)
    return {
        "institution": institution().name,
        "title": _("ACUSE"),
        "subtitle": _("Acuse de recepción de la solicitud %s") % row.folio,
        "folio": {"label": _("Folio"), "text": row.folio},
        "facts": _facts(row),
        "answers": {"title": _("Lo que recibimos"), "sections": _answers(row)},
        "documents": {
            "title": _("Documentos recibidos"),
            "none": _("No se entregaron documentos."),
            "columns": [_("Documento"), _("Archivo"), _("Huella SHA-256")],
            "rows": _documents(row),
        },
        "terms": {"title": _("Plazos"), "sentences": _terms(row)},
        "follow": {
            "title": _("Cómo seguir su solicitud"),
            "sentence": _("Entre a esta dirección y escriba su folio y su clave de seguimiento:"),
            "address": address,
            "qr": _qr(address),
            "qr_alt": _("Código QR que lleva a %s") % address,
            "key": {"label": _("Clave de seguimiento"), "text": key} if key else None,
            "care": _("La clave abre su solicitud: no la comparta.") if key else "",
        },
        "warning": "",
        "lang": "es",
        "region": "MX",
    }


def _facts(row: ServiceRequest) -> list[list[str]]:
    by = row.captured_by.get_full_name() if row.captured_by else _("la persona solicitante")
    filed = timezone.localtime(row.filed_at)
    facts = [
        [_("Trámite"), row.procedure.name],
        [_("Versión del trámite"), str(row.version.number)],
        [_("Fecha y hora de presentación"), f"{_day(filed.date())}, {filed:%H:%M}"],
        [_("Canal"), str(Source(row.source).label)],
        [_("Capturó"), by],
    ]
    if row.received_on != filed.date():
        facts.insert(3, [_("Recibida el"), _day(row.received_on)])
    if row.anonymous:
        facts.append([_("Presentación"), _("Anónima: no guardamos datos de contacto.")])
    return facts


def _answers(row: ServiceRequest) -> list[dict[str, Any]]:
    """What was filed, by section; sensitive answers are masked, since paper is left lying about."""
    form = row.definition.form
    filing = row.submissions.order_by("id").first()
    answers = crypto.open_answers(form, filing.answers if filing else row.answers)
    facts = facts_of(row, ANONYMOUS, row.received_on)
    return [
        {
            "title": section.title,
            "rows": [
                [field.label, MASK if field.holds_sensitive and text else text]
                for field, text in fields
                if text
            ],
        }
        for section, fields in form.display(answers, facts)
        if any(text for _field, text in fields)
    ]


def _documents(row: ServiceRequest) -> list[list[str]]:
    fields = row.definition.form.by_key
    filed = row.attachments.filter(event__kind="filed").select_related("document")
    return [
        [
            fields[paper.field_key].label if paper.field_key in fields else paper.field_key,
            paper.document.name,
            paper.document.sha256,
        ]
        for paper in filed
    ]


def _terms(row: ServiceRequest) -> list[str]:
    due = row.promised_on or row.due_on
    sentences = [_("Fecha límite de respuesta: %s.") % _promised(due, row.due_confirmed)]
    if row.correction_limit_on:
        sentences.append(
            _("Si falta algo, se lo pediremos a más tardar el %s.")
            % _promised(row.correction_limit_on, row.due_confirmed)
        )
    sentences.append(_silence(row))
    return sentences


def _silence(row: ServiceRequest) -> str:
    """What it means that the utility does not answer in time (DOMAIN R13)."""
    sentence = {
        "negative": _(
            "Si no respondemos en el plazo, puede considerar que la respuesta es negativa "
            "e impugnarla."
        ),
        "affirmative": _(
            "Si no respondemos en el plazo, puede considerar que la respuesta es favorable."
        ),
    }.get(
        row.definition.time.silence,
        _("Si no respondemos en el plazo, su solicitud sigue abierta y puede preguntar por ella."),
    )
    return sentence if row.due_confirmed else _("%s (Por confirmar.)") % sentence


def _promised(day: dt.date | None, confirmed: bool) -> str:
    if day is None:
        return _("por confirmar")
    return _day(day) if confirmed else _("%s (fecha estimada, por confirmar)") % _day(day)


def _day(day: dt.date) -> str:
    """With the month in lower case, as Spanish writes it."""
    return date_format(day, r"j \d\e F \d\e Y").lower()


def _qr(address: str) -> str:
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", xmldecl=False, border=4)
    return drawn.getvalue().decode()
