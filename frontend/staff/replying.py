"""A prepared reply put into the message that is being written: to read and change, then to send."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from frontend.answering import Answering
from frontend.staff.desk import Desk
from frontend.talking import PREFIX
from procedures.casework.desk import replies

CHOSEN = "respuesta"  # the control of the form


def take_reply(request: HttpRequest, desk: Desk, message: Answering) -> None:
    """Hold the message with the chosen reply after what was typed; nothing is sent.

    What waits is in the session, as any message that is not sent yet, so that the page shows it.
    """
    message.sent()  # takes the files that came along; it was not the button that sends
    typed = request.POST.get(f"{PREFIX}-text", "")
    asked = request.POST.get(CHOSEN, "")
    found = replies.offered(desk.row).filter(pk=asked).first() if asked.isdecimal() else None
    if found is None:
        messages.warning(request, _("Elija una respuesta de la lista. Su texto sigue aquí."))
        text = typed
    else:
        filled = replies.fill(found, desk.row, desk.actor)
        text = replies.beside(typed, filled.text)
        messages.info(request, _("Revise el texto antes de enviarlo; puede cambiarlo."))
        if filled.lacking:
            lacking = ", ".join(filled.lacking)
            messages.warning(request, _("Falta completar, entre corchetes: %s.") % lacking)
    message.holding.answers = {**message.holding.answers, "text": text}
    message.holding.keep()
