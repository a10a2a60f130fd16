"""The steps of a kind: opinions, visits, payments and the two ends by time.

Each is the one step of that kind that is open; `actions/` does them by name.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.accounts.actors import Actor
from procedures.casework import moves
from procedures.definition import Kind
from procedures.requests.errors import Conflict, Invalid
from procedures.requests.models import Event, ServiceRequest

from .actions import StepBody
from .fields import Body, Text
from .papers import uploads
from .verbs import Verb, documented


class KindBody(StepBody):
    """A step of a kind; `action` may be left out where only one of the kind is open."""

    action = Text(required=False, allow_blank=True, max_length=60, default="")


class VisitBody(KindBody):
    inspector = Text(required=False, allow_blank=True, max_length=150, default="")


class OfAKind(Verb):
    """A step of the kind the address names; another kind's step is refused (409)."""

    takes: type[Body] = KindBody
    kind: Kind

    def do(self, actor: Actor, row: ServiceRequest, body: dict[str, Any], **where: Any) -> Event:
        action = _one_of(self.kind, body["action"], actor, row)
        inputs = {"inspector": body["inspector"]} if body.get("inspector") else {}
        return moves.carry_out(
            actor=actor,
            service_request=row,
            action=action,
            revision=body["revision"],
            answers=body["answers"],
            documents=uploads(body["documents"]),
            note=body["note"],
            **inputs,
        )


@documented(gettext_lazy("Pedir o dar una opinión"), KindBody)
class Opinions(OfAKind):
    """Ask another area, or answer as one."""

    kind = Kind.OPINION


@documented(gettext_lazy("Programar, mover o registrar una visita"), VisitBody)
class Visits(OfAKind):
    """Planning one names the inspector, from `inputs` of the action."""

    takes = VisitBody
    kind = Kind.VISIT


@documented(
    gettext_lazy("Emitir una línea de captura, mandar el comprobante o verificar el pago"), KindBody
)
class Payments(OfAKind):
    """Issue an order, report its payment with a receipt (its citizen too), verify or reject it."""

    kind = Kind.PAY


@documented(gettext_lazy("Archivar por inactividad"), KindBody)
class Lapse(OfAKind):
    """After three months without an answer of the person."""

    kind = Kind.LAPSE


@documented(gettext_lazy("Cerrar porque nadie respondió la prevención"), KindBody)
class Expire(OfAKind):
    """Once its term is over; a version may leave it to the clock."""

    kind = Kind.EXPIRE


def _one_of(kind: Kind, action: str, actor: Actor, row: ServiceRequest) -> str:
    """The action meant: the one named, if it is of this kind, or the only open one."""
    if action:
        named = [t for t in row.workflow.transitions if t.action == action]
        if named and all(t.kind != kind for t in named):
            raise Conflict(
                _("Este paso tiene su propia operación; no puede hacerse por aquí."),
                code="wrong_kind",
            )
        return action
    found = [move.action for move in moves.open_moves(actor, row) if move.kind == kind]
    if not found:
        raise Conflict(_("Este paso no corresponde ahora a la solicitud."), code="wrong_state")
    if len(found) > 1:
        raise Invalid({"action": [("required", _("Diga cuál: %s.") % ", ".join(found))]})
    return found[0]
