"""Rules of assignment: to whom a case goes by itself when an area gets it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from backend.accounts.actors import actor_of
from backend.accounts.models import User
from backend.accounts.people import may_administer
from frontend.staff.administration.doors import supervisors
from frontend.staff.administration.forms import RuleForm
from frontend.staff.administration.lists import add_errors
from procedures.casework.desk import assigning, keeping
from procedures.casework.desk.models import AssignmentRule
from procedures.casework.desk.models.kept import EVERYWHERE
from procedures.catalogue.models import Procedure
from procedures.requests.access import OWNERS
from procedures.requests.errors import Invalid, NotFound


@supervisors
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """`/personal/administracion/asignacion/`: each rule, and who gets what it gives today."""
    actor = actor_of(request)
    areas = keeping.areas_kept_by(actor)
    found = AssignmentRule.objects.select_related("procedure", "person")
    rows = list(keeping.kept_by(found, actor))
    seats = assigning.seats_of(rows)
    context = {
        "rows": [(rule, areas[rule.area], seats[rule.pk]) for rule in rows],
        "administers": may_administer(actor),
    }
    return render(request, "staff/administration/rules.html", context)


@supervisors
def rule(request: HttpRequest, row: int | None = None) -> HttpResponse:
    """One rule and its history; without `row`, a new one."""
    actor = actor_of(request)
    found = _rule(request, row) if row is not None else None
    form = _form(request, found)
    if request.method == "POST" and form.is_valid():
        told: dict[str, Any] = dict(form.cleaned_data)
        slug, username = told.pop("procedure", ""), told.pop("person")
        try:
            assigning.save_rule(
                actor=actor,
                rule=found,
                area=told.pop("area", ""),
                procedure=Procedure.objects.filter(slug=slug).first() if slug else None,
                person=User.objects.filter(username=username).first() if username else None,
                **told,
            )
        except Invalid as refused:
            add_errors(form, refused)
        else:
            messages.success(request, _("La regla quedó guardada."))
            return redirect("admin-rules")
    areas = keeping.areas_kept_by(actor)
    context = {
        "form": form,
        "rule": found,
        "area": areas[found.area] if found else "",
        "changes": keeping.changes_of(found, assigning.SAID) if found else [],
    }
    return render(request, "staff/administration/rule.html", context)


def _rule(request: HttpRequest, row: int) -> AssignmentRule:
    rows = AssignmentRule.objects.select_related("procedure", "person")
    found: AssignmentRule | None = keeping.kept_by(rows, actor_of(request)).filter(pk=row).first()
    if found is None:
        raise NotFound(_("No encontramos esa regla."))
    return found


def _form(request: HttpRequest, found: AssignmentRule | None) -> RuleForm:
    """What is typed; the area and the procedure of a rule that there is already stay."""
    areas = keeping.areas_kept_by(actor_of(request))
    areas.pop(EVERYWHERE, None)
    here = [found.area] if found else list(areas)
    people = User.objects.filter(
        is_active=True, memberships__area__key__in=here, memberships__role__in=OWNERS
    )
    return RuleForm(
        request.POST if request.method == "POST" else None,
        initial={
            "way": found.way,
            "role": found.role,
            "person": found.person.username if found.person else "",
        }
        if found
        else None,
        areas=None if found else areas,
        procedures=Procedure.objects.in_force().order_by("name").values_list("slug", "name"),
        people=people.distinct().order_by("full_name"),
    )
