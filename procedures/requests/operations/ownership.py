"""Who has the case: taken by oneself, given by a supervisor or by a rule, or stepped aside from."""

from __future__ import annotations

from django.utils.translation import gettext as _

from backend.accounts.actors import Actor, staff_actor
from backend.accounts.models import User
from procedures.requests.access import may, require, visible_to
from procedures.requests.core import change
from procedures.requests.errors import Conflict, Invalid
from procedures.requests.models import Event, Excuse, ServiceRequest
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
        Invalid: the person could not see the case, or has an interest in it (R24).
    """
    with change(
        actor=actor, service_request=service_request, revision=revision, why="assign"
    ) as now:
        row = now.service_request
        require(actor, "assign", row)
        _check_open(row)
        if to is not None and not can_be_given(row, to):
            raise Invalid(
                {"to": [("not_allowed", _("Esa persona no puede atender esta solicitud."))]}
            )
        row.assignee = to
        return now.record(
            "assigned",
            public=False,
            private={"to": to.username if to else None, "reason": reason},
        )


def excuse(*, actor: Actor, service_request: ServiceRequest, revision: int, reason: str) -> Event:
    """Step aside from a case for a conflict of interest (R24; LFPA 21-25): for good.

    Whoever had it leaves it, and somebody else is looked for by the area's rule. From then on they
    may read it and leave notes, and nothing more; nobody can give it to them again.

    Raises:
        NotAllowed: the actor's roles do not own cases, or they stepped aside already.
        Conflict: it is closed.
        Invalid: no reason.
    """
    with change(
        actor=actor, service_request=service_request, revision=revision, why="excuse"
    ) as now:
        row = now.service_request
        require(actor, "claim", row)
        _check_open(row)
        if not reason.strip():
            raise Invalid({"reason": [("required", _("Escriba por qué no debe atenderla."))]})
        Excuse(service_request=row, user=actor.user, at=now.now).save()
        if row.assignee == actor.user:
            row.assignee, now.left = None, True
        return now.record("excused", public=False, private={"reason": reason.strip()})


def can_be_given(row: ServiceRequest, user: User) -> bool:
    """Whether somebody works here, sees the case, owns cases, and has no interest in it (R24)."""
    theirs = staff_actor(user)
    sees = visible_to(ServiceRequest.objects.filter(pk=row.pk), theirs)
    able = user.is_active and may(theirs, "claim", row) and sees.exists()
    return able and not is_party(user, row)


def is_party(user: User, row: ServiceRequest) -> bool:
    """Whether somebody of the staff is among the request's people (R24; LFPA 21-25).

    By mail, which is all that an account and a person of a request have in common: accounts hold
    no telephone and no CURP. Of anything else they say so themselves (`excuse`).
    """
    return bool(user.email) and row.applicants.filter(email__iexact=user.email).exists()


def _not_its_turn(first: ServiceRequest) -> str:
    return _("Antes llegó la %s, que nadie ha tomado. Tómela, o escriba por qué toma esta.") % (
        first.folio
    )


def _check_open(row: ServiceRequest) -> None:
    if not row.is_open:
        raise Conflict(_("La solicitud ya está concluida."), code="closed")
