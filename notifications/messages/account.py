"""Mails about an account."""

from __future__ import annotations

from dataclasses import dataclass

from .base import Message, Priority


@dataclass(frozen=True)
class AccountMail(Message):
    """A sign-in mail of the staff, already written (it may hold a link that opens an account)."""

    kind = "account_mail"
    priority = Priority.URGENT
    sealed = True

    subject: str
    text: str
