"""Every field type keeps the same contract; both doors agree about every one of them."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from hypothesis import example, given
from hypothesis import strategies as st

from procedures.definition import TYPES, Field, Form, FormError
from procedures.definition.fields.address import MISSING, PARTS
from procedures.definition.fields.base import MASK

from .sample import FACTS, STAFF, form_of

OPTIONS = [{"value": "a", "label": "Una"}, {"value": "b", "label": "Otra"}]
EXTRA: dict[str, dict[str, Any]] = {
    "choice": {"options": OPTIONS},
    "multi_choice": {"options": OPTIONS},
    "group": {
        "fields": [
            {"key": "quien", "type": "person_name", "label": "Quién", "required": True},
            {"key": "edad", "type": "integer", "label": "Edad", "min": 0, "max": 120},
        ],
        "max": 3,
    },
    "calculated": {"formula": {"+": [1, 2]}},
}
ANSWERED = sorted(name for name, kind in TYPES.items() if kind.stores_answer and kind.typed)


def form_with(name: str, **more: Any) -> Form:
    return form_of({"key": "dato", "type": name, **EXTRA.get(name, {}), **more})


def posted(field: Field, name: str, value: Any) -> dict[str, Any]:
    """What a browser would send for a JSON answer of the right type."""
    kind = field.type.name
    if value is None:
        return {}
    if kind in ("address", "location"):
        return {f"{name}-{part}": str(text) for part, text in value.items()}
    if kind == "group":
        sent: dict[str, Any] = {}
        for index, row in enumerate(value):
            for inner in field.fields:
                sent |= posted(inner, f"{name}-{index}-{inner.key}", row.get(inner.key))
        return sent
    if kind == "checkbox":
        return {name: "on"} if value else {}
    if kind == "multi_choice":
        return {name: value}
    return {name: str(field.type.to_html(field, value))}


def query(sent: dict[str, Any]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in sent.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def through_html(form: Form, sent: dict[str, Any]) -> Any:
    bound = form.bind({}, FACTS, data=query(sent), files=MultiValueDict())
    return bound.answers if bound.is_valid() else codes(bound.problems)


def through_api(form: Form, answers: dict[str, Any]) -> Any:
    try:
        return form.clean(answers, FACTS)
    except FormError as refused:
        return codes(refused.errors)


def codes(errors: dict[str, list[tuple[str, str]]]) -> set[tuple[str, str]]:
    return {(path, code) for path, found in errors.items() for code, _message in found}


@pytest.mark.parametrize("name", ANSWERED)
def test_the_example_of_a_type_is_accepted_and_is_stable(name: str) -> None:
    form = form_with(name, required=True)
    field = form.field("dato")
    clean = form.clean({"dato": field.type.example(field)}, FACTS)
    assert clean["dato"] not in (None, "", [], {})
    assert form.clean(clean, FACTS) == clean
    assert field.display(clean["dato"])


@pytest.mark.parametrize("name", sorted(TYPES))
def test_the_schema_of_a_type_is_valid_and_holds_its_example(name: str) -> None:
    schema = form_with(name, required=TYPES[name].typed).schema(FACTS)
    jsonschema.Draft202012Validator.check_schema(schema)
    if name == "info":
        assert schema["properties"] == {}
        return
    described = schema["properties"]["dato"]
    assert described["x-type"] == name and described["x-section"] == "una"
    for sample in described["examples"]:
        jsonschema.validate(sample, described)


@pytest.mark.parametrize("name", ANSWERED)
def test_html_and_api_agree_on_the_example(name: str) -> None:
    form = form_with(name, required=True)
    field = form.field("dato")
    value = field.type.example(field)
    assert through_html(form, posted(field, "dato", value)) == through_api(form, {"dato": value})


@pytest.mark.parametrize("name", sorted(TYPES))
def test_every_type_is_drawn_empty_filled_and_wrong(name: str) -> None:
    form = form_with(name, required=TYPES[name].typed)
    field = form.field("dato")
    filled = {"dato": field.type.example(field)} if field.stores_answer else {}
    assert str(form.bind({}, FACTS)["dato"])
    drawn = str(form.bind(filled, FACTS)["dato"])
    wrong = form.bind({}, FACTS, data=query({"dato": "\u202e"}), files=MultiValueDict())
    assert str(wrong["dato"])
    # A box is ticked by whatever is posted, and what nobody types cannot be wrong.
    assert wrong.is_valid() is (name == "checkbox" or not field.type.typed)
    if name == "text":
        assert 'value="Ejemplo"' in drawn


@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {}, optional={"quien": st.text("abc 1", max_size=4), "edad": st.integers(-5, 200)}
        ),
        max_size=5,
    )
)
def test_html_and_api_agree_on_rows(rows: list[dict[str, Any]]) -> None:
    form = form_with("group")
    sent = {
        f"dato-{index}-{key}": str(value)
        for index, row in enumerate(rows)
        for key, value in row.items()
    }
    # Rows nobody filled in are not posted, so the API's are numbered without them.
    told = [row for row in rows if any(str(value).strip() for value in row.values())]
    assert through_html(form, sent) == through_api(form, {"dato": told})


@pytest.mark.parametrize("name", ANSWERED)
def test_html_and_api_agree_that_nothing_is_missing_where_it_is_required(name: str) -> None:
    form = form_with(name, required=True)
    assert through_html(form, {}) == through_api(form, {}) == {("dato", "required")}


TEXTUAL = [
    name
    for name in ANSWERED
    if name not in ("checkbox", "yes_no", "multi_choice", "group", "address", "location", "integer")
]


@pytest.mark.parametrize("name", TEXTUAL)
@given(text=st.text(max_size=40) | st.from_regex(r"[0-9A-Z\-.:@/ ]{1,20}", fullmatch=True))
@example(text=" ")
@example(text="\u202eabc")
@example(text="a\x00b")
@example(text="-0")
def test_html_and_api_agree_on_any_text(name: str, text: str) -> None:
    """The door in between only trims and reads local ways of writing, which it hands on as JSON."""
    form = form_with(name)
    field = form.field("dato")
    try:
        data = query({"dato": text})
    except UnicodeEncodeError:
        return
    handed_on = field.type.from_html(field, text)
    assert through_html(form, {"dato": data["dato"]}) == through_api(form, {"dato": handed_on})


@pytest.mark.parametrize("name", ANSWERED)
@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["lat", "lng", "references", "street", "quien", "edad", "x"]),
                inner,
                max_size=3,
            )
        ),
        max_leaves=6,
    )
)
def test_any_json_is_accepted_once_for_all_or_refused_with_a_reason(name: str, value: Any) -> None:
    form = form_with(name)
    try:
        clean = form.clean({"dato": value}, FACTS)
    except FormError as refused:
        assert all(code and message for found in refused.errors.values() for code, message in found)
        return
    assert form.clean(clean, FACTS) == clean
    form.display(clean, FACTS)
    form.notices(clean, FACTS)


@pytest.mark.parametrize("name", ANSWERED)
def test_a_sensitive_answer_is_masked(name: str) -> None:
    field = form_with(name, sensitive=True).field("dato")
    assert field.mask(field.type.example(field)) == MASK


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("951 501 5930", "9515015930"),
        ("+52 1 951 501 5930", "9515015930"),
        ("+52 (951) 501-5930", "9515015930"),
        ("01 951 501 5930", "9515015930"),
        ("044 951 501 5930", "9515015930"),
        ("0459515015930", "9515015930"),
    ],
)
def test_a_telephone_is_its_ten_digits(typed: str, digits: str) -> None:
    assert form_with("phone").clean({"dato": typed}, FACTS) == {"dato": digits}


@pytest.mark.parametrize("typed", ["501 5930", "12345678901", "951501593a", "+1 951 501 59301"])
def test_a_telephone_without_ten_digits_is_refused(typed: str) -> None:
    assert through_api(form_with("phone"), {"dato": typed}) == {("dato", "phone")}


@pytest.mark.parametrize(
    "curp", ["BOXW310820HNERXN09", "AAPR630321HDFLRC09", "boxw310820hnerxn09 "]
)
def test_a_good_curp_is_accepted(curp: str) -> None:
    assert form_with("curp").clean({"dato": curp}, FACTS)["dato"] == curp.strip().upper()


def test_a_curp_with_a_wrong_digit_is_refused_but_staff_may_insist() -> None:
    form = form_with("curp")
    assert through_api(form, {"dato": "BOXW310820HNERXN08"}) == {("dato", "curp_digit")}
    assert form.clean({"dato": "BOXW310820HNERXN08"}, STAFF) == {"dato": "BOXW310820HNERXN08"}
    assert codes(form.notices({"dato": "BOXW310820HNERXN08"}, STAFF)) == {("dato", "curp_digit")}


@pytest.mark.parametrize(
    "curp", ["BOXW311320HNERXN09", "BOXW310820HXXRXN09", "BOXW310820HNERXA09", "BOXW3108"]
)
def test_a_curp_of_a_wrong_form_is_refused_even_from_staff(curp: str) -> None:
    with pytest.raises(FormError):
        form_with("curp").clean({"dato": curp}, STAFF)


def test_sex_x_in_a_curp_is_remarked_and_never_blocks() -> None:
    form = form_with("curp")
    curp = next(
        text
        for digit in "0123456789"
        if through_api(form, {"dato": (text := f"BOXW310820XNERXN0{digit}")}) == {"dato": text}
    )
    assert codes(form.notices({"dato": curp}, FACTS)) == {("dato", "curp_sex")}


@pytest.mark.parametrize(
    "rfc", ["XAXX010101000", "VACE460910SX6", "MAB9307148T4", "GODE 561231 GR8"]
)
def test_an_rfc_is_judged_by_its_form_and_its_digit_only_remarked(rfc: str) -> None:
    assert form_with("rfc").clean({"dato": rfc}, FACTS)["dato"] == rfc.replace(" ", "")


def test_the_digit_of_an_rfc_is_remarked() -> None:
    assert codes(form_with("rfc").notices({"dato": "VACE460910SX6"}, FACTS)) == {
        ("dato", "rfc_digit")
    }


@pytest.mark.parametrize("rfc", ["VACE461310SX6", "VA460910SX6", "VACE460910SX"])
def test_an_rfc_of_a_wrong_form_is_refused(rfc: str) -> None:
    assert through_api(form_with("rfc"), {"dato": rfc}) == {("dato", "rfc")}


def test_odd_numbers_of_accounts_and_meters_are_remarked_not_refused() -> None:
    for name in ("account_number", "meter_number", "cadastral_key"):
        form = form_with(name)
        assert form.clean({"dato": "a?"}, FACTS) == {"dato": "A?"}
        assert codes(form.notices({"dato": "A?"}, FACTS)) == {("dato", "format")}


def test_a_postal_code_outside_oaxaca_is_remarked_not_refused() -> None:
    form = form_with("postal_code")
    assert form.clean({"dato": "06000"}, FACTS) == {"dato": "06000"}
    assert codes(form.notices({"dato": "06000"}, FACTS)) == {("dato", "postal_code_far")}


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "a\u202eb", "a\u2066b", "a\nb"])
def test_invisible_characters_are_refused(text: str) -> None:
    assert through_api(form_with("text"), {"dato": text}) == {("dato", "characters")}


def test_text_is_kept_in_composed_form_with_emoji_and_arabic() -> None:
    clean = form_with("text").clean({"dato": " jose\u0301 💧 ماء "}, FACTS)
    assert clean == {"dato": "josé 💧 ماء"}


@pytest.mark.parametrize(("name", "limit"), [("text", 200), ("textarea", 4000)])
def test_text_has_a_greatest_length(name: str, limit: int) -> None:
    form = form_with(name)
    assert form.clean({"dato": "x" * limit}, FACTS)
    assert through_api(form, {"dato": "x" * (limit + 1)}) == {("dato", "max_length")}
    assert through_api(form, {"dato": "x" * 10_000_000}) == {("dato", "max_length")}


def test_money_and_decimals_are_text_in_json_and_typed_as_people_write_them() -> None:
    form = form_with("money")
    assert form.clean({"dato": "1500.5"}, FACTS) == {"dato": "1500.50"}
    assert through_html(form, {"dato": "$ 1,500.50"}) == {"dato": "1500.50"}
    assert through_api(form, {"dato": 1500.5}) == {("dato", "decimal")}
    assert through_api(form, {"dato": "-1"}) == {("dato", "min")}
    assert form.display({"dato": "1500.50"}, FACTS)[0][1][0][1] == "$1,500.50"


def test_a_date_may_be_typed_the_mexican_way_and_limits_move_with_today() -> None:
    form = form_with("date", max="today")
    assert through_html(form, {"dato": "31/01/2026"}) == {"dato": "2026-01-31"}
    assert through_api(form, {"dato": "2026-02-03"}) == {("dato", "max")}
    assert through_api(form, {"dato": "2026-02-30"}) == {("dato", "date")}
    assert form.display({"dato": "2026-01-31"}, FACTS)[0][1][0][1] == "31 de enero de 2026"


def test_up_to_seven_options_are_radios_and_more_are_a_list() -> None:
    def control(count: int) -> str:
        options = [f"opcion_{number}" for number in range(count)]
        form = form_of({"key": "dato", "type": "choice", "options": options})
        return type(form.bind({}, FACTS).fields["dato"].widget).__name__

    assert (control(7), control(8)) == ("RadioSelect", "Select")


def test_a_location_needs_both_coordinates_and_works_in_words_alone() -> None:
    form = form_with("location", required=True)
    assert form.clean({"dato": {"references": "Junto al pozo"}}, FACTS)
    assert through_api(form, {"dato": {"lat": 17.06}}) == {("dato", "coordinate")}
    assert through_api(form, {"dato": {"lat": 1e400, "lng": 0}}) == {("dato.lat", "coordinate")}


def test_a_part_of_an_address_is_named_when_it_is_wrong() -> None:
    form = form_with("address", required=True)
    address = {**TYPES["address"].example(form.field("dato")), "postal_code": "680"}
    del address["street"]
    assert through_api(form, {"dato": address}) == {
        ("dato.postal_code", "postal_code"),
        ("dato.street", "required"),
    }


def test_each_part_of_an_address_that_is_missing_is_asked_for_by_its_own_words() -> None:
    form = form_with("address", required=True)
    with pytest.raises(FormError) as refused:
        form.clean({"dato": {"interior": "2"}}, FACTS)
    said = {path: [words for _code, words in found] for path, found in refused.value.errors.items()}
    assert said == {
        "dato.street": ["Escriba la calle."],
        "dato.exterior": ["Escriba el número exterior, o S/N si no tiene."],
        "dato.neighbourhood": ["Escriba la colonia, el barrio o la agencia."],
        "dato.municipality": ["Escriba o elija el municipio."],
        "dato.postal_code": ["Escriba el código postal."],
    }
    assert {part.key for part in PARTS if part.required} == set(MISSING)


def test_a_wrong_answer_in_a_row_is_named_by_row_and_question() -> None:
    form = form_with("group")
    rows = [{"quien": "Ana"}, {"edad": 200}]
    assert through_api(form, {"dato": rows}) == {
        ("dato.1.quien", "required"),
        ("dato.1.edad", "max"),
    }
