"""In whose name messages are written: the institution of this installation."""

from __future__ import annotations

from notifications.sender import Sender, introduce

from .institution import institution


@introduce
def utility() -> Sender:
    """The utility's name and, of its telephone and main office, what is known."""
    facts = institution()
    office = facts.offices[0] if facts.offices else {}
    numbers = (phone.number for phone in facts.phones)
    return Sender(
        name=facts.name,
        short_name=facts.short_name,
        phone=next((number for number in numbers if number), ""),
        hours=office.get("hours") or "",
        address=office.get("address") or "",
        colour=facts.colours.primary,
    )
