"""The order of a visit on paper: who goes, when, what for, where, and how to check it (LFPA 63)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from procedures.catalogue.institution import institution
from procedures.requests.addresses import verification_url
from procedures.requests.drawing import draw, qr

from .models import Visit, VisitKind
from .sheet import authority_of, in_words
from .visiting import window_in_words


def order_pdf(visit: Visit, *, place: str, access: str, large: bool = False) -> bytes:
    """The order, to carry and show; it says where, so it is drawn for who goes and nobody else.

    Args:
        place: where, in words.
        access: how to get in, as the person said; may be empty.
    """
    with translation.override(settings.LANGUAGE_CODE):
        return draw("orden", _data(visit, place, access), large=large)


def _data(visit: Visit, place: str, access: str) -> dict[str, Any]:
    row, address = visit.service_request, verification_url(visit.code)
    credential = getattr(visit.inspector, "credential", None)
    facts = [
        [_("Folio"), row.folio],
        [_("Trámite"), row.procedure.name],
        [_("Tipo de visita"), str(VisitKind(visit.kind).label)],
        [_("Día"), in_words(visit.on)],
        [_("Horario"), window_in_words(visit)],
        [_("Quién va"), visit.inspector.get_full_name()],
        [_("Credencial"), credential.number if credential else _("Sin credencial registrada")],
        [_("Para qué"), visit.purpose or _("Revisar lo que pide la solicitud.")],
        [_("Autoridad que ordena"), authority_of(visit.area)],
        [_("Dónde"), place or _("La solicitud no lo dice.")],
    ]
    if access:
        facts.append([_("Cómo entrar"), access])
    blanks = [_("Hora en que empezó"), _("Hora en que terminó"), _("Lectura y número de serie")]
    signs = [_("Quien visita"), _("Quien recibe, si quiere firmar")]
    notes = [_("La visita no se cobra a quien va."), _("Muestre su credencial antes de entrar.")]
    if visit.kind == VisitKind.VERIFICATION:
        signs += [_("Testigo"), _("Testigo")]
        notes.append(
            _(
                "Deje copia del acta. La persona puede decir algo sobre ella ahí mismo o en cinco "
                "días hábiles; si alguien no firma, el acta vale y se anota."
            )
        )
    return {
        "title": _("Orden de visita"),
        "subtitle": _("Orden de visita · solicitud %s") % row.folio,
        "footer": f"{row.folio} · {visit.code}",
        "page_words": [_("Página"), _("de")],
        "facts": facts,
        "blanks": {"title": _("Se llena en la visita"), "rows": blanks, "signs": signs},
        "notes": notes,
        "authority": str(institution().name),
        "verify": {
            "title": _("Cómo comprobar esta visita"),
            "sentence": _(
                "Lea el código con la cámara de un teléfono o escriba esta dirección: dirá si la "
                "visita es nuestra, quién debe venir y cuándo. No dice su nombre ni su domicilio."
            ),
            "code_label": _("Código de visita"),
            "code": visit.code,
            "address": address,
            "qr": {"svg": qr(address), "alt": _("Código QR que lleva a %s") % address},
        },
    }
