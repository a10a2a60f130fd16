"""Whoever tries the demonstration sees it begin: its people say what the forms accept."""

from __future__ import annotations

import pytest
from django.utils import timezone

from procedures.definition import Facts
from procedures.management.demo.playing import fill
from procedures.management.demo.stories import DEMAND
from procedures.management.demo.talk import Voice
from tests.factories import catalogue

VOICES = range(6)  # answers are drawn by lot: some say yes where others say no


@pytest.mark.parametrize("slug", sorted(DEMAND))
def test_what_the_people_of_the_demonstration_answer_is_accepted(slug: str) -> None:
    form = catalogue()[slug].definition.form
    facts = Facts(today=timezone.localdate())
    for seed in VOICES:
        answers = fill(form, facts, say=Voice(seed).say)
        asked = form.visible(answers, facts)
        form.clean(answers, facts, {f.key: 1 for f in form.fields if f.is_file and f.key in asked})
