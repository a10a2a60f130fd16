"""Who proved to be the holder of the account: only they are told what it owes (decision 17)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.accounts.actors import Actor
from procedures.register.entries import Silent
from procedures.register.lookup import configured, lookup
from procedures.requests import crypto
from procedures.requests.access import require
from procedures.requests.core import change
from procedures.requests.errors import Conflict, Invalid
from procedures.requests.models import Event, ServiceRequest
from procedures.requests.registered import (
    RECOGNISED,
    account_in,
    is_recognised,
    proof_of,
    proof_of_holder,
)

# What was looked at; never a number of it, never a copy (DOMAIN 5.6, R26).
PROOFS: Mapping[str, Promise] = {
    "register": gettext_lazy("Identificación, y es quien aparece en el padrón"),
    "deed": gettext_lazy("Identificación y escritura o título de la propiedad"),
    "will": gettext_lazy("Identificación y documento de la sucesión"),
    "power": gettext_lazy("Identificación y poder de quien es titular"),
}


def recognise_holder(
    *, actor: Actor, service_request: ServiceRequest, revision: int, how: str
) -> Event:
    """Put down that the person proved to hold the account of the request, or take that back.

    Args:
        how: a key of PROOFS; "" takes it back.

    Raises:
        NotAllowed: not a role that checks identities.
        Conflict: the request is anonymous or gives no account, or nothing would change.
        Invalid: no such proof.
    """
    require(actor, "recognise_holder", service_request)
    if how and how not in PROOFS:
        raise Invalid({"how": [("invalid_choice", _("Elija una de las opciones."))]})
    asked = _account(service_request)
    holder = _holder(asked) if how else ""  # before the row is locked: another system may be slow
    with change(
        actor=actor, service_request=service_request, revision=revision, why=RECOGNISED
    ) as now:
        row = now.service_request
        account = _account(row)
        if row.anonymous or not account:
            raise Conflict(_("La solicitud no dice de qué cuenta es."), code="no_account")
        if bool(how) == is_recognised(row):
            raise Conflict(_("Ya estaba anotado así."), code="already_so")
        private = {"how": how, "account": proof_of(account)}
        if holder and account == asked:
            private["holder"] = holder
        return now.record(RECOGNISED, said={"holds": bool(how)}, private=private)


def _account(row: ServiceRequest) -> str:
    return account_in(row.definition, crypto.open_answers(row.definition.form, row.answers))


def _holder(account: str) -> str:
    """Whose it is in the register today, as a digest; "" where there is none or it is silent."""
    try:
        return proof_of_holder(lookup(account=account) if configured() else None)
    except Silent:
        return ""
