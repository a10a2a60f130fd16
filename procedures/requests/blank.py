"""The blank form of a procedure, to print and fill in by hand (LNETB art. 6-XXI; DOMAIN R30).

Made from the version in force, so that paper and screen ask the same: every question with room to
write, what depends on another answer said in words, what to bring, and room for the counter's
stamp. The same content is drawn as a tagged PDF and as a page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from procedures.catalogue.institution import institution, privacy_notice
from procedures.catalogue.models import ProcedureVersion
from procedures.definition import Definition, Field, Requirement, Section
from procedures.definition.wording import only_if

from .drawing import digest_of, draw

BOXES = {"curp": 18, "rfc": 13, "phone": 10, "postal_code": 5}  # letters or digits
LINES = {"textarea": 4}  # to write on; any other text has one
KEPT = 24 * 60 * 60  # seconds that a form is kept drawn
ROWS = 3  # of a group that are printed; more go on another sheet


@dataclass(frozen=True)
class Blank:
    """A question with room to answer it by hand.

    Attributes:
        boxes: one for each letter; a date has its own.
        options: to tick.
        lines: to write on.
        unit: printed after the line, "m³" say.
        parts: of a compound answer, each a question.
    """

    label: str
    help: str = ""
    required: bool = False
    boxes: int = 0
    date: bool = False
    options: tuple[str, ...] = ()
    lines: int = 0
    unit: str = ""
    parts: tuple[Blank, ...] = ()


@dataclass(frozen=True)
class Run:
    """Questions one after another that apply in the same case; `when` is "" for always."""

    when: str
    questions: tuple[Blank, ...]


def blank_pdf(version: ProcedureVersion) -> bytes:
    """The form of a version in blank; drawn once a day, and anew when what it says changes.

    Args:
        version: of a procedure that can be filed.

    Returns:
        A PDF/UA-1 file.
    """
    content = content_of(version)
    place = f"blank:{digest_of('formato', content)}"
    drawn: bytes | None = cache.get(place)
    if drawn is None:
        drawn = draw("formato", content)
        cache.set(place, drawn, timeout=KEPT)
    return drawn


def content_of(version: ProcedureVersion) -> dict[str, Any]:
    """What the form says, as JSON, in Spanish, as the counter reads it."""
    with override(settings.LANGUAGE_CODE):
        return _content(version)


def _content(version: ProcedureVersion) -> dict[str, Any]:
    definition = version.definition
    day = date_format(version.published_at, r"j \d\e F \d\e Y").lower()
    said = _("Formato en blanco. Versión %(number)s, del %(day)s.")
    return {
        "title": definition.name,
        "subtitle": _("Formato en blanco: %s") % definition.name,
        "version": said % {"number": version.number, "day": day},
        "footer": _("%(name)s · versión %(number)s")
        % {"name": definition.name, "number": version.number},
        "page_words": [_("Página"), _("de")],
        "office": _office(),
        "how": {"title": _("Cómo usar este formato"), "sentences": _how(definition)},
        "papers": {
            "title": _("Qué papeles necesita"),
            "none": _("No pedimos papeles."),
            "rows": [_paper(definition, item) for item in definition.record.requirements],
        },
        "needed": _("obligatorio"),
        "date_words": [_("día"), _("mes"), _("año")],
        "sections": [
            {
                "title": section.title,
                "help": section.help,
                "when": only_if(section.condition, definition.form.by_key),
                "runs": [asdict(run) for run in _runs(section, definition)],
            }
            for section in definition.form.sections
        ],
        "contact": {"title": _("Cómo le avisamos"), **_contact(definition)},
        "privacy": _privacy(),
        "sign": _sign(definition),
    }


def _office() -> dict[str, Any]:
    return {
        "title": _("Lo llena el módulo"),
        "rows": [_("Folio"), _("Fecha y hora en que se recibió"), _("Quién recibió")],
        "stamp": _("Sello"),
    }


def _how(definition: Definition) -> list[str]:
    office = institution().offices[0]
    sentences = [
        _("Escriba con tinta y letra clara. Donde hay cuadros, ponga uno por letra o número."),
        _("Conteste lo que dice «obligatorio». Lo que no sepa, déjelo en blanco: le ayudamos."),
        _("Entréguelo en %(name)s, %(address)s. %(hours)s")
        % {"name": office.name, "address": office.address, "hours": office.hours},
        _("Le recibimos aunque falte algo. Al entregarlo le damos su folio y su acuse."),
        _("Llenarlo y entregarlo no cuesta. Si hay un cobro, se le informa después por escrito."),
    ]
    if "phone" in definition.channels:
        sentences.append(_("También puede hacerlo por teléfono: nosotros llenamos la solicitud."))
    return sentences


def _paper(definition: Definition, item: Requirement) -> list[str]:
    """A requirement, and when and how it is asked for."""
    if item.condition is not None:
        when = only_if(item.condition, definition.form.by_key)
    else:
        when = _("Obligatorio.") if item.required else _("Si lo tiene; no es obligatorio.")
    how = _("Se entrega copia.") if item.kind == "upload" else _("Basta con mostrarlo.")
    sure = "" if item.confirmed else _("Por confirmar.")
    return [item.name, " ".join(part for part in (when, how, sure) if part)]


def _runs(section: Section, definition: Definition) -> Iterator[Run]:
    fields = definition.form.by_key
    asked = (field for field in section.fields if field.type.typed or field.type.name == "info")
    for when, together in groupby(asked, lambda field: only_if(field.condition, fields)):
        yield Run(when, tuple(_blank(field) for field in together))


def _blank(field: Field) -> Blank:
    blank = partial(Blank, field.label, field.help, field.required)
    name = field.type.name
    if field.type.name == "info":
        return blank()
    if field.fields:
        return blank(parts=tuple(_row(field, number) for number in range(1, ROWS + 1)))
    if name == "file":
        return blank(options=_handing_in(field))
    if name == "location":
        return blank(parts=(Blank(_("Referencias o croquis para llegar"), lines=3),))
    if name == "address":
        return blank(parts=tuple(_part(part) for part in _parts_of(field)))
    if name == "checkbox":
        return blank(options=(_("Sí"),))
    if name == "yes_no":
        return blank(options=(_("Sí"), _("No")))
    if field.options:
        return blank(options=tuple(option.label for option in field.options))
    if name == "date":
        return blank(date=True)
    if name in BOXES:
        return blank(boxes=BOXES[name])
    unit = _("pesos") if name == "money" else field.get("unit", "")
    return blank(lines=LINES.get(name, 1), unit=unit)


def _row(field: Field, number: int) -> Blank:
    """One row of a repeated question."""
    return Blank(
        _("Número %(n)s") % {"n": number}, parts=tuple(_blank(inner) for inner in field.fields)
    )


def _parts_of(field: Field) -> list[Any]:
    return list(field.type.widget(field).parts)  # type: ignore[attr-defined]


def _part(part: Any) -> Blank:
    if part.key == "postal_code":
        return Blank(str(part.label), required=part.required, boxes=BOXES["postal_code"])
    return Blank(str(part.label), required=part.required, lines=1)


def _handing_in(field: Field) -> tuple[str, ...]:
    return (_("Lo anexo"), _("Lo entregaré después")) if field.later else (_("Lo anexo"),)


def _contact(definition: Definition) -> dict[str, Any]:
    help_text = _("Para avisarle cómo va. Solo lo usamos para este trámite.")
    if definition.anonymous:
        help_text = _("Si no quiere dar su nombre, deje esta parte en blanco y no firme.")
    needed = not definition.anonymous
    questions = [
        Blank(_("Su nombre completo"), required=needed, lines=1),
        Blank(_("Teléfono"), _("10 números."), boxes=BOXES["phone"]),
        Blank(_("Correo electrónico"), lines=1),
        Blank(
            _("¿Cómo quiere que le avisemos?"),
            options=(_("Por correo electrónico"), _("Por escrito"), _("Vendré al módulo")),
        ),
        Blank(
            _("¿Acepta que las notificaciones le lleguen por correo electrónico?"),
            options=(_("Sí"), _("No")),
        ),
    ]
    return {"help": help_text, "questions": [asdict(one) for one in questions]}


def _privacy() -> dict[str, Any]:
    """The short notice at the point of collection (LGPDPPSO art. 22)."""
    notice = privacy_notice()
    return {
        "title": notice.simplified.title,
        "sections": [
            {
                "title": one.title,
                "text": "\n".join([one.get("text", ""), *(_dash(i) for i in one.get("items", ()))]),
            }
            for one in notice.simplified.sections
        ],
        "version": _("Aviso de privacidad, versión %s.") % notice.version,
        "read": notice.read_label,
    }


def _dash(item: str) -> str:
    return f"– {item}"


def _sign(definition: Definition) -> dict[str, Any]:
    said = _("Declaro que lo que escribí es cierto.")
    return {
        "sentence": said,
        "labels": [_("Lugar y fecha"), _("Nombre y firma, o huella")],
        "help": _(
            "Si no puede firmar, ponga su huella; alguien de confianza puede firmar por usted."
        )
        if not definition.anonymous
        else "",
    }
