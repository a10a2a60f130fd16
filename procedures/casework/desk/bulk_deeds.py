"""What each deed on many cases needs, proven when it is asked for, and what it does on one case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from backend.accounts.actors import Actor
from backend.accounts.models import User
from procedures.casework.moves import carry_out, open_moves
from procedures.requests.errors import Conflict, Invalid
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import assign, post_message
from procedures.requests.operations.talk import LONGEST

from . import labels, replies
from .models import ReplyTemplate
from .models.bulk import Deed

LONGEST_REASON = 500  # letters


def _text(given: Mapping[str, Any], name: str, most: int, *, required: bool = True) -> str:
    text = str(given.get(name) or "").replace("\x00", "").strip()
    if required and not text:
        raise Invalid({name: [("required", _("Escriba algo aquí."))]})
    if len(text) > most:
        raise Invalid({name: [("too_long", _("Escriba %d letras o menos.") % most)]})
    return text


def _assignment(_actor: Actor, given: Mapping[str, Any]) -> dict[str, Any]:
    name = str(given.get("to") or "")
    to = User.objects.filter(username=name, is_active=True).first() if name else None
    if name and to is None:
        raise Invalid({"to": [("not_found", _("No hay nadie con ese usuario."))]})
    reason = _text(given, "reason", LONGEST_REASON, required=False)
    return {"to": name, "name": to.full_name if to else "", "reason": reason}


def _assign(actor: Actor, row: ServiceRequest, revision: int, given: Mapping[str, Any]) -> str:
    to = User.objects.filter(username=given["to"]).first() if given["to"] else None
    if row.assignee == to:
        return _("Ya estaba así.")
    assign(actor=actor, service_request=row, revision=revision, to=to, reason=given["reason"])
    return ""


def _writing(_actor: Actor, given: Mapping[str, Any]) -> dict[str, Any]:
    text = _text(given, "text", replies.LONGEST_BODY)
    try:
        replies.check_placeholders(text)
    except Invalid as wrong:
        raise Invalid({"text": wrong.errors["body"]}) from wrong
    return {"text": text}


def _write(actor: Actor, row: ServiceRequest, _revision: int, given: Mapping[str, Any]) -> str:
    filled = replies.fill(ReplyTemplate(body=given["text"]), row, actor)
    if filled.lacking:
        sentence = _("Esta solicitud no tiene: %s.") % ", ".join(filled.lacking)
        raise Conflict(sentence, code="lacking")
    post_message(actor=actor, service_request=row, text=filled.text[:LONGEST])
    return ""


def _labelling(actor: Actor, given: Mapping[str, Any]) -> dict[str, Any]:
    asked = given.get("label")
    found = labels.labels_of(actor).filter(pk=asked).first() if asked else None
    if found is None:
        raise Invalid({"label": [("required", _("Elija una etiqueta de la lista."))]})
    return {"label": found.pk, "name": found.name, "on": bool(given.get("on", True))}


def _label(actor: Actor, row: ServiceRequest, _revision: int, given: Mapping[str, Any]) -> str:
    operation = labels.put_label if given["on"] else labels.take_label
    event = operation(actor=actor, service_request=row, label=given["label"])
    return "" if event else _("Ya estaba así.")


def _asking(_actor: Actor, given: Mapping[str, Any]) -> dict[str, Any]:
    return {"question": _text(given, "question", LONGEST)}


def _ask(actor: Actor, row: ServiceRequest, revision: int, given: Mapping[str, Any]) -> str:
    for move in open_moves(actor, row):
        if "ask_opinion" in dict(move.transition.effects) and not move.closed_because:
            carry_out(
                actor=actor,
                service_request=row,
                action=move.action,
                revision=revision,
                answers={"pregunta": given["question"]},
            )
            return ""
    raise Conflict(_("En esta solicitud no puede pedirse una opinión ahora."), code="no_move")


# What was sent, as the job keeps it; or Invalid, by field.
PROOFS: dict[Deed, Callable[[Actor, Mapping[str, Any]], dict[str, Any]]] = {
    Deed.ASSIGN: _assignment,
    Deed.MESSAGE: _writing,
    Deed.LABEL: _labelling,
    Deed.OPINION: _asking,
}
# The operation, as whoever asked; it gives what is worth saying of it, or refuses as it does.
DEEDS: dict[Deed, Callable[[Actor, ServiceRequest, int, Mapping[str, Any]], str]] = {
    Deed.ASSIGN: _assign,
    Deed.MESSAGE: _write,
    Deed.LABEL: _label,
    Deed.OPINION: _ask,
}
