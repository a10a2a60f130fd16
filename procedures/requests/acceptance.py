"""Accepting to be notified electronically: the very words, when, how and by whom (DOMAIN R18).

Mail is notice only with the person's express acceptance (LFPA art. 35-II). What was accepted is
kept in the event of the filing, or of the choice that came later, as it was shown: the chain covers
it and nobody changes it. Taking it back is another event, and counts from then on.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language, gettext_lazy

from backend.accounts.actors import Actor

from .models import Event
from .models.request import Channel

KEPT = "electronic_notice"  # in the public words of an event
SENTENCE = gettext_lazy("Acepto que las notificaciones de este trámite me lleguen por ese medio")
MEANING = gettext_lazy(
    "Si lo acepta, el aviso que le llegue así vale como notificación: los plazos para responder "
    "corren desde el día siguiente. Puede dejar de aceptarlo cuando quiera. Si no lo acepta, elija "
    "consultar usted."
)
ELECTRONIC = frozenset({str(Channel.EMAIL), str(Channel.SMS), str(Channel.WHATSAPP)})


@dataclass(frozen=True)
class Acceptance:
    """What was said of electronic notice at one moment.

    `by` is "person", or "counter" where staff put down what the person told them; `words` are those
    that were shown or read out, empty where it was taken back.
    """

    accepted: bool
    channel: str
    by: str
    at: dt.datetime
    words: str = ""
    language: str = ""
    sha256: str = ""

    @property
    def by_the_person(self) -> bool:
        return self.by == "person"

    @property
    def way(self) -> str:
        """The channel in words."""
        return str(Channel(self.channel).label)


def in_force() -> str:
    """The words of today, in the language of the page."""
    return f"{SENTENCE}\n{MEANING}"


def put_down(actor: Actor, *, channel: str, accepted: bool, words: str = "") -> dict[str, Any]:
    """What the event says of it.

    Args:
        channel: the way the person chose; accepting one that is not electronic accepts nothing.
        words: as they were shown; where they are not known, those in force, in Spanish.
    """
    by = "counter" if actor.is_staff else "person"
    if not (accepted and channel in ELECTRONIC):
        return {"accepted": False, "channel": channel, "by": by}
    language = get_language() or settings.LANGUAGE_CODE
    if not words:
        language = settings.LANGUAGE_CODE
        with translation.override(language):
            words = in_force()
    return {
        "accepted": True,
        "channel": channel,
        "by": by,
        "words": words,
        "language": language,
        "sha256": hashlib.sha256(words.encode()).hexdigest(),
    }


def told_in(events: Iterable[Event]) -> list[Acceptance]:
    """What was accepted and taken back, the oldest first.

    Args:
        events: of one request, with their payloads, the oldest first.
    """
    found = []
    for event in events:
        payload = getattr(event, "payload", None)
        said = payload.data.get("public", {}).get(KEPT) if payload else None
        if said:
            found.append(Acceptance(at=event.at, **said))
    return found
