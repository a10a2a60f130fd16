"""A message on a request, written by either side: its words, and files put beside them."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.accounts.actors import Actor
from frontend.answering import Answering, InSession
from procedures.definition import Form, Section
from procedures.definition.field_types import TYPES
from procedures.definition.fields.base import Field
from procedures.definition.fields.textarea import Textarea
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import post_message
from procedures.requests.operations.talk import LONGEST, MOST_FILES

PREFIX = "mensaje"


class _Words(Textarea):
    """A textarea that asks for its own words when it is left empty."""

    required_message = gettext_lazy("Escriba el mensaje.")


def writing(request: HttpRequest, actor: Actor, row: ServiceRequest) -> Answering:
    """The message somebody is writing on a request; what waits of it waits in their session."""
    return Answering(
        request,
        actor,
        row,
        holding=InSession(request.session, f"{PREFIX}-{row.folio}"),
        form=_form(actor.is_staff),
        prefix=PREFIX,
    )


def send(message: Answering, actor: Actor) -> bool:
    """Post what was written; False when it is put aside, or something is wrong with it."""
    return message.sent() and message.done(
        lambda documents: post_message(
            actor=actor,
            service_request=message.row,
            text=message.bound.answers["text"],
            documents=documents.get("documents", ()),
        )
    )


def _form(from_staff: bool) -> Form:
    label, help_text = (
        (
            _("Mensaje para la persona"),
            _("Lo lee en el seguimiento de su solicitud; se le avisa que hay un mensaje."),
        )
        if from_staff
        else (
            _("Escriba su mensaje"),
            _("Lo lee quien atiende su solicitud. La respuesta aparece en esta página."),
        )
    )
    words = Field(
        "text",
        _Words(),
        label,
        help_text,
        required=True,
        attributes={"max_length": LONGEST},
    )
    papers = Field(
        "documents",
        TYPES["file"],
        _("Archivos (si hacen falta)"),
        attributes={"multiple": True, "max_files": MOST_FILES},
    )
    return Form((Section(PREFIX, "", (words, papers)),))
