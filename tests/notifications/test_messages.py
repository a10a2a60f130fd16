"""What is said: every message whole, plain, and with nothing personal where it may be overseen."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from syrupy.assertion import SnapshotAssertion

from notifications import sender
from notifications.messages import (
    HOUSE,
    MESSAGES,
    PERSONAL,
    STAFF,
    AccountMail,
    CaseMessage,
    Message,
)
from notifications.models import OutboxMessage
from notifications.rendering import render, timeline_text
from notifications.secrets import NAMES, secret
from notifications.sender import Sender
from notifications.wording.shipped import FILES, TEMPLATES, languages_of, original, shipped

from .letters import ANA, FOLIO, FULL, case_message, personal_message, staff_message

KINDS = sorted(MESSAGES)
ALL = [*KINDS, *sorted(PERSONAL), *sorted(STAFF), *sorted(HOUSE)]
PROMISED = (
    "request_received under_review correction_requested correction_answered correction_expired"
    " extended payment_ordered payment_verified visit_scheduled visit_rescheduled visit_done"
    " work_ordered work_done budget_issued contract_signed registered status_changed"
    " resolved_favourable resolved_conditional resolved_unfavourable inadmissible forwarded"
    " withdrawn lapsed dismissed not_filed message_received key_renewed survey_invitation reopened"
    " resolution_revoked appeal_received appeal_admitted appeal_ended contact_changed way_changed"
    " silence_certified inactivity_warned due_moved"
    " payment_reported payment_rejected payment_expired"
    " correction_ending payment_ending visit_tomorrow renewal_due"
).split()
every_kind = pytest.mark.parametrize("kind", KINDS)
every_message = pytest.mark.parametrize("kind", ALL)


@pytest.fixture(autouse=True)
def an_institution(monkeypatch: pytest.MonkeyPatch) -> None:
    who = Sender(
        name="Agua de la Ciudad",
        short_name="Agua",
        phone="951 555 0000",
        hours="De lunes a viernes, de 8:00 a 15:00.",
        address="Calle 1, Centro",
    )
    monkeypatch.setattr(sender, "_introductions", [lambda: who])


def full(kind: str) -> Message:
    """A message of this kind with everything it can say."""
    if kind in HOUSE:
        return HOUSE[kind](detail="Falta algo.", lines=(("Vencidas", "3 · https://x/?tab=a"),))
    if kind in STAFF:
        return staff_message(kind)
    return case_message(kind, **FULL) if kind in MESSAGES else personal_message(kind)


def words_of(text: str) -> list[str]:
    """The words in any order, without the colon that only plain text needs after a label."""
    return sorted(word.rstrip(":") for word in text.split())


def test_everything_workflows_may_say_can_be_said() -> None:
    assert sorted(PROMISED) == KINDS


def test_every_message_has_its_words_and_no_words_lack_a_message() -> None:
    kinds = {**MESSAGES, **PERSONAL, **STAFF, **HOUSE, AccountMail.kind: AccountMail}
    folders = {path.name for path in (TEMPLATES / "notifications").iterdir() if path.is_dir()}
    assert folders == set(kinds)
    for folder in folders:
        inside = {path.name for path in (TEMPLATES / "notifications" / folder).iterdir()}
        assert inside - set(FILES.values()) <= set(languages_of(kinds[folder])[1:])
        for language in {settings.LANGUAGE_CODE, *(inside - set(FILES.values()))}:
            words = shipped(folder, language)
            assert words and words.subject and words.body
            assert bool(words.short) == bool(original(folder).short)


@every_message
def test_the_words_of(kind: str, snapshot: SnapshotAssertion) -> None:
    letter = render(full(kind), ANA)
    assert f"{letter.subject}\n\n{letter.text}" == snapshot


def test_the_look_of_a_mail(snapshot: SnapshotAssertion) -> None:
    assert render(case_message("visit_scheduled", **FULL), ANA).html == snapshot


@every_kind
def test_no_subject_says_anything_personal(kind: str) -> None:
    planted = {
        "procedure": "Trámite de Ana Ruiz Mendoza",
        "state": "Estado de 9515551234",
        "next_step": "Llamar a ana@example.org",
        "detail": "RUMA800101MOCXXX09",
    }
    subject = render(case_message(kind, **planted), ANA).subject
    said = [*planted.values(), *ANA.name.split(), ANA.email, ANA.phone]
    assert not [word for word in said if word in subject]
    assert len(subject) <= 78  # RFC 5322, 2.1.1: what a mail program shows on one line
    assert "\n" not in subject


@pytest.mark.parametrize("kind", sorted(PERSONAL))
def test_no_subject_of_a_personal_message_says_which_procedure(kind: str) -> None:
    subject = render(full(kind), ANA).subject
    assert "Cambio de medidor" not in subject
    assert 0 < len(subject) <= 78


@pytest.mark.parametrize("kind", sorted(STAFF))
def test_no_subject_to_the_staff_says_anything_but_the_folio(kind: str) -> None:
    planted = dict.fromkeys(("procedure", "state", "detail"), f"Trámite de {ANA.name}")
    subject = render(staff_message(kind, **planted), ANA).subject
    assert FOLIO in subject and not [word for word in ANA.name.split() if word in subject]
    assert "Trámite" not in subject and len(subject) <= 78


@every_kind
@pytest.mark.parametrize("said", [FULL, {}], ids=["everything known", "only what must be"])
def test_nothing_is_missing_in_a_text(kind: str, said: dict[str, Any]) -> None:
    letter = render(case_message(kind, **said), ANA)
    for text in (letter.subject, letter.text, letter.html):
        assert not re.search(r"None|\{%|%\}|%\(|\{\{ | \}\}|(?<!\{)\{\w+\}(?!\})", text)
        assert set(re.findall(r"\{\{(\w+)\}\}", text)) <= set(NAMES)
    assert "\n\n\n" not in letter.text
    assert not re.search(r": *$(?!\n(\{\{|\n))", letter.text, re.MULTILINE), (
        "a label without a value"
    )


@every_message
def test_the_two_forms_of_a_mail_say_the_same(kind: str) -> None:
    message = full(kind)
    letter = render(message, ANA)
    link = "{{" + message.action.secret + "}}" if message.action else ""
    text = letter.text.replace("--\n", "").replace(link, "")
    for footer in ("choices_link", "unsubscribe_link"):  # in the HTML nobody reads the address
        text = text.replace("{{" + footer + "}}", "")
    html = unescape(re.sub(r"<[^>]+>", " ", letter.html.split("</head>")[1]))
    assert words_of(text) == words_of(html)
    assert f'href="{link}"' in letter.html or not message.action


@every_kind
def test_an_unconfirmed_date_is_an_estimate_never_a_promise(kind: str) -> None:
    said = FULL | {"due_confirmed": False}
    text = render(case_message(kind, **said), ANA).text
    assert "a más tardar" not in text
    if "16 de febrero de 2026" in text:
        assert "16 de febrero de 2026 (fecha estimada, por confirmar)" in text
    assert ("16 de febrero de 2026" in text) == bool(MESSAGES[kind].due_label)


@every_kind
def test_what_people_typed_opens_no_secret_and_is_no_markup(kind: str) -> None:
    planted = "{{key}} <script>alert(1)</script> {% now 'Y' %}"
    message = MESSAGES[kind](
        folio=FOLIO, procedure=planted, state=planted, next_step=planted, detail=planted
    )
    before = render(case_message(kind, **FULL), ANA)
    after = render(message, ANA.__class__(name=planted, email="a@example.org"))
    assert after.text.count("{{key}}") == before.text.count("{{key}}")
    assert after.html.count("{{key}}") == before.html.count("{{key}}")
    assert "<script" not in after.html


def test_nothing_in_a_mail_is_fetched_from_anywhere() -> None:
    html = render(case_message("request_received", **FULL), ANA).html
    assert not re.search(r"(?i)src=|url\(|<link|<img|<script|@import", html)
    assert 'lang="es-MX"' in html


@pytest.mark.parametrize(
    ("letters", "ground"),
    [
        ("#1d2528", "#ffffff"),
        ("#1d2528", "#f1f4f5"),
        ("#3d484c", "#ffffff"),
        ("#ffffff", "#0a3d4d"),
    ],
)
def test_letters_stand_out_from_their_ground(letters: str, ground: str) -> None:
    html = render(case_message("request_received", **FULL), ANA).html
    assert letters in html
    assert ground in html
    bright, dark = sorted((_luminance(letters), _luminance(ground)), reverse=True)
    assert (bright + 0.05) / (dark + 0.05) >= 4.5  # WCAG 1.4.3


def _luminance(colour: str) -> float:
    shades = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shades]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_timeline_shows_the_text_with_its_secrets_blanked() -> None:
    letter = render(case_message("request_received", **FULL), ANA)
    shown = timeline_text(OutboxMessage(text=letter.text))
    assert "{{" not in shown
    assert "Clave: (dato privado)" in shown
    assert "Recibimos su solicitud" in shown
    assert timeline_text(OutboxMessage(text="gAAAA", sealed=True)) == ""


def test_an_account_mail_says_what_it_was_given() -> None:
    letter = render(AccountMail("Cambie su contraseña", "Hola:\n\nAbra https://x/?a=1&b=2"), ANA)
    assert letter.subject == "Cambie su contraseña"
    assert "Abra https://x/?a=1&b=2" in letter.text


def test_an_institution_that_is_not_known_in_full_leaves_no_hole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sender, "_introductions", [])
    text = render(case_message(due_on=dt.date(2026, 2, 16)), ANA).text
    assert "--\nVentanilla\nCambiar cómo" in text


def test_a_secret_no_message_may_hold_cannot_be_registered() -> None:
    with pytest.raises(LookupError):
        secret("pasword")


def test_a_message_cannot_be_changed_once_said() -> None:
    message: CaseMessage = case_message()
    with pytest.raises(AttributeError):
        message.folio = "OTHER"  # type: ignore[misc]
