"""The paper of a procedure: places that exist, nothing the law asks left out, no logic."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.definition import EffectSpec, Outcome
from procedures.definition.canonical import canonical_yaml
from procedures.definition.paper import PLACES, PLAIN, fill
from procedures.definition.schema import language_schema

from .sample import GUIDE, guide, guide_files, no_effect, parsed, problems_of, source

WHOLE = "{{motivacion}} {{fundamento}} {{medio_de_defensa}} {{consulta}}"


def place(name: str) -> str:
    return "{{" + name + "}}"


def signing(*, to: str = "negada") -> dict[str, Any]:
    """The guide's workflow with a signing step that ends in `to`."""
    form = [
        {"key": key, "type": "textarea", "label": key, "required": True}
        for key in ("fundamento", "motivacion", "condiciones")
    ]
    changes: dict[str, Any] = {"form": form, "effects": [{"sign": {"document": "Resolución"}}]}
    states = {"negada": {"outcome": "conditional"}} if to == "condicionada" else {}
    return {
        "use": "revision",
        "with": {"area": "comercializacion"},
        "override": {"states": states, "transitions": {"negar": changes}},
    }


SIGN = EffectSpec(
    "sign", no_effect, {"document": "text"}, {"fundamento": "textarea"}, issues_paper=True
)


def wrong(*blocks: dict[str, Any], to: str = "negada", **rest: Any) -> dict[str, str]:
    named = [{"key": f"b{at}", "text": "x", **block} for at, block in enumerate(blocks)]
    changed = source(paper={"blocks": named, **rest}, workflow=signing(to=to))
    return problems_of(changed, effects={"sign": SIGN})


def test_a_paper_that_says_all_the_law_asks_is_accepted() -> None:
    assert wrong({"text": WHOLE}, {"text": "{{folio}} {{campo.nombre}}", "editable": True}) == {}


@pytest.mark.parametrize("missing", ["fundamento", "motivacion", "medio_de_defensa", "consulta"])
def test_what_the_law_asks_cannot_be_left_out(missing: str) -> None:
    told = wrong({"text": WHOLE.replace(place(missing), "")})
    assert list(told) == ["paper.blocks"]
    assert missing in told["paper.blocks"] and "unfavourable" in told["paper.blocks"]


def test_a_conditional_answer_says_its_conditions() -> None:
    assert "condiciones" in wrong({"text": WHOLE}, to="condicionada")["paper.blocks"]
    assert wrong({"text": WHOLE + "{{condiciones}}"}, to="condicionada") == {}


def test_a_block_of_other_outcomes_does_not_count() -> None:
    told = wrong({"text": WHOLE, "outcomes": ["favourable"]})
    assert "unfavourable" in told["paper.blocks"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{{nada}}", "No existe {{nada}}"),
        ("{{campo.nada}}", "No existe {{campo.nada}}"),
        ("{{caso.nada}}", "No existe {{caso.nada}}"),
        ("{{folio", "llaves"),
        ("{% if folio %}{{ folio|upper }}", "llaves"),
        ("{{campo.fotos}}", "no tiene texto"),
        ("{{campo.curp}}", "dato reservado"),
    ],
)
def test_a_place_that_cannot_be_filled_is_a_problem(text: str, says: str) -> None:
    assert says in wrong({"text": WHOLE}, {"text": text})["paper.blocks[1].text"]


def test_a_reserved_answer_is_printed_only_where_the_procedure_says_so() -> None:
    assert wrong({"text": WHOLE + "{{campo.curp}}"}, reserved=["curp"]) == {}
    assert set(wrong({"text": WHOLE}, reserved=["nombre"])) == {"paper.reserved[0]"}


@pytest.mark.parametrize("name", ["fundamento", "medio_de_defensa", "vigencia"])
def test_what_must_stay_cannot_be_edited_away(name: str) -> None:
    told = wrong({"text": WHOLE}, {"text": place(name), "editable": True})
    assert set(told) == {"paper.blocks[1].text"}


def test_a_procedure_copies_a_paper_and_changes_its_words() -> None:
    template = {
        "key": "base",
        "label": "Base",
        "blocks": [
            {"key": "todo", "text": WHOLE},
            {"key": "adorno", "text": "Adorno"},
            {"key": "resolutivo", "title": "Se resuelve", "text": "Sí", "editable": True},
        ],
    }
    changed = source(
        paper={
            "use": "base",
            "blocks": [
                {"key": "resolutivo", "text": "Se concede a {{solicitante}}"},
                {"key": "adorno", "remove": True},
            ],
        }
    )
    paper = parsed(changed, papers={"base": template}).paper
    assert [block.key for block in paper.blocks] == ["todo", "resolutivo"]
    assert paper.blocks[1].text == "Se concede a {{solicitante}}"
    assert paper.blocks[1].title == "Se resuelve" and paper.blocks[1].editable
    assert set(problems_of(source(paper={"use": "otra"}))) == {"paper.use"}


def test_who_says_nothing_is_printed_plainly_and_whole() -> None:
    assert parsed(source(paper=None)).paper is PLAIN
    for outcome in Outcome:
        places = {name for block in PLAIN.blocks_for(outcome) for name in block.places}
        assert {"fundamento", "motivacion", "medio_de_defensa", "consulta"} <= places


def test_the_guide_shows_a_paper_that_editors_accept_too() -> None:
    content = guide("papers/resolucion.yaml")
    jsonschema.validate(content, language_schema())
    assert parsed(source(paper={"use": "resolucion"}), papers={"resolucion": content}).paper.blocks
    text = guide_files()["papers/resolucion.yaml"]
    assert canonical_yaml(content) and "{{fundamento}}" in text
    for name in PLACES:
        assert place(name) in text or f"`{name}`" in GUIDE.read_text(encoding="utf-8"), name


@given(st.dictionaries(st.sampled_from(PLACES), st.text(max_size=40)))
def test_what_fills_a_place_is_never_read_again(values: dict[str, str]) -> None:
    text = "".join(f"[{place(name)}]" for name in values)
    assert fill(text, values) == "".join(f"[{value}]" for value in values.values())


def test_the_words_of_a_place_are_not_a_place() -> None:
    assert fill("{{folio}}", {"folio": "{{fundamento}}", "fundamento": "x"}) == "{{fundamento}}"
