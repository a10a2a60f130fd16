"""What was given in an earlier request and may be given again, if the person says so.

"No lo preguntamos dos veces" (DOMAIN R25; LNETB 78): of the same procedure, every answer and paper
that still fits the version in force; of another one, only what its fields say comes from an earlier
request (`default_from`). Nothing is taken without being chosen, and the new request's first event
says what was, and from which folio (DOMAIN §5.5).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from backend.accounts.actors import ANONYMOUS, Actor
from procedures.catalogue.models import ProcedureVersion
from procedures.definition import Field
from procedures.definition.fields.file import File
from procedures.documents.models import Document
from procedures.requests import crypto
from procedures.requests.errors import Conflict, NotFound
from procedures.requests.facts import facts_for_filing
from procedures.requests.models import ServiceRequest
from procedures.requests.models.access import Verdict

from .operations import may_be_kept
from .register import known_to_holder

EARLIER = "earlier_request"


@dataclass(frozen=True)
class Offer:
    """What fits: answers (open) and papers by field key, in the order they are asked.

    Attributes:
        known: what the register tells the holder instead, by field key (`known_to_holder`).
    """

    earlier: ServiceRequest
    version: ProcedureVersion
    answers: Mapping[str, Any] = field(repr=False)
    papers: Mapping[str, tuple[Document, ...]] = field(repr=False)
    known: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def plain(self) -> list[Field]:
        """The fields whose answers may be shown."""
        return [item for item in self._answered if not item.holds_sensitive]

    @property
    def sensitive(self) -> list[Field]:
        """The fields whose answers are shown veiled."""
        return [item for item in self._answered if item.holds_sensitive]

    @property
    def files(self) -> list[Field]:
        """The fields with papers."""
        return [item for item in self.version.definition.form.fields if item.key in self.papers]

    @property
    def registered(self) -> list[Field]:
        """The fields the register tells of."""
        return [item for item in self.version.definition.form.fields if item.key in self.known]

    @property
    def _answered(self) -> list[Field]:
        return [item for item in self.version.definition.form.fields if item.key in self.answers]

    def __bool__(self) -> bool:
        return bool(self.answers or self.papers or self.known)


def offer(
    *, actor: Actor, earlier: ServiceRequest, version: ProcedureVersion, today: dt.date
) -> Offer:
    """What of an earlier request may be given again.

    Args:
        actor: the citizen of the earlier request.
        version: the one in force of the procedure to be filed.
        today: answers that no longer hold on this day are not offered.

    Raises:
        NotFound: the actor is not its citizen.
        Conflict: nothing leads from or to what may be a denuncia (DOMAIN §8.2).
    """
    if actor.kind != "citizen" or actor.folio != earlier.folio:
        raise NotFound(_("No encontramos esa solicitud."))
    if not may_be_kept(earlier) or version.definition.anonymous:
        raise Conflict(
            _("De las quejas y denuncias no se usan datos en otra solicitud."), code="never_reused"
        )
    form = version.definition.form
    before = earlier.definition.form
    same = earlier.procedure_id == version.procedure_id
    fits = {key for key, item in form.by_key.items() if _fits(before.by_key.get(key), item, same)}
    given = crypto.open_answers(before, earlier.answers)
    candidates = {key: value for key, value in given.items() if key in fits}
    facts = facts_for_filing(ANONYMOUS, today, str(candidates.get("tipo_persona", "")))
    found = form.assess(candidates, facts, allow_missing=True)
    answers = {key: value for key, value in found.values.items() if key in candidates}
    papers = _papers(earlier, version, fits & found.visible)
    return Offer(earlier, version, answers, papers, known_to_holder(earlier, version, today))


def _fits(before: Field | None, now: Field, same_procedure: bool) -> bool:
    if before is None or before.type.name != now.type.name or not now.type.typed:
        return False
    return same_procedure or now.default_from == EARLIER


def _papers(
    earlier: ServiceRequest, version: ProcedureVersion, keys: Collection[str]
) -> dict[str, tuple[Document, ...]]:
    """Those in force of each field, but what staff said is wrong."""
    by_key = version.definition.form.by_key
    wanted = [key for key in keys if by_key[key].is_file]
    attachments = (
        earlier.attachments.filter(field_key__in=wanted, public=True, replaced_at=None)
        .exclude(verdict=Verdict.WRONG)
        .select_related("document")
    )
    found: dict[str, tuple[Document, ...]] = {}
    for one in attachments:
        item = by_key[one.field_key]
        held = found.get(one.field_key, ())
        if (
            isinstance(item.type, File)
            and one.document.media_type in item.type.accepted(item)
            and len(held) < item.type.most(item)
        ):
            found[one.field_key] = (*held, one.document)
    return found
