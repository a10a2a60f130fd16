"""The pages of a filing, whoever files: begin, one section after another, check, send."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from frontend.privacy import parts_of
from procedures.catalogue.institution import privacy_notice
from procedures.catalogue.models import Procedure, ProcedureVersion
from procedures.documents.store import Rejected
from procedures.requests.errors import Invalid
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import Filing

from . import checking
from .door import CONTACT, Door
from .draft import Draft
from .papers import REMOVE, by_script, forgive, pressed

BACK_TO_CHECK = "revisar"


def start_page(request: HttpRequest, door: Door, slug: str) -> HttpResponse:
    """What is needed before beginning; pressing the button begins (or goes on, or begins anew)."""
    version = _fileable(door, slug)
    draft = Draft.find(request, door, version)
    if request.method == "POST":
        if draft is None or "anew" in request.POST:
            draft = Draft.begin(request, door, version)
        return redirect((draft.unfinished() or draft.steps[-1]).href)
    form = version.definition.form
    context = {
        "draft": draft,
        "filed": filed_before(request, door, slug),
        "papers": [item for item in form.fields if item.is_file and item.required],
        "parts": len([section for section in form.sections if section.condition is None]) + 1,
    }
    return _render(request, door, version, "start", context)


def section_page(request: HttpRequest, door: Door, slug: str, key: str) -> HttpResponse:
    """One section, or the last step; what was typed and uploaded is kept whatever else is wrong."""
    version = _fileable(door, slug)
    draft = Draft.find(request, door, version)
    if draft is None:
        return redirect(door.href("start", slug))
    _tell_of_new_version(request, draft)
    step = draft.step(key)
    if step is None:
        return redirect((draft.unfinished() or draft.steps[-1]).href)
    if key == CONTACT:
        return _contact_page(request, draft)
    if request.method != "POST":
        return _show_section(request, draft, key, draft.form(key))
    if by_script(request):
        answer = draft.papers.answer(request, draft.form(key))
        draft.to_session()
        return answer
    form = draft.form(key, data=request.POST, files=request.FILES)
    draft.keep(key, form)
    if pressed(request):
        draft.papers.remove(request.POST.get(REMOVE, ""))
        draft.to_session()
        forgive(form)
        if not form.errors:
            return redirect(f"{step.href}{_mark(request)}")
    if form.revealed and not {*form.errors} - {NON_FIELD_ERRORS}:
        # Nothing is wrong: what was answered asks for more, so the page is shown with it.
        return _show_section(request, draft, key, draft.form(key), new=form.revealed)
    if not form.is_valid():
        return _show_section(request, draft, key, form)
    return redirect(_after(request, draft, key))


def _contact_page(request: HttpRequest, draft: Draft) -> HttpResponse:
    if request.method == "POST":
        form = draft.contact_form(request.POST)
        if form.is_valid():
            draft.keep_contact(form)
            return redirect(draft.door.href("check", draft.slug))
    else:
        form = draft.contact_form()
    context = {"form": form, **_place(request, draft, CONTACT)}
    return _render(request, draft.door, draft.version, "contact", context)


def check_page(
    request: HttpRequest,
    door: Door,
    slug: str,
    filed: Callable[[HttpRequest, Filing], None] = lambda request, filing: None,
) -> HttpResponse:
    """Everything once more, with a way to change each part; sending it files it.

    Args:
        filed: told of the filing, before the confirmation is shown.
    """
    version = _fileable(door, slug)
    draft = Draft.find(request, door, version)
    if draft is None:
        page = "done" if filed_before(request, door, slug) else "start"
        return redirect(door.href(page, slug))
    _tell_of_new_version(request, draft)
    if step := draft.unfinished():
        return redirect(f"{step.href}?{BACK_TO_CHECK}=1")
    problems = list(checking.refusals(draft))
    if request.method == "POST" and not problems:
        try:
            filed(request, checking.send(draft))
        except (Invalid, Rejected) as refused:
            problems = _sentences(refused)
        else:
            return redirect(door.href("done", slug))
    back = draft.steps[-1].href
    context = {
        "draft": draft,
        "problems": problems,
        "remarks": checking.remarks(draft),
        "pages": checking.review(draft),
        "back": back,
    }
    return _render(request, door, version, "check", context)


def filed_before(request: HttpRequest, door: Door, slug: str) -> ServiceRequest | None:
    """What this session filed last of this procedure, through this door."""
    folio = request.session.get("filed", {}).get(f"{door.bucket}:{slug}")
    if folio is None:
        return None
    return ServiceRequest.objects.select_related("procedure", "version").filter(folio=folio).first()


def _fileable(door: Door, slug: str) -> ProcedureVersion:
    """The version in force, if it is filed through this door.

    Raises:
        Http404: it is not.
    """
    found = Procedure.objects.in_force().filter(slug=slug).first()
    version = found.current if found else None
    if found is None or version is None or not version.definition.can_be_filed:
        raise Http404
    definition = version.definition
    if not door.for_others and (
        definition.status != "online" or "online" not in definition.channels
    ):
        raise Http404
    version.procedure = found
    return version


def _show_section(
    request: HttpRequest, draft: Draft, key: str, form: Any, new: Sequence[str] = ()
) -> HttpResponse:
    """The page of a section; `new` are the questions that just appeared."""
    held = draft.papers.documents()
    form.show_papers(held)
    questions = [(question, held.get(question.name, [])) for question in form.visible_fields()]
    for question, papers in questions:
        asked = draft.definition.form.by_key[question.name]
        if asked.later and question.field.required and not papers:
            later = _("Si no lo tiene a la mano, puede entregarlo después.")
            question.help_text = f"{question.help_text} {later}".strip()
    draft.papers.offer(form)
    context = {
        "form": form,
        "questions": questions,
        "hidden": form.hidden_fields(),
        "new": [form[name] for name in dict.fromkeys(path.split(".")[0] for path in new)],
        **_place(request, draft, key),
    }
    return _render(request, draft.door, draft.version, "section", context)


def _place(request: HttpRequest, draft: Draft, key: str) -> dict[str, Any]:
    """Where in the filing this page is, and where "Regresar" goes."""
    checking = BACK_TO_CHECK in request.GET
    before = draft.before(key)
    back = before.href if before else draft.door.href("start", draft.slug)
    return {
        "draft": draft,
        "step": draft.step(key),
        "back": draft.door.href("check", draft.slug) if checking else back,
        "checking": checking,
    }


def _after(request: HttpRequest, draft: Draft, key: str) -> str:
    """The next page: the check, when the person came from there or nothing else is left."""
    if BACK_TO_CHECK in request.GET:
        return draft.door.href("check", draft.slug)
    keys = [step.key for step in draft.steps]
    return draft.steps[keys.index(key) + 1].href


def _mark(request: HttpRequest) -> str:
    return f"?{BACK_TO_CHECK}=1" if BACK_TO_CHECK in request.GET else ""


def _tell_of_new_version(request: HttpRequest, draft: Draft) -> None:
    if draft.was_changed():
        messages.warning(
            request,
            _(
                "Mientras usted llenaba la solicitud, este trámite cambió. Conservamos lo que "
                "todavía sirve; revise de nuevo las partes que cambiaron."
            ),
        )


def _sentences(refused: Invalid | Rejected) -> list[str]:
    if isinstance(refused, Rejected):
        return [refused.sentence]
    return [sentence for found in refused.errors.values() for _code, sentence in found]


def _render(
    request: HttpRequest, door: Door, version: ProcedureVersion, page: str, context: dict[str, Any]
) -> HttpResponse:
    notice = privacy_notice()
    shared = {
        "door": door,
        "procedure": version.procedure,
        "definition": version.definition,
        "notice": notice,
        "notice_parts": parts_of(notice, "simplified"),
    }
    return render(request, f"filing/{page}.html", {**shared, **context})
