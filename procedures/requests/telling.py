"""The story of a request as its person reads it: what happened, what was said, what was answered.

The page and the printed file tell it with the same words; the staff's story is another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.accounts.actors import citizen_of
from procedures.definition import Field
from procedures.definition.file_questions import paper_label
from procedures.documents.models import Document

from . import crypto
from .acceptance import KEPT
from .attachments import OF_OURS, WITH_A_MESSAGE
from .facts import facts_of
from .models import Attachment, Event, ServiceRequest
from .models.request import Channel, Source
from .notices import Sent
from .saying import before, long_date, moved, moved_by

HIDDEN = "•••• "
SHORT = 30  # characters: up to here the last four tell which one it is, and no more
TOLD = "told"  # a message that no step of the story said
TALK = frozenset({"message", "messages_read"})  # told as a conversation, not as steps
OF_A_PAPER = frozenset({"document_collated", "document_placed"})
TITLES = {
    TOLD: gettext_lazy("Le enviamos un aviso"),
    "filed": gettext_lazy("Recibimos su solicitud"),
    "answers_corrected": gettext_lazy("El personal corrigió un dato"),
    "applicant_withdrew": gettext_lazy("Una de las personas solicitantes se retiró"),
    "contact_changed": gettext_lazy("Los avisos llegan ahora a otra persona o a otro correo"),
    "issued": gettext_lazy("Se emitió el documento"),
    "resolution_revoked": gettext_lazy("Se revocó el documento"),
    "appeal_received": gettext_lazy("Recibimos un recurso contra la resolución"),
    "appeal_admitted": gettext_lazy("Se admitió el recurso"),
    "appeal_ended": gettext_lazy("Se resolvió el recurso"),
    "payment_expired": gettext_lazy("Venció la línea de captura"),
    "due_moved": gettext_lazy("Cambió la fecha de respuesta por un ajuste del calendario"),
    "inactivity_warned": gettext_lazy("Le avisamos que su solicitud espera su respuesta"),
    "silence_certified": gettext_lazy("Se emitió la constancia de que no respondimos a tiempo"),
    "holder_recognised": gettext_lazy("Titularidad de la cuenta"),
    "document_collated": gettext_lazy("Cotejamos un documento con su original"),
    "document_placed": gettext_lazy("Pusimos en su lugar un documento que envió"),
    "document_held_back": gettext_lazy("Retuvimos un documento"),
    "survey_declined": gettext_lazy("Pidió que no le invitemos a la encuesta"),
    "survey_accepted": gettext_lazy("Pidió que sí le invitemos a la encuesta"),
    "reminders_declined": gettext_lazy("Pidió que no le mandemos recordatorios"),
    "reminders_accepted": gettext_lazy("Pidió que sí le mandemos recordatorios"),
    "way_chosen": gettext_lazy("Cambió cómo le avisamos"),
    "notice_opened": gettext_lazy("Usted abrió un aviso por primera vez"),
}


@dataclass(frozen=True)
class Line:
    """Words of a step: the record's, or `ours` in the language of the page."""

    words: str
    ours: bool = False


@dataclass(frozen=True)
class Moment:
    """One step of the story."""

    title: str
    when: dt.datetime
    lines: tuple[Line, ...]
    kind: str
    sent: tuple[Sent, ...] = ()  # what the person was told by it

    @property
    def text(self) -> str:
        return "\n".join(line.words for line in self.lines)


@dataclass(frozen=True)
class Said:
    """One message.

    `read_at` is when the other side first had it before its eyes, where that is known; `new` is one
    the reader's side had not read.
    """

    text: str
    at: dt.datetime
    mine: bool
    papers: tuple[Document, ...]
    read_at: dt.datetime | None
    new: bool


def public_events(row: ServiceRequest) -> list[Event]:
    """Every event its person may read, with its words, the oldest first; one query."""
    return list(row.events.filter(public=True).select_related("payload").order_by("sequence"))


def said_in(event: Event) -> Mapping[str, Any]:
    """The public words of an event; none where they were erased."""
    payload = getattr(event, "payload", None)
    return payload.data.get("public", {}) if payload else {}


def moments(
    row: ServiceRequest, events: Iterable[Event], sent: Mapping[int, Sequence[Sent]] | None = None
) -> list[Moment]:
    """The steps of the story, the oldest first.

    Args:
        sent: what the person was told, by event (`notices.sent`). What an event said that is no
            step of this story stands by itself.
    """
    rest = dict(sent or {})
    told = [
        Moment(
            *(_title(row, event), event.at, tuple(_lines(row, event)), event.kind),
            sent=tuple(rest.pop(event.sequence, ())),
        )
        for event in events
        if event.kind not in TALK
    ]
    alone = [Moment(str(TITLES[TOLD]), one.at, (), TOLD, (one,)) for one in chain(*rest.values())]
    return sorted([*told, *alone], key=lambda moment: moment.when)


def conversation(
    events: Sequence[Event], papers: Iterable[Attachment], *, unread: int, staff: bool = False
) -> list[Said]:
    """The messages, the oldest first.

    Args:
        events: of the request, the oldest first; others than those of the talk are passed over.
        papers: its attachments; each goes with the message it came with.
        unread: how many of the other side's the reader's side has not read.
        staff: whether the staff read it, and not its person.
    """
    of_event: dict[int, list[Document]] = {}
    for paper in papers:
        of_event.setdefault(paper.event_id, []).append(paper.document)
    told: list[Said] = []
    read: dict[bool, dt.datetime] = {}  # by whether staff read it: the first reading after it
    for event in reversed(events):
        from_staff = event.actor_kind == "staff"
        if event.kind == "messages_read":
            read[from_staff] = event.at
        elif event.kind == "message":
            told.append(
                Said(
                    text=said_in(event).get("text", ""),
                    at=event.at,
                    mine=from_staff == staff,
                    papers=tuple(of_event.get(event.pk, ())),
                    read_at=read.get(not from_staff),
                    new=from_staff != staff and unread > 0,
                )
            )
            unread -= from_staff != staff
    return told[::-1]


