"""Every message of every transition of every procedure, in every channel and language: rendered
without a database, and looked at as a stranger would.

What an effect adds to a message (`detail`) needs the rows of a case: it is looked at where every
transition is made, in `tests/procedures/requests/test_workflows.py`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from notifications.channels import channels, sms
from notifications.messages import MESSAGES, CaseMessage
from notifications.recipients import Recipient
from notifications.rendering import Letter, render
from notifications.secrets import NAMES, PLACEHOLDER
from notifications.wording.editions import Wording
from notifications.wording.shipped import languages_of, shipped
from procedures.catalogue.models import Procedure, ProcedureVersion, _definitions
from procedures.definition import Definition
from procedures.definition.workflow import NOBODY
from procedures.requests import crypto
from procedures.requests.models import ServiceRequest
from procedures.requests.models.request import Source
from procedures.requests.notices import message_about
from tests.factories import catalogue

FOLIO = "SOAPAOAX-2026-000123-4"
SITE = "https://tramites.aguadelaciudad.gob.mx"
LONGEST = {"key": "7K3M-Q2ZP-9TXA-0B4C"}
TO = Recipient(name="", email="ana@example.org", phone="9515551234")
CANARY = "canario"
WITH_STEPS = sorted(
    slug for slug, item in catalogue().items() if item.definition.workflow is not None
)
BY_WORKFLOWS = {
    transition.notify
    for slug in WITH_STEPS
    for transition in catalogue()[slug].definition.workflow.transitions  # type: ignore[union-attr]
}
BESIDE = sorted(set(MESSAGES) - BY_WORKFLOWS)  # what a request is told whatever its workflow


def case_of(definition: Definition, state: str) -> ServiceRequest:
    """A request in a state, every answer of it and of its steps a canary; in no table."""
    workflow = definition.workflow
    assert workflow is not None
    planted = {key: f"{CANARY}-{key}" for key in definition.form.by_key}
    version = ProcedureVersion(content_hash=definition.content_hash)
    _definitions[definition.content_hash, version.procedure_id] = definition
    return ServiceRequest(
        folio=FOLIO,
        procedure=Procedure(name=definition.name, slug=definition.slug),
        version=version,
        state=state,
        phase=workflow.state(state).phase,
        source=Source.ONLINE,
        area=CANARY,
        identity_check=CANARY,
        answers=crypto.seal_answers(definition.form, planted),
        case={key: f"{CANARY}-{key}" for key in workflow.case_fields},
        due_on=dt.date(2026, 12, 31),
        due_confirmed=True,
    )


def told(definition: Definition) -> Iterator[tuple[str, str, str]]:
    """Kind, state and why of each message a procedure can say."""
    workflow = definition.workflow
    assert workflow is not None
    for transition in workflow.transitions:
        if transition.notify != NOBODY:
            yield transition.notify, transition.to, transition.action
    for kind in BESIDE:
        yield kind, workflow.start, "beside the workflow"


def faults(letter: Letter, message: CaseMessage) -> Iterator[str]:
    """What is wrong with a message about a request."""
    carried = {channel: _carried(letter, channel) for channel in channels()}
    if len(letter.subject) > 78 or "\n" in letter.subject or not letter.subject:
        yield "subject: one line of at most 78 letters"
    if message.procedure in letter.subject or (message.state and message.state in letter.subject):
        yield "subject: the procedure or the state"
    about_a_case = message.kind != "survey_invitation"
    if (FOLIO in letter.subject) != about_a_case:
        yield "subject: the folio"
    for channel, text in {**carried, "subject": letter.subject}.items():
        if CANARY in text.casefold():
            yield f"{channel}: an answer"
        if unknown := set(PLACEHOLDER.findall(text)) - set(NAMES):
            yield f"{channel}: secrets nobody fills in: {unknown}"
        if re.search(r"None|\{%|%\(|(?<!\{)\{\w*\}(?!\})", text):
            yield f"{channel}: something was not filled in"
        for personal in (TO.email, TO.phone):
            if personal in text:
                yield f"{channel}: {personal}"
    link = f"{{{{{message.action.secret}}}}}" if message.action else ""
    if link and (link not in letter.text or f'href="{link}"' not in letter.html):
        yield "mail: its link"
    if about_a_case:
        yield from _faults_of_a_text(letter, message)
    elif letter.short:
        yield "text: its link does not fit"


def _faults_of_a_text(letter: Letter, message: CaseMessage) -> Iterator[str]:
    said = PLACEHOLDER.sub(lambda found: LONGEST.get(found[1], "日"), letter.short)
    plain = sms.plain(said)
    if not 0 < len(plain) <= sms.LONGEST:
        yield f"text: {len(plain)} letters"
    if "?" in plain:
        yield "text: a letter no telephone has, or a link that opens"
    if FOLIO not in plain or SITE.removeprefix("https://") not in plain:
        yield "text: the folio or the site"
    if message.procedure in plain or (message.state and message.state in plain):
        yield "text: the procedure or the state"


def _carried(letter: Letter, channel: str) -> str:
    short = channels()[channel].SHORT
    return letter.short if short else f"{letter.subject}\n{letter.text}\n{letter.html}"


@pytest.mark.parametrize("slug", WITH_STEPS)
def test_every_message_of(slug: str, settings: Any) -> None:
    settings.SITE_URL = SITE
    definition = catalogue()[slug].definition
    found = []
    for kind, state, why in told(definition):
        assert kind in MESSAGES, f"{why}: {kind}"
        for language in languages_of(MESSAGES[kind]):
            words = shipped(kind, language)
            assert words is not None
            message = message_about(case_of(definition, state), kind)
            assert isinstance(message, CaseMessage)
            letter = render(message, TO, Wording(words, language))
            found += [f"{why} → {kind} ({language}): {one}" for one in faults(letter, message)]
    assert not found


def test_the_proof_sees_what_it_looks_for(settings: Any) -> None:
    """A leak, a text too long, a subject that tells: each is a fault, so no silence is luck."""
    settings.SITE_URL = SITE
    definition = catalogue()[WITH_STEPS[0]].definition
    row = case_of(definition, definition.workflow.start)  # type: ignore[union-attr]
    opened = crypto.open_answers(definition.form, row.answers)
    assert opened and all(CANARY in value for value in opened.values())

    def found(detail: str = "", **other: str) -> list[str]:
        message = message_about(row, "under_review", detail=detail)
        assert isinstance(message, CaseMessage)
        words = shipped("under_review", "es-mx")
        assert words is not None
        letter = render(message, TO, Wording(replace(words, **other), "es-mx"))
        return sorted(faults(letter, message))

    mails = sorted(name for name, channel in channels().items() if not channel.SHORT)
    assert not found()
    assert found(next(iter(opened.values()))) == [f"{name}: an answer" for name in mails]
    told = ["subject: the folio", "subject: the procedure or the state"]
    assert found(subject="{tramite}") == told
    opens = found(short="{folio} {sitio} {enlace}")
    assert opens == ["text: a letter no telephone has, or a link that opens"]
    assert "text: 254 letters" in found(short="{folio} {sitio} " + "x" * 200)
    assert f"{mails[0]}: something was not filled in" in found(body="{nobody}")
