"""The page and the API are one door: what one takes the other takes, hidden answers fit neither."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from procedures.definition import Facts, Form, FormError
from procedures.definition.fields.base import Field
from procedures.management.demo import playing
from tests.factories import catalogue
from tests.procedures.definition.test_fields import ANSWERED, form_with

FACTS = Facts(today=timezone.localdate())  # examples of dates look at the calendar
EVERY = sorted(slug for slug, one in catalogue().items() if one.definition.form.fields)
HALF = settings(max_examples=25)
ANYTHING = st.one_of(
    st.text(max_size=40),
    st.integers(-(10**6), 10**6).map(str),
    st.sampled_from(
        ["0", "-1", "1.5", "2026-02-30", "si", "true", "false", "on", " ", "\u0663", "\uff11"]
    ),
)


def as_sent(form: Form, answers: dict[str, Any]) -> QueryDict:
    """What a browser would send of the page that shows these answers."""
    page = html.fromstring(f"<form>{form.bind(answers, FACTS).as_p()}</form>")
    sent = QueryDict(mutable=True)
    for name, value in page.form_values():
        sent.appendlist(name, value)
    return sent


def by_the_page(form: Form, sent: QueryDict) -> dict[str, Any] | None:
    """What the page takes of what was sent; None when it is refused."""
    bound = form.bind({}, FACTS, data=sent, allow_missing=True)
    return bound.answers if not {*bound.errors} - {"__all__"} else None


def by_the_api(form: Form, answers: Any) -> dict[str, Any] | None:
    try:
        return form.clean(answers, FACTS, allow_missing=True)
    except FormError:
        return None


def alone(name: str) -> tuple[Form, Field]:
    """A form with one question of a type."""
    form = form_with(name, required=True)
    return form, form.field("dato")


@pytest.mark.parametrize("name", ANSWERED)
def test_what_the_api_takes_the_page_sends_and_takes_the_same(name: str) -> None:
    form, field = alone(name)
    taken = by_the_api(form, {"dato": field.type.example(field)})
    assert taken
    assert by_the_page(form, as_sent(form, taken)) == taken


@pytest.mark.parametrize("name", ANSWERED)
@HALF
@given(data=st.data())
def test_what_the_page_takes_the_api_takes_and_keeps_the_same(name: str, data: Any) -> None:
    form, field = alone(name)
    sent = as_sent(form, {"dato": field.type.example(field)})
    for key in [key for key in sent if key != "_asked"]:
        if data.draw(st.booleans()):
            sent[key] = data.draw(ANYTHING)
    taken = by_the_page(form, sent)
    if taken is not None:
        assert by_the_api(form, taken) == taken
        assert by_the_page(form, as_sent(form, taken)) == taken


@pytest.mark.parametrize("slug", EVERY)
@settings(max_examples=3)
@given(data=st.data())
def test_a_hidden_answer_is_never_stored_and_never_demanded_by_either_door(
    slug: str, data: Any
) -> None:
    form = catalogue()[slug].definition.form
    choices = {
        item.key: data.draw(st.sampled_from([option.value for option in item.options]))
        for item in form.fields
        if item.options and item.type.name == "choice"
    }
    everything = {
        item.key: item.type.example(item)
        for item in form.fields
        if item.stores_answer and item.type.typed
    } | choices
    asked = form.visible(everything, FACTS)
    stored = by_the_api(form, everything)
    assert stored is not None and stored.keys() <= asked, "by the API"
    bound = form.bind(everything, FACTS, data=as_sent(form, everything), allow_missing=True)
    bound.is_valid()
    assert bound.answers.keys() <= asked, "by the pages"
    only_asked = playing.fill(form, FACTS, given={k: v for k, v in choices.items() if k in asked})
    papers = {key: 1 for key, one in form.papers(only_asked, FACTS).items() if one.field.required}
    try:
        form.clean(only_asked, FACTS, documents=papers)
    except FormError as refused:
        hidden = {path.split(".")[0] for path in refused.errors} - form.visible(only_asked, FACTS)
        assert not hidden, "a question nobody is asked stops nobody"
        raise
