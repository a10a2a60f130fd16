"""What the register can fill in for a clerk, who checks it with the person before them."""

from __future__ import annotations

from typing import Any

from backend.accounts.actors import Actor
from procedures.definition import Facts, Form

from . import looks
from .comparing import HOLDER
from .entries import Entry, Silent, plain_number
from .lookup import configured, lookup

FEWEST = 3  # letters or digits of what may be a number
LONGEST = 40


def found_by(actor: Actor, typed: str, *, procedure: str = "") -> Entry | None:
    """The account that somebody of the staff typed the number of, or its meter's; who was shown it
    is put down (`looks`).

    Args:
        procedure: the slug of what they are filing; "" while they only search.

    Returns:
        None where it cannot be a number, nobody has it, or the register cannot be asked.
    """
    number = plain_number(typed)
    telling = FEWEST <= len(number) <= LONGEST and any(letter.isdigit() for letter in number)
    if not configured() or not telling:
        return None
    try:
        entry = lookup(account=number) or lookup(meter=number)
    except Silent:
        return None
    if entry is not None:
        looks.note(actor, entry, procedure)
    return entry


def answers_from(form: Form, entry: Entry, facts: Facts) -> dict[str, Any]:
    """The answers an account gives to a form: its number, its meter and the name on the receipt.

    What the form would refuse is left out: the clerk asks it.
    """
    said = {"account_number": entry.number, "meter_number": entry.meter}
    given: dict[str, Any] = {}
    for item in form.fields:
        known = entry.holder if item.key == HOLDER else said.pop(item.type.name, "")
        if known:
            given[item.key] = known
    wrong = {path.split(".")[0] for path in form.assess(given, facts, allow_missing=True).errors}
    return {key: value for key, value in given.items() if key not in wrong}
