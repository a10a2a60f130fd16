"""The people of the demonstration: somebody for every role of every area a workflow names.

Their passwords are random, written once to `DATA_DIR/demo-accounts.txt` (mode 600).
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.hashers import make_password

from backend.accounts.models import Area, Membership, User
from backend.accounts.roles import Role
from procedures.casework.models import InspectorCredential

# user name, full name, functions
STAFF = (
    ("ana.modulo", "Ana Lilia Martínez Ruiz", ["counter@modulo"]),
    ("beto.modulo", "Alberto Santiago Pérez", ["counter@modulo", "counter@call_center"]),
    ("clara.llamadas", "Clara Jiménez Vásquez", ["counter@call_center"]),
    ("david.comercial", "David Cruz Mendoza", ["reviewer@comercializacion"]),
    ("elena.comercial", "Elena García Luis", ["reviewer@comercializacion"]),
    ("felipe.supervisor", "Felipe Ortiz Aquino", ["supervisor@comercializacion"]),
    ("gloria.padron", "Gloria Hernández Matus", ["reviewer@padron", "supervisor@padron"]),
    ("hugo.estudios", "Hugo Ramírez Toledo", ["technical@estudios", "reviewer@estudios"]),
    ("irma.operacion", "Irma Pacheco Sosa", ["supervisor@operacion", "reviewer@operacion"]),
    ("javier.inspector", "Javier Luna Bautista", ["inspector@operacion"]),
    ("karla.inspectora", "Karla Morales Díaz", ["inspector@operacion"]),
    ("luis.cuadrilla", "Luis Antonio Reyes", ["crew@operacion"]),
    ("marta.caja", "Marta Velasco Núñez", ["cashier@finanzas", "cashier@comercializacion"]),
    ("nora.juridica", "Nora Zárate Pineda", ["reviewer@juridica", "supervisor@juridica"]),
    ("oscar.direccion", "Óscar Castellanos Gil", ["signer@direccion", "director@direccion"]),
    ("paty.administrativa", "Patricia León Cortés", ["reviewer@administrativa"]),
    ("quetzal.transparencia", "Quetzalli Robles Vera", ["transparency@transparencia"]),
    ("raul.oic", "Raúl Espinosa Maya", ["oic@oic"]),
    ("sofia.dti", "Sofía Carreño Ríos", ["administrator@*", "designer@*"]),
)


@dataclass(frozen=True)
class Account:
    """One line of the accounts file."""

    username: str
    password: str
    grants: tuple[str, ...]


def hire(needed: Iterable[str]) -> list[Account]:
    """Make the staff, with random passwords; who is there already gets a new one.

    Args:
        needed: every "role@area" the workflows name; whoever is missing is hired too.
    """
    people = [(name, full, list(grants)) for name, full, grants in STAFF]
    held = {grant for _name, _full, grants in people for grant in grants}
    for grant in sorted(set(needed) - held):
        role, _at, area = grant.partition("@")
        if role in Role.values and area:
            people.append((f"{role}.{area}", f"{Role(role).label} de {area}", [grant]))
    accounts: list[Account] = []
    areas = {area.key: area for area in Area.objects.all()}
    passwords = [secrets.token_urlsafe(12) for _one in people]
    with ThreadPoolExecutor() as pool:  # slow on purpose: every core at once
        hashes = list(pool.map(make_password, passwords))
    for (name, full, grants), password, hashed in zip(people, passwords, hashes, strict=True):
        user = User.objects.filter(username=name).first() or User(
            username=name, full_name=full, email=f"{name}@example.org"
        )
        user.password = hashed
        user.save()
        for grant in grants:
            role, _at, key = grant.partition("@")
            Membership.objects.get_or_create(user=user, role=role, area=areas.get(key))
            if role == Role.INSPECTOR:  # nobody goes out without one
                told = {"number": f"INS-{user.pk:04d}"}
                InspectorCredential.objects.get_or_create(user=user, defaults=told)
        accounts.append(Account(name, password, tuple(grants)))
    return accounts


def write_down(accounts: Iterable[Account], path: Path) -> None:
    """The accounts, a line each, for whoever runs the demonstration and for nobody else."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.writelines(
            f"{one.username}  {one.password}  {', '.join(one.grants)}\n" for one in accounts
        )


class Cast:
    """Who holds a role in an area, found once and remembered; turns are taken."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], list[User]] = {}
        self._turn = 0

    def __call__(self, role: str, area: str) -> User:
        key = (role, area)
        if key not in self._held:
            here = User.objects.filter(memberships__role=role)
            exact = list(here.filter(memberships__area__key=area).order_by("id"))
            self._held[key] = exact or list(here.order_by("id"))
        self._turn += 1
        return self._held[key][self._turn % len(self._held[key])]
