"""Staff with functions, made as short as they are said: `staff("reviewer@comercializacion")`."""

from __future__ import annotations

from itertools import count

from backend.accounts.actors import Actor, staff_actor
from backend.accounts.models import Area, Membership, User
from backend.accounts.roles import Role
from procedures.casework.models import InspectorCredential

_numbers = count(1)


def person(*grants: str, username: str = "", full_name: str = "") -> User:
    """A user of the staff.

    Args:
        grants: "role@area", or "role@*" for a role in any area; areas are made as needed.
    """
    number = next(_numbers)
    user = User.objects.create_user(
        username=username or f"personal{number}",
        password=None,
        full_name=full_name or f"Persona Servidora {number}",
        email=f"personal{number}@example.org",
    )
    for grant in grants:
        role, _at, key = grant.partition("@")
        area = None
        if key not in ("", "*"):
            area, _made = Area.objects.get_or_create(key=key, defaults={"name": key.title()})
        Membership.objects.create(user=user, role=role, area=area)
        if role == Role.INSPECTOR:  # who has none is sent nowhere
            told = {"number": f"PRUEBA-{number}"}
            InspectorCredential.objects.get_or_create(user=user, defaults=told)
    return user


def staff(*grants: str, source: str = "online", **named: str) -> Actor:
    """The actor of a new member of the staff."""
    return staff_actor(person(*grants, **named), source=source)
