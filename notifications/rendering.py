"""From a message to its text: a template per kind, inside one layout for all.

The body is written once, as plain text; the HTML is the same text laid out, so that the two never
say different things. The templates need nothing of the site: no request, no context processor.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.template import Context, Engine
from django.utils import translation

from notifications import secrets
from notifications.messages import Message
from notifications.models import OutboxMessage
from notifications.recipients import Recipient
from notifications.sender import sender

Said = TypeVar("Said", Message, Recipient)
TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Letter:
    """A rendered message, its secrets still placeholders."""

    subject: str
    text: str
    html: str
    short: str = ""  # for a text message; empty where there are no such words


def render(message: Message, to: Recipient) -> Letter:
    """Write `message` to a person, in the language of the record whatever the page's.

    Args:
        message: what is said; whatever people typed in it cannot ask for a secret.
        to: the person, greeted by name where there is one, but not in the short text (`sms.txt`).
    """
    with translation.override(settings.LANGUAGE_CODE):
        return _written(message, to)


def _written(message: Message, to: Recipient) -> Letter:
    message, to = _harmless(message), _harmless(to)
    names = {name: secrets.placeholder(name) for name in secrets.NAMES}
    context = _values(message) | names | {"institution": sender().short_name}
    context["site"] = urlsplit(settings.SITE_URL).netloc
    plain, folder = engine(escaping=False), f"notifications/{message.kind}"
    subject = " ".join(_filled(plain, f"{folder}/subject.txt", context).split())
    layout = {
        "subject": subject,
        "recipient_name": to.name,
        "body": _tidy(_filled(plain, f"{folder}/body.txt", context)),
        "facts": message.facts(),
        "action": message.action,
        "link": names[message.action.secret] if message.action else "",
        "sender": sender(),
    }
    return Letter(
        subject=subject,
        text=_tidy(_filled(plain, "notifications/layout.txt", layout)) + "\n",
        html=_filled(engine(escaping=True), "notifications/layout.html", layout),
        short=_short(plain, f"{folder}/sms.txt", context),
    )


def timeline_text(row: OutboxMessage) -> str:
    """What a screen may show of a message: its text without secrets; nothing of a sealed one."""
    return "" if row.sealed else secrets.blank(row.text)


@lru_cache(maxsize=2)
def engine(*, escaping: bool) -> Engine:
    """The template engine of the messages: plain text as it is, HTML escaped."""
    return Engine(dirs=[str(TEMPLATES)], autoescape=escaping, builtins=["django.templatetags.i18n"])


def _short(templates: Engine, name: str, context: dict[str, Any]) -> str:
    if not (TEMPLATES / name).exists():
        return ""
    return " ".join(_filled(templates, name, context).split())


def _filled(templates: Engine, name: str, context: dict[str, Any]) -> str:
    return templates.get_template(name).render(Context(context, autoescape=templates.autoescape))


def _values(said: Message | Recipient) -> dict[str, Any]:
    return {field.name: getattr(said, field.name) for field in dataclasses.fields(said)}


def _harmless(said: Said) -> Said:
    """The same, with every text unable to ask for a secret."""
    texts: dict[str, Any] = {
        k: secrets.harmless(v) for k, v in _values(said).items() if isinstance(v, str)
    }
    return dataclasses.replace(said, **texts)


def _tidy(text: str) -> str:
    """No more than one empty line in a row, none around: what is not known leaves no hole."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines)
