"""A decision becomes a paper: its blocks filled, drawn once, and kept as it was signed.

Everything happens inside the step's transaction and nothing of it is input or output: drawing is
arithmetic (some 15 ms), the bytes are a row, and their sha256 is in the chain. So a paper and the
event that issued it can never disagree (decision 0013). Papers are in Spanish, whatever language
the person who signs reads.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from backend.accounts.models import User
from procedures.catalogue.institution import institution
from procedures.definition import PaperBlock, Transition
from procedures.requests import chain
from procedures.requests.drawing import draw
from procedures.requests.errors import Invalid
from procedures.requests.happening import Happened
from procedures.requests.models import Event, ServiceRequest

from . import sheet
from .models import IssuedPaper, Resolution

ISSUED = "issued"
EFFECT = "sign"
LONGEST = 5000  # letters of an edited block


@dataclass(frozen=True)
class DraftBlock:
    """A block of a paper that is still to be signed, with its places filled."""

    key: str
    title: str
    text: str


def signs(transition: Transition) -> bool:
    """Whether the move issues a paper."""
    return EFFECT in dict(transition.effects)


def draft(
    service_request: ServiceRequest, transition: Transition, signer: User, today: dt.date
) -> tuple[DraftBlock, ...]:
    """The blocks whoever signs may change for this case, as the template fills them."""
    row = service_request
    with translation.override(settings.LANGUAGE_CODE):
        return _editable(row, _unsigned(row, transition, signer, today, {}))


def preview(
    service_request: ServiceRequest,
    transition: Transition,
    signer: User,
    today: dt.date,
    *,
    answers: Mapping[str, Any],
    blocks: Mapping[str, str],
) -> bytes:
    """The paper as it would be signed, marked all over as a draft; nothing is kept.

    Raises:
        Invalid: as signing would.
    """
    row = service_request
    row.case = {**row.case, **answers}  # of this copy: it is never saved
    with translation.override(settings.LANGUAGE_CODE):
        paper = _unsigned(row, transition, signer, today, answers)
        return draw("resolucion", {**sheet.data_of(paper, _words(row, paper, blocks)), "draft": 1})


def prove(
    row: ServiceRequest,
    transition: Transition,
    signer: User,
    today: dt.date,
    *,
    answers: Mapping[str, Any],
    blocks: Mapping[str, str],
) -> None:
    """Whether a paper could be made of these words; nothing is drawn.

    Raises:
        Invalid: as signing would.
    """
    with translation.override(settings.LANGUAGE_CODE):
        _words(row, _unsigned(row, transition, signer, today, answers), blocks)


def issue(happened: Happened, *, document: str) -> Resolution:
    """Sign: freeze the words, draw the paper, keep its bytes and put their sha256 in the chain.

    Raises:
        Invalid: a block that cannot be edited, or was left empty.
    """
    row, user = happened.service_request, happened.actor.user
    assert user is not None
    with translation.override(settings.LANGUAGE_CODE):
        paper = _unsigned(row, happened.transition, user, happened.today, happened.answers)
        paper.event = happened.event
        data = sheet.data_of(paper, _words(row, paper, happened.inputs.get("blocks") or {}))
        content = draw("resolucion", data)
    paper.sha256 = hashlib.sha256(content).hexdigest()
    paper.save(force_insert=True)
    event = chain.append(
        row,
        Event(
            kind=ISSUED,
            from_state=row.state,
            to_state=row.state,
            actor_kind=happened.actor.kind,
            actor_user=user,
            at=happened.now,
            public=True,
        ),
        {
            "public": {"document": document, "code": paper.code, "sha256": paper.sha256},
            "private": {},
            "evidence": {"paper": paper.sha256},
        },
    )
    IssuedPaper.objects.create(resolution=paper, event=event, content=content, data=data)
    return paper


def in_large_letters(paper: Resolution) -> bytes:
    """The words of a signed paper at 18 points: to read, not the paper itself."""
    with translation.override(settings.LANGUAGE_CODE):
        note = _("Copia para leer en letra grande. El documento firmado tiene la huella %s.")
        data = {**paper.paper.data, "copy": note % f"{paper.sha256[:16]}…"}
    return draw("resolucion", data, large=True)


def _unsigned(
    row: ServiceRequest,
    transition: Transition,
    signer: User,
    today: dt.date,
    answers: Mapping[str, Any],
) -> Resolution:
    """The resolution as it would be, unsaved."""
    outcome = row.workflow.state(transition.to).outcome
    until = sheet.valid_until(row.definition, today, answers.get("vigencia_meses"))
    return Resolution(
        service_request=row,
        document=dict(transition.effects)[EFFECT]["document"],
        outcome=outcome or "",
        grounds=answers.get("fundamento") or "",
        reasons=answers.get("motivacion") or "",
        conditions=answers.get("condiciones") or "",
        appeal=sheet.appeal_of(row.definition),
        signed_by=signer,
        authority=sheet.authority_of(row.area),
        place=institution().resolutions.place,
        consult_at=institution().resolutions.consult_at,
        issued_on=today,
        valid_until=until if str(outcome) in sheet.GRANTING else None,
    )


def _editable(row: ServiceRequest, paper: Resolution) -> tuple[DraftBlock, ...]:
    values = sheet.values_of(paper)
    return tuple(
        DraftBlock(block.key, block.title, sheet.filled(block, values))
        for block in row.definition.paper.blocks_for(paper.outcome)
        if block.editable
    )


def _words(
    row: ServiceRequest, paper: Resolution, edited: Mapping[str, str]
) -> list[tuple[str, str]]:
    """(title, text) of every block, as edited."""
    blocks = row.definition.paper.blocks_for(paper.outcome)
    values = sheet.values_of(paper)
    errors: dict[str, list[tuple[str, str]]] = {}
    known = {block.key: block for block in blocks if block.editable}
    for key in edited:
        if key not in known:
            errors[f"blocks.{key}"] = [("unknown", _("Este bloque no se puede cambiar."))]
    words = []
    for block in blocks:
        text = sheet.filled(block, values)
        if block.key in known and block.key in edited:
            text = _checked(block, text, str(edited[block.key]).strip(), errors)
        if text:
            words.append((block.title, text))
    if errors:
        raise Invalid(errors)
    return words


def _checked(
    block: PaperBlock, before: str, text: str, errors: dict[str, list[tuple[str, str]]]
) -> str:
    if not text and before:
        errors[f"blocks.{block.key}"] = [("required", _("No puede quedar vacío."))]
    if len(text) > LONGEST:
        sentence = _("No puede pasar de %d letras.") % LONGEST
        errors[f"blocks.{block.key}"] = [("max_length", sentence)]
    return text
