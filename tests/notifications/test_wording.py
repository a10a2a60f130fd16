"""Words the office edits: proven before they are published, never changed, never evaluated."""

from __future__ import annotations

import re
from dataclasses import astuple, replace
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from backend.accounts.actors import SYSTEM, Actor
from notifications import ways
from notifications.channels import sms
from notifications.messages import MESSAGES, STAFF, Message, SignInMessage
from notifications.models import MessageEdition, OutboxMessage
from notifications.rendering import render
from notifications.secrets import NAMES, harmless
from notifications.wording import rules
from notifications.wording.editions import (
    EDITED,
    Wording,
    go_back,
    in_force,
    outdated,
    publish,
    wording,
)
from notifications.wording.gaps import GAPS, gaps_of, required_of
from notifications.wording.shipped import Words, languages_of, original, shipped
from procedures.holdings.codes import DIGITS
from tests.factories import staff

from .letters import ANA, FOLIO, FULL, case_message, personal_message, posted, staff_message

RECORD = settings.LANGUAGE_CODE
RECEIVED = MESSAGES["request_received"]
REVIEW = MESSAGES["under_review"]
OTHER = Words(
    "{folio}: ya la tenemos",
    "Su solicitud llegó.\n\n{detalle}\n\nDespués: {sigue}",
    "{institucion}: llegó su solicitud. Folio {folio} en {sitio}",
)
every_edited = pytest.mark.parametrize("message", EDITED.values(), ids=list(EDITED))


@pytest.fixture
def boss(db: None) -> Actor:
    return staff("administrator@*", username="admina")


def full(message: type[Message]) -> Message:
    kind = message.kind
    if kind in MESSAGES:
        return case_message(kind, **FULL)
    return staff_message(kind) if kind in STAFF else personal_message(kind)


def published(boss: Actor, words: Words = OTHER, **other: Any) -> MessageEdition:
    asked = {"message": RECEIVED, "language": RECORD, "why": "Más corto", "seen": 1}
    return publish(actor=boss, words=words, **(asked | other))


def wrong(message: type[Message], words: Words) -> dict[str, list[str]]:
    """What the rules say of the words, by part; nothing where they take them."""
    try:
        rules.clean(message, words)
    except ValidationError as refused:
        return refused.message_dict
    return {}


# --- what may be written ------------------------------------------------------------------------
@every_edited
def test_the_shipped_words_keep_the_rules_themselves(message: type[Message]) -> None:
    for language in languages_of(message):
        words = shipped(message.kind, language)
        if words is not None:
            assert rules.clean(message, words) == words


@every_edited
def test_nothing_personal_can_be_put_where_anybody_reads(message: type[Message]) -> None:
    """DOMAIN 11.4, by the list: whatever the words, a subject and a short text cannot hold it."""
    personal = {"procedure", "state", "next_step", "detail", "text", "due_on"}
    for part in ("subject", "short"):
        for name, gap in gaps_of(message, part).items():
            assert gap.field not in personal and name != "enlace"
            refused = wrong(message, replace(original(message.kind), **{part: "{detalle}"}))
            assert part in refused
    assert not [name for name in ("clave", "codigo") if name in gaps_of(message, "subject")]


@every_edited
def test_what_a_message_must_say_is_missed_at_once(message: type[Message]) -> None:
    words = original(message.kind)
    for part in ("subject", "body", "short"):
        for name in required_of(message, part):
            without = replace(words, **{part: getattr(words, part).replace(f"{{{name}}}", "x")})
            (sentence,) = wrong(message, without)[part]
            assert sentence.startswith(f"Falta {{{name}}}: ")


@pytest.mark.parametrize(
    ("part", "text", "said"),
    [
        ("subject", "{folio} {nombre}", "No conocemos «{nombre}»"),
        ("subject", "{folio} {tramite}", "{tramite} solo puede ir en el texto"),
        ("subject", "{folio} {clave}", "No conocemos «{clave}»"),
        ("subject", "Recibimos su solicitud", "Falta {folio}"),
        ("subject", "", "Escriba algo aquí."),
        ("subject", "{folio} " + "x" * 60, "letras; escriba 78 o menos"),
        ("body", "{{key}} {detalle} {sigue}", "No conocemos «{», «{key}», «}»"),
        ("body", "{{folio}} {detalle} {sigue}", "No conocemos «{}»"),
        ("body", "{% now 'Y' %} {detalle} {sigue}", "No conocemos «{% now 'Y' %}»"),
        ("body", "{ {detalle} {sigue}", "No conocemos «{"),
        ("body", "{folio.__class__} {detalle} {sigue}", "No conocemos «{folio.__class__}»"),
        ("body", "{codigo} {detalle} {sigue}", "No conocemos «{codigo}»"),
        ("short", "{folio} {sitio} {clave}", "No conocemos «{clave}»"),
        ("short", "{folio}", "Falta {sitio}"),
        ("short", "{folio} {sitio} 日", "no puede mostrar «日»"),
        ("short", "{folio} {sitio}" + "x" * 160, "letras; escriba 160 o menos"),
    ],
)
def test_words_that_would_fail_in_a_message_fail_here(part: str, text: str, said: str) -> None:
    refused = wrong(RECEIVED, replace(OTHER, **{part: text}))
    assert list(refused) == [part]
    assert any(said in sentence for sentence in refused[part]), refused


