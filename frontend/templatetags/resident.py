"""What a page offers to who is signed in or has requests open: keep one, start from one."""

from __future__ import annotations

from typing import Any

from django import template

from frontend.citizen import account, opened
from procedures.holdings import operations
from procedures.requests.models import ServiceRequest

register = template.Library()
MOST = 3  # earlier requests offered before beginning


@register.inclusion_tag("citizen/_keep.html", takes_context=True)
def keep_in_account(context: dict[str, Any], row: ServiceRequest) -> dict[str, Any]:
    """A button to keep a request, for who is signed in and does not keep it yet."""
    found = account.account_of(context["request"])
    wanted = found is not None and operations.may_be_kept(row)
    kept = wanted and found is not None and operations.held(found, row.folio) is not None
    return {"row": row, "offered": wanted and not kept, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("citizen/_start_from.html", takes_context=True)
def earlier_requests(context: dict[str, Any], slug: str) -> dict[str, Any]:
    """The requests whose answers may be used, the latest first."""
    return {"slug": slug, "rows": opened.usable_again(context["request"])[:MOST]}
