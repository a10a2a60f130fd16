"""Does a document have the shape its schema describes? Says everything that is wrong, in Spanish.

The part of JSON Schema the language uses and no more, so that running needs no other library and
every sentence is one an author understands. A null counts as absent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .problems import Problem, join

_NAMES = {
    "string": gettext_lazy("un texto"),
    "integer": gettext_lazy("un número entero"),
    "number": gettext_lazy("un número"),
    "boolean": gettext_lazy("true o false"),
    "array": gettext_lazy("una lista"),
    "object": gettext_lazy("un grupo de claves"),
}


def misshapes(
    value: Any, schema: Any, root: Mapping[str, Any], path: str = ""
) -> Iterator[Problem]:
    """Every way in which `value` departs from `schema`.

    Args:
        root: the schema whose `$defs` are referred to.
        path: where the value stands.
    """
    if schema is True or value is None:
        return
    if "$ref" in schema:
        yield from misshapes(value, root["$defs"][schema["$ref"].rpartition("/")[2]], root, path)
        return
    if "oneOf" in schema:
        yield from _by_discriminator(value, schema, root, path)
        return
    if "anyOf" in schema:
        yield from _nearest(value, schema["anyOf"], root, path)
        return
    if "const" in schema and value != schema["const"]:
        yield Problem(path, _("Debe decir «%(v)s».") % {"v": schema["const"]})
        return
    if "enum" in schema and not (isinstance(value, str) and value in schema["enum"]):
        sentence = _("Debe ser una de estas palabras: %(words)s.")
        yield Problem(path, sentence % {"words": ", ".join(schema["enum"])})
        return
    if "type" in schema and not _is(value, schema["type"]):
        wanted = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        words = _(" o ").join(str(_NAMES[name]) for name in wanted)
        yield Problem(path, _("Debe ser %(what)s.") % {"what": words})
        return
    if isinstance(value, str):
        yield from _text(value, schema, path)
    elif isinstance(value, list):
        yield from _list(value, schema, root, path)
    elif isinstance(value, Mapping):
        yield from _object(value, schema, root, path)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from _number(value, schema, path)


def _is(value: Any, wanted: str | list[str]) -> bool:
    if isinstance(wanted, list):
        return any(_is(value, one) for one in wanted)
    if wanted == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if wanted == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    kinds = {"string": str, "boolean": bool, "array": list, "object": Mapping}
    return isinstance(value, kinds[wanted])


def _by_discriminator(
    value: Any, schema: Mapping[str, Any], root: Mapping[str, Any], path: str
) -> Iterator[Problem]:
    name = schema["discriminator"]["propertyName"]
    if not isinstance(value, Mapping):
        yield Problem(path, _("Debe ser %(what)s.") % {"what": _NAMES["object"]})
        return
    told = value.get(name)
    for branch in schema["oneOf"]:
        if isinstance(told, str) and branch["properties"][name]["const"] == told:
            yield from misshapes(value, branch, root, path)
            return
    if told is None:
        yield Problem(join(path, name), _("Falta este dato."))
        return
    known = ", ".join(branch["properties"][name]["const"] for branch in schema["oneOf"])
    sentence = _("«%(type)s» no es un tipo de campo; hay: %(known)s.")
    yield Problem(join(path, name), sentence % {"type": str(told)[:60], "known": known})


def _nearest(
    value: Any, branches: list[Any], root: Mapping[str, Any], path: str
) -> Iterator[Problem]:
    """No problem if one branch fits; otherwise those of the branch that fits best."""
    found = [list(misshapes(value, branch, root, path)) for branch in branches]
    yield from min(found, key=lambda some: (any(one.path == path for one in some), len(some)))


def _text(value: str, schema: Mapping[str, Any], path: str) -> Iterator[Problem]:
    if len(value) < schema.get("minLength", 0) or (schema.get("minLength") and not value.strip()):
        yield Problem(path, _("Está vacío."))
    elif len(value) > schema.get("maxLength", len(value)):
        yield Problem(path, _("Pasa de %(n)d caracteres.") % {"n": schema["maxLength"]})
    elif "pattern" in schema and not re.fullmatch(schema["pattern"], value):
        sentence = _("«%(v)s» no tiene la forma pedida (%(pattern)s).")
        yield Problem(path, sentence % {"v": value[:60], "pattern": schema["pattern"]})


def _number(value: float, schema: Mapping[str, Any], path: str) -> Iterator[Problem]:
    if value < schema.get("minimum", value):
        yield Problem(path, _("Debe ser %(n)s o más.") % {"n": schema["minimum"]})
    elif value > schema.get("maximum", value):
        yield Problem(path, _("Debe ser %(n)s o menos.") % {"n": schema["maximum"]})


def _list(
    value: list[Any], schema: Mapping[str, Any], root: Mapping[str, Any], path: str
) -> Iterator[Problem]:
    if len(value) < schema.get("minItems", 0):
        yield Problem(path, _("Debe tener al menos un elemento."))
    if len(value) > schema.get("maxItems", len(value)):
        yield Problem(path, _("Pasa de %(n)d elementos.") % {"n": schema["maxItems"]})
        return
    for index, item in enumerate(value):
        if item is None and schema.get("items", True) is not True:
            yield Problem(join(path, index), _("Está vacío."))
        yield from misshapes(item, schema.get("items", True), root, join(path, index))
    if schema.get("uniqueItems"):
        texts = [item for item in value if isinstance(item, str)]
        if len(set(texts)) != len(texts):
            yield Problem(path, _("Hay un elemento repetido."))


def _object(
    value: Mapping[str, Any], schema: Mapping[str, Any], root: Mapping[str, Any], path: str
) -> Iterator[Problem]:
    if len(value) < schema.get("minProperties", 0):
        yield Problem(path, _("Está vacío."))
    if len(value) > schema.get("maxProperties", len(value)):
        yield Problem(path, _("Pasa de %(n)d elementos.") % {"n": schema["maxProperties"]})
    for name in schema.get("required", ()):
        if value.get(name) is None:
            yield Problem(join(path, name), _("Falta este dato."))
    properties, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    for name, item in value.items():
        inner = join(path, name)
        if "propertyNames" in schema:
            yield from misshapes(name, schema["propertyNames"], root, inner)
        if name in properties:
            yield from misshapes(item, properties[name], root, inner)
        elif others is False:
            yield Problem(inner, _("El lenguaje no tiene esta clave."))
        elif others is not True and item is None:
            yield Problem(inner, _("Está vacío."))
        elif others is not True:
            yield from misshapes(item, others, root, inner)