def test_a_message_that_goes_by_no_text_takes_no_short_words() -> None:
    survey = MESSAGES["survey_invitation"]
    assert "short" in wrong(survey, replace(original(survey.kind), short="Opine"))


def test_lengths_are_counted_as_a_telephone_counts_them() -> None:
    assert rules.length("short", "¿Qué? áéíóú 日") == len(sms.plain("¿Qué? áéíóú 日"))
    assert rules.length("subject", "{folio}") == len(GAPS["folio"].example)


def test_examples_are_as_long_as_what_they_stand_for() -> None:
    assert len(GAPS["codigo"].example) == DIGITS + 1
    assert len(GAPS["folio"].example) >= len(FOLIO)


# --- publishing ---------------------------------------------------------------------------------
def test_what_is_published_is_what_is_said_and_the_row_tells_which(boss: Actor) -> None:
    before = posted(RECEIVED(**FULL), key="before")
    edition = published(boss)
    after = posted(RECEIVED(**FULL), key="after")
    assert (before.template_version, after.template_version, edition.version) == (1, 2, 2)
    assert after.language == RECORD
    assert (edition.published_by, edition.why) == (boss.label, "Más corto")
    assert after.subject == f"{FOLIO}: ya la tenemos"
    assert "Su solicitud llegó.\n\nFalta el recibo más reciente.\n\nDespués: Rev" in after.text
    assert f"llegó su solicitud. Folio {FOLIO} en " in after.short
    assert "Recibimos su solicitud." in before.text  # what was said was said


def test_the_next_channel_says_which_words_they_were(boss: Actor) -> None:
    published(boss)
    posted(RECEIVED(**FULL))
    OutboxMessage.objects.update(ways=[["sms", "9515551234"]])
    row = OutboxMessage.objects.get()
    with transaction.atomic():
        ways.ended_badly(row, row.created_at, problem="address", error="")  # type: ignore[arg-type]
    assert row.following.template_version == 2


def test_a_paragraph_about_what_is_not_known_is_not_written(boss: Actor) -> None:
    published(boss)
    text = posted(case_message("request_received")).text
    assert "Su solicitud llegó." in text and "Después" not in text and "{" not in _open(text)


def _open(text: str) -> str:
    return re.sub(r"\{\{\w+\}\}", "", text)


def test_a_version_is_changed_by_nobody(boss: Actor) -> None:
    edition = published(boss)
    edition.subject = "x"
    for deed in (edition.save, edition.delete):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            deed()


def test_only_administration_publishes(db: None) -> None:
    for actor in (SYSTEM, staff("supervisor@*"), staff("director@*")):
        with pytest.raises(PermissionDenied):
            published(actor)
        with pytest.raises(PermissionDenied):
            go_back(actor=actor, message=RECEIVED, language=RECORD, version=1, why="x", seen=1)


def test_a_reason_is_asked_and_nothing_new_is_no_version(boss: Actor) -> None:
    with pytest.raises(ValidationError, match="por qué"):
        published(boss, why=" ")
    with pytest.raises(ValidationError, match="ya son las que se envían"):
        published(boss, original(RECEIVED.kind))
    assert not MessageEdition.objects.exists()


def test_of_two_who_write_at_once_the_second_is_told(boss: Actor) -> None:
    published(boss)
    with pytest.raises(ValidationError, match="mientras usted escribía"):
        published(boss, replace(OTHER, subject="{folio}: otra"))
    assert MessageEdition.objects.count() == 1


def test_going_back_is_another_version(boss: Actor) -> None:
    back = {"actor": boss, "message": RECEIVED, "language": RECORD, "why": "Confundía"}
    published(boss)
    published(boss, replace(OTHER, subject="{folio}: tercera"), seen=2)
    again = go_back(version=2, seen=3, **back)
    assert (again.version, again.repeats, again.subject) == (4, 2, OTHER.subject)
    first = go_back(version=1, seen=4, **back)
    assert wording(RECEIVED, RECORD).words == original(RECEIVED.kind)
    assert (first.version, first.body) == (5, "")
    assert posted(RECEIVED(**FULL)).template_version == 5
    for version in (5, 9):
        with pytest.raises(ValidationError):
            go_back(version=version, seen=5, **back)
    assert [row.version for row in MessageEdition.objects.of("request_received", RECORD)] == [
        *(2, 3, 4, 5)
    ]


