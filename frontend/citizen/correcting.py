"""The page that answers a prevención: what is open, what is still missing, and what was changed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.accounts.actors import Actor
from frontend.answering import SAVE, Answering, WithCorrection
from procedures.definition import Field
from procedures.requests import crypto, standing
from procedures.requests.models import Correction, ServiceRequest
from procedures.requests.operations import answer_correction
from procedures.requests.saying import date_time

SEND_AS_IT_IS = "asi"  # the button that sends an answer known to be partial


class Correcting:
    """One visit to the page.

    Sending is once, so an answer that leaves something out is shown back with what it lacks before
    it can be sent (R11: a partial answer is for staff to judge, never refused).
    """

    def __init__(
        self, request: HttpRequest, actor: Actor, row: ServiceRequest, pending: Correction
    ) -> None:
        self.request, self.actor, self.row, self.pending = request, actor, row, pending
        whole = row.definition.form
        given = crypto.open_answers(whole, row.answers)
        flagged = whole.part(pending.fields, given)
        parts = {f.key: f.open_part(given[f.key]) for f in flagged.fields if f.key in given}
        self.before = {key: value for key, value in parts.items() if value is not None}
        self.page = Answering(
            request,
            actor,
            row,
            holding=WithCorrection(actor, row, pending),
            form=flagged,
            shown=self.before,
            given=given,
        )
        self.missing: list[str] = []
        self.changed: list[str] = []

    def one_file(self) -> JsonResponse:
        """Take the file the script sent, and answer it."""
        return self.page.one_file()

    @property
    def again(self) -> bool:
        return self.page.again

    @property
    def onward(self) -> str:
        """Where to go when nothing was sent: out, if it was put aside."""
        if SAVE in self.request.POST:
            messages.success(
                self.request,
                _(
                    "Guardamos lo que lleva; todavía no se envía. Siga cuando quiera, desde este o "
                    "desde otro equipo, con su folio y su clave."
                ),
            )
            return reverse("request", args=[self.row.folio])
        return reverse("correction", args=[self.row.folio])

    def sent(self) -> bool:
        """Whether an answer came that may go: whole, or partial and the person knows."""
        if not self.page.sent():
            return False
        asked = [item for item in self.page.form.fields if item.key in self.page.bound.fields]
        self.changed = [item.label for item in asked if self._is_new(item)]
        self.missing = [item.label for item in asked if not self._is_new(item)]
        if not self.changed:
            self.missing = []
            self.page.refuse(
                _("Todavía no cambia nada: corrija al menos un punto o agregue un archivo.")
            )
            return False
        if self.missing and SEND_AS_IT_IS not in self.request.POST:
            self.page.holding.keep()
            return False
        return True

    def done(self) -> bool:
        """Send it."""
        return self.page.done(
            lambda documents: answer_correction(
                actor=self.actor,
                service_request=self.row,
                revision=self.page.revision,
                answers=self._answers(),
                documents=documents,
                correction=self.pending.pk,
            )
        )

    def thanks(self) -> str:
        """What was received, and when: the person's word for it."""
        told = {"when": date_time(timezone.now()), "what": "; ".join(self.changed)}
        return _("Recibimos su respuesta el %(when)s. Cambió: %(what)s.") % told

    def context(self) -> dict[str, Any]:
        reasons = {item["field"]: item["reason"] for item in self.pending.items}
        rules = self.row.definition.time.correction
        return {
            "row": self.row,
            "correction": self.pending,
            "correction_days": standing.days_to_answer(self.row, self.pending.due_on),
            "closes_itself": rules.on_expiry == "auto",
            "saved_at": self.page.holding.saved_at,
            "missing": self.missing,
            "changed": self.changed,
            **self.page.context(reasons),
        }

    def _answers(self) -> dict[str, Any]:
        """Only what was changed: what was right stays as it was."""
        answers = self.page.bound.answers
        return {
            key: value
            for key, value in answers.items()
            if value is not None and value != self.before.get(key)
        }

    def _is_new(self, item: Field) -> bool:
        """Whether it says something else now, or has a new file (of its own, or of its rows)."""
        arrived = (key for key, papers in self.page.held.items() if papers)
        return item.key in self._answers() or any(
            item.key in (key, key.partition(".")[0]) for key in arrived
        )


def why_closed(row: ServiceRequest) -> str:
    """Why there is nothing to answer: for whoever sends twice, or comes late."""
    last = row.corrections.last()
    if last is not None and last.answered_at is not None:
        return _("Su respuesta ya está con nosotros desde el %s. Se envía una sola vez.") % (
            date_time(last.answered_at)
        )
    return _("No hay información pendiente por entregar.")
