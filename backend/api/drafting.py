"""A paper before it is signed: drafted by one, sent back or signed by another."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy
from rest_framework import serializers

from backend.accounts.actors import Actor
from procedures.casework import paper_drafts
from procedures.casework.issuing import LONGEST
from procedures.requests.models import Event, ServiceRequest

from .fields import Answers, RevisionBody, Text
from .verbs import Verb, documented


class DraftBody(RevisionBody):
    """The step that will sign, its form's answers, and the blocks changed for this case."""

    action = Text(max_length=60)
    answers = Answers()
    blocks = serializers.DictField(
        child=Text(allow_blank=True, max_length=LONGEST), required=False, default=dict
    )


class ReturnBody(RevisionBody):
    remark = Text(max_length=paper_drafts.LONGEST_REMARK)


@documented(gettext_lazy("Redactar un documento para que otra persona lo firme"), DraftBody)
class Draft(Verb):
    """It replaces the draft before; signing is the step itself, by `actions/`."""

    takes = DraftBody

    def do(self, actor: Actor, row: ServiceRequest, body: dict[str, Any], **where: Any) -> Event:
        return paper_drafts.draft_paper(actor=actor, service_request=row, **body)


@documented(gettext_lazy("Regresar el documento por firmar con observaciones"), ReturnBody)
class Return(Verb):
    """To who wrote it, by somebody who could sign it."""

    takes = ReturnBody

    def do(self, actor: Actor, row: ServiceRequest, body: dict[str, Any], **where: Any) -> Event:
        return paper_drafts.return_paper(actor=actor, service_request=row, **body)
