"""What the words of a message may name between braces, in which of its texts, and which they must.

The list is closed. A subject and a text message are read on a locked screen and over a shoulder, so
they take only what says nothing about the person or the case (DOMAIN 11.4): that is decided here,
by the list, and nowhere else. The names are part of texts people wrote: one may be added and none
renamed.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notifications.braces import named
from notifications.messages import Message

from .shipped import Words, original

SUBJECT, BODY, SHORT = "subject", "body", "short"
ANYWHERE = frozenset({SUBJECT, BODY, SHORT})
NOT_REQUIRED = frozenset({"institucion"})  # words without it lack nothing


@dataclass(frozen=True)
class Gap:
    """One name: what it is called, where it may stand and where its value comes from.

    Args:
        example: as long as the longest real value, or nearly.
        field: of the message.
        filled: the secret it is filled with at delivery; only for messages whose shipped words
            carry it.
    """

    label: str | Promise
    parts: frozenset[str]
    example: str = ""
    field: str = ""
    filled: str = ""


GAPS: dict[str, Gap] = {
    "folio": Gap(_("el folio"), ANYWHERE, "SOAPAOAX-2026-000123-4", field="folio"),
    "numero": Gap(_("el número de la consulta"), ANYWHERE, "C-2026-000123-4", field="number"),
    "institucion": Gap(_("el nombre corto del organismo"), ANYWHERE),
    "sitio": Gap(_("la dirección del sitio, sin nada de la solicitud"), frozenset({BODY, SHORT})),
    "minutos": Gap(_("los minutos que dura el código"), ANYWHERE, "10", field="minutes"),
    "codigo": Gap(
        _("el código para entrar"), frozenset({BODY, SHORT}), "1234 5678", filled="sign_in_code"
    ),
    "tramite": Gap(_("el nombre del trámite"), frozenset({BODY}), field="procedure"),
    "estado": Gap(_("el estado de la solicitud"), frozenset({BODY}), field="state"),
    "sigue": Gap(_("lo que sigue, según el trámite"), frozenset({BODY}), field="next_step"),
    "detalle": Gap(_("lo que agrega el paso que se dio"), frozenset({BODY}), field="detail"),
    "texto": Gap(_("lo que escribió el personal"), frozenset({BODY}), field="text"),
    "asunto": Gap(_("el asunto, ya escrito"), frozenset({SUBJECT}), field="subject"),
    "enlace": Gap(_("la dirección que abre el botón"), frozenset({BODY})),
}


def gaps_of(message: type[Message], part: str) -> dict[str, Gap]:
    """What a text of a message may name.

    Args:
        part: "subject", "body" or "short".
    """
    fields = {field.name for field in dataclasses.fields(message)}
    carried = _carried(original(message.kind))
    return {
        name: gap
        for name, gap in GAPS.items()
        if part in gap.parts
        and (not gap.field or gap.field in fields)
        and (not gap.filled or name in carried)
        and (name != "enlace" or message.action is not None)
    }


def required_of(message: type[Message], part: str) -> tuple[str, ...]:
    """What a text of a message must name: all that its shipped words do, but who speaks."""
    words: str = getattr(original(message.kind), part)
    return tuple(name for name in named(words) if name not in NOT_REQUIRED)


def secret_of(message: Message | type[Message], name: str) -> str:
    """The secret a gap stands for; "" where it stands for none."""
    if name == "enlace":
        return message.action.secret if message.action else ""
    return GAPS[name].filled


def _carried(words: Words) -> frozenset[str]:
    return frozenset(named(f"{words.subject} {words.body} {words.short}"))
