"""The account of a request in the billing system, and who proved to be its holder."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.actors import Actor
from procedures.register.billing import FLAGS
from procedures.requests import crypto, operations
from procedures.requests.access import Part
from procedures.requests.errors import NotFound
from procedures.requests.models import Event, ServiceRequest
from procedures.requests.operations.holder import PROOFS
from procedures.requests.registered import debt_of

from .base import RequestView
from .fields import RevisionBody, Text
from .verbs import Verb, documented


class BalanceSerializer(serializers.Serializer[Any]):
    """`owes` is null where billing does not know it; `amount` and `since` are told to the holder
    who proved it, and to who handles their case."""

    owes = serializers.BooleanField(allow_null=True)
    amount = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    since = serializers.DateField(allow_null=True)
    as_of = serializers.DateField(allow_null=True)
    flags = serializers.ListField(child=serializers.ChoiceField(choices=list(FLAGS)))


class Balance(RequestView):
    @extend_schema(
        summary=gettext_lazy("Si la cuenta debe"),
        responses=BalanceSerializer,
    )
    def get(self, request: Request, folio: str) -> Response:
        """What billing says today; 404 for who may not hear it and where nobody asks it."""
        actor, row = self.asked(folio)
        found = debt_of(Part(actor, row), crypto.open_answers(row.definition.form, row.answers))
        if found is None:
            raise NotFound(_("De esta solicitud no se consulta ningún adeudo."))
        known, told = found.balance, found.balance if found.recognised else None
        return Response(
            BalanceSerializer(
                {
                    "owes": known and known.owes,
                    "amount": told and told.amount,
                    "since": told and told.since,
                    "as_of": known and known.as_of,
                    "flags": found.flags,
                }
            ).data
        )


class HolderBody(RevisionBody):
    how = Text(
        allow_blank=True,
        max_length=20,
        help_text=gettext_lazy("Con qué lo demostró: %s. Vacío, lo deja sin efecto.")
        % ", ".join(PROOFS),
    )


@documented(gettext_lazy("Anotar que la persona es titular de la cuenta"), HolderBody)
class Holder(Verb):
    """From then on the person is told what the account owes."""

    takes = HolderBody

    def do(self, actor: Actor, row: ServiceRequest, body: dict[str, Any], **where: Any) -> Event:
        return operations.recognise_holder(actor=actor, service_request=row, **body)
