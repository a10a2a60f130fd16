"""One case on one page: what is asked, what to do now, and everything that happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from frontend.answering import Answering
from frontend.staff import casefile, registered, story, trail
from frontend.staff.beside import said_of
from frontend.staff.deliveries import words
from frontend.staff.desk import Desk, desk_of
from frontend.staff.due import goal_reckoner, reckoner
from frontend.staff.forms import (
    AssignForm,
    CertificateForm,
    ClaimForm,
    ExcuseForm,
    HolderForm,
    NoteForm,
    PlaceForm,
    ReviewForm,
)
from frontend.staff.steps import Step, steps_of
from frontend.talking import writing
from procedures.casework import unreachable
from procedures.casework.delivering import HANDLE, sent_about
from procedures.casework.desk import labels, presence, replies, watching
from procedures.casework.paper_drafts import signable
from procedures.casework.served import served
from procedures.requests import acceptance, notices, operations, telling
from procedures.requests.attachments import WITH_A_MESSAGE
from procedures.requests.models import Attachment
from procedures.requests.models.access import Verdict
from procedures.requests.registered import of_the_same_account
from procedures.requests.turns import first_in_line


@never_cache
@require_GET
def case(request: HttpRequest, folio: str) -> HttpResponse:
    """`/personal/<folio>/`; the person's new messages are read by this."""
    desk = desk_of(request, folio)
    response = show_case(request, desk)
    operations.read_messages(actor=desk.actor, service_request=desk.row)
    return response


def show_case(
    request: HttpRequest,
    desk: Desk,
    *,
    status: int = 200,
    sent: Step | None = None,
    forms: Mapping[str, BaseForm] | None = None,
    revealed: Mapping[str, Any] | None = None,
    message: Answering | None = None,
    problem: str = "",
    news: list[dict[str, Any]] | None = None,
) -> HttpResponse:
    """The page, in whatever state.

    Args:
        sent: the move that was sent and refused, as it was typed.
        forms: other forms that were sent and refused, by name.
        message: the one to the person that was sent and refused.
        revealed: sealed answers that were just asked for, by field.
        problem: why nothing was changed.
        news: what others did since the person opened the page.
    """
    events = story.events_of(desk.row)
    if desk.only_asked:  # what the person writes is not for them (R22)
        events = [event for event in events if event.kind not in telling.TALK]
    papers, areas = casefile.papers_of(desk), casefile.area_names()
    steps = steps_of(request, desk, sent)
    refused = forms or {}
    if message is None and desk.may("message"):
        message = writing(request, desk.actor, desk.row)
    certificate_due = casefile.certificate_due(desk, events)
    account, debt = registered.account_of(desk), registered.debt_of(desk)
    recognised = registered.is_holder(desk, account, debt)
    forms_beside = _forms(desk, recognised).items()
    shown = {name: form and refused.get(name, form) for name, form in forms_beside}
    followers = watching.watchers_of(desk.row)
    claiming = shown["claim"]
    first = first_in_line(desk.actor, desk.row) if claiming else None
    if claiming and (first or desk.of_somebody_else):
        claiming.fields["reason"].required = True
    gone = sent is not None and all(step is not sent for step in steps)
    context = {
        "desk": desk,
        "trail": trail.lead(request, desk),
        "row": desk.row,
        "state": desk.row.current_state,
        "due": reckoner(desk.today, desk.calendars)(desk.row),
        "goal": goal_reckoner(desk.today, desk.calendars)(desk.row),
        "area": areas.get(desk.row.area, desk.row.area),
        "steps": steps,
        "sent": sent,
        "typed": sent.typed if sent is not None and gone else [],
        "problem": problem,
        "news": news or [],
        "answers": casefile.answers_of(desk, revealed or {}),
        "register": account,
        "debt": debt,
        "recognised": recognised,
        "same_account": of_the_same_account(desk, desk.answers),
        "may_reveal": desk.may("reveal_sensitive"),
        "may_correct": desk.may("correct_answers"),
        "may_review": desk.may("review_document"),
        "may_collate": desk.may("collate_document"),
        "placing": _placing(desk, refused),
        "may_revoke": desk.may("revoke_resolution"),
        "may_appeal": desk.may("receive_appeal"),
        "may_read_appeal": desk.may("read_appeal"),
        "may_renew": desk.may("renew_key"),
        "may_notices": desk.may("choose_notices"),
        "accepted": acceptance.told_in(reversed(events)),
        "served": [] if desk.only_asked else served(desk.row, events[::-1]),
        "lacking": casefile.lacking(desk) if desk.row.is_open else [],
        "work": casefile.work_of(desk),
        "papers": _papers(desk, papers, refused),
        "clocks": casefile.clocks_of(desk),
        "certificate_due": certificate_due,
        "lost": not desk.only_asked and unreachable.is_lost(events),
        "people": casefile.people_of(desk),
        "notes": [event for event in events if event.kind == "note"],
        "only_asked": desk.only_asked,
        "drafts": desk.may("draft_paper") and bool(signable(desk.row)),
        "stepped_aside": desk.stepped_aside,
        "unread": 0 if desk.only_asked else desk.row.unread_by_staff,
        "conversation": [] if desk.only_asked else story.conversation(desk, events),
        "message": message.context() if message else None,
        "replies": replies.offered(desk.row) if message else [],
        "labels": [] if desk.only_asked else labels.borne_by(desk.row),
        "may_label": desk.may("label"),
        "present": said_of(presence.look(actor=desk.actor, service_request=desk.row)),
        "looks": presence.LOOKS,
        "followers": [user for user in followers if user != desk.actor.user],
        "following": desk.actor.user in followers,
        "may_watch": desk.may("watch"),
        "label_choices": labels.offered(desk.actor, desk.row) if desk.may("label") else [],
        # Who is only asked for an opinion reads nothing that was written to the person (R22).
        "moments": story.moments(
            desk.row, events, {} if desk.only_asked else notices.sent(desk.row)
        ),
        "forms": shown,
        "first": first,
        "wrong": [
            form
            for form in (*refused.values(), *([message.bound] if message else []))
            if form.errors
        ],
        **_rooms(desk, papers, areas),
    }
    return render(request, "staff/case.html", context, status=status)


