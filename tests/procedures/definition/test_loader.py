"""Parsing: everything wrong at once, blocks and templates and variants, never another error."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.definition import Definition, DefinitionError, parse, revive
from procedures.definition.canonical import canonical_json, fingerprint
from procedures.definition.schema import language_schema

from .sample import FACTS, guide, known, parsed, problems_of, source

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=10,
)


def field_list(*fields: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"section": "s", "title": "S", "fields": list(fields)}]


def test_every_problem_of_a_file_is_told_at_once() -> None:
    changed = source(
        family="naves",
        status="abierto",
        summary=3,
        forma=[],
        form=[
            {"use": "nadie"},
            {"section": "s", "title": "S", "fields": [{"key": "A", "type": "x"}]},
        ],
    )
    told = problems_of(changed)
    assert set(told) >= {"status", "summary", "forma", "form[0].use", "form[1].fields[0].type"}
    assert all(sentence.endswith((".", ")")) for sentence in told.values())


def test_proofs_are_all_told_at_once_too() -> None:
    changed = source(
        family="naves",
        audience=["role:rey"],
        renewal={"before_days": 30, "message": "nada"},
        record={"requirements": [{"key": "a", "name": "A", "field": "nombre"}], "areas": ["luna"]},
        time={"limit": {"days": 10, "months": 1}, "correction": {"citizen_days": 3}},
    )
    assert set(problems_of(changed)) >= {
        "family",
        "audience[0]",
        "renewal.message",
        "record.requirements[0].field",
        "record.areas[0]",
        "time.limit",
        "time.correction.citizen_days",
    }


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ([{"key": "a", "type": "choice", "label": "A"}], "form[0].fields[0].options"),
        ([{"key": "a", "type": "text", "label": "A", "max": 3}], "form[0].fields[0].max"),
        ([{"key": "a b", "type": "text", "label": "A"}], "form[0].fields[0].key"),
        ([{"key": "case", "type": "text", "label": "A"}], "form[0].fields[0].key"),
        ([{"key": "a", "type": "text", "label": "A"}] * 2, "form[0].fields[1].key"),
        ([{"key": "a", "type": "text", "label": "A", "later": True}], "form[0].fields[0].later"),
        (
            [{"key": "a", "type": "text", "label": "A", "if": {"var": "zz"}}],
            "form[0].fields[0].if.var",
        ),
        (
            [{"key": "a", "type": "text", "label": "A", "if": {"map": []}}],
            "form[0].fields[0].if",
        ),
        ([{"key": "a", "type": "text", "label": "A", "if": {"var": "a"}}], "form[0].fields[0].if"),
        (
            [
                {"key": "a", "type": "yes_no", "label": "A", "if": {"var": "b"}},
                {"key": "b", "type": "yes_no", "label": "B", "if": {"var": "a"}},
            ],
            "form[0].fields[1].if",
        ),
        ([{"key": "a", "type": "text", "label": "A", "pattern": "("}], "form[0].fields[0].pattern"),
        (
            [{"key": "a", "type": "integer", "label": "A", "min": 3, "max": 1}],
            "form[0].fields[0].min",
        ),
        (
            [{"key": "a", "type": "curp", "label": "A", "example": "X"}],
            "form[0].fields[0].example",
        ),
        (
            [{"key": "a", "type": "text", "label": "A", "sensitive": True, "filterable": True}],
            "form[0].fields[0]",
        ),
        (
            [
                {
                    "key": "g",
                    "type": "group",
                    "label": "G",
                    "fields": [{"key": "f", "type": "info", "label": "F"}],
                }
            ],
            "form[0].fields[0].fields[0].type",
        ),
        (
            [
                {"key": "a", "type": "file", "label": "A"},
                {"key": "b", "type": "text", "label": "B"},
            ],
            "eligibility[0].refuse_if.==[0].var",
        ),
    ],
)
def test_a_flaw_of_a_form_is_told_where_it_is(fields: list[dict[str, Any]], path: str) -> None:
    changed = source(form=field_list(*fields), record={})
    told = problems_of(changed)
    assert path in told, told


def test_a_block_is_copied_with_overrides_and_the_rest_left_out() -> None:
    changed = source()
    changed["form"][0] = {
        "use": "solicitante",
        "title": "Otro título",
        "override": {"nombre": {"label": "Otro", "required": False}},
        "without": ["curp", "sin_curp"],
        "fields": [{"key": "mas", "type": "text", "label": "Más"}],
    }
    form = parsed(changed).form
    assert [item.key for item in form.section("solicitante").fields] == ["nombre", "mas"]
    assert form.section("solicitante").title == "Otro título"
    assert (form.field("nombre").label, form.field("nombre").required) == ("Otro", False)


def test_a_change_to_a_field_the_block_has_not_is_told() -> None:
    changed = source()
    changed["form"][0] = {"use": "solicitante", "override": {"zz": {}}, "without": ["yy"]}
    assert {"form[0].override.zz", "form[0].without.yy"} <= set(problems_of(changed))


def test_a_template_needs_its_parameters_and_no_others() -> None:
    assert "workflow.states.en_revision.owner" in problems_of(source(workflow={"use": "revision"}))
    extra = {"use": "revision", "with": {"area": "modulo", "color": "azul"}}
    assert "workflow.with.color" in problems_of(source(workflow=extra))


def test_a_procedure_changes_one_step_of_its_template() -> None:
    changed = source()
    changed["workflow"]["override"] = {
        "transitions": {
            "resolver": {"form": [{"key": "lectura", "type": "integer", "label": "Lectura"}]}
        },
        "states": {"en_revision": {"target_days": 9}},
    }
    workflow = parsed(changed).workflow
    assert workflow is not None
    step = workflow.find("en_revision", "resolver")
    assert step is not None
    assert [item.key for item in step.form.fields] == ["serie_instalada", "lectura"]
    assert workflow.state("en_revision").target_days == 9


def test_a_variant_is_laid_over_its_base_with_parameters() -> None:
    base = source(abstract=True, slug="base", parameters={"uso": "casa"}, summary="Para $uso.")
    variant = {
        "slug": "variante",
        "based_on": "base",
        "with": {"uso": "comercio"},
        "name": "Variante para $uso",
        "record": {"requirements": [{"key": "identificacion", "required": False}]},
        "form": [
            {"section": "problema", "fields": [{"key": "fotos", "remove": True}]},
            {
                "section": "giro",
                "title": "Giro",
                "fields": [{"key": "g", "type": "text", "label": "G"}],
            },
        ],
    }
    definition = parsed(variant, procedures={"base": base})
    assert definition.summary == "Para comercio." and definition.name == "Variante para comercio"
    assert definition.based_on == "base"
    assert [page.key for page in definition.form.sections] == ["solicitante", "problema", "giro"]
    assert "fotos" not in definition.form.by_key
    assert definition.record.requirements[0].required is False
    assert definition.record.requirements[0].name == "Identificación oficial"


def test_a_variant_of_itself_or_of_nobody_is_told() -> None:
    one = source(slug="uno", based_on="dos")
    two = source(slug="dos", based_on="uno")
    assert "based_on" in problems_of(one, procedures={"uno": one, "dos": two})
    assert "based_on" in problems_of(source(based_on="nadie"))


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"status": "merged"}, "merged_into"),
        ({"status": "merged", "merged_into": "nadie"}, "merged_into"),
        ({"status": "external"}, "external_url"),
        ({"status": "external", "external_url": "javascript:x"}, "external_url"),
        ({"status": "online"}, "form"),
        ({"status": "assisted"}, "workflow"),
    ],
)
def test_each_status_asks_for_what_it_needs(changes: dict[str, Any], path: str) -> None:
    bare = {"slug": "a", "name": "A", "family": "medidores", **changes}
    assert path in problems_of(bare)


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "informative"},
        {"status": "closed"},
        {"status": "merged", "merged_into": "otro"},
        {"status": "external", "external_url": "https://www.plataformadetransparencia.org.mx/"},
    ],
)
def test_what_is_not_filed_here_needs_no_form(changes: dict[str, Any]) -> None:
    bare = {"slug": "a", "name": "A", "family": "medidores", **changes}
    assert problems_of(bare, procedures={"otro": source()}) == {}


def test_what_is_confirmed_says_by_whom() -> None:
    assert "time.confirmed_by" in problems_of(source(time={"basis": "confirmed"}))
    told = {"basis": "confirmed", "confirmed_by": "Dirección", "confirmed_on": "2026-01-15"}
    assert parsed(source(time=told)).time.confirmed


def test_a_definition_survives_the_database() -> None:
    definition = parsed()
    shuffled = json.loads(canonical_json(definition.document))
    again = revive(shuffled)
    assert again == definition
    assert again.content_hash == definition.content_hash == fingerprint(definition.document)
    assert again.workflow is not None and again.workflow.start == "recibida"
    assert again.form.schema(FACTS) == definition.form.schema(FACTS)


def test_the_hash_is_of_what_it_comes_to_not_of_how_it_is_written() -> None:
    blocks = {"solicitante": guide("blocks/solicitante.yaml")}
    written_out = source()
    written_out["form"][0] = {
        "section": "solicitante",
        "title": blocks["solicitante"]["title"],
        "fields": json.loads(json.dumps(blocks["solicitante"]["fields"])),
    }
    written_out["form"][0]["fields"][0]["label"] = "Su nombre completo"
    assert parsed(written_out).content_hash == parsed().content_hash
    assert parsed(source(summary="Otro.")).content_hash != parsed().content_hash


def test_the_schema_of_the_language_accepts_the_files_of_the_guide() -> None:
    schema = language_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    for name in (
        "blocks/solicitante.yaml",
        "workflows/revision.yaml",
        "procedures/cambio-medidor.yaml",
    ):
        jsonschema.validate(guide(name), schema)


def parse_or_refuse(thing: Any, **words: Any) -> Definition | None:
    try:
        return parse(thing, known=known(**words))
    except DefinitionError as refused:
        assert refused.problems
        return None


@given(thing=json_values)
def test_anything_at_all_is_refused_with_problems(thing: Any) -> None:
    assert parse_or_refuse(thing) is None


PATHS = (
    "form form.0 form.0.use form.0.override form.0.without form.1.fields form.1.fields.0 "
    "form.1.fields.0.options form.1.fields.1.if workflow workflow.use workflow.with "
    "workflow.override based_on parameters with time time.limit record record.requirements "
    "record.requirements.0 eligibility retention channels audience status slug renewal"
).split()


@given(path=st.sampled_from(PATHS), thing=json_values)
def test_a_spoiled_file_is_parsed_or_refused_never_broken(path: str, thing: Any) -> None:
    spoiled: Any = source()
    place = spoiled
    *way, last = path.split(".")
    for step in way:
        place = place[int(step)] if step.isdigit() else place.setdefault(step, {})
    if isinstance(place, list):
        place[int(last)] = thing
    else:
        place[last] = thing
    parse_or_refuse(spoiled)


@given(
    path=st.sampled_from(
        "states transitions states.recibida transitions.0 transitions.0.from transitions.0.by "
        "transitions.0.effects transitions.4.form transitions.0.if key parameters".split()
    ),
    thing=json_values,
)
def test_a_spoiled_template_is_refused_never_broken(path: str, thing: Any) -> None:
    template: Any = guide("workflows/revision.yaml")
    place = template
    *way, last = path.split(".")
    for step in way:
        place = place[int(step)] if step.isdigit() else place[step]
    if isinstance(place, list):
        place[int(last)] = thing
    else:
        place[last] = thing
    parse_or_refuse(source(), workflows={"revision": template})


def test_too_deep_or_too_large_is_refused() -> None:
    deep: Any = "x"
    for _level in range(5000):
        deep = [deep]
    assert parse_or_refuse({"slug": deep}) is None
    assert parse_or_refuse({"slug": ["x"] * 300_000}) is None
    assert parse_or_refuse({"slug": object()}) is None
    assert parse_or_refuse({1: "x"}) is None
