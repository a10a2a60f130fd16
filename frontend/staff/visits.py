"""The day of whoever goes out: where, when, whom to call; made for a phone."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from backend.accounts.actors import Actor, actor_of
from procedures.casework.models import Visit, VisitStatus
from procedures.casework.visiting import window_in_words
from procedures.definition import Phase
from procedures.requests import crypto
from procedures.requests.access import visible_to
from procedures.requests.models import ServiceRequest

MOST = 200  # nobody has more visits and works open at once
PLACES = ("address", "location")  # types of field that say where


@dataclass(frozen=True)
class Outing:
    """A visit or a work, with what is needed to get there; `code` is the visit's."""

    row: ServiceRequest
    window: str
    name: str
    phone: str
    place: str
    access: str
    code: str = ""


def visits(request: HttpRequest) -> HttpResponse:
    """`/personal/visitas/`: my planned visits by day, and the works of my crew."""
    actor, today = actor_of(request), timezone.localdate()
    planned = _planned(actor)
    days = [
        (day, day < today, [outing(v.service_request, window_in_words(v), v.code) for v in of_day])
        for day, of_day in groupby(planned, key=lambda visit: visit.on)
    ]
    context = {"days": days, "today": today, "works": [outing(row) for row in _works(actor)]}
    return render(request, "staff/visits.html", context)


def outing(row: ServiceRequest, window: str = "", code: str = "") -> Outing:
    """How to get to a case and whom to ask for."""
    form = row.definition.form
    answers = crypto.open_answers(form, row.answers)
    told = [
        item.display(answers[item.key])
        for kind in PLACES
        for item in form.fields
        if item.type.name == kind and answers.get(item.key)
    ]
    people = [] if row.anonymous else list(row.applicants.all())
    contact = next((one for one in people if one.is_contact), None)
    access = form.by_key.get("acceso")
    return Outing(
        row=row,
        window=window,
        name=contact.name if contact else "",
        phone=_phone(contact, answers, form),
        place=told[0] if told else "",
        access=access.display(answers.get("acceso")) if access else "",
        code=code,
    )


def _phone(contact: Any, answers: Any, form: Any) -> str:
    if contact is not None and contact.phone:
        return str(contact.phone)
    typed = [answers[i.key] for i in form.fields if i.type.name == "phone" and answers.get(i.key)]
    return str(typed[0]) if typed else ""


def _planned(actor: Actor) -> list[Visit]:
    """My planned visits on cases I may see, the earliest first."""
    found = Visit.objects.filter(
        inspector=actor.user,
        status=VisitStatus.PLANNED,
        service_request__in=visible_to(ServiceRequest.objects.open(), actor),
    )
    return list(
        found.select_related("service_request__version", "service_request__procedure")
        .prefetch_related("service_request__applicants")
        .order_by("on", "window", "id")[:MOST]
    )


def _works(actor: Actor) -> list[ServiceRequest]:
    """Works in progress whose turn is that of one of my roles, the oldest first."""
    if "crew" not in actor.roles:
        return []
    found = (
        visible_to(ServiceRequest.objects.filter(phase=Phase.IN_PROGRESS), actor)
        .select_related("version", "procedure")
        .prefetch_related("applicants")
        .order_by("due_on", "id")[:MOST]
    )
    return [row for row in found if _is_my_turn(actor, row)]


def _is_my_turn(actor: Actor, row: ServiceRequest) -> bool:
    role, _at, area = row.current_state.owner.partition("@")
    return role == "crew" and actor.has(role, area or None)
