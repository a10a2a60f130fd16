"""A request told to its citizen: where it stands, what happened, when the answer comes and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.accounts.actors import citizen_of
from frontend import formats
from frontend.language import spanish
from procedures.definition import Field, Phase
from procedures.definition.file_questions import paper_label
from procedures.requests import crypto
from procedures.requests.facts import facts_of
from procedures.requests.models import Event, ServiceRequest
from procedures.requests.models.request import Source
from procedures.requests.models.time import Owner

from .record import SILENCE

HIDDEN = "•••• "
TITLES = {
    "filed": gettext_lazy("Recibimos su solicitud"),
    "issued": gettext_lazy("Se firmó el documento"),
    "resolution_opened": gettext_lazy("Usted abrió el documento por primera vez"),
    "resolution_revoked": gettext_lazy("Se revocó el documento"),
    "answers_corrected": gettext_lazy("El personal corrigió un dato"),
    "applicant_withdrew": gettext_lazy("Una de las personas solicitantes se retiró"),
    "contact_changed": gettext_lazy("Ahora los avisos son para otra de las personas solicitantes"),
    "due_moved": gettext_lazy("Cambió la fecha de respuesta por un ajuste del calendario"),
}
SHORT = 30  # characters: up to here the last four tell which one it is, and no more


@dataclass(frozen=True)
class Dates:
    """When the answer is due: what was said at first, what holds now, and why it moved."""

    promised: dt.date | None
    due: dt.date | None
    confirmed: bool
    paused: bool
    late: bool
    reasons: tuple[str, ...]
    restarts: bool  # after a correction the term begins anew (R10)
    silence: str  # what it means that it ran out (R13); "" before that, or where it means nothing

    @property
    def moved(self) -> bool:
        return bool(self.promised and self.due and self.promised != self.due)


def dates_of(row: ServiceRequest) -> Dates:
    """The two dates of an open request (ARCHITECTURE rules 8 and 9)."""
    time = row.definition.time
    waited = row.intervals.filter(owner=Owner.CITIZEN).exists()
    reasons = []
    if waited:
        reasons.append(_("El plazo se detuvo mientras esperábamos su respuesta o su pago."))
    if row.extension_days:
        more = formats.business_days(row.extension_days)
        reasons.append(_("El área amplió el plazo %s, con sus razones.") % more)
    return Dates(
        promised=row.promised_on,
        due=row.due_on,
        confirmed=row.due_confirmed,
        paused=row.is_open and row.due_on is None and row.promised_on is not None,
        late=bool(row.is_open and row.due_on and row.due_on < timezone.localdate()),
        reasons=tuple(reasons),
        restarts=time.correction.effect == "restart" and row.phase == Phase.WAITING_CITIZEN,
        silence=str(SILENCE.get(time.silence, "")) if row.is_open and row.silence else "",
    )


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


def shown(item: Field, value: Any, words: str) -> str:
    """An answer in words as a page shows it: of a sensitive one, at most its last characters."""
    if not words or not item.holds_sensitive:
        return words
    if not item.sensitive:
        return item.display(item.mask(value))
    return (
        HIDDEN + words[-4:] if len(words) <= SHORT else _("Guardado. Por seguridad no se muestra.")
    )


def moments_of(row: ServiceRequest) -> list[dict[str, Any]]:
    """The public story as a timeline, the latest first, with what comes next on top."""
    events = row.events.filter(public=True).select_related("payload").order_by("-sequence")
    told = [_moment(row, event) for event in events if event.kind != "message"]
    if told:
        told[0]["state"] = "now"
    return told


def messages_of(row: ServiceRequest) -> list[dict[str, Any]]:
    """The conversation, the oldest first."""
    events = row.events.filter(public=True, kind="message").select_related("payload")
    return [
        {
            "text": _said(event).get("text", ""),
            "at": event.at,
            "mine": event.actor_kind != "staff",
        }
        for event in events
    ]


def _said(event: Event) -> Mapping[str, Any]:
    payload = getattr(event, "payload", None)
    return payload.data.get("public", {}) if payload else {}


def _moment(row: ServiceRequest, event: Event) -> dict[str, Any]:
    said = _said(event)
    return {
        "title": _title(row, event),
        "when": event.at,
        "text": format_html_join("\n", "{}", [(line,) for line in _lines(row, event, said)]),
    }


def _title(row: ServiceRequest, event: Event) -> str:
    if event.kind in TITLES:
        return str(TITLES[event.kind])
    transition = row.workflow.find(event.from_state, event.action)
    if transition is not None and (event.from_state == event.to_state or event.kind == "answer"):
        return spanish(transition.label)
    state = row.workflow.states.get(event.to_state)
    return spanish(state.label) if state else _("Hubo un cambio")


def _lines(row: ServiceRequest, event: Event, said: Mapping[str, Any]) -> list[str]:
    """What was said with a step: its public answers, what was asked for, what was changed."""
    lines: list[str] = []
    if event.kind == "filed":
        lines.append(_("Llegó por: %s.") % Source(said.get("source", Source.ONLINE)).label)
    transition = row.workflow.find(event.from_state, event.action)
    if transition is not None:
        for key, value in said.get("fields", {}).items():
            item = transition.form.by_key.get(key)
            if item is not None and (words := item.display(value)):
                lines.append(spanish(f"{item.label}: {words}"))
    lines += [spanish(f"{item['label']}: {item['reason']}") for item in said.get("items", ())]
    if said.get("due_on"):
        day = formats.long_date(dt.date.fromisoformat(said["due_on"]))
        lines.append(_("Tiene hasta el %s.") % day)
    for one in said.get("reused", ()):
        lines.append(_("Con su permiso usamos datos del folio %s.") % one["folio"])
    if event.kind == "due_moved":
        lines.append(formats.moved(said))
    if changed := said.get("fields_changed"):
        known = row.definition.form.by_key
        answers = crypto.open_answers(row.definition.form, row.answers)
        labels = [label for key in changed if (label := paper_label(known, answers, key)) != key]
        lines.append(format_html(_("Cambió: {}."), spanish(", ".join(labels))))
    lines += [spanish(said[name]) for name in ("document", "note", "reason") if said.get(name)]
    return lines


def needs_you(row: ServiceRequest) -> bool:
    """Whether the request waits for its citizen."""
    return row.phase in {Phase.WAITING_CITIZEN, Phase.WAITING_PAYMENT}
