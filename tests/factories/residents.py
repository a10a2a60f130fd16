"""Residents with an account, signed in as they would: an address, and the code it receives."""

from __future__ import annotations

import re

from django.core import mail
from django.test import Client

from notifications import delivery
from notifications.models import OutboxMessage
from procedures.holdings.models import CitizenAccount

SIGN_IN, CODE = "/mis-solicitudes/entrar/", "/mis-solicitudes/codigo/"


def ask_for_code(client: Client, address: str = "ana@example.org") -> str:
    """What the mail says, once it is delivered."""
    response = client.post(SIGN_IN, {"address": address})
    assert response.status_code == 302, response.content.decode()
    row = OutboxMessage.objects.filter(kind="sign_in_code").latest("pk")
    assert delivery.deliver(row.pk)
    return code_in(mail.outbox[-1].body)


def code_in(text: str) -> str:
    """The code of a message."""
    found = re.search(r"\b\d{4} \d{4}\b", text)
    assert found, text
    return found[0]


def signed_in(client: Client, address: str = "ana@example.org") -> CitizenAccount:
    """The account of an address, signed in in this browser."""
    response = client.post(CODE, {"code": ask_for_code(client, address)})
    assert response.status_code == 302
    return CitizenAccount.objects.get(pk=client.session["account"]["id"])
