"""Keeping requests in an account, letting them go, and deleting the account.

What is reported under `anonymous` procedures never enters an account, named or not: nothing may
lead from a denuncia to a person (DOMAIN §8.2).
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.accounts.actors import Actor
from notifications.outbox import forget
from procedures.drafts.models import Draft
from procedures.requests.errors import Conflict, NotFound
from procedures.requests.models import ServiceRequest

from .models import NONCE, CitizenAccount, HeldDraft, Holding, SignInCode

MOST = 500  # requests of one account
OFFERED = 10  # of them, to start another one from
CODES_KEPT = dt.timedelta(days=1)
UNUSED = dt.timedelta(days=730)  # an account nobody opened for two years is deleted


@transaction.atomic
def keep(*, actor: Actor, account: CitizenAccount, service_request: ServiceRequest) -> Holding:
    """Keep a request in an account; keeping it again refreshes it with the key of today.

    Args:
        actor: the citizen of that request: who keeps it has shown its key, or filed it.

    Raises:
        NotFound: the actor is not its citizen.
        Conflict: it may be a denuncia (`never_kept`), or the account is full (`too_many`).
    """
    row = service_request
    if actor.kind != "citizen" or actor.folio != row.folio:
        raise NotFound(_("No encontramos esa solicitud."))
    if not may_be_kept(row):
        raise Conflict(
            _(
                "Las quejas y denuncias no se guardan en una cuenta, para que nada lleve a usted. "
                "Ábrala con su folio y su clave."
            ),
            code="never_kept",
        )
    CitizenAccount.objects.select_for_update().get(pk=account.pk)
    if Holding.objects.filter(account=account).exclude(service_request=row).count() >= MOST:
        raise Conflict(_("Su cuenta ya tiene muchas solicitudes. Quite alguna."), code="too_many")
    holding, _new = Holding.objects.update_or_create(
        account=account, service_request=row, defaults={"nonce": row.key_nonce[:NONCE]}
    )
    return holding


def may_be_kept(service_request: ServiceRequest) -> bool:
    """Whether an account may hold a request: never one of a procedure that may be anonymous."""
    return not (service_request.anonymous or service_request.definition.anonymous)


def let_go(*, account: CitizenAccount, folio: str) -> bool:
    """Take a request out of an account; folio and key still open it. Whether it was there."""
    gone, _each = Holding.objects.filter(account=account, service_request__folio=folio).delete()
    return bool(gone)


def held(account: CitizenAccount, folio: str) -> ServiceRequest | None:
    """The request with this folio if the account keeps it and its key is still the same."""
    holding = (
        Holding.objects.of(account)
        .filter(service_request__folio=folio.replace("\x00", "?"))
        .select_related("service_request__procedure", "service_request__version")
        .first()
    )
    if holding is None or not holding.opens or not may_be_kept(holding.service_request):
        return None
    row: ServiceRequest = holding.service_request
    return row


def latest(account: CitizenAccount) -> dict[str, str]:
    """What an account kept last, at most what a page offers: nonce by folio, in one query."""
    kept = Holding.objects.of(account).order_by("-kept_at")[:OFFERED]
    return dict(kept.values_list("service_request__folio", "nonce"))


@transaction.atomic
def keep_draft(*, account: CitizenAccount, draft: Draft) -> None:
    """Let an account find a draft again; nothing happens to one that may become a denuncia."""
    if not draft.version.definition.anonymous and draft.staff_id is None:
        HeldDraft.objects.update_or_create(draft=draft, defaults={"account": account})


def drafts_of(account: CitizenAccount) -> list[Draft]:
    """What an account began and did not send, the latest first; in one query."""
    alive = Draft.objects.alive(timezone.now()).filter(holder__account=account)
    found = alive.select_related("version__procedure").defer(
        "version__source_text", "version__document", "version__changes"
    )
    return list(found.order_by("-updated_at"))


@transaction.atomic
def delete_account(*, account: CitizenAccount) -> None:
    """Delete an account and what it keeps; requests and drafts stay, with their keys and codes."""
    SignInCode.objects.filter(address_digest=account.address_digest).delete()
    account.delete()


def forget_what_ended() -> None:
    """Delete codes of yesterday with the messages that carried them, and accounts nobody uses."""
    now = timezone.now()
    SignInCode.objects.filter(expires_at__lt=now - CODES_KEPT).delete()
    forget({"sign_in_code"}, before=now - CODES_KEPT)
    CitizenAccount.objects.filter(last_used_on__lt=timezone.localdate(now) - UNUSED).delete()
