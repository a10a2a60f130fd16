"""A paper stays with its row, whichever row is added or taken out."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from procedures.definition import FormError
from procedures.definition.fields.email import mistyped
from procedures.definition.html import AnswerForm

from .sample import FACTS, form_of

PEOPLE: dict[str, Any] = {
    "key": "gente",
    "type": "group",
    "max": 8,
    "only_one": "manda",
    "fields": [
        {"key": "clase", "type": "choice", "label": "Clase", "options": ["fisica", "moral"]},
        {"key": "quien", "type": "text", "label": "Quién", "required": True},
        {"key": "manda", "type": "checkbox", "label": "Manda"},
        {
            "key": "rfc",
            "type": "rfc",
            "label": "RFC",
            "required": True,
            "if": {"==": [{"var": "clase"}, "moral"]},
        },
        {"key": "foto", "type": "file", "label": "Foto", "required": True},
    ],
}


def sent_from(form: AnswerForm) -> dict[str, str]:
    """What a browser would post of the page, files apart."""
    page = lxml_html.fromstring(f"<form>{form['gente']}</form>")
    typed = page.xpath("//input[@type='hidden' or @type='text' or not(@type)]")
    return {one.get("name"): one.get("value", "") for one in typed if one.get("name")}


def photo(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.jpg", name.encode())


def row_of(posted: dict[str, str], name: str) -> str:
    return next(k for k, v in posted.items() if k.endswith("-quien") and v == name).split("-")[1]


@given(st.lists(st.tuples(st.sampled_from(["add", "remove"]), st.integers(0, 9)), max_size=14))
def test_however_rows_come_and_go_each_photo_stays_with_its_person(
    moves: list[tuple[str, int]],
) -> None:
    form = form_of(PEOPLE)
    held: dict[str, str] = {}  # where a photo is kept -> whose it is
    people: list[str] = []
    page = form.bind({}, FACTS)
    for step, (move, which) in enumerate(moves):
        posted = sent_from(page)
        files: MultiValueDict[str, Any] = MultiValueDict()
        if move == "add" and len(people) < 7:
            name = f"persona {step}"
            blank = next(k for k, v in posted.items() if k.endswith("-quien") and not v)
            posted[blank] = name
            files[blank.replace("-quien", "-foto")] = photo(name)
            posted["gente-add"] = "1"
            people.append(name)
        elif move == "remove" and people:
            gone = people.pop(which % len(people))
            posted[f"gente-remove-{row_of(posted, gone)}"] = "1"
            posted["gente-add"] = "1"
        data = QueryDict(mutable=True)
        data.update(posted)
        page = form.bind({}, FACTS, data=data, files=files, documents=dict.fromkeys(held, 1))
        for prefix in page.rows_taken_out:
            held = {key: whose for key, whose in held.items() if not key.startswith(prefix)}
        for key, (arrived,) in page.uploads.items():
            held[key] = arrived.name.removesuffix(".jpg").replace("_", " ")
        rows = page.rows["gente"]
        assert [row["quien"] for row in rows] == people
        assert {f"gente.{row['id']}.foto": row["quien"] for row in rows} == held


def test_rows_without_a_name_are_called_by_their_place_and_names_are_their_own() -> None:
    form = form_of(PEOPLE)
    papers = {"gente.1.foto": 1, "gente.2.foto": 1}
    clean = form.clean({"gente": [{"quien": "Ana"}, {"quien": "Eva"}]}, FACTS, documents=papers)
    assert [row["id"] for row in clean["gente"]] == ["1", "2"]
    assert form.clean(clean, FACTS, documents=papers) == clean
    for rows, path in (
        ([{"id": "x", "quien": "A"}, {"id": "x", "quien": "B"}], "gente.1.id"),
        ([{"id": "NO", "quien": "A"}], "gente.0.id"),
        ([{"id": "x", "quien": "A", "foto": ["1"]}], "gente.0.foto"),
    ):
        try:
            form.clean({"gente": rows}, FACTS, allow_missing=True)
        except FormError as wrong:
            assert path in wrong.errors
        else:
            raise AssertionError(path)


def test_a_row_with_a_photo_alone_is_not_blank_and_one_without_it_lacks_it() -> None:
    form = form_of(PEOPLE)
    try:
        form.clean({"gente": [{"id": "a"}]}, FACTS, documents={"gente.a.foto": 1})
    except FormError as wrong:
        assert set(wrong.errors) == {"gente.0.quien"}
    try:
        form.clean({"gente": [{"quien": "Ana"}]}, FACTS)
    except FormError as wrong:
        assert set(wrong.errors) == {"gente.0.foto"}


def test_a_question_that_appears_in_a_row_is_shown_before_it_is_missed() -> None:
    form = form_of(PEOPLE)
    sent = "gente-0-id=a&gente-0-_asked=clase,quien,manda,foto&gente-0-clase=moral&gente-0-quien=X"
    bound = form.bind({}, FACTS, data=QueryDict(sent), documents={"gente.a.foto": 1})
    assert bound.revealed == ("gente.0.rfc",)
    assert not bound.is_valid() and not bound.errors
    assert "gente-0-rfc" in str(bound["gente"])
    again = form.bind(
        {}, FACTS, data=QueryDict(sent.replace("foto", "foto,rfc")), documents={"gente.a.foto": 1}
    )
    assert not again.is_valid() and set(again.problems) == {"gente.0.rfc"}


def test_a_nearly_common_address_is_asked_about_and_never_refused() -> None:
    assert [n.message for n in mistyped("ana@gmial.com")] == [
        "Escribió ana@gmial.com. ¿Quiso decir ana@gmail.com?"
    ]
    for right in ("ana@gmail.com", "ana@soapa.gob.mx", "ana@ymail.com", "", "ana"):
        assert not list(mistyped(right))
