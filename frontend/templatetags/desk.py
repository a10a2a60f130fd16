"""What only pages of the staff ask while they are drawn."""

from __future__ import annotations

from django import template

from frontend.filing import Draft
from frontend.staff.casefile import required_and_missing
from frontend.staff.deliveries.words import lasting

register = template.Library()
register.filter("lasting", lasting)


@register.simple_tag
def lacking(draft: Draft) -> list[str]:
    """Labels of what the form requires and this filing does not have yet."""
    return required_and_missing(
        draft.definition.form, draft.answers, draft.facts, draft.papers.counts()
    )
