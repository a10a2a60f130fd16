"""Somebody of the staff before one case: what every part of its page starts from."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from functools import cache, cached_property
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from backend.accounts.actors import Actor, actor_of
from procedures.casework.models import PaperDraft
from procedures.casework.paper_drafts import Words, open_draft, words_of
from procedures.definition import Facts
from procedures.requests import crypto
from procedures.requests.access import Part, find
from procedures.requests.calendar import business_calendar
from procedures.requests.facts import facts_of
from procedures.requests.models import Attachment, ServiceRequest
from procedures.requests.operations.reviewing import Mark, marks_of


class Desk(Part):
    """Who looks, at which case, on which day; what several parts of its page need is read once."""

    def __init__(self, actor: Actor, row: ServiceRequest, today: dt.date) -> None:
        super().__init__(actor, row)
        self.today = today
        self.calendars = cache(business_calendar)

    @cached_property
    def answers(self) -> Mapping[str, Any]:
        """What the person answered, sealed answers open: for rules to read, never to show."""
        return crypto.open_answers(self.row.definition.form, self.row.answers)

    @cached_property
    def facts(self) -> Facts:
        return facts_of(self.row, self.actor, self.today)

    @cached_property
    def marks(self) -> dict[str, Mark]:
        """What staff said of the answers as they stand, by field key."""
        return marks_of(self.row, self.answers)

    @cached_property
    def attachments(self) -> list[Attachment]:
        """Every document that was ever attached, with what it came with."""
        return list(self.row.attachments.select_related("document", "event"))

    @property
    def held(self) -> dict[str, int]:
        """How many documents are in force per field."""
        return Counter(one.field_key for one in self.attachments if one.replaced_at is None)

    @cached_property
    def paper_draft(self) -> PaperDraft | None:
        """What somebody drafted of the paper that ends it, and nobody signed yet."""
        return open_draft(self.row) if self.row.is_open else None

    def drafted(self, action: str) -> Words | None:
        """The words of that draft, where it is of this step."""
        draft = self.paper_draft
        return words_of(draft) if draft is not None and draft.action == action else None

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
