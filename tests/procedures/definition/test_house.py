"""The catalogue of the house, by the language alone: proven, revived, and filed from its schema."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone

from backend.accounts.roles import Role
from notifications.messages import MESSAGES
from procedures.catalogue.institution import DATA
from procedures.catalogue.sources import prove_sources, read_folder
from procedures.definition import Definition, Facts, Form, revive
from procedures.definition.canonical import canonical_json

# Examples of dates are made for the day the schema is asked for.
FACTS = Facts(today=timezone.localdate())


@pytest.fixture(scope="module")
def house() -> dict[str, Definition]:
    sources = read_folder(DATA)
    known = sources.vocabulary(roles=Role, messages=MESSAGES)
    definitions, problems = prove_sources(sources, known)
    assert [str(problem) for problem in problems] == []
    return definitions


def follow(form: Form) -> dict[str, object]:
    """Answer a form as a client would that knows nothing but its schema."""
    properties = form.schema(FACTS)["properties"]
    files = {key: 1 for key, described in properties.items() if described["x-type"] == "file"}
    answers = {
        key: described["examples"][0]
        for key, described in properties.items()
        if key not in files and not described.get("readOnly")
    }
    return form.clean(answers, FACTS, files)


def test_every_procedure_survives_the_database(house: dict[str, Definition]) -> None:
    assert len(house) == 44
    for definition in house.values():
        assert revive(json.loads(canonical_json(definition.document))) == definition


def test_every_form_can_be_answered_from_its_schema(house: dict[str, Definition]) -> None:
    for definition in house.values():
        assert definition.refusals(follow(definition.form), FACTS) == ()
        for transition in definition.workflow.transitions if definition.workflow else ():
            follow(transition.form)
