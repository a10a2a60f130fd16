"""Views of the inbox kept by name, for oneself or an area, and the columns somebody likes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.actors import Actor, actor_of
from procedures.casework.desk import saved_views
from procedures.casework.desk.columns import ANSWERED, COLUMNS, MOST_ANSWERS, Column, chosen
from procedures.casework.desk.filters import ANSWER, LONGEST, read_filters
from procedures.casework.desk.models import SavedView
from procedures.casework.desk.models.saved_views import LONGEST_NAME
from procedures.requests.errors import Invalid
from procedures.requests.filtering import filterables

from .base import StaffView
from .fields import Body, Text, YesNo
from .inbox import ColumnSerializer, wanted_columns

MOST_COLUMNS = len(COLUMNS) + MOST_ANSWERS


def _columns_field(**options: Any) -> serializers.ListField:
    return serializers.ListField(
        child=Text(max_length=80),
        max_length=MOST_COLUMNS,
        help_text=gettext_lazy("Claves de `/columns/`; ninguna: las de siempre."),
        **options,
    )


class ColumnsBody(Body):
    columns = _columns_field()


class NameBody(Body):
    name = Text(max_length=LONGEST_NAME)
    area = Text(
        required=False,
        allow_blank=True,
        max_length=40,
        default="",
        help_text=gettext_lazy("Clave del área con la que se comparte; vacía, es solo de usted."),
    )


class ViewBody(NameBody):
    filters = serializers.DictField(
        child=Text(max_length=LONGEST),
        required=False,
        default=dict,
        help_text=gettext_lazy("Los parámetros de `/requests/`, menos `q` y los de la página."),
    )
    columns = _columns_field(required=False, default=list)


class FirstBody(Body):
    on = YesNo(required=False, default=True, help_text=gettext_lazy("false: ya no abre con ella."))


class ViewSerializer(serializers.Serializer[SavedView]):
    """A view; `area` is "" where it is its owner's alone. `first`: the caller's inbox opens so."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    area = serializers.CharField(allow_blank=True)
    owner = serializers.CharField(source="owner.username")
    filters = serializers.DictField(source="query", child=serializers.CharField())
    columns = serializers.ListField(child=serializers.CharField())
    may_change = serializers.SerializerMethodField()
    first = serializers.SerializerMethodField()

    def get_may_change(self, row: SavedView) -> bool:
        return saved_views.may_change(self.context["actor"], row)

    def get_first(self, row: SavedView) -> bool:
        return bool(row.pk == self.context["first"])


class Views(StaffView):
    @extend_schema(
        operation_id="views_list",
        summary=gettext_lazy("Vistas guardadas de la bandeja"),
        responses=inline_serializer("Views", {"results": ViewSerializer(many=True)}),
    )
    def get(self, request: Request) -> Response:
        """One's own, and those of the areas one works in; `/requests/?view=` opens one."""
        actor = actor_of(request)
        return Response({"results": [*_told(actor, *saved_views.views_of(actor))]})

    @extend_schema(
        summary=gettext_lazy("Guardar una vista"),
        request=ViewBody,
        responses={201: ViewSerializer},
    )
    def post(self, request: Request) -> Response:
        """What is searched for (`q`) names people and is never kept."""
        actor, body = actor_of(request), self.body(ViewBody, request)
        row = saved_views.save_view(
            actor=actor,
            name=body["name"],
            query=_filters(actor, body["filters"]),
            columns=wanted_columns(body["columns"]),
            area=body["area"],
        )
        return Response(_told(actor, row)[0], status=status.HTTP_201_CREATED)


