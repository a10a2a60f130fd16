"""A paper before it is signed: written by one, read as PDF, signed or sent back by another."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from frontend.sheets import pdf_response
from frontend.staff.desk import Desk, desk_of
from frontend.staff.forms import SeenForm
from frontend.staff.steps import Step
from procedures.casework import issuing, paper_drafts
from procedures.casework.moves import Move
from procedures.requests.access import require
from procedures.requests.errors import Conflict, Invalid, NotFound, Stale

CHOSEN = "paso"


class RemarkForm(SeenForm):
    """What is to be mended before it is signed."""

    remark = forms.CharField(
        label=gettext_lazy("¿Qué debe corregirse?"),
        max_length=paper_drafts.LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": paper_drafts.LONGEST_REMARK}),
        error_messages={"required": gettext_lazy("Diga qué debe corregirse.")},
    )


@never_cache
def page(request: HttpRequest, folio: str) -> HttpResponse:
    """`/personal/<folio>/borrador/`: write it, mend it, or read what was written."""
    desk = desk_of(request, folio)
    require(desk.actor, "draft_paper", desk.row)
    steps = {one.action: one for one in paper_drafts.signable(desk.row)}
    if not steps:
        messages.info(request, _("Ahora no hay un documento por redactar en esta solicitud."))
        return redirect("staff-case", folio)
    kept = desk.paper_draft
    asked = request.GET.get(CHOSEN) or (kept.action if kept else "")
    chosen = steps.get(asked) or next(iter(steps.values()))
    step = Step(request, desk, Move(chosen), sent=request.method == "POST")
    if request.method == "POST" and _kept(request, desk, step):
        return redirect("staff-paper-draft", folio)
    return _show(request, desk, step=step, remark=None)


def _kept(request: HttpRequest, desk: Desk, step: Step) -> bool:
    """Keep what was written, or say on the page what is wrong with it."""
    try:
        if not step.is_valid() or step.draft is None:
            return False
        written = step.desk.drafted(step.action)
        paper_drafts.draft_paper(
            actor=desk.actor,
            service_request=desk.row,
            revision=step.extras.cleaned_data["revision"],
            action=step.action,
            answers=step.form.answers,
            blocks={**(written.blocks if written else {}), **step.draft.changed},
        )
    except Invalid as refused:
        step.take(refused)
        return False
    except (Stale, Conflict) as refused:
        step.extras.add_error(None, str(refused))
        return False
    messages.success(request, _("El documento quedó redactado. Falta que lo firmen."))
    return True


def _show(
    request: HttpRequest, desk: Desk, *, step: Step, remark: RemarkForm | None
) -> HttpResponse:
    draft = desk.paper_draft
    initial = {"revision": desk.row.revision, "seen": desk.row.event_count}
    theirs = draft is not None and draft.drafted_by != desk.actor.user
    signs = paper_drafts.may_sign(desk.actor, step.move.transition)
    waits = draft is not None and draft.status == "waiting"
    context = {
        "desk": desk,
        "row": desk.row,
        "step": step,
        "others": [one for one in paper_drafts.signable(desk.row) if one.action != step.action],
        "draft": draft,
        "two": paper_drafts.needs_two(desk.row),
        "remark": remark or (RemarkForm(initial=initial) if waits and theirs and signs else None),
    }
    return render(request, "staff/paper_draft.html", context)


@require_POST
def send_back(request: HttpRequest, folio: str) -> HttpResponse:
    """Return it to who wrote it."""
    desk = desk_of(request, folio)
    require(desk.actor, "draft_paper", desk.row)
    form = RemarkForm(request.POST)
    draft = desk.paper_draft
    steps = [t for t in paper_drafts.signable(desk.row) if draft and t.action == draft.action]
    if not steps:
        raise NotFound(_("No hay un documento por firmar."))
    try:
        if form.is_valid():
            paper_drafts.return_paper(
                actor=desk.actor,
                service_request=desk.row,
                revision=form.cleaned_data["revision"],
                remark=form.cleaned_data["remark"],
            )
            messages.success(request, _("El documento se regresó a quien lo redactó."))
            return redirect("staff-case", folio)
    except (Stale, Conflict) as refused:
        form.add_error(None, str(refused))
    return _show(request, desk, step=Step(request, desk, Move(steps[0])), remark=form)


@never_cache
@require_GET
def pdf(request: HttpRequest, folio: str) -> HttpResponse:
    """The draft as it would look, marked all over as one."""
    desk = desk_of(request, folio)
    require(desk.actor, "draft_paper", desk.row)
    draft = desk.paper_draft
    steps = [t for t in paper_drafts.signable(desk.row) if draft and t.action == draft.action]
    if draft is None or not steps or desk.actor.user is None:
        raise NotFound(_("No hay un documento por firmar."))
    told = paper_drafts.words_of(draft)
    content = issuing.preview(
        desk.row,
        steps[0],
        desk.actor.user,
        desk.today,
        answers=told.answers,
        blocks=told.blocks,
    )
    return pdf_response(content, f"borrador-{folio}")
