"""Every transition of every workflow is made; every open state of every procedure leads out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifications.messages import MESSAGES
from notifications.models import OutboxMessage
from notifications.recipients import Recipient
from notifications.rendering import render
from procedures.definition import Kind, Workflow
from procedures.requests import crypto, notices
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import correct_answers
from tests.factories import catalogue, filed, published, staff, take
from tests.procedures.requests.paths import path_to, ways_out

pytestmark = pytest.mark.django_db
SAYS_SOMETHING = 6  # letters: "sí", "casa" or "12" are in a text by chance


@cache
def fileable() -> list[str]:
    """Slugs of every row but the merged, closed and external ones; and of the registers that an
    external one has at the counter (DOMAIN 7.2), whose workflow is a template too."""
    return sorted(
        slug
        for slug, item in catalogue().items()
        if item.definition.status not in {"merged", "closed", "external"}
        or item.definition.can_be_filed
    )


def workflow_of(slug: str) -> Workflow:
    workflow = catalogue()[slug].definition.workflow
    assert workflow is not None
    return workflow


@cache
def one_of_each() -> dict[str, str]:
    """A procedure for each workflow template, the online ones first."""
    chosen: dict[str, str] = {}
    order = sorted(fileable(), key=lambda s: catalogue()[s].definition.status != "online")
    for slug in order:
        chosen.setdefault(workflow_of(slug).key, slug)
    return chosen


def moves() -> list[tuple[str, str, str]]:
    """(procedure, state, action) for each transition of each template, from each of its states."""
    return [
        (slug, source, transition.action)
        for slug in one_of_each().values()
        for transition in workflow_of(slug).transitions
        for source in transition.from_
    ]


def open_request(slug: str) -> ServiceRequest:
    version = published(slug, status="online", channels=["online", "counter", "phone"])
    return filed(version).service_request


def told_of_answers(row: ServiceRequest) -> list[tuple[str, str]]:
    """(message, answer) for whatever was answered, by the person or in a step, that a message says.

    Nothing of that is in a mail (DOMAIN 11.4): it is read in the request, by who opens it.
    """
    answers = [crypto.open_answers(row.definition.form, row.answers), row.case]
    words = {word for one in answers for word in _words(one) if len(word) >= SAYS_SOMETHING}
    assert words
    states = [f"{state.label} {state.next}" for state in row.workflow.states.values()]
    found = []
    for message in OutboxMessage.objects.about(row.folio).filter(kind__in=MESSAGES):
        # What it says of any request of this procedure, so that "correo" is not an answer.
        ours = render(notices.message_about(row, message.kind), Recipient(name=""))
        common = " ".join([ours.text, ours.short, *states])
        said = f"{message.subject}\n{message.text}\n{message.short}"
        found += [(message.kind, word) for word in words if word in said and word not in common]
    return found


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from _words(inner)


def test_there_are_eight_templates() -> None:
    assert len(one_of_each()) == 8


@pytest.mark.parametrize(("slug", "state", "action"), moves())
def test_the_transition_is_made(slug: str, state: str, action: str) -> None:
    row = open_request(slug)
    transition = row.workflow.find(state, action)
    assert transition is not None
    for step in path_to(row.workflow, state):
        take(row, step.action)
        row.refresh_from_db()
    assert row.state == state

    event = take(row, action)

    row.refresh_from_db()
    assert not told_of_answers(row)
    assert row.state == transition.to
    assert (event.kind, event.from_state, event.to_state) == (transition.kind, state, transition.to)
    assert row.phase == row.workflow.state(transition.to).phase
    assert row.is_open != row.workflow.state(transition.to).closed


@pytest.mark.parametrize("slug", fileable())
def test_put_online_it_is_filed_corrected_answered_and_closed(slug: str) -> None:
    """Online is configuration alone."""
    row = open_request(slug)
    corrects = [t for t in row.workflow.transitions if t.kind == Kind.CORRECT]
    if corrects:
        for step in [*path_to(row.workflow, corrects[0].from_[0]), corrects[0]]:
            take(row, step.action)
            row.refresh_from_db()
        answer = next(t for t in row.workflow.transitions if t.kind == Kind.ANSWER)
        assert row.state in answer.from_
        take(row, answer.action)
    else:  # a workflow without prevención: staff complete the answers at the person's word
        grants = ["counter@modulo", "oic@oic"]
        correct_answers(
            actor=staff(*grants),
            service_request=row,
            revision=row.revision,
            answers={},
            reason="La persona lo pidió por teléfono.",
        )
    row.refresh_from_db()
    for _step in range(len(row.workflow.states)):
        if not row.is_open:
            break
        take(row, ways_out(row.workflow, row.state)[0].action)
        row.refresh_from_db()
    assert not row.is_open
    assert row.outcome


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_from_wherever_a_case_stands_people_can_close_it(data: st.DataObject) -> None:
    workflow = workflow_of(data.draw(st.sampled_from(fileable())))
    state = workflow.start
    for _step in range(data.draw(st.integers(0, 12))):
        leads = [t for t in workflow.transitions if state in t.from_]
        if not leads:
            break
        state = data.draw(st.sampled_from(leads)).to
    for _step in range(len(workflow.states)):
        if workflow.state(state).closed:
            break
        outs = ways_out(workflow, state)
        assert outs, f"nobody can lead {workflow.key}.{state} to an end"
        state = outs[0].to
    assert workflow.state(state).closed
