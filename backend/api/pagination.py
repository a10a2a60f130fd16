"""Lists as `{next, previous, results}`: pages by key, so the last is as quick as the first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from procedures.casework.desk.keyset import page
from procedures.casework.desk.queue import COUNTED
from procedures.requests.errors import Invalid

PAGE_SIZE, LARGEST_PAGE = 50, 100

PAGE_PARAMETERS = [
    OpenApiParameter(
        "cursor", OpenApiTypes.STR, description=gettext_lazy("De `next` o `previous`.")
    ),
    OpenApiParameter(
        "size",
        {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE},
        description=gettext_lazy("Renglones por página."),
    ),
]


def paginated(
    request: Request,
    found: QuerySet[Any],
    *,
    ordering: str,
    represent: Callable[[Any], Mapping[str, Any]],
    **more: Any,
) -> Response:
    """The page of `found` the query string asks for.

    Args:
        ordering: a column, see `keyset.page`.
        represent: a row as JSON.
        more: what else the answer says of the list.

    Raises:
        Invalid: a cursor or size that is none.
    """
    here = request.build_absolute_uri()
    shown = page(
        found,
        ordering=ordering,
        cursor=request.query_params.get("cursor", ""),
        size=size_of(request),
    )

    def link(cursor: str) -> str | None:
        return replace_query_param(here, "cursor", cursor) if cursor else None

    return Response(
        {
            "next": link(shown.next),
            "previous": link(shown.previous) or _first(here, shown.rows, request),
            **more,
            "results": [represent(row) for row in shown.rows],
        }
    )


def _first(here: str, rows: tuple[Any, ...], request: Request) -> str | None:
    """A page beyond the end still leads back: to the beginning."""
    empty = not rows and "cursor" in request.query_params
    return remove_query_param(here, "cursor") if empty else None


def size_of(request: Request) -> int:
    """How many rows a page shall have.

    Raises:
        Invalid: a size that is none, or too large.
    """
    text = request.query_params.get("size", str(PAGE_SIZE))
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:6]) <= LARGEST_PAGE):
        raise Invalid(
            {"size": [("invalid", _("Pida de 1 a %d renglones por página.") % LARGEST_PAGE)]}
        )
    return int(text)


def count(number: int) -> dict[str, Any]:
    """A count as the API says it: exact to 1 000, then "more"."""
    return {"count": min(number, COUNTED), "more": number > COUNTED}


def page_of(name: str, row: type[serializers.Serializer[Any]]) -> serializers.Serializer[Any]:
    """The schema of a page of rows."""
    return inline_serializer(
        name,
        {
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
            "results": row(many=True),
        },
    )
