"""Somebody of the staff before one case: what every part of its page starts from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from backend.accounts.actors import Actor, actor_of
from procedures.casework.models import PaperDraft
from procedures.casework.paper_drafts import Words, open_draft, words_of
from procedures.definition import Facts
from procedures.requests import crypto
from procedures.requests.access import (
    BEYOND_AN_OPINION,
    DESPITE_AN_INTEREST,
    find,
    has_role_for,
    only_asked,
    stepped_aside,
)
from procedures.requests.facts import facts_of
from procedures.requests.models import ServiceRequest


@dataclass
class Desk:
    """Who looks, at which case, on which day."""

    actor: Actor
    row: ServiceRequest
    today: dt.date

    @cached_property
    def answers(self) -> Mapping[str, Any]:
        """What the person answered, sealed answers open: for rules to read, never to show."""
        return crypto.open_answers(self.row.definition.form, self.row.answers)

    @cached_property
    def facts(self) -> Facts:
        return facts_of(self.row, self.actor, self.today)

    @cached_property
    def only_asked(self) -> bool:
        """Whether the case is here for an opinion and nothing else (R22)."""
        return only_asked(self.actor, self.row)

    @cached_property
    def stepped_aside(self) -> bool:
        """Whether they excused themself from it (R24)."""
        return stepped_aside(self.actor, self.row)

    @cached_property
    def paper_draft(self) -> PaperDraft | None:
        """What somebody drafted of the paper that ends it, and nobody signed yet."""
        return open_draft(self.row) if self.row.is_open else None

    def drafted(self, action: str) -> Words | None:
        """The words of that draft, where it is of this step."""
        draft = self.paper_draft
        return words_of(draft) if draft is not None and draft.action == action else None

    def may(self, action: str) -> bool:
        """Whether this person may do something beside the workflow: `access.may`, which asks the
        database each time, with what this desk knows."""
        beyond = action in BEYOND_AN_OPINION and self.only_asked
        aside = action not in DESPITE_AN_INTEREST and self.stepped_aside
        return has_role_for(self.actor, action) and not beyond and not aside

    @property
    def mine(self) -> bool:
        return self.row.assignee_id is not None and self.row.assignee == self.actor.user

    @property
    def of_somebody_else(self) -> bool:
        return self.row.assignee_id is not None and not self.mine


def desk_of(request: HttpRequest, folio: str) -> Desk:
    """The desk of whoever asks, with this case on it.

    Raises:
        procedures.requests.errors.NotFound: there is no such case, or it is not theirs to see.
    """
    actor = actor_of(request)
    return Desk(actor, find(actor, folio), timezone.localdate())


def go_on_from(desk: Desk, form: BaseForm) -> None:
    """Let a form that came too late be sent again, now that the person sees what changed."""
    data = QueryDict(mutable=True)
    data.update(form.data)
    for name, value in (("revision", desk.row.revision), ("seen", desk.row.event_count)):
        data[form.add_prefix(name)] = str(value)
    form.data = data
