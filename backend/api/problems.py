"""The problem log: what goes wrong with a procedure, and what solved it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.actors import actor_of
from procedures.problems import operations
from procedures.problems.models import Problem, Status, Where
from procedures.problems.operations import LONGEST
from procedures.requests.errors import NotAllowed, NotFound

from .base import StaffView
from .fields import Body, Text
from .pagination import PAGE_PARAMETERS, page_of, paginated
from .parameters import check_one_of, one_of

LARGEST = 2**31 - 1


class ProcedureProblemSerializer(serializers.ModelSerializer[Problem]):
    """A problem; people are their user names."""

    procedure = serializers.SlugField(source="procedure.slug")
    reported_by = serializers.CharField(source="reported_by.username")
    settled_by = serializers.CharField(source="settled_by.username", default=None, allow_null=True)

    class Meta:
        model = Problem
        fields: ClassVar = [
            "id", "procedure", "where", "description", "folio", "status", "solution",
            "reported_by", "reported_at", "settled_by", "settled_at",
        ]  # fmt: skip


class ReportBody(Body):
    procedure = Text(max_length=80)
    where = serializers.ChoiceField(choices=Where.choices)
    description = Text(max_length=LONGEST)
    folio = Text(required=False, allow_blank=True, max_length=40, default="")
    solution = Text(required=False, allow_blank=True, max_length=LONGEST, default="")


class SettleBody(Body):
    status = serializers.ChoiceField(choices=Status.choices)
    solution = Text(max_length=LONGEST)


class Problems(StaffView):
    @extend_schema(
        operation_id="problems_list",
        summary=gettext_lazy("Problemas de los trámites"),
        parameters=[one_of("status", Status.values), *PAGE_PARAMETERS],
        responses=page_of("ProcedureProblemPage", ProcedureProblemSerializer),
    )
    def get(self, request: Request) -> Response:
        """Those the caller may see, the latest first."""
        actor = actor_of(request)
        if not operations.may_report(actor):
            raise NotAllowed(str(gettext_lazy("Su función no incluye anotar problemas.")))
        found = operations.problems_of(actor)
        check_one_of(request.query_params, "status", Status.values)
        if status := request.query_params.get("status"):
            found = found.filter(status=status)
        return paginated(
            request,
            found,
            ordering="-reported_at",
            represent=lambda row: ProcedureProblemSerializer(row).data,
        )

    @extend_schema(
        summary=gettext_lazy("Anotar un problema"),
        request=ReportBody,
        responses={201: ProcedureProblemSerializer},
    )
    def post(self, request: Request) -> Response:
        """With its solution, where it is known already."""
        row = operations.report_problem(actor=actor_of(request), **self.body(ReportBody, request))
        return Response(ProcedureProblemSerializer(row).data, status=201)


class OneProblem(StaffView):
    @extend_schema(summary=gettext_lazy("Un problema"), responses=ProcedureProblemSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """As it stands."""
        return Response(ProcedureProblemSerializer(_found(request, pk)).data)


class Settle(StaffView):
    problems: ClassVar = {"post": (409,)}

    @extend_schema(
        summary=gettext_lazy("Decir cómo se resolvió un problema"),
        request=SettleBody,
        responses=ProcedureProblemSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Solved, not changed, or open again; always with the words of why."""
        body: dict[str, Any] = self.body(SettleBody, request)
        _found(request, pk)
        row = operations.settle_problem(actor=actor_of(request), problem=pk, **body)
        return Response(ProcedureProblemSerializer(row).data)


def _found(request: Request, pk: int) -> Problem:
    if pk > LARGEST:
        raise NotFound(str(gettext_lazy("No encontramos ese problema.")))
    return operations.problem_of(actor_of(request), pk)
