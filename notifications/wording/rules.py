"""What the words of an edition must be before anybody is written to with them."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from notifications.braces import named, put, strange
from notifications.channels import sms
from notifications.messages import Message
from notifications.sender import sender

from .gaps import BODY, GAPS, SHORT, SUBJECT, gaps_of, required_of
from .shipped import Words, original

LONGEST_SUBJECT = 78  # letters with its gaps filled: RFC 5322, 2.1.1
LONGEST_BODY = 4000
ROOM = {SUBJECT: 200, BODY: LONGEST_BODY, SHORT: 400}  # letters as they are written: the columns'


def clean(message: type[Message], words: Words) -> Words:
    """The words as they are kept, proven: nothing unknown, nothing missing, nothing too long.

    Raises:
        ValidationError: by part ("subject", "body", "short"), every sentence of each.
    """
    tidied = Words(
        subject=" ".join(_printable(words.subject).split()),
        body="\n".join(line.rstrip() for line in _printable(words.body).strip().splitlines()),
        short=" ".join(_printable(words.short).split()),
    )
    wrong = {
        part: found
        for part in (SUBJECT, BODY, SHORT)
        if (found := list(_wrong(message, part, getattr(tidied, part))))
    }
    if wrong:
        raise ValidationError(wrong)
    return tidied


def filled(name: str) -> str:
    """What stands for a gap while lengths are counted, and in a preview of no case."""
    known = {"institucion": sender().short_name, "sitio": urlsplit(settings.SITE_URL).netloc}
    return known.get(name) or (GAPS[name].example or str(GAPS[name].label))


def length(part: str, text: str) -> int:
    """Letters of a text once its gaps are filled; of a short one, as a telephone counts them."""
    whole = put(text, lambda name: filled(name) if name in GAPS else name)
    return len(sms.plain(whole)) if part == SHORT else len(whole)


def _wrong(message: type[Message], part: str, text: str) -> list[str]:
    if part == SHORT and not original(message.kind).short:
        return [_("Este aviso no se envía por mensaje de texto.")] if text else []
    if not text:
        return [_("Escriba algo aquí.")]
    found = [*_misplaced(message, part, text), *_missing(message, part, text)]
    longest = {SUBJECT: LONGEST_SUBJECT, BODY: LONGEST_BODY, SHORT: sms.LONGEST}[part]
    if (letters := length(part, text)) > longest or len(text) > ROOM[part]:
        found.append(
            _("Con los datos puestos son %(letters)d letras; escriba %(longest)d o menos.")
            % {"letters": letters, "longest": longest}
        )
    letters_of_ours = put(text, lambda _name: "")
    lost = [one for one in letters_of_ours if sms.plain(one) == "?" and one not in "?{}"]
    if part == SHORT and lost:
        said = _("Un teléfono sencillo no puede mostrar %s.")
        found.append(said % ", ".join(f"«{one}»" for one in dict.fromkeys(lost)))
    return found


def _misplaced(message: type[Message], part: str, text: str) -> list[str]:
    known = gaps_of(message, part)
    elsewhere = gaps_of(message, BODY)
    private = [name for name in named(text) if name not in known and name in elsewhere]
    found = []
    if private:
        found.append(
            _("%s solo puede ir en el texto: el asunto y el mensaje breve los ve cualquiera.")
            % ", ".join(f"{{{name}}}" for name in private)
        )
    if wrong := strange(text, {*known, *private}):
        found.append(
            _("No conocemos %(wrong)s. Entre llaves puede escribir: %(known)s.")
            % {
                "wrong": ", ".join(f"«{one}»" for one in wrong),
                "known": ", ".join(f"{{{name}}}" for name in known),
            }
        )
    return found


def _missing(message: type[Message], part: str, text: str) -> list[str]:
    there = named(text)
    return [
        _("Falta {%(name)s}: %(label)s.") % {"name": name, "label": GAPS[name].label}
        for name in required_of(message, part)
        if name not in there
    ]


def _printable(text: str) -> str:
    return "".join(one for one in text.replace("\r\n", "\n") if one.isprintable() or one == "\n")
