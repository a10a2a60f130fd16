"""The inbox: what a list is narrowed by, its counts, and the columns and views of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.actors import Actor, actor_of
from procedures.casework.desk import columns, saved_views
from procedures.casework.desk.columns import Column
from procedures.casework.desk.filters import read_what_can_be
from procedures.casework.desk.models import SavedView
from procedures.casework.desk.queue import (
    TABS,
    Filters,
    Understood,
    count_tabs,
    queue,
    read_filters,
    understand,
)
from procedures.requests.errors import Invalid
from procedures.requests.filtering import filterables
from procedures.requests.models.request import OutcomeChoices, PhaseChoices, Source

from .base import StaffView
from .pagination import count, paginated
from .parameters import day, number, one_of, read_id
from .representations import QueueRowSerializer

QUEUE_PARAMETERS = [
    OpenApiParameter(
        "view",
        number(),
        description=gettext_lazy(
            "El `id` de una vista de `/views/`: sus filtros y su orden, salvo los que se manden"
            " aquí; uno vacío quita el de la vista."
        ),
    ),
    one_of("tab", TABS),
    one_of("phase", ["open", *PhaseChoices.values]),
    OpenApiParameter("state", str),
    OpenApiParameter("procedure", str),
    OpenApiParameter("area", str),
    OpenApiParameter("assignee", str, description=gettext_lazy("`me`, `none` o un usuario.")),
    one_of("source", Source.values),
    one_of("due", ["overdue", "soon"]),
    one_of("reach", ["lost"]),
    OpenApiParameter("q", str, description=gettext_lazy("Folio, nombre, teléfono, cuenta…")),
    day("received_from"),
    day("received_to"),
    day("closed_from"),
    day("closed_to"),
    one_of("outcome", OutcomeChoices.values),
    OpenApiParameter("label", str, description=gettext_lazy("El `id` de una etiqueta.")),
    OpenApiParameter(
        "answer",
        {"type": "object", "additionalProperties": {"type": "string"}},
        style="deepObject",
        explode=True,
        description=gettext_lazy(
            "Con `procedure`: `answer[clave]` por cada pregunta con `x-filter` en su formulario;"
            " las de números y fechas, `answer[clave.from]` y `answer[clave.to]`."
        ),
    ),
]
COLUMNS_PARAMETER = OpenApiParameter(
    "columns",
    str,
    description=gettext_lazy(
        "Claves de `/columns/`, separadas por comas; sin ellas, las de la vista o las propias."
    ),
)


class CountSerializer(serializers.Serializer[Any]):
    """Exact to 1 000; beyond that, `more`."""

    count = serializers.IntegerField()
    more = serializers.BooleanField()


class ColumnSerializer(serializers.Serializer[Column]):
    """A column of a list; `ordering` is what to order by it with, "" where it cannot be."""

    key = serializers.CharField()
    label = serializers.CharField()
    ordering = serializers.CharField(allow_blank=True)


class ListRowSerializer(QueueRowSerializer):
    """And who asks, "" where nobody may know; `answers` has the columns of answers, in words."""

    who = serializers.SerializerMethodField()
    answers = serializers.SerializerMethodField()

    def get_who(self, row: Any) -> str:
        return columns.name_of(row)

    def get_answers(self, row: Any) -> dict[str, str]:
        return dict(columns.answers_of(row, self.context["offered"]))


QUEUE_PAGE = inline_serializer(
    "QueuePage",
    {
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
        "columns": ColumnSerializer(many=True),
        "ignored": serializers.ListField(
            child=serializers.CharField(),
            help_text=gettext_lazy("Filtros de la vista que ya no existen: no se aplicaron."),
        ),
        "results": ListRowSerializer(many=True),
    },
)


@dataclass(frozen=True)
class Asked:
    """A list somebody asks for.

    Attributes:
        view: the one it is opened from, if any.
        ignored: filters of the view that mean nothing any more.
    """

    actor: Actor
    filters: Filters
    understood: Understood
    view: SavedView | None
    ignored: tuple[str, ...]


def asked_of(request: Request) -> Asked:
    """Who asks, the filters of the call and what they mean.

    Raises:
        Invalid: each filter whose value it does not take.
        NotFound: a view that is not there, or not the caller's.
    """
    actor, given = actor_of(request), request.query_params.dict()
    view = _view(actor, given.get("view", ""))
    kept = {name: text for name, text in (view.query if view else {}).items() if name not in given}
    offered = filterables(actor, {**kept, **given}.get("procedure", ""))
    gone = read_what_can_be(kept, offered)[1]
    # A page calls the tab of everything by a name; here it is no tab.
    good = {n: text for n, text in kept.items() if n not in gone and (n != "tab" or text in TABS)}
    filters = read_filters({**good, **given}, offered)
    return Asked(actor, filters, understand(actor, filters, offered), view, tuple(sorted(gone)))


def listed(request: Request) -> Response:
    """A page of the requests the caller may see."""
    asked = asked_of(request)
    offered = asked.understood.offered
    shown = columns.chosen(_columns(request, asked), offered)
    found = queue(asked.actor, asked.filters, understood=asked.understood)
    context = {"offered": offered}
    return paginated(
        request,
        columns.with_answers(found, shown).prefetch_related("applicants"),
        ordering=asked.filters.ordering,
        represent=lambda row: ListRowSerializer(row, context=context).data,
        columns=ColumnSerializer(shown, many=True).data,
        ignored=asked.ignored,
    )


class Counts(StaffView):
    problems: ClassVar = {"get": (404,)}

    @extend_schema(
        summary=gettext_lazy("Cuántas hay en cada pestaña"),
        parameters=QUEUE_PARAMETERS,
        responses=inline_serializer(
            "Counts",
            {tab: CountSerializer(allow_null=True) for tab in TABS},
        ),
    )
    def get(self, request: Request) -> Response:
        """By tab, for the same filters as the list; null where it is not counted."""
        asked = asked_of(request)
        numbers = count_tabs(asked.actor, asked.filters, understood=asked.understood)
        return Response(
            {tab: None if number is None else count(number) for tab, number in numbers.items()}
        )


def wanted_columns(keys: list[str]) -> list[str]:
    """Keys somebody chooses columns by.

    Raises:
        Invalid: one that is no column of a list.
    """
    if set(columns.clean_keys(keys)) != set(keys):
        raise Invalid({"columns": [("unknown", _("Una de esas columnas no existe."))]})
    return keys


def _view(actor: Actor, pk: str) -> SavedView | None:
    return saved_views.find_view(actor, read_id("view", pk)) if pk else None


def _columns(request: Request, asked: Asked) -> list[str]:
    """The columns asked for, or those of the view, or one's own."""
    if text := request.query_params.get("columns", ""):
        return wanted_columns(list(dict.fromkeys(text.split(","))))
    own = asked.view.columns if asked.view else []
    return list(own or saved_views.preference_of(asked.actor).columns)
