"""Who has the case: taken by oneself, or given by a supervisor."""

from __future__ import annotations

from django.utils.translation import gettext as _

from backend.accounts.actors import Actor, staff_actor
from backend.accounts.models import User
from procedures.requests.access import may, require, visible_to
from procedures.requests.core import change
from procedures.requests.errors import Conflict, Invalid
from procedures.requests.models import Event, ServiceRequest
from procedures.requests.turns import first_in_line


def claim(
    *, actor: Actor, service_request: ServiceRequest, revision: int, reason: str = ""
) -> Event:
    """Take a case. Taking one that somebody has, or out of its turn (R14; LFPA 46), needs a reason,
    and is in the story. Being given a case is no jump: whoever gives it answers for it.

    Raises:
        NotAllowed: the actor's roles do not own cases.
        Conflict: it is closed, one's own already, or one is a party to it (R24).
        Invalid: somebody has it (`required`), or others came before (`out_of_turn`), and no reason
            was given.
    """
    with change(
        actor=actor, service_request=service_request, revision=revision, why="claim"
    ) as now:
        row = now.service_request
        require(actor, "claim", row)
        _check_open(row)
        if actor.user is not None and is_party(actor.user, row):
            raise Conflict(
                _("Usted es parte de esta solicitud: debe atenderla otra persona."),
                code="conflict_of_interest",
            )
        if row.assignee == actor.user:
            raise Conflict(_("La solicitud ya es suya."), code="already_yours")
        if row.assignee is not None and not reason.strip():
            raise Invalid(
                {
                    "reason": [
                        ("required", _("Otra persona la tiene. Escriba por qué la toma usted."))
                    ]
                }
            )
        first = first_in_line(actor, row)
        if first is not None and not reason.strip():
            raise Invalid({"reason": [("out_of_turn", _not_its_turn(first))]})
        row.assignee = actor.user
        jumped = {"passed_over": first.folio} if first is not None else {}
        return now.record("claimed", public=False, private={"reason": reason, **jumped})


def assign(
    *,
    actor: Actor,
    service_request: ServiceRequest,
    revision: int,
    to: User | None,
    reason: str = "",
) -> Event:
    """Give a case to somebody who can see it, or to nobody.

    Raises:
        NotAllowed: not a supervisor.
        Invalid: the person could not see the case, or is a party to it (R24).
    """
    with change(
        actor=actor, service_request=service_request, revision=revision, why="assign"
    ) as now:
        row = now.service_request
        require(actor, "assign", row)
        _check_open(row)
        if to is not None:
            theirs = staff_actor(to)
            sees = visible_to(ServiceRequest.objects.filter(pk=row.pk), theirs).exists()
            able = to.is_active and sees and may(theirs, "claim", row)
            if not able or is_party(to, row):
                raise Invalid(
                    {"to": [("not_allowed", _("Esa persona no puede atender esta solicitud."))]}
                )
        row.assignee = to
        return now.record(
            "assigned",
            public=False,
            private={"to": to.username if to else None, "reason": reason},
        )


def is_party(user: User, row: ServiceRequest) -> bool:
    """Whether somebody of the staff is among the request's people, by mail (R24; LFPA 21-25)."""
    return bool(user.email) and row.applicants.filter(email__iexact=user.email).exists()


def _not_its_turn(first: ServiceRequest) -> str:
    return _("Antes llegó la %s, que nadie ha tomado. Tómela, o escriba por qué toma esta.") % (
        first.folio
    )


def _check_open(row: ServiceRequest) -> None:
    if not row.is_open:
        raise Conflict(_("La solicitud ya está concluida."), code="closed")
