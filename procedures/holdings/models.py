"""Accounts of residents: an address that answered a code, and the requests it keeps.

They are no users: nothing here can be logged in where staff work, holds a role or a password. Who
reads the tables finds no address (it is sealed, and found by a keyed digest) and no code (codes are
derived, never stored).
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.security.encryption import decrypt
from procedures.drafts.models import Draft
from procedures.requests.models import ServiceRequest

NONCE = 12  # characters of a key's nonce: enough to tell that the key is still the same


class AddressKind(models.TextChoices):
    """Where codes are sent; the names are those of the channels."""

    EMAIL = "email", _("Correo electrónico")
    SMS = "sms", _("Mensaje de texto")


class Addressed(models.Model):
    """A row with an address nobody can read without FIELD_KEYS."""

    kind = models.CharField(max_length=8, choices=AddressKind.choices)
    address = models.TextField()  # sealed
    address_digest = models.CharField(max_length=64)

    class Meta:
        abstract = True

    @property
    def plain_address(self) -> str:
        """The address as it was written."""
        return decrypt(self.address.encode()).decode()


class CitizenAccount(Addressed):
    """One address that proved to be somebody's; nothing else is known of them."""

    created_at = models.DateTimeField(default=timezone.now)
    last_used_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["address_digest"], name="account_address_once"),
        ]

    def __str__(self) -> str:
        return f"account {self.pk}"


class SignInCode(Addressed):
    """A code that was asked for: the browser that asked keeps the id, the code is made from it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    nonce = models.CharField(max_length=32)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="sign_in_code_ending")]

    def __str__(self) -> str:
        return f"code {self.pk}"


class HoldingQuerySet(models.QuerySet["Holding"]):
    def of(self, account: CitizenAccount) -> HoldingQuerySet:
        """An account's own, never what may lead to who reported something (DOMAIN §8.2)."""
        return self.filter(account=account, service_request__anonymous=False)


class Holding(models.Model):
    """A request an account keeps. It opens while the key it was kept with is still the key."""

    account = models.ForeignKey(CitizenAccount, on_delete=models.CASCADE, related_name="holdings")
    service_request = models.ForeignKey(
        ServiceRequest, on_delete=models.CASCADE, related_name="holdings"
    )
    nonce = models.CharField(max_length=NONCE)
    kept_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = HoldingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "service_request"], name="holding_once_per_account"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} holds {self.service_request_id}"

    @property
    def opens(self) -> bool:
        """False once the key was renewed: whoever kept it with the old one shows the new one."""
        return self.service_request.key_nonce.startswith(self.nonce)


class HeldDraft(models.Model):
    """A draft somebody began while signed in: their account finds it again on any device."""

    account = models.ForeignKey(CitizenAccount, on_delete=models.CASCADE, related_name="drafts")
    draft = models.OneToOneField(Draft, on_delete=models.CASCADE, related_name="holder")

    def __str__(self) -> str:
        return f"{self.account_id} holds {self.draft_id}"
