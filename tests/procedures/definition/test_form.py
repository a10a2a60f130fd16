"""Forms: hidden answers are dropped, never demanded; what is left is validated."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.definition import Form, FormError, mask, split_sensitive
from procedures.definition.build import build_form
from procedures.definition.fields.base import MASK

from .sample import FACTS, STAFF, form_of, parsed

YES = {"==": [{"var": "a"}, True]}


def chain() -> Form:
    """c is asked where b says so, b where a does."""
    return form_of(
        {"key": "c", "type": "text", "required": True, "if": {"==": [{"var": "b"}, "mas"]}},
        {"key": "a", "type": "yes_no", "required": True},
        {
            "key": "b",
            "type": "choice",
            "options": ["mas", "nada"],
            "required": True,
            "if": {"==": [{"var": "a"}, True]},
        },
    )


def errors_of(form: Form, answers: Any, **more: Any) -> dict[str, str]:
    try:
        form.clean(answers, FACTS, **more)
    except FormError as refused:
        return {path: found[0][0] for path, found in refused.errors.items()}
    return {}


@given(
    a=st.none() | st.booleans() | st.just("x"),
    b=st.sampled_from([None, "mas", "nada", "otra", 3]),
    c=st.none() | st.text(max_size=5),
)
def test_a_hidden_answer_is_never_stored_and_never_demanded(a: Any, b: Any, c: Any) -> None:
    form = chain()
    answers = {"a": a, "b": b, "c": c}
    shown = form.visible(answers, FACTS)
    try:
        clean = form.clean(answers, FACTS)
    except FormError as refused:
        assert {path.split(".")[0] for path in refused.errors} <= shown
    else:
        assert set(clean) <= shown
        assert form.visible(clean, FACTS) == shown


def test_what_a_hidden_answer_would_show_is_hidden_too() -> None:
    form = chain()
    answers = {"a": False, "b": "mas", "c": "texto"}
    assert form.visible(answers, FACTS) == {"a"}
    assert form.clean(answers, FACTS) == {"a": False}


def test_an_unknown_key_is_refused() -> None:
    assert errors_of(chain(), {"a": False, "zz": 1}) == {"zz": "unknown"}


@pytest.mark.parametrize("answers", [None, [], "texto", 3])
def test_answers_that_are_no_object_are_refused(answers: Any) -> None:
    assert errors_of(chain(), answers) == {"": "type"}


def test_required_if_demands_only_where_it_holds() -> None:
    form = form_of({"key": "a", "type": "yes_no"}, {"key": "b", "type": "text", "required_if": YES})
    assert errors_of(form, {"a": False}) == {}
    assert errors_of(form, {"a": True}) == {"b": "required"}


def test_a_section_hides_all_its_questions() -> None:
    form = build_form(
        [
            {
                "section": "s1",
                "title": "1",
                "fields": [{"key": "a", "type": "yes_no", "label": "A"}],
            },
            {
                "section": "s2",
                "title": "2",
                "if": YES,
                "fields": [{"key": "b", "type": "text", "label": "B", "required": True}],
            },
        ]
    )
    assert form.clean({"a": False, "b": "x"}, FACTS) == {"a": False}
    assert errors_of(form, {"a": True}) == {"b": "required"}
    schema = form.schema(FACTS)["properties"]["b"]
    assert schema["x-if"] == schema["x-required-if"] == YES


def test_an_unticked_box_is_false_for_conditions_and_in_the_answers() -> None:
    form = form_of(
        {"key": "sin", "type": "checkbox"},
        {"key": "b", "type": "text", "required": True, "if": {"==": [{"var": "sin"}, False]}},
    )
    assert errors_of(form, {}) == {"b": "required"}
    assert form.clean({"sin": True}, FACTS) == {"sin": True}
    assert form.clean({"b": "x"}, FACTS) == {"sin": False, "b": "x"}


def test_money_is_compared_as_a_number_not_as_text() -> None:
    form = form_of(
        {"key": "monto", "type": "money"},
        {"key": "tope", "type": "money"},
        {"key": "b", "type": "text", "if": {">": [{"var": "monto"}, {"var": "tope"}]}},
    )
    assert "b" in form.visible({"monto": "100.00", "tope": "9.00"}, FACTS)


def test_a_calculated_value_is_computed_here_whatever_was_sent() -> None:
    form = form_of(
        {"key": "n", "type": "integer"},
        {"key": "doble", "type": "calculated", "formula": {"*": [{"var": "n"}, 2]}},
        {"key": "b", "type": "text", "required": True, "if": {">": [{"var": "doble"}, 10]}},
    )
    assert form.clean({"n": 3, "doble": 99}, FACTS) == {"n": 3, "doble": 6}
    assert errors_of(form, {"n": 6}) == {"b": "required"}
    assert form.schema(FACTS)["properties"]["doble"]["readOnly"] is True


def test_files_come_apart_and_later_ones_never_block() -> None:
    form = form_of(
        {"key": "acta", "type": "file", "required": True},
        {"key": "luego", "type": "file", "required": True, "later": True},
        {"key": "fotos", "type": "file", "multiple": True, "max_files": 2},
    )
    assert errors_of(form, {}) == {"acta": "required"}
    assert errors_of(form, {}, documents={"acta": 1}) == {}
    assert errors_of(form, {}, documents={"acta": 2}) == {"acta": "max_files"}
    assert errors_of(form, {}, documents={"acta": 1, "fotos": 3}) == {"fotos": "max_files"}
    assert errors_of(form, {"acta": "x"}, documents={"acta": 1}) == {"acta": "document"}
    assert errors_of(form, {}, documents={"acta": 1, "zz": 1}) == {"zz": "unknown"}
    assert errors_of(form, {}, allow_missing=True) == {}


def test_the_counter_may_leave_blanks_but_not_write_nonsense() -> None:
    form = form_of({"key": "a", "type": "text", "required": True}, {"key": "n", "type": "integer"})
    assert form.clean({}, STAFF, allow_missing=True) == {}
    assert errors_of(form, {"n": "x"}, allow_missing=True) == {"n": "integer"}


def test_conditions_may_read_the_case_the_facts_and_answers_on_file() -> None:
    form = form_of(
        {"key": "a", "type": "text", "if": {"==": [{"var": "case.paga"}, True]}},
        {"key": "b", "type": "text", "if": {"==": [{"var": "facts.source"}, "counter"]}},
        {"key": "c", "type": "text", "if": {"==": [{"var": "tipo"}, "x"]}},
    )
    assert form.visible({}, FACTS) == set()
    assert form.visible({}, STAFF, case={"paga": True}, given={"tipo": "x"}) == {"a", "b", "c"}


def test_sensitive_answers_are_split_off_and_masked_inside_groups_too() -> None:
    form = form_of(
        {"key": "nombre", "type": "text"},
        {"key": "curp", "type": "curp", "sensitive": True},
        {
            "key": "gente",
            "type": "group",
            "fields": [
                {"key": "quien", "type": "text", "label": "Quién"},
                {"key": "curp", "type": "curp", "label": "CURP", "sensitive": True},
            ],
        },
    )
    answers = {
        "nombre": "Ana",
        "curp": "BOXW310820HNERXN09",
        "gente": [{"quien": "Eva", "curp": "BOXW310820HNERXN09"}],
    }
    plain, secret = split_sensitive(answers, form)
    assert (set(plain), set(secret)) == ({"nombre"}, {"curp", "gente"})
    assert mask({**answers, "raro": 1}, form) == {
        "nombre": "Ana",
        "curp": MASK,
        "gente": [{"quien": "Eva", "curp": MASK}],
        "raro": MASK,
    }


def test_the_published_schema_says_what_a_client_needs() -> None:
    definition = parsed()
    schema = definition.schema(FACTS, privacy_notice="2026-01")
    assert schema["x-order"][:3] == ["nombre", "sin_curp", "curp"]
    assert schema["x-privacy-notice"] == "2026-01" and schema["x-anonymous"] is False
    assert schema["x-refuse-if"][0]["message"].startswith("Anote")
    assert schema["x-facts"]["today"] == "2026-02-02"
    assert schema["required"] == ["nombre", "motivo_cambio", "ubicacion"]
    assert schema["properties"]["fotos"]["x-accept"][0] == "image/jpeg"
    assert schema["properties"]["archivo_identificacion"]["x-later"] is True


def test_a_client_that_follows_the_schema_can_file() -> None:
    definition = parsed()
    schema = definition.schema(FACTS)
    answers = {
        key: described["examples"][0]
        for key, described in schema["properties"].items()
        if described["x-type"] != "file" and not described.get("readOnly")
    }
    clean = definition.form.clean(answers, FACTS)
    assert definition.refusals(clean, FACTS) == ()
    assert "curp" not in clean and "denuncia" not in clean


def test_who_cannot_file_is_told_why() -> None:
    definition = parsed()
    answers = {"nombre": "Ana", "motivo_cambio": "robo", "denuncia": "0"}
    assert definition.refusals(answers, FACTS) == ("Anote el número que le dio la autoridad.",)


def test_answers_are_shown_by_section_with_labels() -> None:
    definition = parsed()
    pages = definition.form.display({"nombre": "Ana", "motivo_cambio": "falla"}, FACTS)
    shown = {item.key: text for _section, rows in pages for item, text in rows}
    assert shown["motivo_cambio"] == "No funciona"
    assert "denuncia" not in shown and "fotos" not in shown
