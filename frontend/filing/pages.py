"""The pages around the questions: before beginning, and checking and sending at the end."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from procedures.definition.effort import minutes_to_answer
from procedures.documents.store import Rejected
from procedures.requests.errors import Invalid
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import Filing

from . import checking, memory
from .asked import AFTER_THE_QUESTIONS
from .door import Door
from .draft import Draft
from .frame import BACK_TO_CHECK, fileable, show, shown_at

SENDING = "envio"  # hidden in the check page: what tells a second press from another filing


def start_page(request: HttpRequest, door: Door, slug: str) -> HttpResponse:
    """What is needed before beginning; pressing the button begins (or goes on, or begins anew)."""
    version = fileable(door, slug)
    draft = Draft.find(request, door, version)
    if request.method == "POST":
        if draft is None or "anew" in request.POST:
            draft = Draft.begin(request, door, version)
        return redirect(where_it_was_left(draft))
    form = version.definition.form
    context = {
        "draft": draft,
        "filed": filed_before(request, door, slug),
        "papers": [
            item
            for item in form.fields
            if item.is_file and (item.required or item.required_if is not None)
        ],
        "steps": len([one for one in form.sections if one.condition is None]) + AFTER_THE_QUESTIONS,
        "minutes": minutes_to_answer(form),
    }
    return show(request, door, version, "start", context)


def where_it_was_left(draft: Draft) -> str:
    """The first page nobody went through, or the one where everything is checked."""
    step = draft.unfinished()
    return step.href if step else draft.door.href("check", draft.slug)


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
    version = fileable(door, slug)
    draft = Draft.find(request, door, version)
    sending = request.POST.get(SENDING, "")
    if sending and (draft is None or sending != draft.token):
        # Pressed twice, or sent again from an old page: what was filed is told again.
        if filing := checking.answered(sending):
            filed(request, filing)
            memory.note_filed(request.session, door.bucket, slug, filing.service_request.folio)
            return redirect(door.href("done", slug))
    if draft is None:
        page = "done" if filed_before(request, door, slug) else "start"
        return redirect(door.href(page, slug))
    if step := draft.unfinished():
        return redirect(f"{step.href}?{BACK_TO_CHECK}=1")
    problems = list(checking.refusals(draft))
    if request.method == "POST":
        problems += _unseen(request, draft)
    if request.method == "POST" and not problems:
        try:
            filed(request, checking.send(draft))
        except (Invalid, Rejected) as refused:
            problems = _sentences(refused)
        else:
            return redirect(door.href("done", slug))
    context = {
        "draft": draft,
        "problems": problems,
        "remarks": checking.remarks(draft),
        "pages": checking.review(draft),
        "later": checking.promised(draft),
        "back": draft.steps[-1].href,
        "revision": draft.revision,
    }
    return show(request, door, version, "check", context)


def filed_before(request: HttpRequest, door: Door, slug: str) -> ServiceRequest | None:
    """What this session filed last of this procedure, through this door."""
    folio = memory.folio_filed(request.session, door.bucket, slug)
    if not folio:
        return None
    return ServiceRequest.objects.select_related("procedure", "version").filter(folio=folio).first()


def _unseen(request: HttpRequest, draft: Draft) -> list[str]:
    """Nobody sends what they did not check: another window changed it since."""
    seen = shown_at(request)
    if seen is None or seen == draft.revision:
        return []
    return [_("Algo cambió en otra ventana después de abrir esta página. Revise y envíe de nuevo.")]


def _sentences(refused: Invalid | Rejected) -> list[str]:
    if isinstance(refused, Rejected):
        return [refused.sentence]
    return [sentence for found in refused.errors.values() for _code, sentence in found]
