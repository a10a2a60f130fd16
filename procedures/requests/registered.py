"""The account of a request in the customer register and in the billing system: who is told what.

Who handles the case reads the register, and whether the account owes where the procedure asks
(`checks: [balance]`). How much it owes is told, to them and to the person, only after somebody of
the staff put down that this person proved to be its holder (issue 4, item 7; decision 17).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from backend.security.digests import keyed_digest
from procedures.catalogue.spelling import normal, words_of
from procedures.definition import BALANCE, Definition
from procedures.register import billing
from procedures.register.comparing import Comparison, compare
from procedures.register.entries import Balance, Entry, Silent, plain_number

from . import crypto
from .access import Part, visible_to
from .models import ServiceRequest
from .search import key

SHOWN, LOOKED_AT = 10, 30  # requests of one account
RECOGNISED = "holder_recognised"
PASSED = ("contact_changed", "applicant_withdrew")  # whoever has the key now proved nothing yet


def beside_the_register(part: Part, answers: Mapping[str, Any]) -> Comparison | None:
    """What the register says today beside what was answered.

    Args:
        part: whose, in which request; residents are never told, however well they know the account.
        answers: those of the request, sealed ones open.

    Returns:
        None where this actor may not see it, the request is anonymous (an account would lead to
        somebody), or there is nothing to compare.
    """
    if part.row.anonymous or not part.may("see_register"):
        return None
    return compare(part.row.definition.form, answers)


@dataclass(frozen=True)
class Debt:
    """What billing says of the account of a request.

    Attributes:
        flags: keys of `billing.FLAGS`; none where it owes nothing.
        balance: None where it is not known.
        recognised: whether this person proved to be its holder, so that amounts may be told.
    """

    flags: tuple[str, ...]
    balance: Balance | None = field(repr=False)
    recognised: bool


def debt_of(part: Part, answers: Mapping[str, Any]) -> Debt | None:
    """What billing says today, for who may hear it.

    Args:
        part: of who handles the case, or of its person once they proved to be the holder.
        answers: those of the request, sealed ones open.

    Returns:
        None for everybody else, and where the procedure or the installation does not ask.
    """
    row = part.row
    if row.anonymous or not asks_balance(row.definition):
        return None
    recognised = is_recognised(row, answers)
    if not (recognised if part.actor.kind == "citizen" else part.may("see_register")):
        return None
    return look_up(row.definition, answers, recognised=recognised)


def asks_balance(definition: Definition) -> bool:
    """Whether staff are told if the account owes: the procedure says so, and there is billing."""
    return BALANCE in definition.checks and billing.configured()


def look_up(
    definition: Definition, answers: Mapping[str, Any], *, recognised: bool = False
) -> Debt | None:
    """Ask billing of the account that was given; None where there is nothing to ask."""
    account = account_in(definition, answers)
    if not account or not asks_balance(definition):
        return None
    try:
        found = billing.balance_of(account)
    except Silent:
        return Debt(("silent_balance",), None, recognised)
    return Debt(billing.flags_of(found), found, recognised)


def account_in(definition: Definition, answers: Mapping[str, Any]) -> str:
    """The first account number that was given, plain; "" without one."""
    for item in definition.form.fields:
        number = plain_number(str(answers.get(item.key) or ""))
        if item.type.name == "account_number" and number:
            return number
    return ""


def of_the_same_account(part: Part, answers: Mapping[str, Any]) -> list[ServiceRequest]:
    """Other requests of the account, of those this actor may see, the newest first.

    Args:
        part: of one of the staff, who may read the register for this one.
        answers: those of the request, sealed ones open.

    Returns:
        At most SHOWN of them, ready for a list; none of an anonymous request, nor to one.
    """
    actor, row = part.actor, part.row
    account = "" if row.anonymous else account_in(row.definition, answers)
    if not account or actor.kind != "staff" or not part.may("see_register"):
        return []
    found = visible_to(ServiceRequest.objects.filter(anonymous=False), actor)
    found = found.filter(search_terms__term=key(normal(account))).exclude(pk=row.pk)
    near = found.select_related("procedure", "version").order_by("-received_on", "-pk")
    return [
        one
        for one in near[:LOOKED_AT]
        if account_in(one.definition, crypto.open_answers(one.definition.form, one.answers))
        == account  # the same digits may be of a telephone
    ][:SHOWN]


def proof_of(account: str) -> str:
    """Which account somebody proved to hold, as it is put down: whoever reads it learns none."""
    return keyed_digest("holder", account).hex()


def proof_of_holder(entry: Entry | None) -> str:
    """Whose name the register had on an account, as it is put down; "" where it had none."""
    name = " ".join(sorted(words_of(entry.holder))) if entry else ""
    return keyed_digest("holder name", name).hex() if name else ""


def is_recognised(
    service_request: ServiceRequest, answers: Mapping[str, Any] | None = None
) -> bool:
    """Whether the last word of the staff is that this person holds the account given today.

    An account that was corrected afterwards is another one, and nobody proved anything of it. Nor
    did whom contact and key passed on to.
    """
    return recognition_of(service_request, answers) is not None


def recognition_of(
    service_request: ServiceRequest, answers: Mapping[str, Any] | None = None
) -> Mapping[str, str] | None:
    """What was put down where `is_recognised`: `how`, `account` and, where the register told whose
    it was that day, `holder`."""
    row = service_request
    found = row.events.filter(kind__in=(RECOGNISED, *PASSED)).select_related("payload")
    last = found.order_by("sequence").last()
    if last is None or last.kind != RECOGNISED or not last.payload.data["public"]["holds"]:
        return None
    open_now = crypto.open_answers(row.definition.form, row.answers) if answers is None else answers
    account = account_in(row.definition, open_now)
    kept: Mapping[str, str] = last.payload.data["private"]
    return kept if account and kept["account"] == proof_of(account) else None
