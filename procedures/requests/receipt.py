"""The acuse: what was received, when, and by when it will be answered (DOMAIN R2; LFPA art. 17).

Drawn from the record each time it is asked for: it says how the request was filed, which never
changes. The key is only in it when the caller has just been given one; the QR leads to the tracking
page and holds the folio alone, so a photograph of the paper opens nothing.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from backend.accounts.actors import ANONYMOUS
from procedures.catalogue.institution import institution
from procedures.definition.file_questions import paper_label

from . import crypto, timekeeping
from .addresses import tracking_url
from .drawing import draw, qr
from .facts import facts_of
from .models import ServiceRequest
from .models.request import Source


def acuse_pdf(service_request: ServiceRequest, *, key: str = "", large: bool = False) -> bytes:
    """The receipt of a request.

    Args:
        service_request: as it was filed; what changed later is in its story, not here.
        key: the follow-up key, only when it has just been made and is handed over on this paper.
        large: in large letters.

    Returns:
        A PDF/UA-1 file.
    """
    with translation.override(settings.LANGUAGE_CODE):  # an official paper, whoever reads the page
        return draw("acuse", _data(service_request, key), large=large)


def _data(row: ServiceRequest, key: str) -> dict[str, Any]:
    address = tracking_url(row.folio)
    first = row.events.order_by("sequence").first()
    return {
        "title": _("Acuse de recepción"),
        "subtitle": _("Acuse de recepción de la solicitud %s") % row.folio,
        "footer": _("Acuse · %s") % row.folio,
        "page_words": [_("Página"), _("de")],
        "lead": _("Recibimos su solicitud. Este acuse es su comprobante: guárdelo."),
        "folio": {"label": _("Folio"), "text": row.folio},
        "facts": _facts(row),
        "answers": {"title": _("Lo que recibimos"), "sections": _answers(row)},
        "documents": {
            "title": _("Documentos recibidos"),
            "none": _("No se entregaron documentos."),
            "columns": [_("Documento"), _("Archivo"), _("Huella SHA-256")],
            "rows": _documents(row),
        },
        "later": {
            "title": _("Lo que puede entregar después"),
            "sentence": _("Si su caso lo necesita, entréguelo en la página de su solicitud."),
            "rows": _later(row),
        },
        "terms": {"title": _("Plazos"), "sentences": _terms(row)},
        "follow": {
            "title": _("Cómo seguir su solicitud"),
            "sentence": _("Entre a esta dirección y escriba su folio y su clave de seguimiento:"),
            "address": address,
            "qr": {"svg": qr(address), "alt": _("Código QR que lleva a %s") % address},
            "key": {"label": _("Clave de seguimiento"), "text": key} if key else None,
            "care": _("La clave abre su solicitud: no la comparta.") if key else _key_is_apart(row),
            "help": _help(),
        },
        "seal": {
            "sentence": _("Sello del registro (SHA-256): prueba que lo recibido no se cambió."),
            "text": first.hash if first else "",
        },
    }


def _key_is_apart(row: ServiceRequest) -> str:
    if row.anonymous:
        return _("La clave se mostró una sola vez, al presentar. No guardamos otra copia.")
    return _("La clave no está en este papel. Si la perdió, pida otra en esa página.")


def _help() -> str:
    """Where to ask; a number nobody confirmed is not printed as if it were one."""
    told = [
        f"{one.name}: {one.number}" if one.number else _("%s: por confirmar") % one.name
        for one in institution().phones
    ]
    office = institution().offices[0]
    return _("¿Necesita ayuda? %(phones)s. %(office)s: %(address)s. %(hours)s") % {
        "phones": ". ".join(told),
        "office": office.name,
        "address": office.address,
        "hours": office.hours,
    }


def _facts(row: ServiceRequest) -> list[list[str]]:
    by = row.captured_by.get_full_name() if row.captured_by else _("La persona solicitante")
    filed = timezone.localtime(row.filed_at)
    facts = [
        [_("Trámite"), row.procedure.name],
        [_("Versión del trámite"), str(row.version.number)],
        [_("Fecha y hora de presentación"), f"{_day(filed.date())}, {_hour(filed)}"],
        [_("Canal"), str(Source(row.source).label)],
        [_("Capturó"), by],
        [_("Quién recibe"), institution().name],
    ]
    if row.received_on != filed.date():
        facts.insert(3, [_("Recibida el"), _day(row.received_on)])
    if row.privacy_notice:
        facts.append([_("Aviso de privacidad"), _("versión %s") % row.privacy_notice])
    if row.anonymous:
        facts.append([_("Presentación"), _("Anónima: no guardamos datos de contacto.")])
    return facts


def _hour(at: dt.datetime) -> str:
    """With its zone, so that the paper stands by itself."""
    offset = at.strftime("%z")
    return _("%(hour)s horas (hora local, UTC%(offset)s)") % {
        "hour": at.strftime("%H:%M"),
        "offset": f"{offset[:1].replace('-', '−')}{offset[1:3]}:{offset[3:5]}",
    }


def _answers(row: ServiceRequest) -> list[dict[str, Any]]:
    """What was filed, by section; sensitive answers are masked, since paper is left lying about."""
    form, answers = row.definition.form, _as_filed(row)
    facts = facts_of(row, ANONYMOUS, row.received_on)
    return [
        {
            "title": section.title,
            "rows": [
                [field.label, field.display(field.mask(answers[field.key]))]
                for field, text in fields
                if text
            ],
        }
        for section, fields in form.display(answers, facts)
        if any(text for _field, text in fields)
    ]


def _as_filed(row: ServiceRequest) -> dict[str, Any]:
    filing = row.submissions.order_by("id").first()
    return crypto.open_answers(row.definition.form, filing.answers if filing else row.answers)


def _documents(row: ServiceRequest) -> list[list[str]]:
    fields, answers = row.definition.form.by_key, _as_filed(row)
    filed = row.attachments.filter(event__kind="filed").select_related("document")
    return [
        [
            paper_label(fields, answers, paper.field_key),
            paper.document.name,
            paper.document.sha256,
        ]
        for paper in filed
    ]


def _later(row: ServiceRequest) -> list[str]:
    """Documents the version lets people hand in later and that did not come with the filing."""
    form = row.definition.form
    asked = form.papers(_as_filed(row), facts_of(row, ANONYMOUS, row.received_on))
    came = set(row.attachments.filter(event__kind="filed").values_list("field_key", flat=True))
    return [one.label for one in asked.values() if one.field.later and one.key not in came]


def _terms(row: ServiceRequest) -> list[str]:
    due, no_limit = row.promised_on or row.due_on, timekeeping.why_no_limit(row)
    if due is None and no_limit:
        return [no_limit]
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
