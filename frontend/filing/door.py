"""How somebody comes in to file: at home, or with a clerk who types for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from backend.accounts.actors import Actor
from backend.accounts.models import User
from procedures.definition import Definition
from procedures.drafts.content import CONTACT

from .contact import ContactForm

__all__ = ["CONTACT", "Door", "Step"]


@dataclass(frozen=True)
class Door:
    """How somebody comes in to file.

    Attributes:
        actor: who acts; its `source` is the channel.
        bucket: where the session remembers which drafts it has open; each door has its own.
        pages: what its URL names begin with: `<pages>-start`, `-section`, `-check`, `-done`.
        base: the template its pages extend.
        lenient: what is missing does not stop the filing (staff: reception never refuses, R1).
        contact_form: the form of the last step, a `ContactForm`.
        known: the answers a new draft of a definition begins with, known already.
        person: what the last step begins with, known already; still to be looked at.
        origin: what this filing comes from, in words for the page (staff: an enquiry).
        extra: what else `submit` takes, from the kept last step (staff: received_on…).
    """

    actor: Actor
    bucket: str = "drafts"
    pages: str = "filing"
    base: str = "base.html"
    lenient: bool = False
    contact_form: type[ContactForm] = ContactForm
    known: Callable[[Definition], dict[str, Any]] = lambda definition: {}
    person: Mapping[str, Any] = field(default_factory=dict)
    origin: str = ""
    extra: Callable[[dict[str, Any]], dict[str, Any]] = lambda kept: {}

    @property
    def for_others(self) -> bool:
        """Staff file for somebody before them."""
        return self.actor.is_staff

    @property
    def clerk(self) -> User | None:
        """Whose drafts they are; None of the public's."""
        return self.actor.user if self.for_others else None

    @property
    def done_page(self) -> str:
        """The URL name of the confirmation."""
        return f"{self.pages}-done"

    def href(self, page: str, *args: str) -> str:
        """The address of one of this door's pages."""
        return reverse(f"{self.pages}-{page}", args=args)


@dataclass(frozen=True)
class Step:
    """One page of the filing."""

    key: str
    title: str
    help: str
    number: int
    href: str

    @property
    def of_record(self) -> bool:
        """Its title is the procedure's own, not the page's."""
        return self.key != CONTACT
