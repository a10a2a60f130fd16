"""What a visitor has half written, seen and changed behind the pages."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from django.test import Client
from django.utils import timezone

from backend.accounts.actors import ANONYMOUS
from backend.accounts.models import User
from frontend.filing import memory
from procedures.catalogue.models import ProcedureVersion
from procedures.drafts import operations
from procedures.drafts.models import Draft
from procedures.requests.facts import facts_for_filing
from tests.factories.cases import examples


def draft_of(client: Client, slug: str, bucket: str = "drafts", staff: User | None = None) -> Draft:
    """The draft this visitor has open of a procedure."""
    row = operations.open_with(memory.opener_for(client.session, bucket, slug), staff=staff)
    assert row is not None, "nothing is half written"
    return row


def kept(client: Client, slug: str) -> dict[str, Any]:
    """What it holds."""
    return operations.content_of(draft_of(client, slug))


def rewrite(client: Client, slug: str, **changes: Any) -> None:
    """Change parts of it, as another window would."""
    row = draft_of(client, slug)
    base = operations.content_of(row)
    operations.keep(draft=row, base=base, mine={**deepcopy(base), **changes})


def fill_in(client: Client, version: ProcedureVersion, **given: Any) -> None:
    """A whole valid filing, all but the last step; its papers are promised for later."""
    slug, form = version.procedure.slug, version.definition.form
    facts = facts_for_filing(ANONYMOUS, timezone.localdate())
    rewrite(
        client,
        slug,
        answers=examples(form, facts, given=given),
        seen=sorted(section.key for section in form.sections),
        later=sorted(item.key for item in form.fields if item.is_file and item.later),
    )
