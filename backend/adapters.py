"""What allauth asks of us: no public sign-up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the utility, never by whoever passes by."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
