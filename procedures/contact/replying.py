"""Prepared replies in an answer to an enquiry: the same texts as in a case, with what it has."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils import timezone

from backend.accounts.actors import Actor
from backend.accounts.models import Area
from procedures.casework.desk.models import ReplyTemplate
from procedures.casework.desk.replies import Filled, put_in
from procedures.catalogue.institution import institution
from procedures.requests.saying import long_date

from .models import Enquiry
from .words import words_of


def fill(reply: ReplyTemplate, enquiry: Enquiry, actor: Actor) -> Filled:
    """The text of a reply for one enquiry; what only requests have is left between brackets."""
    said: Mapping[str, Callable[[], str]] = {
        "folio": lambda: enquiry.number,
        "nombre": lambda: words_of(enquiry).name,
        "estado": lambda: str(enquiry.get_state_display()),
        "area": lambda: (
            Area.objects.filter(key=enquiry.area).values_list("name", flat=True).first() or ""
        ),
        "fecha_recibida": lambda: long_date(timezone.localdate(enquiry.received_at)),
        "fecha_limite": lambda: long_date(enquiry.due_on),
        "institucion": lambda: str(institution().name),
        "firma": lambda: actor.user.full_name if actor.user else "",
    }
    return put_in(reply, lambda name: said[name]() if name in said else "")
