"""The same form in a browser, without JavaScript."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from procedures.definition import Form

from .sample import FACTS, form_of, parsed

FORM_WITH_ROWS: dict[str, Any] = {
    "key": "gente",
    "type": "group",
    "max": 3,
    "fields": [
        {"key": "quien", "type": "text", "label": "Quién", "required": True},
        {"key": "rol", "type": "choice", "label": "Rol", "options": ["vocal", "presidente"]},
    ],
}


def chained() -> Form:
    return form_of(
        {"key": "a", "type": "yes_no", "required": True},
        {"key": "b", "type": "text", "required": True, "if": {"==": [{"var": "a"}, True]}},
    )


def post(text: str) -> QueryDict:
    return QueryDict(text)


def test_a_question_that_appears_is_shown_before_the_page_is_accepted() -> None:
    bound = chained().bind({}, FACTS, data=post("_asked=a&a=si"))
    assert bound.revealed == ("b",)
    assert not bound.is_valid()
    assert set(bound.errors) == {"__all__"}
    assert bound["_asked"].as_hidden().count('value="a,b"') == 1
    again = chained().bind({}, FACTS, data=post("_asked=a,b&a=si&b="))
    assert not again.is_valid() and set(again.errors) == {"b"}
    assert chained().bind({}, FACTS, data=post("_asked=a,b&a=si&b=x")).is_valid()


def test_a_question_that_disappears_does_not_stop_the_page() -> None:
    bound = chained().bind({"b": "viejo"}, FACTS, data=post("_asked=a,b&a=no&b=x"))
    assert bound.is_valid()
    assert bound.answers == {"a": False}
    assert "b" not in bound.fields


def test_stored_answers_fill_the_form_and_decide_what_is_asked() -> None:
    shown = chained().bind({"a": True, "b": "hola"}, FACTS)
    assert list(shown.fields) == ["a", "b", "_asked"]
    assert shown["a"].value() == "si" and shown["b"].value() == "hola"
    assert shown.fields["b"].required
    assert not shown.is_bound


def test_one_section_is_asked_and_the_others_are_only_read() -> None:
    form = parsed().form
    bound = form.bind(
        {"motivo_cambio": "robo"}, FACTS, section="solicitante", data=post("nombre=Ana&sin_curp=on")
    )
    assert bound.is_valid(), bound.errors
    assert bound.answers == {"nombre": "Ana", "sin_curp": True}
    assert set(bound.fields) == {"nombre", "sin_curp", "_asked"}


def test_the_form_class_is_built_once() -> None:
    form = parsed().form
    one, other = form.bind({}, FACTS), form.bind({}, FACTS)
    assert type(one) is type(other)
    assert type(form.bind({}, FACTS, section="problema")) is not type(one)


def test_a_group_shows_its_rows_and_one_more() -> None:
    form = form_of(FORM_WITH_ROWS)
    context = form.bind({"gente": [{"quien": "Ana"}]}, FACTS)["gente"].field.widget.get_context(
        "gente", [{"quien": "Ana"}], {}
    )
    rows = context["widget"]["rows"]
    assert [row["remove_name"] for row in rows] == ["gente-remove-0", "gente-remove-1"]
    assert rows[0]["fields"][0]["name"] == "gente-0-quien"
    assert 'value="Ana"' in rows[0]["fields"][0]["html"]()


def test_rows_are_read_and_blank_ones_left_out() -> None:
    form = form_of(FORM_WITH_ROWS)
    sent = "gente-0-quien=Ana&gente-0-rol=vocal&gente-1-quien=&gente-2-quien=Eva"
    bound = form.bind({}, FACTS, data=post(sent))
    assert bound.is_valid(), bound.errors
    assert bound.answers == {"gente": [{"quien": "Ana", "rol": "vocal"}, {"quien": "Eva"}]}


def test_a_button_adds_or_removes_a_row_and_nothing_is_judged() -> None:
    form = form_of(FORM_WITH_ROWS)
    bound = form.bind(
        {}, FACTS, data=post("gente-0-rol=vocal&gente-1-quien=Eva&gente-remove-0=Quitar")
    )
    assert bound.rows_changed and not bound.is_valid() and not bound.errors
    assert bound["gente"].value() == [{"quien": "Eva", "rol": None}]
    added = form.bind({}, FACTS, data=post("gente-0-quien=Ana&gente-add=Agregar"))
    assert added.rows_changed and not added.is_valid()


def test_a_wrong_cell_is_marked_in_its_row() -> None:
    form = form_of(FORM_WITH_ROWS)
    bound = form.bind({}, FACTS, data=post("gente-0-rol=vocal"))
    assert not bound.is_valid()
    assert bound.problems == {"gente.0.quien": [("required", "Conteste esta pregunta.")]}
    assert bound.fields["gente"].widget.problems == {"0.quien": ["Conteste esta pregunta."]}


def test_files_are_handed_to_the_caller_and_count_as_handed_in() -> None:
    form = form_of({"key": "acta", "type": "file", "required": True})
    files = MultiValueDict({"acta": [SimpleUploadedFile("a.pdf", b"%PDF")]})
    bound = form.bind({}, FACTS, data=post(""), files=files)
    assert bound.is_valid()
    assert [one.name for one in bound.uploads["acta"]] == ["a.pdf"]
    assert bound.answers == {}
    assert form.bind({}, FACTS, data=post(""), documents={"acta": 1}).is_valid()
    assert not form.bind({}, FACTS, data=post("")).is_valid()


def test_the_typed_value_is_kept_when_it_is_wrong() -> None:
    form = form_of({"key": "n", "type": "integer"}, {"key": "lugar", "type": "location"})
    bound = form.bind({}, FACTS, data=post("n=doce&lugar-lat=x&lugar-references=aqui"))
    assert not bound.is_valid()
    assert bound["n"].value() == "doce"
    assert set(bound.errors) == {"n", "lugar"}
    assert bound.problems["lugar.lat"][0][0] == "coordinate"
    parts = bound["lugar"].field.widget.get_context("lugar", bound["lugar"].value(), {})
    assert [part["value"] for part in parts["widget"]["parts"]] == ["aqui", "x", ""]
