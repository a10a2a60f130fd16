"""From a message to its text: its words with their gaps filled, inside one layout for all.

The body is written once, as plain text; the HTML is the same text laid out, so that the two never
say different things. The words are no templates: see `notifications.wording`. The layout is one of
ours, and needs nothing of the site: no request, no context processor.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.template import Context, Engine
from django.utils import translation
from django.utils.translation import to_locale

from notifications import secrets
from notifications.braces import named, put
from notifications.messages import MESSAGES, SILENCEABLE, Message, Purpose
from notifications.models import OutboxMessage
from notifications.preferences import LINK
from notifications.recipients import Recipient
from notifications.sender import sender
from notifications.wording.editions import Wording
from notifications.wording.gaps import GAPS, secret_of
from notifications.wording.shipped import TEMPLATES, original

SIGNATURE = "\n--\n"  # as `layout.txt` has it
Said = TypeVar("Said", Message, Recipient)


@dataclass(frozen=True)
class Letter:
    """A rendered message, its secrets still placeholders."""

    subject: str
    text: str
    html: str
    short: str = ""  # for a text message; empty where there are no such words


def render(message: Message, to: Recipient, said: Wording | None = None) -> Letter:
    """Write `message` to a person, in the language of its words whatever the page's.

    Args:
        message: what is said; whatever people typed in it cannot ask for a secret.
        to: the person, greeted by name where there is one, but not in the short text.
        said: the words; those of the shipped files where none are given.
    """
    said = said or Wording(original(message.kind), settings.LANGUAGE_CODE)
    with translation.override(said.language):
        return _written(_harmless(message), _harmless(to), said)


def _written(message: Message, to: Recipient, said: Wording) -> Letter:
    values = _values(message)
    subject = " ".join(put(said.words.subject, values).split())
    layout = {
        "subject": subject,
        "language": to_locale(said.language).replace("_", "-"),
        "recipient_name": to.name,
        "body": _body(said.words.body, values),
        "facts": message.facts(),
        "action": message.action,
        "link": values("enlace"),
        "sender": sender(),
        "choices": secrets.placeholder("choices_link") if _of_a_case(message) else "",
        "leave": secrets.placeholder(LINK) if message.purpose in SILENCEABLE else "",
    }
    return Letter(
        subject=subject,
        text=_tidy(_filled("layout.txt", layout)) + "\n",
        html=_filled("layout.html", layout),
        short=" ".join(put(said.words.short, values).split()),
    )


def timeline_text(row: OutboxMessage) -> str:
    """What a screen may show of a message: its text without secrets, greeting nor signature, so
    that it names nobody to who reads it later; nothing of a sealed one."""
    if row.sealed:
        return ""
    greeting, gap, rest = row.text.partition("\n\n")
    said = rest if gap and row.recipient_name and row.recipient_name in greeting else row.text
    return secrets.blank(said.rpartition(SIGNATURE)[0] or said).strip()


@lru_cache(maxsize=2)
def engine(*, escaping: bool) -> Engine:
    """The template engine of the layout: plain text as it is, HTML escaped."""
    return Engine(dirs=[str(TEMPLATES)], autoescape=escaping, builtins=["django.templatetags.i18n"])


def _values(message: Message) -> Callable[[str], str]:
    """What each gap of the words stands for; a name of no list stays as it was written."""
    ours = {"institucion": sender().short_name, "sitio": urlsplit(settings.SITE_URL).netloc}

    def say(name: str) -> str:
        gap = GAPS.get(name)
        if gap is None:
            return f"{{{name}}}"
        if secret := secret_of(message, name):
            return secrets.placeholder(secret)
        return ours.get(name) or str(getattr(message, gap.field, "") if gap.field else "")

    return say


def _of_a_case(message: Message) -> bool:
    """Whether its mail leads to where the person chooses how they are told."""
    theirs = message.kind in MESSAGES and message.action is not None  # not who is told no longer
    return theirs and message.purpose == Purpose.CASE


def _body(words: str, say: Callable[[str], str]) -> str:
    """The body, without the paragraphs that name something this message does not have."""
    paragraphs = [
        put(paragraph, say)
        for paragraph in re.split(r"\n\s*\n", words)
        if all(say(name) for name in named(paragraph))
    ]
    return _tidy("\n\n".join(paragraphs))


def _filled(name: str, context: dict[str, Any]) -> str:
    templates = engine(escaping=name.endswith(".html"))
    found = templates.get_template(f"notifications/{name}")
    return found.render(Context(context, autoescape=templates.autoescape))


def _harmless(said: Said) -> Said:
    """The same, with every text unable to ask for a secret."""
    values = {field.name: getattr(said, field.name) for field in dataclasses.fields(said)}
    texts: dict[str, Any] = {
        k: secrets.harmless(v) for k, v in values.items() if isinstance(v, str)
    }
    return dataclasses.replace(said, **texts)


def _tidy(text: str) -> str:
    """No more than one empty line in a row, none around: what is not known leaves no hole."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines)