def answers_of(row: ServiceRequest) -> list[tuple[str, list[tuple[str, str]]]]:
    """The answers by section, those that are sensitive hidden but for their last characters."""
    form = row.definition.form
    answers = crypto.open_answers(form, row.answers)
    facts = facts_of(row, citizen_of(row.folio), timezone.localdate())
    return [
        (
            section.title,
            [(item.label, shown(item, answers.get(item.key), words)) for item, words in rows],
        )
        for section, rows in form.display(answers, facts, row.case)
    ]


def still_owed(row: ServiceRequest, papers: Iterable[Attachment]) -> list[str]:
    """What was left for later and has not come: documents the answers in force make necessary.

    Args:
        papers: the documents of the request; those replaced do not count.
    """
    form = row.definition.form
    facts = facts_of(row, citizen_of(row.folio), timezone.localdate())
    asked = form.papers(crypto.open_answers(form, row.answers), facts, row.case)
    came = {one.field_key for one in papers if one.replaced_at is None}
    return [one.label for one in asked.values() if one.required and one.key not in came]


def shown(item: Field, value: Any, words: str) -> str:
    """An answer in words as a page shows it: of a sensitive one, at most its last characters."""
    if not words:
        return str(item.type.blank)
    if not item.holds_sensitive:
        return words
    if not item.sensitive:
        return item.display(item.mask(value))
    return (
        HIDDEN + words[-4:] if len(words) <= SHORT else _("Guardado. Por seguridad no se muestra.")
    )


def paper_name(row: ServiceRequest, key: str) -> str:
    """What a paper of the request is, by the field it was put in its place under."""
    if key == WITH_A_MESSAGE:
        return _("Con un mensaje")
    if key in OF_OURS:
        return str(OF_OURS[key])
    known = {**row.workflow.case_fields, **row.definition.form.by_key}
    return paper_label(known, crypto.open_answers(row.definition.form, row.answers), key)


def _title(row: ServiceRequest, event: Event) -> str:
    if event.kind in TITLES:
        return str(TITLES[event.kind])
    transition = row.workflow.find(event.from_state, event.action)
    if transition is not None and (event.from_state == event.to_state or event.kind == "answer"):
        return transition.label
    state = row.workflow.states.get(event.to_state)
    return state.label if state else _("Hubo un cambio")


def _lines(row: ServiceRequest, event: Event) -> list[Line]:
    """What was said with a step: its public answers, what was asked for, what was changed."""
    said = said_in(event)
    lines: list[Line] = []
    if event.kind == "filed":
        source = Source(said.get("source", Source.ONLINE)).label
        lines.append(Line(_("Llegó por: %s.") % source, ours=True))
    transition = row.workflow.find(event.from_state, event.action)
    if transition is not None:
        for key, value in said.get("fields", {}).items():
            item = transition.form.by_key.get(key)
            if item is not None and (words := item.display(value)):
                lines.append(Line(f"{before(item.label)} {words}"))
    lines += [Line(f"{before(item['label'])} {item['reason']}") for item in said.get("items", ())]
    if said.get("due_on"):
        day = long_date(dt.date.fromisoformat(said["due_on"]))
        lines.append(Line(_("Tiene hasta el %s.") % day, ours=True))
    if event.kind == "due_moved":
        lines.append(Line(moved(said), ours=True))
        if days := moved_by(said):
            lines.append(Line(_("Días que cambiaron: %s.") % days, ours=True))
    if event.kind == "inactivity_warned":
        day = long_date(dt.date.fromisoformat(said["lapses_on"]))
        lines.append(Line(_("Si no responde, puede archivarse a partir del %s.") % day, ours=True))
    if event.kind == "holder_recognised":
        words = (
            _("Comprobamos que usted es titular.")
            if said["holds"]
            else _("Ya no consta que usted sea titular.")
        )
        lines.append(Line(words, ours=True))
    if event.kind == "way_chosen":
        lines.append(Line(f"{Channel(said[KEPT]['channel']).label}.", ours=True))
    if event.kind in OF_A_PAPER:
        lines.append(Line(paper_name(row, said["paper"])))
    if said.get("same") is False:
        lines.append(Line(_("Quedó sin efecto: no coincide."), ours=True))
    if event.kind == "document_held_back":
        lines.append(Line(paper_name(row, said.get("paper", WITH_A_MESSAGE))))
        sentence = _(
            "El antivirus encontró un riesgo en este archivo y ya nadie puede descargarlo. Si "
            "su solicitud sigue en trámite, envíelo de nuevo con un mensaje."
        )
        lines.append(Line(sentence, ours=True))
    if changed := said.get("fields_changed"):
        known = row.definition.form.by_key
        answers = crypto.open_answers(row.definition.form, row.answers)
        labels = [label for key in changed if (label := paper_label(known, answers, key)) != key]
        lines.append(Line(_("Cambió: %s.") % ", ".join(labels), ours=True))
    told = ("number", "document", "label", "note", "reason")
    lines += [Line(said[name]) for name in told if said.get(name)]
    return lines
