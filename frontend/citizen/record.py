"""The record of a procedure in words: who, what, how long; each fact with whether it is sure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frontend import formats
from procedures.catalogue.institution import institution
from procedures.definition import Definition, Requirement
from procedures.requests.saying import BASES, term_in_words

PRESELECTS = re.compile(r"preselecciona (\w+)=(\w+)")
PLACES: Mapping[str, Any] = {
    "online": gettext_lazy("en línea"),
    "counter": gettext_lazy("en el módulo"),
    "phone": gettext_lazy("por teléfono"),
    "letter": gettext_lazy("por escrito"),
    "email": gettext_lazy("por correo electrónico"),
    "form": gettext_lazy("con un mensaje desde este sitio"),
}
SILENCE: Mapping[str, Any] = {
    "negative": gettext_lazy(
        "Si no respondemos a tiempo, se entiende que la respuesta es no, y puede inconformarse."
    ),
    "affirmative": gettext_lazy("Si no respondemos a tiempo, se entiende que la respuesta es sí."),
}


@dataclass(frozen=True)
class Paper:
    """A requirement as it is shown."""

    name: str
    required: bool
    upload: bool
    conditional: bool
    help: str
    basis: str
    basis_words: str
    source: str


@dataclass(frozen=True)
class Line:
    """A line of the whole record: what, how it stands, and whether the utility has said so."""

    label: str
    text: str
    sure: bool


@dataclass(frozen=True)
class Promise:
    """How long it takes: what is announced and what the utility aims at."""

    limit: str
    target: str
    basis: str
    basis_words: str
    source: str
    citizen_days: int
    silence: str
    no_limit: str  # which matters have no date, in words; "" where all have one


def requirements_of(definition: Definition) -> list[Paper]:
    """What is asked for, in the order of the record."""
    return [_paper(item) for item in definition.record.requirements]


def _paper(item: Requirement) -> Paper:
    return Paper(
        name=item.name,
        required=item.required,
        upload=item.kind == "upload",
        conditional=item.condition is not None,
        help=item.help,
        basis=item.basis,
        basis_words=str(BASES[item.basis]),
        source=item.source,
    )


def time_of(definition: Definition) -> Promise:
    """The term, never more certain than its basis (ARCHITECTURE rule 9)."""
    time = definition.time
    return Promise(
        limit=term_in_words(time.limit),
        target=_("%s días hábiles") % time.target_days if time.target_days else "",
        basis=time.basis,
        basis_words=str(BASES[time.basis]),
        source=time.source,
        citizen_days=time.correction.citizen_days,
        silence=str(SILENCE.get(time.silence, "")),
        no_limit=time.no_limit.because if time.no_limit else "",
    )


def in_full(definition: Definition) -> list[Line]:
    """What the law wants published and no other part of the page says (LNETB art. 54).

    What nobody has told us is shown as such, never left out.
    """
    record, time = definition.record, definition.time
    days = time.correction.authority_limit(time.limit.days if time.limit else None)
    valid = record.result.validity_days
    return [
        Line(_("Homoclave"), record.key, bool(record.key)),
        Line(_("Modalidad"), _modality(definition), False),
        Line(
            _("Plazo para pedirle lo que falte"),
            formats.business_days(days) if days else "",
            time.confirmed,
        ),
        Line(
            _("Plazo para que usted lo entregue"),
            formats.business_days(time.correction.citizen_days),
            time.confirmed,
        ),
        Line(
            _("Vigencia de lo que recibe"),
            _("%s días naturales") % valid if valid else "",
            record.result.confirmed,
        ),
        Line(_("Formas de pago"), _payment(definition), record.cost.confirmed),
        Line(_("Quién visita o inspecciona"), _visitor(definition), record.field_visit.confirmed),
    ]


def _modality(definition: Definition) -> str:
    """How it is asked for; the law's own word for each row is the utility's to give."""
    told = _one_of([str(PLACES[channel]) for channel in _places(definition)])
    return _("Solicitud; se presenta: %s.") % told.lower() if told else ""


def _places(definition: Definition) -> list[str]:
    """The channels by which it can really be asked for today."""
    return [c for c in definition.channels if c != "online" or definition.status == "online"]


def _payment(definition: Definition) -> str:
    if definition.record.cost.free:
        return _("No se paga.")
    system = institution().get("payment", {}).get("system", "")
    return _("Con línea de captura de %s.") % system if system else ""


def _visitor(definition: Definition) -> str:
    if definition.record.field_visit.needed == "no":
        return _("No hay visita.")
    return ", ".join(areas_of(definition))


def who_of(definition: Definition) -> list[str]:
    """Who may ask for it, in the institution's words."""
    return [_who(key)["text"] for key in definition.who_can_file]


def _who(key: str) -> Mapping[str, str]:
    """Somebody who may file: `text`, and `short` for the top of the page.

    A word the institution does not explain is shown as it is.
    """
    plain = key.replace("_", " ").capitalize()
    said = {"text": plain, **institution().who_can_file.get(key, {})}
    return {"short": said["text"].lower(), **said}


def in_brief(definition: Definition) -> dict[str, str]:
    """Who, with what and where, each in a few words, for the top of the page."""
    who = [_who(key)["short"] for key in definition.who_can_file]
    where = [str(PLACES[channel]) for channel in _places(definition)]
    papers = [
        item.name.partition(" (")[0]
        for item in definition.record.requirements
        if item.required and item.condition is None
    ]
    return {
        "who": _one_of(who) or _("Por confirmar"),
        "where": _one_of(where),
        "papers": "; ".join(papers) or _("Ninguno"),
    }


def _one_of(words: list[str]) -> str:
    """ "Uno, otro o el último"."""
    if len(words) < 2:
        text = "".join(words)
    else:
        text = _("%(some)s o %(last)s") % {"some": ", ".join(words[:-1]), "last": words[-1]}
    return text[:1].upper() + text[1:]


def preselected(definition: Definition) -> dict[str, str]:
    """What a merged procedure chooses in the one it became.

    Its record says it in a note, `preselecciona pregunta=valor`.
    """
    return dict(PRESELECTS.findall(" ".join(definition.record.notes)))


def chosen_of(definition: Definition, asked: Mapping[str, str]) -> str:
    """The choices of an address that the form really offers, as a query again."""
    offered = {
        item.key: {option.value for option in item.options} for item in definition.form.fields
    }
    return urlencode({k: v for k, v in asked.items() if v in offered.get(k, ())})


def areas_of(definition: Definition) -> list[str]:
    """The areas that have a part in it, by name."""
    names = {area.key: area.name for area in institution().areas}
    return [names.get(key, key) for key in definition.record.areas]
