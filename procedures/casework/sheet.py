"""What a resolution says: the words its places are filled with, and the sheet that is drawn."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from backend.accounts.models import Area, User
from backend.accounts.roles import Role
from procedures.catalogue.institution import institution
from procedures.definition import Definition, Outcome, PaperBlock
from procedures.definition.paper import ANSWER, CASE, fill
from procedures.requests import clock, crypto
from procedures.requests.addresses import verification_url
from procedures.requests.drawing import qr
from procedures.requests.models import ServiceRequest
from procedures.requests.models.request import ApplicantRole, OutcomeChoices

from .models import Resolution
from .signers import legend

GRANTING = frozenset({Outcome.FAVOURABLE, Outcome.CONDITIONAL})  # only what is granted expires
NOTHING = "—"


def valid_until(definition: Definition, day: dt.date, months: Any) -> dt.date | None:
    """The last day a paper issued on `day` holds, or None when it does not expire.

    Args:
        months: what the signer typed; silent, the calendar days of the version's record.
    """
    if months:
        return clock.BusinessCalendar().add_months(day, int(months))
    days = definition.record.result.validity_days
    return day + dt.timedelta(days=days) if days else None


def appeal_of(definition: Definition) -> str:
    """How the decision is appealed: the version's own text or the institution's (R29)."""
    own = definition.paper.appeal
    return str(own.text if own else institution().appeal.text)


def authority_of(area: str) -> str:
    """Who decides, by name: the area and the institution."""
    row = Area.objects.filter(key=area).first()
    whole = f"{row.name}, {institution().name}" if row else str(institution().name)
    return whole[:300]


def post_of(signer: User) -> str:
    """What the signer is here: the function and area of the first membership, signing first."""
    held = signer.memberships.select_related("area").order_by("id")
    mine = sorted(held, key=lambda one: one.role != Role.SIGNER)
    if not mine:
        return ""
    area = mine[0].area.name if mine[0].area else str(institution().short_name)
    role = "" if mine[0].role == Role.SIGNER else str(Role(mine[0].role).label)
    return f"{role}, {area}" if role else area


def values_of(paper: Resolution) -> dict[str, str]:
    """What stands in each place of its blocks; a place the version cannot have is not here."""
    row = paper.service_request
    fixed = {
        "folio": row.folio,
        "solicitante": applicants_of(row),
        "fecha": in_words(paper.issued_on),
        "fecha_solicitud": in_words(row.received_on),
        "tramite": row.procedure.name,
        "documento": paper.document,
        "institucion": str(institution().name),
        "autoridad": paper.authority,
        "lugar": paper.place,
        "firmante": paper.signed_by.get_full_name(),
        "cargo": post_of(paper.signed_by),
        "medio_de_defensa": paper.appeal,
        "consulta": paper.consult_at,
        "fundamento": paper.grounds,
        "motivacion": paper.reasons,
        "condiciones": paper.conditions,
        "vigencia": validity_of(paper),
    }
    form = row.definition.form
    answers = crypto.open_answers(form, row.answers)
    told = {
        ANSWER + key: field.display(answers.get(key)) if answers.get(key) is not None else ""
        for key, field in form.by_key.items()
        if field.stores_answer
    }
    told |= {
        CASE + key: field.display(row.case.get(key)) if row.case.get(key) is not None else ""
        for key, field in row.workflow.case_fields.items()
        if field.stores_answer
    }
    return {name: value or NOTHING for name, value in {**fixed, **told}.items()}


def filled(block: PaperBlock, values: dict[str, str]) -> str:
    """The words of a block."""
    return fill(block.text, values).strip()


def applicants_of(row: ServiceRequest) -> str:
    """Who asked, by name; never whoever filed without giving one."""
    if row.anonymous:
        return _("una persona que no dio su nombre")
    people = row.applicants.filter(withdrawn_at=None).exclude(role=ApplicantRole.REPRESENTATIVE)
    names = [person.name for person in people if person.name]
    if not names:
        return _("la persona solicitante")
    return _(" y ").join([", ".join(names[:-1]), names[-1]]) if names[1:] else names[0]


def validity_of(paper: Resolution) -> str:
    """Until when it holds, as a sentence."""
    if paper.valid_until is None:
        return _("Este documento no tiene fecha de término.")
    return _("Este documento vale hasta el %s.") % in_words(paper.valid_until)


def data_of(paper: Resolution, blocks: list[tuple[str, str]]) -> dict[str, Any]:
    """Everything the sheet says, as JSON: what is drawn, and what a screen shows (R15; §11).

    Args:
        blocks: (title, text), in order.
    """
    row, address = paper.service_request, verification_url(paper.code)
    facts = [
        [_("Folio"), row.folio],
        [_("Lugar y fecha"), f"{paper.place}, {in_words(paper.issued_on)}"],
        [_("Autoridad que resuelve"), paper.authority],
        [_("Solicitante"), applicants_of(row)],
        [_("Trámite"), row.procedure.name],
        [_("Resultado"), str(OutcomeChoices(paper.outcome).label)],
    ]
    if str(paper.outcome) in GRANTING:
        facts.append([_("Vigencia"), validity_of(paper)])
    return {
        "title": paper.document,
        "subtitle": _("%(document)s · solicitud %(folio)s")
        % {"document": paper.document, "folio": row.folio},
        "footer": f"{row.folio} · {paper.code}",
        "page_words": [_("Página"), _("de")],
        "facts": facts,
        "blocks": [{"title": title, "text": text} for title, text in blocks],
        "signature": {
            "title": _("Quién firma"),
            "name": paper.signed_by.get_full_name(),
            "post": post_of(paper.signed_by),
            "authority": str(institution().name),
            "legend": legend(),
        },
        "verify": {
            "title": _("Cómo comprobar que es auténtico"),
            "sentence": _(
                "Lea el código con la cámara de un teléfono o escriba esta dirección. "
                "Ahí verá el folio, la fecha y si sigue vigente; no verá datos personales."
            ),
            "code_label": _("Código"),
            "code": paper.code,
            "address": address,
            "qr": {"svg": qr(address), "alt": _("Código QR que lleva a %s") % address},
        },
        "draft_words": _("BORRADOR SIN VALIDEZ"),
        "draft": 0,
        "copy": "",
    }


def in_words(day: dt.date) -> str:
    """With the month in lower case, as Spanish writes it."""
    return date_format(day, r"j \d\e F \d\e Y").lower()