def test_words_made_from_a_file_that_changed_are_told(
    boss: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = published(boss)
    back = published(boss, replace(OTHER, subject="{folio}: x"), seen=2)
    assert not outdated(edition)
    upgraded = replace(original(RECEIVED.kind), body="Otro original. {detalle} {sigue}")
    monkeypatch.setattr("notifications.wording.editions.shipped", lambda kind, language: upgraded)
    assert outdated(edition) and outdated(back)
    file = go_back(actor=boss, message=RECEIVED, language=RECORD, version=1, why="El nuevo", seen=3)
    assert not outdated(file)
    assert wording(RECEIVED, RECORD).words == upgraded  # version 1 is the file, as it is now
    assert in_force()["request_received", RECORD] == file


def test_words_cost_one_query(boss: Actor, django_assert_num_queries: Any) -> None:
    published(boss)
    with django_assert_num_queries(1):
        wording(RECEIVED, RECORD)
    with django_assert_num_queries(1):
        wording(REVIEW, "en")  # the record's, whatever the page's


# --- languages ----------------------------------------------------------------------------------
def test_what_is_asked_for_on_a_page_is_said_in_its_language(boss: Actor) -> None:
    to = replace(ANA, language="en")
    english = posted(SignInMessage(minutes=10), to=to)
    assert english.subject == "Your code to open your applications"
    assert (english.language, english.template_version) == ("en", 1)
    assert 'lang="en"' in english.html and "Buen día" not in english.text
    spanish = Words("Su código", "{codigo} {minutos}", "{codigo} {minutos}")
    publish(
        **{"actor": boss, "message": SignInMessage, "language": RECORD, "words": spanish},
        **{"why": "Más corto", "seen": 1},
    )
    assert posted(SignInMessage(minutes=10), to=to, key="two").language == "en"
    assert posted(SignInMessage(minutes=10), key="three").template_version == 2


def test_a_language_without_words_of_its_own_uses_those_of_the_record(
    boss: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "notifications.wording.editions.shipped",
        lambda kind, language: shipped(kind, language) if language == RECORD else None,
    )
    assert wording(SignInMessage, "en").language == RECORD
    own = Words("Your code", "{codigo} {minutos}", "{codigo} {minutos}")
    asked = {"actor": boss, "message": SignInMessage, "language": "en", "why": "Visitors"}
    publish(words=own, seen=1, **asked)
    assert wording(SignInMessage, "en") == Wording(own, "en", 2, MessageEdition.objects.get())
    go_back(version=1, seen=2, **asked)
    assert wording(SignInMessage, "en").language == RECORD


def test_the_record_is_written_in_its_own_language_alone(boss: Actor) -> None:
    assert languages_of(RECEIVED) == (RECORD,)
    assert posted(RECEIVED(**FULL), to=replace(ANA, language="en")).language == RECORD
    with pytest.raises(LookupError):
        published(boss, language="en")


# --- nothing is evaluated -----------------------------------------------------------------------
@pytest.mark.parametrize("typed", ["{{key}}", "{{{key}}", "{{{{key}}}}", "{", "{{", "{{{"])
def test_what_people_typed_cannot_become_a_secret(typed: str) -> None:
    assert "{{" not in harmless(typed)
    message = case_message("under_review", detail=typed, next_step="{key}}")
    words = Words("{folio}", "{detalle}{sigue} {detalle}", "")
    text = render(message, replace(ANA, name=typed), Wording(words, RECORD)).text
    assert not re.search(r"\{\{key\}\}", text)


def test_a_value_is_put_in_once_and_is_no_gap_itself() -> None:
    message = case_message("under_review", detail="{clave} {folio}", next_step="{% now 'Y' %}")
    words = Words("{folio}", "{detalle} {sigue}", "")
    text = render(message, ANA, Wording(words, RECORD)).text
    assert "{clave} {folio} {% now 'Y' %}" in text


def test_a_name_of_a_list_that_was_longer_once_stays_as_it_is() -> None:
    letter = render(case_message(), ANA, Wording(Words("{gone}", "{gone}"), RECORD))
    assert letter.subject == "{gone}" and "{gone}" in letter.text


def test_every_secret_of_the_list_is_one() -> None:
    assert {gap.filled for gap in GAPS.values() if gap.filled} <= set(NAMES)
    assert len({astuple(original(kind)) for kind in EDITED}) == len(EDITED)
