"""Putting a problem down, saying what solved it, and opening it again."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.accounts.actors import Actor
from backend.accounts.history import acting
from procedures.catalogue.models import Procedure
from procedures.requests import folios
from procedures.requests.access import find, may_see_figures
from procedures.requests.errors import Conflict, Invalid, NotAllowed, NotFound

from .models import Problem, Status, Where

LONGEST = 2000  # letters of a description or a solution


def may_report(actor: Actor) -> bool:
    """Whoever works here with some function sees problems, and puts them down."""
    return actor.is_staff and bool(actor.roles)


def may_settle(actor: Actor, problem: Problem) -> bool:
    """Who supervises or directs; and whoever put it down, who may have found the solution."""
    return may_report(actor) and (may_see_figures(actor) or problem.reported_by == actor.user)


def about(actor: Actor) -> QuerySet[Procedure]:
    """The procedures whose problems this actor may know: one with an audience is for it alone."""
    found = Procedure.objects.exclude(current=None).order_by("name")
    seen = [
        pk
        for pk, audience in found.values_list("pk", "audience")
        if not audience or {f"role:{role}" for role in actor.roles} & set(audience)
    ]
    return found.filter(pk__in=seen)


def problems_of(actor: Actor) -> QuerySet[Problem]:
    """The problems this actor may see, the latest first."""
    if not may_report(actor):
        return Problem.objects.none()
    return Problem.objects.filter(procedure__in=about(actor).order_by()).select_related(
        "procedure", "reported_by", "settled_by"
    )


def problem_of(actor: Actor, pk: int) -> Problem:
    """One of them.

    Raises:
        NotFound: there is none, or it is not theirs to see.
    """
    found = problems_of(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("No encontramos ese problema."))
    return found


def report_problem(
    *,
    actor: Actor,
    procedure: str,
    where: str,
    description: str,
    folio: str = "",
    solution: str = "",
) -> Problem:
    """Put a problem down, with its solution where it is known already.

    Args:
        procedure: its slug.
        where: of `Where`.
        folio: of the request it was seen in, if there is one; the actor must see it.
        solution: what was done; it is closed with it.

    Raises:
        NotAllowed: not of the staff.
        Invalid: no such procedure or folio, no words, or too many of them.
    """
    if not may_report(actor) or actor.user is None:
        raise NotAllowed(_("Su función no incluye anotar problemas."))
    errors: dict[str, list[tuple[str, str]]] = {}
    found = about(actor).filter(slug=procedure).first()
    if found is None:
        errors["procedure"] = [("invalid_choice", _("Elija un trámite."))]
    if where not in Where.values:
        errors["where"] = [("invalid_choice", _("Elija dónde ocurre."))]
    words = _words(description, "description", _("Escriba qué problema hay."), errors)
    known = _folio(actor, folio, errors)
    done = _words(solution, "solution", "", errors)
    if errors or found is None:
        raise Invalid(errors)
    now = timezone.now()
    problem = Problem(
        procedure=found,
        where=where,
        description=words,
        folio=known,
        reported_by=actor.user,
        reported_at=now,
    )
    if done:
        problem.status, problem.solution = Status.SOLVED, done
        problem.settled_by, problem.settled_at = actor.user, now
    with transaction.atomic(), acting(actor.label, "problem"):
        problem.save()
    return problem


def settle_problem(*, actor: Actor, problem: int, status: str, solution: str) -> Problem:
    """Say what solved it, or why nothing is changed; or open it again.

    Args:
        status: of `Status`; "open" opens it again, and `solution` says why.

    Raises:
        NotFound: not theirs to see. NotAllowed: theirs to see, and somebody else's to settle.
        Conflict: it is so already. Invalid: no words, or too many.
    """
    with transaction.atomic(), acting(actor.label, "settled"):
        row = problem_of(actor, problem)
        row = Problem.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if not may_settle(actor, row):
            raise NotAllowed(_("Lo cierra quien lo anotó, o quien supervisa o dirige."))
        errors: dict[str, list[tuple[str, str]]] = {}
        words = _words(solution, "solution", _("Escriba qué se hizo, o por qué no."), errors)
        if status not in Status.values:
            errors["status"] = [("invalid_choice", _("Elija una de las opciones."))]
        if errors:
            raise Invalid(errors)
        if row.status == status:
            raise Conflict(_("Ya estaba anotado así."), code="already_so")
        row.status, row.solution = status, words
        is_open = status == Status.OPEN
        row.settled_by = None if is_open else actor.user
        row.settled_at = None if is_open else timezone.now()
        row.save()
    return row


def _words(text: str, name: str, required: str, errors: dict[str, list[tuple[str, str]]]) -> str:
    words = text.strip()
    if required and not words:
        errors[name] = [("required", required)]
    if len(words) > LONGEST:
        errors[name] = [("max_length", _("No puede pasar de %d letras.") % LONGEST)]
    return words


def _folio(actor: Actor, typed: str, errors: dict[str, list[tuple[str, str]]]) -> str:
    if not typed.strip():
        return ""
    try:
        return find(actor, str(folios.parse_folio(typed))).folio
    except (folios.BadFolio, NotFound):
        errors["folio"] = [("invalid", _("No encontramos esa solicitud."))]
        return ""
