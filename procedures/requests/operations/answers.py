"""What staff put right in what a person filed, always seen by that person; and what they read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from backend.accounts.actors import Actor
from procedures.requests import crypto, findable, people
from procedures.requests.access import require
from procedures.requests.attachments import Documents, attach
from procedures.requests.core import change
from procedures.requests.errors import Conflict, Invalid, NotFound
from procedures.requests.models import Event, ServiceRequest
from procedures.requests.models.record import SubmissionKind
from procedures.requests.reanswering import reanswered

from .passing import pass_on


def correct_answers(
    *,
    actor: Actor,
    service_request: ServiceRequest,
    revision: int,
    answers: Mapping[str, Any],
    reason: str,
    documents: Documents | None = None,
) -> Event:
    """Correct or complete answers at the person's word; the person sees which ones and why.

    Raises:
        Invalid: no reason, or an answer that does not fit.
        Conflict: the request is closed.
    """
    papers = dict(documents or {})
    if not reason.strip():
        raise Invalid({"reason": [("required", _("Escriba el motivo del cambio."))]})
    with change(
        actor=actor, service_request=service_request, revision=revision, why="answers corrected"
    ) as now:
        row = now.service_request
        require(actor, "correct_answers", row)
        if not row.is_open:
            raise Conflict(_("La solicitud ya está concluida."), code="closed")
        form = row.definition.form
        before = crypto.open_answers(form, row.answers)
        clean = reanswered(row, now.facts, answers, papers)
        changed = sorted(
            {k for k in {*before, *clean} if before.get(k) != clean.get(k)} | {*papers}
        )
        row.answers = crypto.seal_answers(form, clean)
        passed = people.follow(row, before, clean, now.now)
        findable.put_down(row, clean, row.applicants.all())
        event = now.record(
            "answers_corrected",
            said={"fields_changed": changed, "reason": reason.strip()},
            documents=papers,
            submission=SubmissionKind.STAFF_EDIT,
        )
        attach(row, event, papers, replacing=True)
        pass_on(now, passed)
        return event


def reveal_sensitive(
    *, actor: Actor, service_request: ServiceRequest, fields: Sequence[str]
) -> dict[str, Any]:
    """Open sealed answers to somebody of the staff, who is put down for it (DOMAIN 6.4).

    Args:
        fields: keys of sensitive questions of the form.

    Returns:
        The answers by field, as they were given; those nobody answered are left out.

    Raises:
        NotAllowed: their function has no need of them.
        NotFound: one is not a sensitive question of this procedure.
    """
    with change(
        actor=actor,
        service_request=service_request,
        revision=None,
        why="sensitive seen",
        aside=True,
    ) as now:
        row = now.service_request
        require(actor, "reveal_sensitive", row)
        form = row.definition.form
        if not fields or any(
            key not in form.by_key or not form.by_key[key].holds_sensitive for key in fields
        ):
            raise NotFound(_("No encontramos ese dato."))
        now.record("sensitive_seen", public=False, private={"fields_seen": sorted(fields)})
        answers = crypto.open_answers(form, row.answers)
        return {key: answers[key] for key in fields if key in answers}
