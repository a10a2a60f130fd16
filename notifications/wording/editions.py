"""Editions: publishing words for a message, going back to earlier ones, and which ones count now.

A version is never changed nor deleted: the outbox says with which one each message was written.
Version 1 is the shipped file and is no row; going back to it is a row that says so, and follows the
file when an upgrade changes it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from backend.accounts.actors import Actor
from backend.accounts.people import may_administer
from notifications.messages import MESSAGES, PERSONAL, STAFF, Message
from notifications.models import MessageEdition

from .rules import clean
from .shipped import Words, languages_of, original, shipped

LONGEST_WHY = 200
FILE = 1  # the version that is the shipped file
EDITED: dict[str, type[Message]] = {**MESSAGES, **PERSONAL, **STAFF}  # all but what is given whole


@dataclass(frozen=True)
class Wording:
    """The words that count now for a message in a language.

    Args:
        language: the one they are in.
        edition: the row that put them in force; None, and it is the file as it came.
    """

    words: Words
    language: str
    version: int = FILE
    edition: MessageEdition | None = None


def wording(message: type[Message], language: str) -> Wording:
    """The words of a message in a language; where it has none of its own, those of the record.

    One query for each language that is looked at.
    """
    record, *_others = known = languages_of(message)
    for code in dict.fromkeys((language if language in known else record, record)):
        edition = MessageEdition.objects.of(message.kind, code).last()
        if (words := words_of(message, code, edition)) is not None:
            return Wording(words, code, edition.version if edition else FILE, edition)
    raise LookupError(message.kind)


def words_of(message: type[Message], language: str, edition: MessageEdition | None) -> Words | None:
    """What a version says: an edition's words, or the file's; None where no file is shipped."""
    if edition is None or edition.repeats == FILE:
        return shipped(message.kind, language)
    return Words(edition.subject, edition.body, edition.short)


def in_force() -> dict[tuple[str, str], MessageEdition]:
    """The last edition of each message and language that has any, by both: one query."""
    rows = MessageEdition.objects.order_by("version")
    return {(row.kind, row.language): row for row in rows}


def outdated(edition: MessageEdition) -> bool:
    """Whether the file that an edition was made from is another one now (after an upgrade)."""
    if edition.repeats == FILE:
        return False
    return edition.made_from != shipped_words(EDITED[edition.kind], edition.language).fingerprint


@transaction.atomic
def publish(
    *, actor: Actor, message: type[Message], language: str, words: Words, why: str, seen: int
) -> MessageEdition:
    """Put other words in force for a message in a language, as its next version.

    Args:
        why: what for, in a sentence; it stays with the version.
        seen: the version the actor began from.

    Raises:
        PermissionDenied: not an administrator.
        ValidationError: by part, or of "why"; or somebody published meanwhile, or nothing changed.
    """
    _require(actor, message, language)
    why = _reason(why)
    words = clean(message, words)
    before = MessageEdition.objects.of(message.kind, language).last()
    if words == words_of(message, language, before):
        raise ValidationError(_("Estas palabras ya son las que se envían."))
    base = shipped_words(message, language).fingerprint
    return _written(actor, message, language, seen, made_from=base, why=why, **asdict(words))


@transaction.atomic
def go_back(
    *, actor: Actor, message: type[Message], language: str, version: int, why: str, seen: int
) -> MessageEdition:
    """Publish an earlier version again, as a new one; version 1 is the shipped file.

    An edition that the rules of today refuse is refused here too: it would fail in a message.

    Raises:
        PermissionDenied, ValidationError: as `publish`; or there is no such version.
    """
    _require(actor, message, language)
    why = _reason(why)
    rows = {row.version: row for row in MessageEdition.objects.of(message.kind, language)}
    row = rows.get(version)
    if version == seen or (row is None and version != FILE):
        raise ValidationError(_("Elija una versión anterior."))
    if row is None or row.repeats == FILE:
        return _written(actor, message, language, seen, repeats=FILE, why=why)
    words = clean(message, Words(row.subject, row.body, row.short))
    said: dict[str, Any] = {"made_from": row.made_from, "repeats": version, **asdict(words)}
    return _written(actor, message, language, seen, why=why, **said)


def _written(
    actor: Actor, message: type[Message], language: str, seen: int, **values: Any
) -> MessageEdition:
    last = MessageEdition.objects.of(message.kind, language).last()
    stale = ValidationError(_("Otra persona publicó una versión mientras usted escribía."))
    if seen != (last.version if last else FILE):
        raise stale
    try:
        with transaction.atomic():
            return MessageEdition.objects.create(
                kind=message.kind,
                language=language,
                version=seen + 1,
                published_by=actor.label,
                **values,
            )
    except IntegrityError:
        raise stale from None


def _require(actor: Actor, message: type[Message], language: str) -> None:
    if not may_administer(actor):
        raise PermissionDenied
    if message.kind not in EDITED or language not in languages_of(message):
        raise LookupError(message.kind)


def _reason(why: str) -> str:
    why = " ".join(why.split())
    if not why:
        raise ValidationError({"why": _("Diga por qué cambia este aviso.")})
    if len(why) > LONGEST_WHY:
        raise ValidationError({"why": _("Escriba %d letras o menos.") % LONGEST_WHY})
    return why


def shipped_words(message: type[Message], language: str) -> Words:
    """What an edition is made from: the file in that language, or that of the record."""
    return shipped(message.kind, language) or original(message.kind)
