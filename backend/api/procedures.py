"""The catalogue: what can be asked of the utility, and the form of each procedure."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from procedures.catalogue.finding import shelf
from procedures.catalogue.institution import privacy_notice
from procedures.catalogue.models import Procedure
from procedures.definition import Definition
from procedures.requests import acceptance
from procedures.requests.addresses import blank_form_url
from procedures.requests.errors import NotFound
from procedures.requests.facts import facts_for_filing
from procedures.requests.models.request import Source

from .authentication import filer
from .base import ApiView
from .pagination import PAGE_PARAMETERS, page_of, paginated, size_of
from .parameters import check_one_of, one_of

STATUSES = ("online", "assisted", "informative", "merged", "closed", "external")


class ProcedureRowSerializer(serializers.Serializer[Any]):
    """A procedure in the catalogue. `limit_confirmed` false: an estimate, never a promise."""

    slug = serializers.SlugField()
    name = serializers.CharField()
    family = serializers.CharField()
    summary = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(choices=STATUSES)
    channels = serializers.ListField(child=serializers.CharField())
    limit_days = serializers.IntegerField(allow_null=True)
    limit_months = serializers.IntegerField(allow_null=True)
    limit_confirmed = serializers.BooleanField()
    cost = serializers.CharField(allow_blank=True)
    cost_confirmed = serializers.BooleanField()


class RequirementSerializer(serializers.Serializer[Any]):
    """Something to bring or hand in, and where we know it from."""

    key = serializers.CharField()
    name = serializers.CharField()
    required = serializers.BooleanField()
    kind = serializers.CharField()
    field = serializers.CharField(allow_blank=True)
    help = serializers.CharField(allow_blank=True)
    basis = serializers.CharField()
    source = serializers.CharField(allow_blank=True, allow_null=True)


class LegalBasisSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    url = serializers.CharField(allow_blank=True, allow_null=True)
    basis = serializers.CharField()


class ProcedureSerializer(ProcedureRowSerializer):
    """The record of a procedure, as its version in force says it."""

    version = serializers.IntegerField()
    merged_into = serializers.CharField(allow_null=True)
    external_url = serializers.CharField(allow_null=True)
    audience_restricted = serializers.BooleanField()
    anonymous = serializers.BooleanField()
    who_can_file = serializers.ListField(child=serializers.CharField())
    requirements = RequirementSerializer(many=True)
    legal_basis = LegalBasisSerializer(many=True)
    target_days = serializers.IntegerField(allow_null=True)
    silence = serializers.CharField()
    result = serializers.CharField(allow_blank=True)
    result_validity_days = serializers.IntegerField(allow_null=True)
    can_be_filed = serializers.BooleanField()
    blank_form_url = serializers.CharField(allow_null=True)


def row_of(definition: Definition) -> dict[str, Any]:
    """A procedure in a list."""
    limit, cost = definition.time.limit, definition.record.cost
    return {
        "slug": definition.slug,
        "name": definition.name,
        "family": definition.family,
        "summary": definition.summary,
        "status": definition.status,
        "channels": list(definition.channels),
        "limit_days": limit.days if limit else None,
        "limit_months": limit.months if limit else None,
        "limit_confirmed": definition.time.confirmed,
        "cost": cost.text,
        "cost_confirmed": cost.confirmed,
    }


def record_of(definition: Definition, version: int) -> dict[str, Any]:
    """A whole record."""
    record = definition.record
    return {
        **row_of(definition),
        "version": version,
        "merged_into": definition.merged_into or None,
        "external_url": definition.external_url or None,
        "audience_restricted": bool(definition.audience),
        "anonymous": definition.anonymous,
        "who_can_file": list(definition.who_can_file),
        "requirements": RequirementSerializer(record.requirements, many=True).data,
        "legal_basis": LegalBasisSerializer(record.legal_basis, many=True).data,
        "target_days": definition.time.target_days,
        "silence": definition.time.silence,
        "result": record.result.document,
        "result_validity_days": record.result.validity_days,
        "can_be_filed": definition.can_be_filed,
        "blank_form_url": blank_form_url(definition.slug) if definition.can_be_filed else None,
    }


class Procedures(ApiView):
    public = True

    @extend_schema(
        operation_id="procedures_list",
        summary=gettext_lazy("Catálogo de trámites"),
        parameters=[
            OpenApiParameter(
                "q",
                str,
                description=gettext_lazy(
                    "Lo que la persona necesita, con sus palabras; se perdonan las faltas. "
                    "Con `q` viene todo en una página, lo más parecido primero."
                ),
            ),
            OpenApiParameter("family", str),
            one_of("channel", Source.values),
            one_of("status", STATUSES),
            *PAGE_PARAMETERS,
        ],
        responses=page_of("ProcedurePage", ProcedureRowSerializer),
    )
    def get(self, request: Request) -> Response:
        """Every procedure, whatever its status, unless filtered."""
        asked = request.query_params
        check_one_of(asked, "channel", Source.values)
        check_one_of(asked, "status", STATUSES)
        if asked.get("q", "").strip():
            return Response({"next": None, "previous": None, "results": _found(request)})
        shown = [row.pk for row in Procedure.objects.in_force() if _matches(row, asked)]
        return paginated(
            request,
            Procedure.objects.in_force().filter(pk__in=shown),
            ordering="position",
            represent=_row,
        )


class ProcedureDetail(ApiView):
    public = True

    @extend_schema(summary=gettext_lazy("Ficha de un trámite"), responses=ProcedureSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """Its record, with the basis of each fact; a merged one says into which."""
        version = in_force(slug)
        return Response(record_of(version.definition, version.number))


class ProcedureForm(ApiView):
    @extend_schema(
        summary=gettext_lazy("Formulario de un trámite, como JSON Schema 2020-12"),
        parameters=[one_of("source", Source.values)],
        responses=OpenApiResponse(
            {"type": "object", "additionalProperties": True}, description="JSON Schema 2020-12"
        ),
    )
    def get(self, request: Request, slug: str) -> Response:
        """All a client needs to file it: `x-order`, `x-facts`, `x-if`, `examples` and the rest."""
        definition = in_force(slug).definition
        check_one_of(request.query_params, "source", Source.values)
        if not definition.can_be_filed:
            raise NotFound(_("Este trámite no recibe solicitudes en la plataforma."))
        source = request.query_params.get("source") or Source.ONLINE
        facts = facts_for_filing(filer(request, source), timezone.localdate())
        schema = definition.schema(facts, privacy_notice=privacy_notice().version)
        # What `accepts_electronic_notice` of a filing accepts: to be shown, for it is kept (R18).
        return Response(schema | {"x-electronic-notice": acceptance.in_force()})


def in_force(slug: str) -> Any:
    """The version in force of a procedure.

    Raises:
        NotFound: there is none.
    """
    found = Procedure.objects.in_force().filter(slug=slug).first()
    if found is None:
        raise NotFound(_("No encontramos ese trámite."))
    return found.current


def _row(procedure: Any) -> dict[str, Any]:
    return row_of(procedure.current.definition)


def _found(request: Request) -> list[dict[str, Any]]:
    """What a text speaks of, the nearest first: the search of the pages."""
    size_of(request)
    asked, here = request.query_params, shelf()
    found = here.search(asked["q"])
    by_slug = {one.slug: one for one in here.definitions}
    slugs = list(by_slug) if found.everything else [match.slug for match in found.matches]
    return [row_of(by_slug[slug]) for slug in slugs if _fits(by_slug[slug], asked)]


def _matches(row: Any, asked: Any) -> bool:
    return _fits(row.current.definition, asked)


def _fits(definition: Definition, asked: Any) -> bool:
    return (
        asked.get("family", "") in ("", definition.family)
        and asked.get("status", "") in ("", definition.status)
        and (not asked.get("channel") or asked["channel"] in definition.channels)
    )
