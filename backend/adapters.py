"""What allauth asks of us: no public sign-up, mail through the outbox, sealed second factors."""

from __future__ import annotations

import uuid
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string

from backend.security import encryption
from backend.security.limits import address_of
from notifications.messages import AccountMail
from notifications.outbox import Recipient, post


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the utility, never by whoever passes by."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where a caller comes from, by the same rule as every other limit.

        Raises:
            PermissionDenied: it is no address, so the proxy in front is not the one that was said.
        """
        address = address_of(request)
        try:
            return str(ip_address(address))
        except ValueError:
            raise PermissionDenied from None

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The address that opens an account is on our own site, whatever Host the caller said."""
        return settings.SITE_URL + urlsplit(super().get_reset_password_from_key_url(key)).path

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Post a sign-in mail; the outbox keeps its text encrypted until it is delivered.

        Args:
            template_prefix: of `<prefix>_subject.txt` and `<prefix>_message.txt`.
            email: where it goes.
            context: of the templates; `user`, where allauth knows whose account it is.
        """
        user = context.get("user")
        said = {"email": email, "current_site": get_current_site(self.request)} | context
        subject = render_to_string(f"{template_prefix}_subject.txt", said)
        mail = AccountMail(
            subject=" ".join(subject.split()),
            text=render_to_string(f"{template_prefix}_message.txt", said).strip(),
        )
        with transaction.atomic():  # allauth's views have none
            post(
                mail,
                to=Recipient(name=user.full_name if user else "", email=email),
                reference=f"user:{user.pk}" if user else "",
                dedupe_key=f"account:{uuid.uuid4()}",  # asking twice is answered twice
            )


class MFAAdapter(DefaultMFAAdapter):
    """Who reads the database has no second factor of anybody: the secrets are sealed."""

    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return encryption.decrypt(encrypted_text.encode()).decode()