def news_since(desk: Desk, seen: int | None) -> list[dict[str, Any]]:
    """What happened after the last event the person saw, the latest first."""
    events = [
        event
        for event in story.events_of(desk.row)
        if seen is not None and event.sequence > seen and event.kind != "messages_read"
        if not (desk.only_asked and event.kind in telling.TALK)
    ]
    return story.moments(desk.row, events)


def _forms(desk: Desk, recognised: bool | None) -> dict[str, BaseForm | None]:
    """The forms beside the workflow, each only for whoever may use it."""
    initial = {"revision": desk.row.revision, "seen": desk.row.event_count}
    is_open = desk.row.is_open
    return {
        "note": NoteForm(prefix="nota") if desk.may("note") else None,
        "claim": ClaimForm(prefix="tomar", initial=initial)
        if is_open and desk.may("claim") and not desk.mine
        else None,
        "excuse": ExcuseForm(prefix="excusa", initial=initial)
        if is_open and desk.may("claim")
        else None,
        "assign": AssignForm(prefix="asignar", initial=initial, people=casefile.candidates(desk))
        if is_open and desk.may("assign")
        else None,
        "certificate": CertificateForm(prefix="constancia", initial=initial)
        if is_open and desk.row.silence and desk.may("certify_silence")
        else None,
        "holder": HolderForm(prefix="titular", initial=initial, recognised=recognised)
        if recognised is not None and desk.may("recognise_holder")
        else None,
    }


def _placing(desk: Desk, forms: Mapping[str, Any]) -> dict[Any, tuple[int, BaseForm]]:
    """By document that came with a message: its place's id, and the form that gives it another."""
    if not desk.row.is_open or not desk.may("correct_answers"):
        return {}
    found = {
        paper.document_id: paper.pk
        for paper in desk.attachments
        if paper.field_key == WITH_A_MESSAGE and paper.replaced_at is None
    }
    papers = casefile.places(desk) if found else []
    initial = {"revision": desk.row.revision, "seen": desk.row.event_count}
    placing = {}
    for document, pk in found.items():
        name = f"lugar-{pk}"
        form = forms.get(name) or PlaceForm(prefix=name, papers=papers, initial=initial)
        placing[document] = (pk, form)
    return placing if papers else {}


def _papers(
    desk: Desk, papers: Iterable[tuple[str, Attachment]], forms: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Documents, each with its verdict and the form to give one."""
    reviewer = desk.row.is_open and desk.may("review_document")
    found = []
    for label, paper in papers:
        name = f"papel-{paper.pk}"
        current = paper.replaced_at is None
        given = {} if paper.verdict == Verdict.PENDING else {"verdict": paper.verdict}
        form = forms.get(name) or ReviewForm(prefix=name, initial={**given, "remark": paper.remark})
        found.append(
            {
                "label": label,
                "paper": paper,
                "current": current,
                "form": form if reviewer and current else None,
                "colour": {"right": "green", "wrong": "red"}.get(paper.verdict, "grey"),
                "icon": {"right": "yes", "wrong": "no"}.get(paper.verdict, "looking"),
            }
        )
    return found


def _rooms(
    desk: Desk, papers: Iterable[tuple[str, Attachment]], areas: Mapping[str, str]
) -> dict[str, Any]:
    """What the other rooms keep of the case."""
    row = desk.row
    return {
        "visits": row.visits.select_related("inspector"),
        "payments": casefile.payments_of(desk, papers),
        "opinions": casefile.opinions_of(desk, areas, papers),
        "told": [] if desk.only_asked else [words.line_of(one) for one in sent_about(row)],
        "may_handle": desk.may(HANDLE),
        "resolutions": row.resolutions.select_related("signed_by").prefetch_related("appeals"),
        "corrections": row.corrections.all(),
    }
