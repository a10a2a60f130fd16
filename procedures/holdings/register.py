"""What the register knows of an account, for the person who proved to hold it.

Nobody is told anything for knowing a number. Somebody of the staff put down that this person holds
the account of their earlier request (`requests.registered.is_recognised`); then its number and its
meter are theirs to read, as long as the register names the holder it named that day. The name on
the receipt is offered only where they wrote it themselves: an account changes hands, and who held
it once learns nothing of who holds it now.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from backend.accounts.actors import ANONYMOUS
from procedures.catalogue.models import ProcedureVersion
from procedures.register.comparing import HOLDER, same_person
from procedures.register.entries import Entry, Silent, plain_number
from procedures.register.lookup import configured, lookup
from procedures.register.offering import answers_from
from procedures.requests import crypto
from procedures.requests.facts import facts_for_filing
from procedures.requests.models import ServiceRequest
from procedures.requests.registered import account_in, proof_of_holder, recognition_of


def known_to_holder(
    earlier: ServiceRequest, version: ProcedureVersion, today: dt.date
) -> dict[str, Any]:
    """Answers to a new form that the register gives to the holder of an earlier request's account.

    Args:
        earlier: opened by its own person, with its key or from their account.
        version: the one in force of the procedure to be filed.

    Returns:
        By field key, only where the person did not give the same; nothing where they proved
        nothing, or the register has no such account any more or cannot be asked.
    """
    given = crypto.open_answers(earlier.definition.form, earlier.answers)
    recognition = recognition_of(earlier, given) if configured() else None
    if recognition is None:
        return {}
    try:
        entry = lookup(account=account_in(earlier.definition, given))
    except Silent:
        return {}
    if entry is None or entry.missing_since:
        return {}
    if recognition.get("holder", proof := proof_of_holder(entry)) != proof:
        return {}  # it changed hands since
    facts = facts_for_filing(ANONYMOUS, today, str(given.get("tipo_persona", "")))
    told = answers_from(version.definition.form, entry, facts)
    if not _wrote_the_name(earlier, given, entry):
        told.pop(HOLDER, None)
    same = {key for key, value in told.items() if _plain(given.get(key)) == _plain(value)}
    return {key: value for key, value in told.items() if key not in same}


def _wrote_the_name(earlier: ServiceRequest, given: dict[str, Any], entry: Entry) -> bool:
    """Whether the name of the register may be one they gave: whose the receipt is, or who asks."""
    names = [given.get(HOLDER), *earlier.applicants.values_list("name", flat=True)]
    return any(same_person(name, entry.holder) for name in names if name)


def _plain(value: Any) -> str:
    return plain_number(str(value or ""))
