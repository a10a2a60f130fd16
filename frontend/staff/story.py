"""What happened to a case, told to staff: all of it, with who did it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from backend.accounts.models import User
from frontend import formats
from frontend.language import in_lines, spanish
from frontend.staff.desk import Desk
from frontend.templatetags.ui import tag
from notifications.models import Deed
from procedures.definition import Field
from procedures.definition.file_questions import paper_label
from procedures.register import billing
from procedures.register.comparing import FLAGS
from procedures.requests import crypto, telling
from procedures.requests.acceptance import KEPT
from procedures.requests.alerts import MEANS
from procedures.requests.attachments import WITH_A_MESSAGE
from procedures.requests.models import Event, ServiceRequest
from procedures.requests.models.access import Verdict
from procedures.requests.models.request import Channel, Source
from procedures.requests.notices import BESIDE, Sent
from procedures.requests.operations.holder import PROOFS
from procedures.requests.registered import RECOGNISED
from procedures.requests.saying import moved_by
from procedures.requests.telling import Line

TITLES = {
    "filed": gettext_lazy("Se presentó la solicitud"),
    "claimed": gettext_lazy("La tomó a su cargo"),
    "assigned": gettext_lazy("Cambió la persona a cargo"),
    "excused": gettext_lazy("Se excusó de atenderla"),
    "note": gettext_lazy("Nota del personal"),
    "message": gettext_lazy("Mensaje"),
    "labelled": gettext_lazy("Puso una etiqueta"),
    "unlabelled": gettext_lazy("Quitó una etiqueta"),
    "messages_read": gettext_lazy("Leyó los mensajes"),
    "survey_declined": gettext_lazy("Pidió que no se le invite a la encuesta"),
    "survey_accepted": gettext_lazy("Pidió que sí se le invite a la encuesta"),
    "reminders_declined": gettext_lazy("Pidió que no se le manden recordatorios"),
    "reminders_accepted": gettext_lazy("Pidió que sí se le manden recordatorios"),
    "way_chosen": gettext_lazy("Cambió cómo se le avisa"),
    "notice_opened": gettext_lazy("La persona abrió un aviso por primera vez"),
    "document_reviewed": gettext_lazy("Revisó un documento"),
    "answers_reviewed": gettext_lazy("Revisó respuestas"),
    "document_collated": gettext_lazy("Cotejó un documento con su original"),
    "document_placed": gettext_lazy("Puso en su lugar un documento que llegó con un mensaje"),
    "answers_corrected": gettext_lazy("Corrigió datos de la solicitud"),
    "sensitive_seen": gettext_lazy("Vio datos reservados"),
    "key_renewed": gettext_lazy("Se cambió la clave"),
    "applicant_withdrew": gettext_lazy("Se retiró una de las personas solicitantes"),
    "contact_changed": gettext_lazy("Los avisos y la clave pasaron a otra persona o a otro correo"),
    "issued": gettext_lazy("Se emitió el documento"),
    "paper_drafted": gettext_lazy("Redactó el documento por firmar"),
    "paper_returned": gettext_lazy("Regresó el documento con observaciones"),
    "resolution_opened": gettext_lazy("La persona abrió el documento por primera vez"),
    "resolution_revoked": gettext_lazy("Revocó el documento"),
    "appeal_received": gettext_lazy("Recibió un recurso contra la resolución"),
    "appeal_admitted": gettext_lazy("Admitió el recurso"),
    "appeal_ended": gettext_lazy("Registró cómo se resolvió el recurso"),
    "document_held_back": gettext_lazy("El antivirus retuvo un documento"),
    "silence": gettext_lazy("Venció el plazo sin respuesta"),
    "inactivity_warned": gettext_lazy("Se avisó a la persona que puede archivarse"),
    "silence_certified": gettext_lazy("Registró la constancia de respuesta a favor"),
    "payment_expired": gettext_lazy("Venció la línea de captura"),
    "due_moved": gettext_lazy("Cambió la fecha límite por un ajuste del calendario"),
    "unreachable": gettext_lazy("Un aviso no llegó a la persona por ningún medio"),
    "message_handled": gettext_lazy("Hizo algo con un aviso"),
    "holder_recognised": gettext_lazy("Anotó si la persona es titular de la cuenta"),
}


def events_of(row: ServiceRequest) -> list[Event]:
    """Every event with its words and who did it, the latest first; one query."""
    return list(row.events.select_related("payload", "actor_user").order_by("-sequence"))


def conversation(desk: Desk, events: Sequence[Event]) -> list[dict[str, Any]]:
    """The messages with the person, the oldest first: who wrote each, its files, its readings.

    Args:
        events: as `events_of` gives them.
    """
    papers = [paper for paper in desk.attachments if paper.event.kind == "message"]
    oldest_first = list(reversed(events))
    told = telling.conversation(oldest_first, papers, unread=desk.row.unread_by_staff, staff=True)
    written = (event for event in oldest_first if event.kind == "message")
    return [
        {"by": event.actor_user.full_name if event.actor_user else "", "said": said}
        for event, said in zip(written, told, strict=True)
    ]


def moments(
    row: ServiceRequest, events: Sequence[Event], sent: Mapping[int, Sequence[Sent]] | None = None
) -> list[dict[str, Any]]:
    """Events as the timeline component takes them.

    Args:
        sent: what the person was told, by event (`notices.sent`).
    """
    names = _names(events)
    told = [
        {
            "title": _title(row, event) if event.kind in TITLES else spanish(_title(row, event)),
            "when": event.at,
            "who": who(event),
            "tag": "" if event.public else tag(_("Solo personal"), "grey"),
            "text": in_lines(_lines(row, event, names)),
            "sent": (sent or {}).get(event.sequence, ()),
        }
        for event in events
    ]
    alone = [
        {"title": str(telling.TITLES[telling.TOLD]), "when": one.at, "sent": (one,)}
        for one in (sent or {}).get(BESIDE, ())
    ]
    return sorted([*told, *alone], key=lambda moment: moment["when"], reverse=True)


def who(event: Event) -> str:
    """Who did it, by name when it was somebody of the staff."""
    if event.actor_user is not None:
        return event.actor_user.full_name
    return _("El sistema") if event.actor_kind == "system" else _("La persona solicitante")


def said(event: Event, side: str) -> Mapping[str, Any]:
    """The words of one side, public or private; none where they were erased."""
    payload = getattr(event, "payload", None)
    return payload.data.get(side, {}) if payload else {}


def _names(events: Sequence[Event]) -> dict[str, str]:
    """Names by user name of whom the case was given to; a query where it was given at all."""
    given = {said(event, "private").get("to") for event in events if event.kind == "assigned"}
    users = User.objects.filter(username__in=given - {None}) if given - {None} else ()
    return {user.username: user.full_name for user in users}


def _title(row: ServiceRequest, event: Event) -> str:
    if event.kind in TITLES:
        return str(TITLES[event.kind])
    transition = row.workflow.find(event.from_state, event.action)
    state = row.workflow.states.get(event.to_state)
    if transition is None:
        return state.label if state else _("Hubo un cambio")
    if state is None or event.from_state == event.to_state:
        return transition.label
    return f"{transition.label} → {state.label}"


def _lines(row: ServiceRequest, event: Event, names: Mapping[str, str]) -> list[Line]:
    public, private = said(event, "public"), said(event, "private")
    lines: list[Line] = []
    if event.kind == "filed":
        source = Source(public.get("source", Source.ONLINE)).label
        lines.append(Line(_("Canal: %s.") % source, ours=True))
        if lacking := private.get("without_curp"):
            told = ngettext(
                "Sin CURP: %d persona. Ayúdele a obtenerla.",
                "Sin CURP: %d personas. Ayúdeles a obtenerla.",
                lacking,
            )
            lines.append(Line(told % lacking, ours=True))
        flags = {**FLAGS, **billing.FLAGS}
        lines += [Line(str(flags[key]), ours=True) for key in private.get("register", ())]
    transition = row.workflow.find(event.from_state, event.action)
    fields = transition.form.by_key if transition else {}
    for answers in (public.get("fields", {}), private.get("fields", {})):
        lines += _answers(fields, answers)
    lines += [
        Line(f"{formats.before(item['label'])} {item['reason']}")
        for item in public.get("items", ())
    ]
    if public.get("due_on"):
        day = formats.long_date(dt.date.fromisoformat(public["due_on"]))
        lines.append(Line(_("Tiene hasta el %s.") % day, ours=True))
    if event.kind == "contact_changed" and not public["by_mail"]:
        sentence = _("No aceptó avisos por correo: entréguele la clave nueva en el módulo.")
        lines.append(Line(sentence, ours=True))
    if event.kind == "due_moved":
        lines.append(Line(formats.moved(public), ours=True))
        if days := moved_by(public):
            lines.append(Line(_("Días que cambiaron: %s.") % days, ours=True))
    if event.kind == "message_handled":
        lines.append(Line(str(Deed(private["deed"]).label), ours=True))
        lines.append(Line(private["about"]))
    if "billing" in private:
        found = [str(billing.FLAGS[key]) for key in private["billing"]]
        lines += [Line(one, ours=True) for one in found or [_("La cuenta no debía.")]]
    if event.kind == RECOGNISED:
        undone = _("Quedó sin efecto: no ha demostrado que lo sea.")
        how = PROOFS.get(private.get("how", ""), undone)
        lines.append(Line(str(how), ours=True))
    if event.kind == "silence":
        lines.append(Line(str(MEANS.get(private.get("means", ""), "")), ours=True))
    if event.kind == "way_chosen":
        lines.append(Line(f"{Channel(public[KEPT]['channel']).label}.", ours=True))
    if event.kind == "inactivity_warned":
        day = formats.long_date(dt.date.fromisoformat(public["lapses_on"]))
        lines.append(Line(_("Si no responde, puede archivarse a partir del %s.") % day, ours=True))
        if not private.get("by_mail"):
            sentence = _("No se le puede avisar por correo: búsquela por otro medio.")
            lines.append(Line(sentence, ours=True))
    if event.kind in telling.OF_A_PAPER:
        lines.append(Line(telling.paper_name(row, public["paper"])))
    if public.get("same") is False:
        lines.append(Line(_("Quedó sin efecto: no coincide."), ours=True))
    for mark in private.get("marks", ()):
        label = paper_label(row.definition.form.by_key, {}, mark["field"])
        verdict = str(Verdict(mark["verdict"]).label)
        lines.append(Line(f"{formats.before(label)} {verdict}. {mark['remark']}".strip()))
    if event.kind == "document_held_back":
        lines.append(Line(telling.paper_name(row, public.get("paper", WITH_A_MESSAGE))))
        sentence = _("Tiene un riesgo y nadie puede descargarlo. Pida que lo entreguen de nuevo.")
        lines.append(Line(sentence, ours=True))
    lines += _labels(row, _("Cambió: %s."), public.get("fields_changed", ()))
    lines += _labels(row, _("Vio: %s."), private.get("fields_seen", ()))
    if event.kind == "document_reviewed":
        lines += _labels(row, "%s", [private.get("field", "")])
        lines.append(Line(str(Verdict(private["verdict"]).label), ours=True))
    if private.get("passed_over"):
        sentence = _("Se tomó antes que la %s, que había llegado primero.")
        lines.append(Line(sentence % private["passed_over"], ours=True))
    if event.kind == "assigned":
        to = private.get("to") or ""
        lines.append(Line(_("A cargo de: %s.") % (names.get(to, to) or _("nadie")), ours=True))
    for side in (public, private):
        words = ("number", "document", "label", "text", "reason", "note", "remark")
        lines += [Line(side[word]) for word in words if side.get(word)]
    return lines


def _answers(fields: Mapping[str, Field], answers: Mapping[str, Any]) -> list[Line]:
    shown = [
        (item, item.mask(value) if item.holds_sensitive else value)
        for key, value in answers.items()
        if (item := fields.get(key))
    ]
    return [
        Line(f"{formats.before(item.label)} {item.display(seen)}")
        for item, seen in shown
        if not item.type.empty(seen)
    ]


def _labels(row: ServiceRequest, sentence: str, keys: Iterable[str]) -> list[Line]:
    known = row.definition.form.by_key
    answers = crypto.open_answers(row.definition.form, row.answers)
    labels = [label for key in keys if (label := paper_label(known, answers, key)) != key]
    return [Line(sentence % ", ".join(labels), ours=sentence != "%s")] if labels else []