class OneView(StaffView):
    @extend_schema(summary=gettext_lazy("Una vista guardada"), responses=ViewSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """As it was kept."""
        actor = actor_of(request)
        return Response(_told(actor, saved_views.find_view(actor, pk))[0])

    @extend_schema(
        operation_id="view_change",
        summary=gettext_lazy("Cambiar el nombre de una vista, o con quién se comparte"),
        request=NameBody,
        responses=ViewSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Its owner may, and whoever supervises the area it was given to."""
        actor, body = actor_of(request), self.body(NameBody, request)
        view = saved_views.find_view(actor, pk)
        return Response(_told(actor, saved_views.change_view(actor=actor, view=view, **body))[0])


class Delete(StaffView):
    @extend_schema(summary=gettext_lazy("Borrar una vista"), request=None, responses={204: None})
    def post(self, request: Request, pk: int) -> Response:
        """Nobody's inbox opens on it any more."""
        actor = actor_of(request)
        saved_views.delete_view(actor=actor, view=saved_views.find_view(actor, pk))
        return Response(status=status.HTTP_204_NO_CONTENT)


class First(StaffView):
    @extend_schema(
        summary=gettext_lazy("Abrir la bandeja con una vista"),
        request=FirstBody,
        responses=ViewSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """On the page: here a list is what is asked for."""
        actor, body = actor_of(request), self.body(FirstBody, request)
        view = saved_views.find_view(actor, pk)
        if body["on"] or saved_views.preference_of(actor).first_view_id == view.pk:
            saved_views.choose_first(actor=actor, view=view if body["on"] else None)
        return Response(_told(actor, view)[0])


class Columns(StaffView):
    @extend_schema(
        summary=gettext_lazy("Columnas de la bandeja"),
        parameters=[
            OpenApiParameter(
                "procedure",
                str,
                description=gettext_lazy("Con él, también las de sus preguntas con `x-filter`."),
            )
        ],
        responses=inline_serializer(
            "Columns",
            {
                "results": ColumnSerializer(many=True),
                "chosen": serializers.ListField(child=serializers.CharField()),
            },
        ),
    )
    def get(self, request: Request) -> Response:
        """Those a list may have, and those the caller's lists have."""
        return Response(_columns(actor_of(request), request.query_params.get("procedure", "")))

    @extend_schema(
        summary=gettext_lazy("Elegir las columnas de la bandeja"),
        request=ColumnsBody,
        responses=inline_serializer(
            "ChosenColumns", {"chosen": serializers.ListField(child=serializers.CharField())}
        ),
    )
    def post(self, request: Request) -> Response:
        """Of the caller's lists, here and on the page; the folio is always there."""
        actor, body = actor_of(request), self.body(ColumnsBody, request)
        saved_views.choose_columns(actor=actor, columns=wanted_columns(body["columns"]))
        return Response({"chosen": _columns(actor, "")["chosen"]})


def _told(actor: Actor, *rows: SavedView) -> Any:
    first = saved_views.preference_of(actor).first_view_id
    return ViewSerializer(rows, many=True, context={"actor": actor, "first": first}).data


def _columns(actor: Actor, procedure: str) -> dict[str, Any]:
    offered = filterables(actor, procedure)
    every = [*COLUMNS.values(), *(Column(f"{ANSWERED}{one.key}", one.label) for one in offered)]
    kept = saved_views.preference_of(actor).columns
    return {
        "results": ColumnSerializer(every, many=True).data,
        "chosen": kept or [column.key for column in chosen(())],
    }


def _filters(actor: Actor, given: Mapping[str, str]) -> Mapping[str, str]:
    """Filters as a view keeps them: what it would leave out in silence is refused.

    Raises:
        Invalid: each filter that is none, or whose value it does not take.
    """
    errors = {
        f"filters.{name}": [("unknown", _("Una vista no guarda este filtro."))]
        for name in given
        if name not in saved_views.KEPT and not name.startswith(ANSWER)
    }
    try:
        read_filters(given, filterables(actor, given.get("procedure", "")))
    except Invalid as wrong:
        errors = {f"filters.{name}": said for name, said in wrong.errors.items()} | errors
    if errors:
        raise Invalid(errors)
    return given
