"""What somebody wrote and how to reach them: one sealed text, opened for whoever may read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from procedures.definition.fields.phone import national_digits
from procedures.requests import crypto
from procedures.requests.errors import Invalid

from .models import Enquiry, EnquiryEntry

LONGEST_TEXT = 4000  # letters
LONGEST_SUBJECT = 150
LONGEST_NAME = 200
LONGEST_EMAIL = 254


@dataclass(frozen=True)
class Words:
    """What one enquiry says; `email` and `phone` are there only if an answer is wanted."""

    text: str = ""
    subject: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""

    @property
    def title(self) -> str:
        """How it is told in a list: its subject, or how it begins."""
        return self.subject or " ".join(self.text.split())[:90]

    @property
    def reachable(self) -> bool:
        return bool(self.email or self.phone)


def seal(words: Words) -> str:
    """As it is stored."""
    return crypto.encrypt(asdict(words))


def words_of(enquiry: Enquiry) -> Words:
    """What it says; nothing of one that was erased."""
    return Words(**crypto.decrypt(enquiry.sealed)) if enquiry.sealed else Words()


def text_of(entry: EnquiryEntry) -> str:
    """What a line of the story says."""
    return str(crypto.decrypt(entry.sealed)) if entry.sealed else ""


def clean(told: Mapping[str, str]) -> Words:
    """What was typed, without spaces around, its telephone in ten digits.

    Raises:
        Invalid: each field's problem.
    """
    given = {name: told.get(name, "").replace("\x00", "").strip() for name in Words.__annotations__}
    errors: dict[str, list[tuple[str, str]]] = {}
    if not given["text"]:
        errors["text"] = [("required", _("Escriba su mensaje."))]
    for name, most in (
        ("text", LONGEST_TEXT),
        ("subject", LONGEST_SUBJECT),
        ("name", LONGEST_NAME),
        ("email", LONGEST_EMAIL),
    ):
        if len(given[name]) > most:
            errors[name] = [("too_long", _("Escriba %d letras o menos.") % most)]
    if given["email"] and "email" not in errors:
        try:
            validate_email(given["email"])
        except ValidationError:
            said = _("Escriba un correo completo, como nombre@ejemplo.mx.")
            errors["email"] = [("invalid", said)]
    if given["phone"]:
        digits = national_digits(given["phone"])
        if digits is None:
            said = _("Escriba los 10 dígitos del teléfono, por ejemplo 951 501 5930.")
            errors["phone"] = [("phone", said)]
        given["phone"] = digits or given["phone"]
    if errors:
        raise Invalid(errors)
    return Words(**given)


def clean_text(text: str, most: int = LONGEST_TEXT, field: str = "text") -> str:
    """What the staff wrote.

    Args:
        field: what it is called in what is refused.

    Raises:
        Invalid: it is empty or too long.
    """
    plain = text.replace("\x00", "").strip()
    if not plain:
        raise Invalid({field: [("required", _("Escriba algo aquí."))]})
    if len(plain) > most:
        raise Invalid({field: [("too_long", _("Escriba %d letras o menos.") % most)]})
    return plain
