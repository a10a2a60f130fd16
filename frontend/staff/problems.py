"""The problem log: what goes wrong with a procedure, what solved it, and the improvement plan."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from backend.accounts.actors import Actor, actor_of
from frontend.formats import short_date
from frontend.spreadsheet import download
from frontend.staff.problem_forms import FilterForm, ProblemForm, SettleForm
from procedures.casework.desk import keyset
from procedures.problems import operations
from procedures.problems.models import Problem, Status
from procedures.problems.plan import standings
from procedures.requests.access import may_see_figures
from procedures.requests.errors import Conflict, Invalid, NotAllowed

PAGE_SIZE, ORDERING = 50, "-reported_at"
COLOURS = {Status.OPEN: ("amber", "clock"), Status.SOLVED: ("green", "yes")}


@require_GET
def problems(request: HttpRequest) -> HttpResponse:
    """`/personal/problemas/`: the log, the latest first."""
    actor = _reporter(request)
    form = FilterForm(request.GET, actor=actor)
    found = _chosen(actor, form)
    try:
        page = keyset.page(
            found, ordering=ORDERING, cursor=request.GET.get("cursor", ""), size=PAGE_SIZE
        )
    except Invalid:
        page = keyset.page(found, ordering=ORDERING, size=PAGE_SIZE)
    context = {
        "form": form,
        "rows": [(one, *COLOURS.get(Status(one.status), ("grey", "no"))) for one in page.rows],
        "next": _address(request, page.next),
        "previous": _address(request, page.previous),
        "plans": may_see_figures(actor),
    }
    return render(request, "staff/problems/log.html", context)


def report(request: HttpRequest) -> HttpResponse:
    """`…/anotar/`: put one down; the procedure and the folio may be in the address."""
    actor = _reporter(request)
    given = {name: request.GET.get(name, "") for name in ("procedure", "folio")}
    form = ProblemForm(request.POST or None, actor=actor, initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            row = operations.report_problem(actor=actor, **form.cleaned_data)
        except Invalid as refused:
            _take(form, refused)
        else:
            messages.success(request, _("El problema quedó anotado."))
            return redirect("problem", row.pk)
    return render(request, "staff/problems/report.html", {"form": form})


def problem(request: HttpRequest, pk: int) -> HttpResponse:
    """One problem, its solution and who wrote what."""
    actor = _reporter(request)
    row = operations.problem_of(actor, pk)
    settles = operations.may_settle(actor, row)
    form = SettleForm(request.POST or None, problem=row) if settles else None
    if request.method == "POST":
        if form is None:
            raise NotAllowed(_("Lo cierra quien lo anotó, o quien supervisa o dirige."))
        if form.is_valid():
            try:
                operations.settle_problem(actor=actor, problem=pk, **form.cleaned_data)
            except Invalid as refused:
                _take(form, refused)
            except Conflict as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("Quedó anotado."))
                return redirect("problem", pk)
    colour, icon = COLOURS.get(Status(row.status), ("grey", "no"))
    context = {
        "row": row,
        "colour": colour,
        "icon": icon,
        "form": form,
        "story": row.history.order_by("history_date"),
    }
    return render(request, "staff/problems/problem.html", context)


@require_GET
def plan(request: HttpRequest) -> HttpResponse:
    """`…/plan/`: how many problems each procedure has, for the improvement plan."""
    actor = _planner(request)
    return render(request, "staff/problems/plan.html", {"standings": standings(actor)})


@require_GET
def plan_sheet(request: HttpRequest) -> HttpResponse:
    """Every problem with its solution, to work on in a spreadsheet."""
    return download("plan-de-mejora", _rows(operations.problems_of(_planner(request))))


def _rows(found: QuerySet[Problem]) -> Iterator[list[object]]:
    yield [
        _("Trámite"), _("Dónde ocurre"), _("Problema"), _("Estado"),
        _("Solución"), _("Anotado"), _("Cerrado"), _("Folio"),
    ]  # fmt: skip
    for one in found.iterator(chunk_size=500):
        yield [
            one.procedure.name, one.get_where_display(), one.description,
            one.get_status_display(), one.solution, short_date(one.reported_at),
            short_date(one.settled_at) if one.settled_at else "", one.folio,
        ]  # fmt: skip


def _chosen(actor: Actor, form: FilterForm) -> QuerySet[Problem]:
    found = operations.problems_of(actor)
    told = form.cleaned_data if form.is_valid() else {}
    if told.get("procedure"):
        found = found.filter(procedure__slug=told["procedure"])
    return found.filter(status=told["status"]) if told.get("status") else found


def _reporter(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not operations.may_report(actor):
        raise NotAllowed(_("Su función no incluye anotar problemas."))
    return actor


def _planner(request: HttpRequest) -> Actor:
    actor = _reporter(request)
    if not may_see_figures(actor):
        raise NotAllowed(_("El plan de mejora lo ven la dirección y quien supervisa."))
    return actor


def _take(form: Form, refused: Invalid) -> None:
    for name, findings in refused.errors.items():
        for _code, sentence in findings:
            form.add_error(name if name in form.fields else None, sentence)


def _address(request: HttpRequest, cursor: str) -> str:
    if not cursor:
        return ""
    query = request.GET.copy()
    query["cursor"] = cursor
    return f"?{query.urlencode()}"
