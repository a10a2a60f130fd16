"""Whose figures are whose: a restricted procedure is counted only for who may open its requests."""

from __future__ import annotations

from backend.accounts.actors import Actor
from procedures.catalogue.models import Procedure


def restricted_procedures() -> frozenset[str]:
    """The slugs of the procedures whose requests only their audience may see (DOMAIN §8)."""
    return frozenset(Procedure.objects.exclude(audience=[]).values_list("slug", flat=True))


def hidden_from(actor: Actor) -> frozenset[str]:
    """The slugs of the restricted procedures this actor is no audience of.

    Left out of a manager's figures, so that no figure says more than the list behind it.
    """
    mine = {f"role:{role}" for role in actor.roles}
    restricted = Procedure.objects.exclude(audience=[]).values_list("slug", "audience")
    return frozenset(slug for slug, audience in restricted if not mine & set(audience))
