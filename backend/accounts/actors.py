"""Who is acting: built once at the door, frozen, and asked by every rule below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from django.http import HttpRequest
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.accounts.roles import CITIZEN
from backend.accounts.roles import SYSTEM as SYSTEM_ROLE

ANY_AREA = "*"

Kind = Literal["anonymous", "citizen", "staff", "system"]


@dataclass(frozen=True)
class Actor:
    """Somebody, or the clock, at the moment of doing something.

    `grants` are "role@area" or "role@*". `folio` is the one request a citizen's key opens.
    `source` is how it came in: online, counter, phone or letter. `on_behalf_of` names the
    citizen a clerk files for: the same operation with another source, never impersonation.
    """

    kind: Kind
    user: User | None = None
    grants: frozenset[str] = frozenset()
    folio: str = ""
    source: str = "online"
    on_behalf_of: str = ""

    @property
    def roles(self) -> frozenset[str]:
        """The names of the roles held, in whatever area."""
        return frozenset(grant.partition("@")[0] for grant in self.grants)

    @property
    def areas(self) -> frozenset[str]:
        """The keys of the areas worked in; contains "*" when a role holds in any."""
        return frozenset(grant.partition("@")[2] for grant in self.grants)

    @property
    def is_staff(self) -> bool:
        return self.kind == "staff"

    @property
    def label(self) -> str:
        """Who the records say did it: a user name for staff, never a citizen's name."""
        if self.user is not None:
            return self.user.username
        return _("sistema") if self.kind == "system" else _("ciudadanía")

    def has(self, role: str, area: str | None = None) -> bool:
        """True when the role is held in `area`, in every area, or, without `area`, anywhere."""
        if area is None:
            return role in self.roles
        return f"{role}@{area}" in self.grants or f"{role}@{ANY_AREA}" in self.grants

    def workflow_roles(self) -> frozenset[str]:
        """What `decide` and `available` compare with a transition's `by`."""
        if self.kind == "staff":
            return self.grants
        return frozenset({SYSTEM_ROLE if self.kind == "system" else CITIZEN})


ANONYMOUS = Actor("anonymous")
SYSTEM = Actor("system")


def citizen_of(folio: str) -> Actor:
    """The citizen who showed the key of `folio`: an actor for that request alone."""
    return Actor("citizen", folio=folio)


def staff_actor(user: User, *, source: str = "online", on_behalf_of: str = "") -> Actor:
    """The actor of a user: one query for the roles.

    Memberships of areas that were closed grant nothing.
    """
    memberships = user.memberships.select_related("area").exclude(area__active=False)
    grants = frozenset(membership.grant for membership in memberships)
    return Actor("staff", user, grants, source=source, on_behalf_of=on_behalf_of)


def actor_of(request: HttpRequest) -> Actor:
    """The actor of an HTTP request, built once and kept on it."""
    known = cast("Actor | None", getattr(request, "_actor", None))
    user = request.user
    if known is None or known.user != (user if user.is_authenticated else None):
        known = staff_actor(user) if user.is_authenticated else ANONYMOUS
        request._actor = known  # type: ignore[attr-defined]
    return known
