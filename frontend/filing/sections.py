"""The pages with questions: one section after another, and the last step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from .contact import ContactForm, told
from .door import CONTACT, Door
from .draft import Draft
from .frame import BACK_TO_CHECK, LATER, REST_LATER, fileable, show, shown_at
from .papers import REMOVE, by_script, forgive, pressed

PROMISE = "despues"


def section_page(request: HttpRequest, door: Door, slug: str, key: str) -> HttpResponse:
    """One section, or the last step; what was typed and uploaded is kept whatever else is wrong."""
    version = fileable(door, slug)
    draft = Draft.find(request, door, version)
    if draft is None:
        return redirect(door.href("start", slug))
    step = draft.step(key)
    if step is None:
        return redirect((draft.unfinished() or draft.steps[-1]).href)
    if key == CONTACT:
        return _contact_page(request, draft)
    if request.method != "POST":
        return _show_section(request, draft, key, draft.form(key))
    return _take_section(request, draft, key)


def _take_section(request: HttpRequest, draft: Draft, key: str) -> HttpResponse:
    if by_script(request):
        answer = draft.papers.answer(request, draft.form(key))
        draft.save()
        return answer
    form = draft.form(key, data=request.POST, files=request.FILES)
    promised = request.POST.getlist(PROMISE)
    disputed = draft.keep(key, form, promised=promised, shown_at=shown_at(request))
    if pressed(request):
        draft.papers.remove(request.POST.get(REMOVE, ""))
        draft.save()
        forgive(form)
    if disputed:
        return _show_section(request, draft, key, form, disputed=disputed)
    if pressed(request) and not form.errors:
        return redirect(f"{draft.door.href('section', draft.slug, key)}{_mark(request)}")
    if LATER in request.POST:
        return _leave(request, draft, form)
    if REST_LATER in request.POST and draft.door.lenient and not form.errors:
        draft.leave_the_rest()
        return redirect(draft.door.href("section", draft.slug, CONTACT))
    if form.revealed and not {*form.errors} - {NON_FIELD_ERRORS}:
        # Nothing is wrong: what was answered asks for more, so the page is shown with it.
        return _show_section(request, draft, key, draft.form(key), new=form.revealed)
    if form.errors or not form.is_valid():
        return _show_section(request, draft, key, form)
    return redirect(_after(request, draft, key))


def _contact_page(request: HttpRequest, draft: Draft) -> HttpResponse:
    disputed: list[tuple[str, Any, Any]] = []
    if request.method == "POST":
        form = draft.contact_form(request.POST)
        if form.is_valid():
            if draft.keep_contact(form, shown_at=shown_at(request)):
                disputed = [(label, words, "") for label, words in told(draft.kept["contact"])] + [
                    (label, "", words) for label, words in told(form.kept())
                ]
            else:
                page = "saved" if LATER in request.POST else "check"
                return redirect(draft.door.href(page, draft.slug))
        elif LATER in request.POST:
            return _leave(request, draft, form)
    else:
        form = draft.contact_form()
    context = {"form": form, "disputed": disputed, **_place(request, draft, CONTACT)}
    return show(request, draft.door, draft.version, "contact", context)


def _leave(request: HttpRequest, draft: Draft, form: Any) -> HttpResponse:
    """Go to the page that says how to come back; what could not be kept is said, not hidden."""
    lost = [str(form.fields[name].label) for name in form.errors if _typed_wrong(form, name)]
    if lost:
        sentence = _("Esto no se guardó porque falta corregirlo: %s.")
        messages.warning(request, sentence % ", ".join(lost))
    return redirect(draft.door.href("saved", draft.slug))


def _typed_wrong(form: Any, name: str) -> bool:
    """Whether something was typed that is not kept; an empty question is only unanswered."""
    if name not in form.fields:
        return False
    if isinstance(form, ContactForm):
        return bool(form.data.get(name))
    return any(error.code not in ("required", None) for error in form.errors.as_data()[name])


def _show_section(
    request: HttpRequest,
    draft: Draft,
    key: str,
    form: Any,
    new: Sequence[str] = (),
    disputed: Sequence[str] = (),
) -> HttpResponse:
    """The page of a section.

    Args:
        new: the questions that just appeared.
        disputed: those another window answered otherwise.
    """
    held = draft.papers.documents()
    form.show_papers(held)
    draft.papers.offer(form)
    promisable = set() if draft.door.lenient else set(draft.promisable(key))
    if not draft.door.lenient:
        form.offer_promises(draft.kept["later"])
    questions = [
        {
            "field": question,
            "promisable": question.name in promisable and not held.get(question.name),
            "promised": question.name in draft.kept["later"],
        }
        for question in form.visible_fields()
    ]
    known = draft.definition.form.by_key
    context = {
        "form": form,
        "questions": questions,
        "hidden": form.hidden_fields(),
        "new": [form[name] for name in dict.fromkeys(path.split(".")[0] for path in new)],
        "disputed": [
            (
                known[name].label,
                known[name].display(draft.answers.get(name)),
                known[name].display(form.answers.get(name)),
            )
            for name in disputed
        ],
        "held": bool(form.is_bound and form.rows_changed),
        **_place(request, draft, key),
    }
    return show(request, draft.door, draft.version, "section", context)


def _place(request: HttpRequest, draft: Draft, key: str) -> dict[str, Any]:
    """Where in the filing this page is, and where "Regresar" goes."""
    checking = BACK_TO_CHECK in request.GET
    before = draft.before(key)
    back = before.href if before else draft.door.href("start", draft.slug)
    check = f"{draft.door.href('check', draft.slug)}#{key}"
    return {
        "draft": draft,
        "step": draft.step(key),
        "back": check if checking else back,
        "checking": checking,
        "revision": draft.revision,
    }


def _after(request: HttpRequest, draft: Draft, key: str) -> str:
    """The next page: the check, at this part, when the person came from there."""
    if BACK_TO_CHECK in request.GET:
        return f"{draft.door.href('check', draft.slug)}#{key}"
    keys = [step.key for step in draft.steps]
    return draft.steps[keys.index(key) + 1].href


def _mark(request: HttpRequest) -> str:
    return f"?{BACK_TO_CHECK}=1" if BACK_TO_CHECK in request.GET else ""
