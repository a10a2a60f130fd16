"""Replies prepared beforehand: kept by administration, filled in for a case, edited before sending.

A text holds placeholders of one fixed list, `{folio}` among them. They are replaced once, as text:
nothing of a template, nor of what is put in its place, is ever evaluated (ARCHITECTURE rule 7). The
words stay on the case, like those of any message; the mail that announces it carries none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.accounts.actors import Actor
from backend.accounts.models import Area
from notifications.braces import put, strange
from procedures.catalogue.institution import institution
from procedures.requests.addresses import tracking_url
from procedures.requests.errors import Invalid
from procedures.requests.models import ServiceRequest
from procedures.requests.saying import long_date

from . import keeping
from .models import ReplyTemplate
from .models.kept import KeptQuerySet

LONGEST_TITLE = 80  # letters: its column's
LONGEST_BODY = 3000  # letters: a message takes 4000, and placeholders grow
TWICE = ("title", gettext_lazy("Ya hay una respuesta con ese título en esa área."))
SAID = {
    "title": gettext_lazy("Título"),
    "body": gettext_lazy("Texto"),
    "area": gettext_lazy("Área"),
}

Say = Callable[[ServiceRequest, Actor], str]


def _name(row: ServiceRequest, _actor: Actor) -> str:
    """Whoever is told of the request; nobody's name where it is anonymous."""
    if row.anonymous:
        return _("persona solicitante")
    contact = row.applicants.filter(is_contact=True).first()
    return contact.name if contact else ""


def _area(row: ServiceRequest, _actor: Actor) -> str:
    return Area.objects.filter(key=row.area).values_list("name", flat=True).first() or ""


def _due(row: ServiceRequest, _actor: Actor) -> str:
    """The day the utility answers by; an estimate is said to be one (ARCHITECTURE rule 9)."""
    if row.due_on is None or not row.is_open:
        return ""
    day = long_date(row.due_on)
    return day if row.due_confirmed else _("%s (fecha estimada, por confirmar)") % day


# What a template may name, what it is called, and what is put in its place. The name is part of the
# texts people wrote: one may be added and none renamed.
PLACEHOLDERS: dict[str, tuple[str | Promise, Say]] = {
    "folio": (gettext_lazy("el folio"), lambda row, _actor: row.folio),
    "tramite": (gettext_lazy("el nombre del trámite"), lambda row, _actor: row.procedure.name),
    "nombre": (gettext_lazy("el nombre de la persona a quien se avisa"), _name),
    "estado": (gettext_lazy("el estado de la solicitud"), lambda row, _a: row.current_state.label),
    "area": (gettext_lazy("el área que la atiende"), _area),
    "fecha_recibida": (
        gettext_lazy("el día en que se recibió"),
        lambda row, _actor: long_date(row.received_on),
    ),
    "fecha_limite": (gettext_lazy("el día en que vence nuestro plazo"), _due),
    "fecha_respuesta": (
        gettext_lazy("el día hasta el que la persona puede responder"),
        lambda row, _actor: long_date(row.citizen_due_on),
    ),
    "enlace": (
        gettext_lazy("la dirección para seguir la solicitud"),
        lambda row, _actor: tracking_url(row.folio),
    ),
    "institucion": (gettext_lazy("el nombre del organismo"), lambda _r, _a: institution().name),
    "firma": (
        gettext_lazy("el nombre de quien escribe"),
        lambda _row, actor: actor.user.full_name if actor.user else "",
    ),
}


@dataclass(frozen=True)
class Filled:
    """A text for one case, and what its placeholders were about that the case does not have."""

    text: str
    lacking: tuple[str, ...]


def save_reply(
    *, actor: Actor, reply: ReplyTemplate | None, title: str, body: str, area: str
) -> ReplyTemplate:
    """Write a new reply, or change one.

    Args:
        area: its key; "" for every area.

    Raises:
        NotAllowed: the actor does not keep the replies of that area.
        Invalid: something is missing or too long, the title is taken, or a placeholder is not one.
    """
    longest = {"title": LONGEST_TITLE, "body": LONGEST_BODY}
    words = keeping.clean_words({"title": title, "body": body}, longest, ("title", "body"))
    check_placeholders(words["body"])
    row = reply or ReplyTemplate()
    return keeping.save(actor=actor, row=row, twice=TWICE, area=area, **words)


def retire_reply(*, actor: Actor, reply: ReplyTemplate, retired: bool) -> ReplyTemplate:
    """Offer a reply no more, or again.

    Raises:
        NotAllowed, Invalid: as `keeping.retire`.
    """
    return keeping.retire(actor=actor, row=reply, retired=retired, twice=TWICE)


def offered(row: ServiceRequest) -> KeptQuerySet:
    """The replies for a case: of its area and of all, by title."""
    found: KeptQuerySet = ReplyTemplate.objects.in_use().for_areas(row.area)
    return found


def fill(reply: ReplyTemplate, row: ServiceRequest, actor: Actor) -> Filled:
    """The text of a reply for one case, in the language of the record.

    What the case does not have is left between brackets, for whoever sends it to see and mend.
    """
    return put_in(reply, lambda name: PLACEHOLDERS[name][1](row, actor))


def put_in(reply: ReplyTemplate, say: Callable[[str], str]) -> Filled:
    """The text of a reply with what stands for each placeholder; "" is left between brackets.

    Args:
        say: what is put in the place of a name of `PLACEHOLDERS`.
    """
    lacking: list[str] = []

    def bracketed(name: str) -> str:
        known = PLACEHOLDERS.get(name)
        if known is None:  # of a list that was longer once
            return f"{{{name}}}"
        label = known[0]
        text = say(name)
        if not text:
            lacking.append(str(label))
        return text or f"[{label}]"

    with translation.override(settings.LANGUAGE_CODE):
        text = put(reply.body, bracketed)
    return Filled(text, tuple(dict.fromkeys(lacking)))


def beside(typed: str, text: str) -> str:
    """What was typed already, and then a reply."""
    return f"{typed.rstrip()}\n\n{text}" if typed.strip() else text


def check_placeholders(body: str) -> None:
    """Prove that a text names nothing between braces but what there is.

    Raises:
        Invalid: of `body`, with the list.
    """
    if wrong := strange(body, PLACEHOLDERS):
        raise Invalid(
            {
                "body": [
                    (
                        "unknown_placeholder",
                        _("No conocemos %(wrong)s. Entre llaves puede escribir: %(known)s.")
                        % {
                            "wrong": ", ".join(f"«{one}»" for one in wrong),
                            "known": ", ".join(f"{{{name}}}" for name in PLACEHOLDERS),
                        },
                    )
                ]
            }
        )
