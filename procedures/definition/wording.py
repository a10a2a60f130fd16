"""A condition in words, for paper: «Solo si en «¿Qué necesita?» marcó «Cambio»».

On a screen a question that does not apply is not there; on paper the person must know to skip it.
Only shapes whose words are certain are put into words: of any other the sentence is neutral, since
a wrong instruction is worse than a vague one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from .fields.base import Field

Fields = Mapping[str, Field]
SWITCHED = {"==": "!=", "===": "!=", "!=": "==", "!==": "=="}
FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def only_if(rule: Any, fields: Fields) -> str:
    """When a question applies, as a sentence; "" when it always does.

    Args:
        rule: a condition of the definition (JsonLogic), or None.
        fields: the questions of the form, by key.
    """
    if rule is None:
        return ""
    clause = clause_of(rule, fields)
    if clause is None:
        return _("Solo en algunos casos. Si tiene duda, déjelo en blanco y pregunte al entregar.")
    return _("Solo si %(clause)s.") % {"clause": clause}


def clause_of(rule: Any, fields: Fields) -> str | None:
    """What a condition says, as what follows "if"; None where the words are not certain."""
    if not isinstance(rule, Mapping) or len(rule) != 1:
        return None
    operator, operands = next(iter(rule.items()))
    operands = operands if isinstance(operands, list) else [operands]
    if operator in ("and", "or"):
        return _joined(operator, operands, fields)
    if operator in SWITCHED and len(operands) == 2:
        return _compared(operator, operands, fields)
    if operator == "in" and len(operands) == 2:
        return _among(operands, fields)
    if operator in FLIPPED and len(operands) == 2:
        return _measured(operator, operands, fields)
    if operator in ("!", "!!", "var") and len(operands) == 1:
        return _answered(operator, operands[0] if operator != "var" else rule, fields)
    return None


def _joined(operator: str, operands: list[Any], fields: Fields) -> str | None:
    clauses = [clause_of(one, fields) for one in operands]
    if not clauses or any(clause is None for clause in clauses):
        return None
    if any(_mixes(operator, one) for one in operands):
        return None  # "a y b o c" reads two ways
    word = _(" y ") if operator == "and" else _(", o ")
    return word.join(clause for clause in clauses if clause)


def _mixes(operator: str, rule: Any) -> bool:
    inner = next(iter(rule)) if isinstance(rule, Mapping) and rule else ""
    return inner in ("and", "or") and inner != operator


def _compared(operator: str, operands: list[Any], fields: Fields) -> str | None:
    left, right = operands if _field(operands[0], fields) else reversed(operands)
    field = _field(left, fields)
    if field is None or isinstance(right, Mapping | list):
        return None
    if isinstance(right, bool):
        return _ticked(field, right == (operator in ("==", "===")))
    chosen = _quoted([right], field)
    if chosen is None:
        return None
    if operator in ("==", "==="):
        return _("en «%(label)s» puso %(value)s") % {"label": field.label, "value": chosen}
    return _("en «%(label)s» puso algo distinto de %(value)s") % {
        "label": field.label,
        "value": chosen,
    }


def _among(operands: list[Any], fields: Fields) -> str | None:
    sought, place = operands
    field = _field(sought, fields)
    values = place if field else [sought]
    field = field or _field(place, fields)
    if field is None or not isinstance(values, list):
        return None
    chosen = _quoted(values, field)
    if chosen is None:
        return None
    return _("en «%(label)s» puso %(value)s") % {"label": field.label, "value": chosen}


def _measured(operator: str, operands: list[Any], fields: Fields) -> str | None:
    field, limit = _field(operands[0], fields), operands[1]
    if field is None:
        field, limit, operator = _field(operands[1], fields), operands[0], FLIPPED[operator]
    if field is None or isinstance(limit, bool) or not isinstance(limit, int | float):
        return None
    said = {
        "<": _("en «%(label)s» puso menos de %(n)s"),
        "<=": _("en «%(label)s» puso %(n)s o menos"),
        ">": _("en «%(label)s» puso más de %(n)s"),
        ">=": _("en «%(label)s» puso %(n)s o más"),
    }
    return said[operator] % {"label": field.label, "n": limit}


def _answered(operator: str, operand: Any, fields: Fields) -> str | None:
    field = _field(operand, fields)
    if field is not None:
        if field.type.kind == "boolean":
            return _ticked(field, operator != "!")
        if operator == "!":
            return _("dejó en blanco «%(label)s»") % {"label": field.label}
        return _("contestó «%(label)s»") % {"label": field.label}
    if operator != "!" or not isinstance(operand, Mapping) or len(operand) != 1:
        return clause_of(operand, fields) if operator == "!!" else None
    inner, operands = next(iter(operand.items()))
    return clause_of({SWITCHED[inner]: operands}, fields) if inner in SWITCHED else None


def _ticked(field: Field, yes: bool) -> str | None:
    if field.type.kind != "boolean":
        return None
    if field.type.name == "checkbox":
        said = _("marcó «%(label)s»") if yes else _("no marcó «%(label)s»")
    else:
        said = _("contestó «Sí» en «%(label)s»") if yes else _("contestó «No» en «%(label)s»")
    return said % {"label": field.label}


def _quoted(values: list[Any], field: Field) -> str | None:
    """Values as the paper shows them: by the labels of the options, where there are some."""
    labels = {option.value: option.label for option in field.options}
    if not values or any(isinstance(value, Mapping | list | bool) for value in values):
        return None
    if labels and any(value not in labels for value in values):
        return None
    return _(" o ").join(f"«{labels.get(value, value)}»" for value in values)


def _field(operand: Any, fields: Fields) -> Field | None:
    """The question a `var` reads; a part of an answer is taken for the whole."""
    if not isinstance(operand, Mapping) or set(operand) != {"var"}:
        return None
    key = operand["var"]
    return fields.get(key.partition(".")[0]) if isinstance(key, str) else None
