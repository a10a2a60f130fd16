"""The figures: every one for the management, the public ones for anybody with small cells hidden.

They are those of the board and of the public page: one query per figure (ARCHITECTURE rule 14).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.actors import actor_of
from procedures.indicators.audience import hidden_from
from procedures.indicators.publication import last_months, published
from procedures.indicators.registry import Measured, measure
from procedures.indicators.results import Cell, Result
from procedures.indicators.scope import DIMENSIONS, Scope
from procedures.requests.errors import Invalid
from procedures.requests.models.request import Source

from .base import ApiView
from .parameters import check_one_of, day, one_of
from .permissions import SeesFigures, WithinScopes

EARLIEST, LONGEST_YEARS = dt.date(2000, 1, 1), 10
LATEST = dt.date(2999, 12, 31)


class CellSerializer(serializers.Serializer[Any]):
    """A figure; `hidden` where publishing it could point at somebody."""

    key = serializers.CharField(allow_blank=True)
    value = serializers.FloatField(allow_null=True)
    count = serializers.IntegerField()
    hidden = serializers.BooleanField()


class IndicatorSerializer(serializers.Serializer[Any]):
    """An indicator over a period; `previous` is the period before it, of the same length."""

    name = serializers.CharField()
    label = serializers.CharField()
    unit = serializers.CharField()
    explanation = serializers.CharField()
    target = serializers.FloatField(allow_null=True)
    value = serializers.FloatField(allow_null=True)
    count = serializers.IntegerField()
    hidden = serializers.BooleanField()
    previous = CellSerializer()
    meets_target = serializers.BooleanField(allow_null=True)
    improved = serializers.BooleanField(allow_null=True)
    groups = serializers.DictField(child=CellSerializer(many=True))


FIGURES = inline_serializer(
    "Indicators",
    {
        "from": serializers.DateField(),
        "to": serializers.DateField(),
        "results": IndicatorSerializer(many=True),
    },
)
BY = OpenApiParameter(
    "by", str, description=gettext_lazy("De %s; varias, con comas.") % ", ".join(DIMENSIONS)
)
PERIOD = [
    day("from"),
    day("to"),
    OpenApiParameter("procedure", str),
    one_of("source", Source.values),
    BY,
]


class Indicators(ApiView):
    permission_classes: ClassVar = [SeesFigures, WithinScopes]

    @extend_schema(
        summary=gettext_lazy("Indicadores de la dirección"),
        parameters=[*PERIOD, OpenApiParameter("area", str)],
        responses=FIGURES,
    )
    def get(self, request: Request) -> Response:
        """Every registered indicator; without a period, the last twelve whole months."""
        scope = _scope(request, without=hidden_from(actor_of(request)))
        return Response(_figures(scope, measure(scope)))


class PublicIndicators(ApiView):
    public = True

    @extend_schema(summary=gettext_lazy("Indicadores públicos"), parameters=[BY], responses=FIGURES)
    def get(self, request: Request) -> Response:
        """The public ones, of the last twelve whole months, small cells hidden."""
        found = published(_scope(request).by)
        return Response(_figures(found.scope, found.figures))


def _scope(request: Request, *, without: frozenset[str] = frozenset()) -> Scope:
    asked = request.query_params
    check_one_of(asked, "source", Source.values)
    usual = last_months()
    errors: dict[str, list[tuple[str, str]]] = {}

    def read(name: str, otherwise: dt.date) -> dt.date:
        try:
            found = parse_date(asked[name]) if asked.get(name) else otherwise
        except ValueError:
            found = None
        if found is None or not EARLIEST <= found <= LATEST:
            errors[name] = [("invalid", _("Escriba una fecha como 2026-11-30."))]
            return otherwise
        return found

    first, last = read("from", usual.first), read("to", usual.last)
    if not errors and not first <= last < first.replace(year=first.year + LONGEST_YEARS, day=1):
        errors["to"] = [
            ("invalid", _("El periodo debe ir hacia adelante y durar menos de diez años."))
        ]
    words = {name: asked.get(name, "") for name in ("procedure", "area", "source", "by")}
    for name, text in words.items():
        if len(text) > 120 or "\x00" in text:
            errors[name] = [("invalid", _("Escriba menos, y solo letras y números."))]
    if errors:
        raise Invalid(errors)
    try:
        return Scope(first, last, **words, without=without)
    except ValueError as unknown:
        raise Invalid({"by": [("invalid_choice", _("Elija una de las opciones."))]}) from unknown


def _figures(scope: Scope, measured: Mapping[str, Measured]) -> dict[str, Any]:
    return {
        "from": scope.first.isoformat(),
        "to": scope.last.isoformat(),
        "results": [_figure(one) for one in measured.values()],
    }


def _figure(measured: Measured) -> dict[str, Any]:
    known, now, before = measured.indicator, measured.now.whole, measured.before.whole
    return {
        "name": known.name,
        "label": str(known.label),
        "unit": str(known.unit),
        "explanation": str(known.explanation),
        "target": known.target,
        "value": now.value,
        "count": now.count,
        "hidden": now.hidden,
        "previous": _cell(before),
        "meets_target": known.meets_target(now.value),
        "improved": known.improved(now.value, before.value),
        "groups": _groups(measured.now),
    }


def _groups(result: Result) -> dict[str, list[dict[str, Any]]]:
    return {name: [_cell(cell) for cell in cells] for name, cells in result.groups.items()}


def _cell(cell: Cell) -> dict[str, Any]:
    return CellSerializer(cell).data
