"""A small procedure, and a vocabulary that knows it; tests change one thing at a time."""

from __future__ import annotations

import copy
from datetime import date
from pathlib import Path
from typing import Any

from procedures.catalogue.sources import read_yaml
from procedures.definition import (
    Definition,
    DefinitionError,
    EffectSpec,
    Facts,
    Form,
    Kind,
    Vocabulary,
    parse,
)
from procedures.definition.build import build_form

TODAY = date(2026, 2, 2)
FACTS = Facts(today=TODAY)
STAFF = Facts(today=TODAY, staff=True, source="counter")
GUIDE = Path(__file__).parents[3] / "docs" / "writing-a-procedure.md"


def guide_files() -> dict[str, str]:
    """The YAML files of the guide: name -> text."""
    files = {}
    for part in GUIDE.read_text(encoding="utf-8").split("```yaml\n# ")[1:]:
        name, _newline, rest = part.partition("\n")
        files[name] = rest.partition("```")[0]
    return files


def guide(name: str) -> dict[str, Any]:
    content = read_yaml(guide_files()[name])
    assert isinstance(content, dict)
    return content


def source(**changes: Any) -> dict[str, Any]:
    """The procedure of the guide, with top-level changes."""
    return {**guide("procedures/cambio-medidor.yaml"), **changes}


def no_effect(*args: Any, **named: Any) -> None:
    """Stands for what a room above would do."""


def known(**changes: Any) -> Vocabulary:
    words: dict[str, Any] = {
        "areas": {"modulo", "comercializacion", "operacion"},
        "roles": {"counter", "reviewer", "inspector", "signer", "oic", "cashier"},
        "families": {"medidores"},
        "messages": {
            "under_review",
            "correction_requested",
            "correction_answered",
            "dismissed",
            "resolved_favourable",
            "resolved_unfavourable",
            "withdrawn",
            "visit_scheduled",
        },
        "effects": {
            "plan_visit": EffectSpec(
                "plan_visit", no_effect, {"area": "area"}, {"fecha_visita": "date"}, Kind.VISIT
            ),
            "sign": EffectSpec("sign", no_effect, {"document": "text"}, {"fundamento": "textarea"}),
        },
        "blocks": {"solicitante": guide("blocks/solicitante.yaml")},
        "workflows": {"revision": guide("workflows/revision.yaml")},
        "papers": {"resolucion": guide("papers/resolucion.yaml")},
        "procedures": {},
    }
    return Vocabulary(**{**words, **changes})


def parsed(changed: dict[str, Any] | None = None, **words: Any) -> Definition:
    return parse(changed or source(), known=known(**words))


def problems_of(changed: Any, **words: Any) -> dict[str, str]:
    """path -> sentence of everything wrong with a source; empty when it is accepted."""
    try:
        parse(changed, known=known(**words))
    except DefinitionError as refused:
        return {problem.path: problem.sentence for problem in refused.problems}
    return {}


def form_of(*fields: dict[str, Any]) -> Form:
    """A form of one section."""
    named = [{"label": "Pregunta", **copy.deepcopy(item)} for item in fields]
    return build_form([{"section": "una", "title": "Una", "fields": named}])


def workflow_source(**changes: Any) -> dict[str, Any]:
    """The guide's workflow written into the procedure, with its parameter filled."""
    plain = guide("workflows/revision.yaml")
    plain.pop("parameters")
    filled = read_yaml(
        guide_files()["workflows/revision.yaml"]
        .replace("$area", "comercializacion")
        .replace("parameters: [area]\n", "")
    )
    return {**filled, **changes}
