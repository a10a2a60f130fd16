"""The acuse of a recurso: that it was received, when, against what, and what came with it (R2)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from procedures.catalogue.institution import institution
from procedures.requests.addresses import tracking_url
from procedures.requests.drawing import draw, qr

from .appeals import brought, came_in_time
from .models import Appeal, AppealChannel, BroughtBy
from .sheet import in_words


def appeal_receipt_pdf(appeal: Appeal, *, large: bool = False) -> bytes:
    """The receipt, for who brought it; drawn each time, of what never changes."""
    with translation.override(settings.LANGUAGE_CODE):
        return draw("recurso", _data(appeal), large=large)


def _data(appeal: Appeal) -> dict[str, Any]:
    paper, told = appeal.resolution, brought(appeal)
    row, came = paper.service_request, timezone.localtime(appeal.received_at)
    address = tracking_url(row.folio)
    facts = [
        [_("Contra"), f"{paper.document}, {in_words(paper.issued_on)}"],
        [_("Folio de la solicitud"), row.folio],
        [_("Código del documento"), paper.code],
        [_("Fecha y hora de recepción"), f"{in_words(came.date())}, {came:%H:%M}"],
        [_("Cómo llegó"), str(AppealChannel(appeal.channel).label)],
        [_("Lo presenta"), told.name or str(BroughtBy(appeal.brought_by).label)],
        [_("Recibió"), appeal.received_by.get_full_name()],
        [_("Quién recibe"), str(institution().name)],
    ]
    papers = appeal.received_in.attachments.select_related("document").order_by("id")
    return {
        "title": _("Acuse de un recurso"),
        "subtitle": _("Acuse del recurso %s") % appeal.number,
        "footer": _("Acuse · %s") % appeal.number,
        "page_words": [_("Página"), _("de")],
        "number": {"label": _("Recurso"), "text": appeal.number},
        "lead": _("Recibimos su recurso. Este acuse es su comprobante: guárdelo."),
        "facts": facts,
        "asks": {"title": _("Lo que pide"), "text": told.asks},
        "documents": {
            "title": _("Documentos recibidos"),
            "none": _("No se entregaron documentos."),
            "rows": [[one.document.name, one.document.sha256] for one in papers],
        },
        "terms": {"title": _("Plazos"), "sentences": _terms(appeal)},
        "follow": {
            "title": _("Cómo seguirlo"),
            "sentence": _("En la página de la solicitud, con su folio y su clave de seguimiento:"),
            "address": address,
            "qr": {"svg": qr(address), "alt": _("Código QR que lleva a %s") % address},
        },
        "seal": {
            "sentence": _("Sello del registro (SHA-256): prueba que lo recibido no se cambió."),
            "text": appeal.received_in.hash,
        },
    }


def _terms(appeal: Appeal) -> list[str]:
    """What is known of its terms, each marked as an estimate: no law of Oaxaca was consulted."""
    doubt = _("Fecha estimada, por confirmar.")
    in_time = came_in_time(appeal)
    told = [
        _("No consta el último día para presentarlo: quien lo resuelva dirá si llegó a tiempo.")
    ]
    if appeal.last_day is not None:
        told = [_("El último día para presentarlo era el %s.") % in_words(appeal.last_day), doubt]
    if in_time is False:
        told.append(_("Llegó después y se recibe: quien lo resuelva dirá si procede."))
    decide = _("Se espera resolverlo a más tardar el %s.") % in_words(appeal.decide_by)
    return [" ".join(told), f"{decide} {doubt}"]
