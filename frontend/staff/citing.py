"""What a prevención may cite: the lines of the form that were asked of this person (R7)."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from frontend.staff.desk import Desk
from frontend.staff.forms import CitationForm
from procedures.requests.models.access import Verdict
from procedures.requests.operations.corrections import can_be_asked

WRONG = Verdict.WRONG
Pages = list[tuple[str, list[tuple[Any, str]], bool]]


def citations(desk: Desk, sent: QueryDict | None, prefix: str) -> CitationForm:
    """One line for each thing that may be asked for; what was marked wrong brings its remark.

    Args:
        sent: what was typed, when the form was sent.
    """
    row = desk.row
    form, answers, facts = row.definition.form, desk.answers, desk.facts
    # What was never asked of this person cannot be answered by them either.
    asked = {*form.visible(answers, facts, row.case), *form.papers(answers, facts, row.case)}
    wrong = {key: remark for key, (verdict, remark) in desk.marks.items() if verdict == WRONG}
    papers = {
        paper.field_key: paper.remark
        for paper in desk.attachments
        if paper.verdict == WRONG and paper.replaced_at is None
    }
    return CitationForm(
        sent,
        citable={key: label for key, label in can_be_asked(row).items() if key in asked},
        prefix=prefix,
        initial={**wrong, **papers},
    )


def by_section(desk: Desk, lines: CitationForm) -> Pages:
    """The lines as the page shows them: (section, [(line, what was answered)], open)."""
    pages = []
    for section in desk.row.definition.form.sections:
        shown = [
            (lines[key], _answered(desk, item) if key == item.key else "")
            for item in section.fields
            for key in lines.fields
            if key.split(".")[0] == item.key
        ]
        if shown:
            pages.append((section.title, shown, any(line.value() for line, _a in shown)))
    return pages


def _answered(desk: Desk, item: Any) -> str:
    value = desk.answers.get(item.key)
    return item.display(item.mask(value) if item.holds_sensitive else value) if value else ""
