"""What can be done with a request now, and doing its ordinary steps."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from backend.accounts.actors import Actor
from procedures.casework.issuing import LONGEST, draft, signs
from procedures.casework.moves import Move, leavers, open_moves
from procedures.casework.operations import accredited, sign
from procedures.definition import Facts, Kind, Transition
from procedures.requests.facts import facts_of
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import perform
from procedures.requests.operations.corrections import can_be_asked, open_correction

from .base import RequestView
from .fields import Answers, RevisionBody, Text, documents_field
from .papers import uploads
from .representations import MovedSerializer, moved

# The call of each kind of transition.
CALLS = {
    Kind.STEP: "api:action",
    Kind.CORRECT: "api:corrections",
    Kind.ANSWER: "api:answer",
    Kind.WITHDRAW: "api:withdraw",
    Kind.EXPIRE: "api:expire",
    Kind.LAPSE: "api:lapse",
    Kind.OPINION: "api:opinions",
    Kind.VISIT: "api:visits",
    Kind.PAY: "api:payments",
}


class StepBody(RevisionBody):
    """A step: its form's answers and documents, and a note for staff."""

    answers = Answers()
    documents = documents_field()
    note = Text(required=False, allow_blank=True, max_length=4000, default="")


class ActionBody(StepBody):
    """A step that signs also takes the words of the blocks changed for this case."""

    blocks = serializers.DictField(
        child=Text(allow_blank=True, max_length=LONGEST),
        required=False,
        default=dict,
        help_text=gettext_lazy("Solo al firmar: el texto de cada bloque cambiado, por clave."),
    )


class ActionSerializer(serializers.Serializer[Any]):
    """Something the asker may do. `closed_because` tells why a shown one cannot be done now."""

    action = serializers.CharField()
    label = serializers.CharField()
    kind = serializers.ChoiceField(choices=[kind.value for kind in Kind])
    call = serializers.CharField(help_text=gettext_lazy("Dónde se hace, con POST."))
    closed_because = serializers.CharField(allow_blank=True)
    by = serializers.DateField(allow_null=True, help_text=gettext_lazy("El día que da la ley."))
    schema = serializers.DictField(help_text=gettext_lazy("JSON Schema de `answers`."))
    inputs = serializers.DictField(
        help_text=gettext_lazy("JSON Schema de lo demás que lleva el cuerpo, por nombre.")
    )


class Actions(RequestView):
    @extend_schema(
        summary=gettext_lazy("Lo que puede hacerse ahora"),
        responses=inline_serializer(
            "Actions",
            {
                "state": serializers.CharField(),
                "revision": serializers.IntegerField(),
                "results": ActionSerializer(many=True),
            },
        ),
    )
    def get(self, request: Request, folio: str) -> Response:
        """Each open move with the form it takes and where it is done."""
        actor, row = self.asked(folio)
        facts = facts_of(row, actor, timezone.localdate())
        return Response(
            {
                "state": row.state,
                "revision": row.revision,
                "results": [_action(move, row, facts, actor) for move in open_moves(actor, row)],
            }
        )


class Action(RequestView):
    problems: ClassVar = {"post": (409,)}

    @extend_schema(
        summary=gettext_lazy("Dar un paso"), request=ActionBody, responses={200: MovedSerializer}
    )
    def post(self, request: Request, folio: str, action: str) -> Response:
        """One ordinary step; every other kind has its own call and answers 409 here."""
        actor, row = self.asked(folio)
        body = self.body(ActionBody, request)
        step: dict[str, Any] = {
            "actor": actor,
            "service_request": row,
            "action": action,
            "revision": body["revision"],
            "answers": body["answers"],
            "documents": uploads(body["documents"]),
            "note": body["note"],
        }
        transition = row.workflow.find(row.state, action)
        if transition is not None and signs(transition):
            event = sign(**step, blocks=body["blocks"])
        else:
            event = perform(**step)
        return Response(moved(event, row))


def _action(move: Move, row: ServiceRequest, facts: Facts, actor: Actor) -> dict[str, Any]:
    return {
        "action": move.action,
        "label": move.label,
        "kind": move.kind.value,
        "call": _call(move, row),
        "closed_because": move.closed_because,
        "by": move.by,
        "schema": move.transition.form.schema(facts),
        "inputs": _inputs(move, row, actor),
    }


def _call(move: Move, row: ServiceRequest) -> str:
    where: dict[str, Any] = {"folio": row.folio}
    if move.kind == Kind.STEP:
        where["action"] = move.action
    if move.kind == Kind.ANSWER:
        pending = open_correction(row)
        where["correction"] = pending.pk if pending else 0
    return reverse(CALLS[move.kind], kwargs=where)


def _inputs(move: Move, row: ServiceRequest, actor: Actor) -> dict[str, Any]:
    if signs(move.transition) and actor.user is not None:
        drafted = draft(row, move.transition, actor.user, timezone.localdate())
        words = {
            one.key: {"type": "string", "title": one.title, "default": one.text} for one in drafted
        }
        return {"blocks": {"type": "object", "properties": words, "additionalProperties": False}}
    if move.needs_inspector:
        return {"inspector": _inspectors(move.transition)}
    if who := leavers(actor, row, move.transition):
        return {
            "applicant": _one_of("integer", _("Quién se retira"), [(p.pk, p.name) for p in who])
        }
    if move.kind == Kind.CORRECT:
        labels = can_be_asked(row)
        options = [{"value": key, "label": label} for key, label in labels.items()]
        return {
            "items": {
                "type": "array",
                "minItems": 1,
                "items": {
                    "type": "object",
                    "required": ["field", "reason"],
                    "properties": {
                        "field": {"enum": list(labels), "x-options": options},
                        "reason": {"type": "string", "minLength": 1, "maxLength": 1000},
                    },
                },
            }
        }
    return {}


def _inspectors(transition: Transition) -> dict[str, Any]:
    people = [(user.username, user.full_name) for user in accredited(transition)]
    return _one_of("string", _("Persona inspectora"), people)


def _one_of(kind: str, title: str, options: list[tuple[Any, str]]) -> dict[str, Any]:
    return {
        "type": kind,
        "title": title,
        "enum": [value for value, _label in options],
        "x-options": [{"value": value, "label": label} for value, label in options],
    }
