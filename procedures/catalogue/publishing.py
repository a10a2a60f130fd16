"""Putting definitions in force: what is published is proven, frozen and says what changed.

A new version exists only where the resolved content changed; open requests stay on theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from backend.accounts.actors import Actor
from backend.accounts.history import acting
from backend.accounts.models import Area
from procedures.definition import Definition

from .institution import institution
from .models import Procedure, ProcedureVersion


@dataclass(frozen=True)
class Published:
    """What publishing did: `changed` is False where the content was in force already."""

    version: ProcedureVersion
    changed: bool
    open_on_older: int


def publish(
    *, actor: Actor, definition: Definition, source_text: str, position: int = 0
) -> Published:
    """Put a proven definition in force.

    Args:
        actor: who publishes; kept with the version.
        definition: from `procedures.definition.parse`, so already proven.
        source_text: the canonical text it was written as.
        position: its place in the catalogue's lists.

    Returns:
        The version in force, new or (same content hash) the current one.
    """
    with transaction.atomic(), acting(actor.label, "publish"):
        procedure = (
            Procedure.objects.select_for_update().filter(slug=definition.slug).first()
        ) or Procedure(slug=definition.slug)
        before = procedure.current
        same = before is not None and before.content_hash == definition.content_hash
        if same and before is not None and procedure.position == position:
            return Published(before, False, 0)
        procedure.name = definition.name
        procedure.family = definition.family
        procedure.status = definition.status
        procedure.audience = list(definition.audience)
        procedure.merged_into = definition.merged_into or ""
        procedure.position = position
        procedure.save()
        if same and before is not None:
            return Published(before, False, 0)
        last = procedure.versions.order_by("-number").first()
        version = ProcedureVersion(
            procedure=procedure,
            number=last.number + 1 if last else 1,
            source_text=source_text,
            document=dict(definition.document),
            content_hash=definition.content_hash,
            published_at=timezone.now(),
            published_by=actor.label,
            changes=list(differences(before.document if before else {}, definition.document))
            if before
            else [],
        )
        version.save(force_insert=True)
        procedure.current = version
        procedure.save()
        older = procedure.requests.exclude(phase="closed").exclude(version=version).count()
        return Published(version, True, older)


def retire(*, actor: Actor, procedure: Procedure) -> None:
    """Take a procedure out of the catalogue; its requests finish on their versions."""
    with transaction.atomic(), acting(actor.label, "retire"):
        procedure.current = None
        procedure.save()


def differences(before: Any, after: Any, path: str = "") -> Iterator[str]:
    """Where two resolved documents differ, as paths, one line each.

    A list whose items have keys of their own is compared by those, so that moving a field is not
    the change of everything after it.
    """
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in sorted({*before, *after}):
            here = f"{path}.{key}" if path else str(key)
            if key not in before:
                yield f"+ {here}"
            elif key not in after:
                yield f"- {here}"
            else:
                yield from differences(before[key], after[key], here)
    elif isinstance(before, list) and isinstance(after, list):
        yield from differences(_keyed(before), _keyed(after), path)
    elif before != after:
        yield f"~ {path}"


def _keyed(items: list[Any]) -> dict[str, Any]:
    names = ("key", "section", "action", "value")
    return {
        next(
            (str(item[n]) for n in names if isinstance(item, Mapping) and n in item), str(index)
        ): item
        for index, item in enumerate(items)
    }


def load_areas() -> None:
    """Bring the table of areas up to the institution's file; areas it drops are closed, not
    deleted."""
    listed = {area["key"]: area["name"] for area in institution().areas}
    known = {area.key: area for area in Area.objects.all()}
    for key, name in listed.items():
        area = known.get(key) or Area(key=key)
        if (area.name, area.active, area.pk is not None) != (name, True, True):
            area.name, area.active = name, True
            area.save()
    for key, area in known.items():
        if key not in listed and area.active:
            area.active = False
            area.save()
