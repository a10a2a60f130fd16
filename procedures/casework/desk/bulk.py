"""The same deed on many cases: asked for once, carried out by workers, with a result for each.

Each case is a transaction of its own: the operation somebody would call by hand, with their
permissions of that moment, and the mark that it was done. So a worker that dies leaves nothing half
done, another one goes on where it stopped, and running a job twice does nothing twice. The broker
carries the id of a job and nothing else.
"""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Count, F, Max, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.accounts.actors import Actor, staff_actor
from backend.accounts.models import User
from backend.broker import ask
from procedures.requests.access import has_role_for, visible_to
from procedures.requests.errors import (
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    OperationError,
)
from procedures.requests.models import ServiceRequest

from .bulk_deeds import DEEDS, PROOFS
from .models import BulkItem, BulkJob
from .models.bulk import Deed, ItemStatus

MOST = 500  # cases of one job
ASIDE = 60  # seconds without a sign of life, and another worker takes it up
KEPT_DAYS = 90  # a job holds what was written: it is not kept for ever
LONGEST_SENTENCE = 400  # letters: its column's
NEEDS = {
    Deed.ASSIGN: "assign",
    Deed.MESSAGE: "message",
    Deed.LABEL: "label",
    Deed.OPINION: "claim",  # who may ask is the workflow's to say, case by case
}

log = structlog.get_logger(__name__)


def may_start(actor: Actor, deed: str = "") -> bool:
    """Whether this actor may ask for a deed on many cases; without one, for any of them."""
    wanted = [NEEDS[Deed(deed)]] if deed else set(NEEDS.values())
    return any(has_role_for(actor, action) for action in wanted)


def start(
    *,
    actor: Actor,
    key: uuid.UUID,
    deed: str,
    folios: Sequence[str],
    parameters: Mapping[str, Any],
) -> BulkJob:
    """Ask for one deed on many cases.

    Args:
        key: the id of the job to be; asking again with it gives the job there is.
        deed: of `Deed`.
        folios: at most MOST; those that are not the actor's to see are only counted.
        parameters: `to` (a user name, "" for nobody) and `reason`; `text`, which may name
            placeholders of replies; `label` (an id) and `on`; or `question`.

    Raises:
        NotAllowed: no function of the actor includes the deed.
        Invalid: no case, too many, or what the deed needs is missing.
        Conflict: the id is of somebody else's job.
    """
    if deed not in Deed.values:
        raise Invalid({"deed": [("required", _("Elija qué hacer con ellas."))]})
    if actor.user is None or not may_start(actor, deed):
        raise NotAllowed(_("Su función no permite hacer esto con las solicitudes."))
    wanted = list(dict.fromkeys(folio.strip().upper() for folio in folios if folio.strip()))
    if not wanted:
        raise Invalid({"folios": [("required", _("Elija al menos una solicitud."))]})
    if len(wanted) > MOST:
        sentence = _("Elija hasta %(most)d solicitudes; escogió %(chosen)d.") % {
            "most": MOST,
            "chosen": len(wanted),
        }
        raise Invalid({"folios": [("too_many", sentence)]})
    clean = PROOFS[Deed(deed)](actor, parameters)
    seen = visible_to(ServiceRequest.objects.filter(folio__in=wanted), actor)
    rows = sorted(seen.only("id", "folio", "revision"), key=lambda row: wanted.index(row.folio))
    if not rows:
        raise Invalid({"folios": [("not_found", _("No encontramos esas solicitudes."))]})
    with transaction.atomic():
        job, new = BulkJob.objects.get_or_create(
            pk=key,
            defaults={
                "owner": actor.user,
                "deed": deed,
                "parameters": clean,
                "unknown": len(wanted) - len(rows),
                "created_at": timezone.now(),
            },
        )
        if job.owner_id != actor.user.pk:
            raise Conflict(_("Esa clave ya se usó."), code="taken")
        if new:
            BulkItem.objects.bulk_create(
                BulkItem(job=job, service_request=row, position=place, revision=row.revision)
                for place, row in enumerate(rows)
            )
            transaction.on_commit(partial(_hurry, key))
    return job


def _hurry(key: uuid.UUID) -> None:
    """Have a worker begin; if the broker cannot be asked, the sweep finds the job."""
    from procedures.casework.tasks import run_bulk_job

    ask(run_bulk_job, str(key))


def run(key: uuid.UUID, *, seconds: float = 200) -> bool:
    """Carry out what waits of a job, until it ends or the time is over.

    Args:
        seconds: how long, at most; another run goes on.

    Returns:
        Whether it is finished.
    """
    ends = time.monotonic() + seconds
    job = BulkJob.objects.filter(pk=key).first()
    if job is None or job.finished_at is not None:
        return True
    waiting = job.items.filter(status=ItemStatus.WAITING)
    for pk in list(waiting.order_by("position").values_list("pk", flat=True)):
        if time.monotonic() > ends:
            return False
        _attempt(job, pk)
    if waiting.exists():  # another run has the last of them in its hands
        return False
    BulkJob.objects.filter(pk=key, finished_at=None).update(finished_at=timezone.now())
    return True


def _attempt(job: BulkJob, pk: int) -> None:
    """Do it on one case, or put down why not; nothing, where it was done or cancelled."""
    try:
        _do(job, pk)
    except (SoftTimeLimitExceeded, OperationalError, InterfaceError):
        raise  # of the machine, not of the case: whoever sweeps tries again
    except Exception as fault:
        log.exception("bulk_item_failed", item=pk, fault=type(fault).__name__)
        _refuse(pk, _("Hubo un error del sistema. Hágalo en la solicitud y avise a soporte."))


def _do(job: BulkJob, pk: int) -> None:
    with transaction.atomic():
        # Marked first: whoever else tries waits here for our commit, and then finds it done.
        mine = BulkItem.objects.filter(pk=pk, status=ItemStatus.WAITING)
        if not mine.update(status=ItemStatus.DONE, at=timezone.now()):
            return
        try:
            with transaction.atomic():
                sentence = _carry_out(job, BulkItem.objects.get(pk=pk))
        except OperationError as refused:
            _refuse(pk, in_words(refused))
        else:
            if sentence:
                BulkItem.objects.filter(pk=pk).update(sentence=sentence)


def _refuse(pk: int, sentence: str) -> None:
    BulkItem.objects.filter(pk=pk).update(
        status=ItemStatus.REFUSED, sentence=sentence[:LONGEST_SENTENCE], at=timezone.now()
    )


def in_words(refused: OperationError) -> str:
    """Why an operation refused, without the names of its fields."""
    if isinstance(refused, Invalid):
        return " ".join(text for found in refused.errors.values() for _code, text in found)
    return str(refused)


def _carry_out(job: BulkJob, item: BulkItem) -> str:
    """The operation of the deed, as its owner of this moment; what is worth saying of it."""
    owner = User.objects.get(pk=job.owner_id)
    if not owner.is_active:
        raise NotAllowed(_("Quien lo pidió ya no trabaja aquí."))
    actor = staff_actor(owner)
    row = (
        visible_to(ServiceRequest.objects.filter(pk=item.service_request_id), actor)
        .select_related("procedure", "version", "assignee")
        .first()
    )
    if row is None:
        raise NotFound(_("No encontramos esa solicitud."))
    return DEEDS[Deed(job.deed)](actor, row, item.revision, job.parameters)


def cancel(*, actor: Actor, job: BulkJob) -> BulkJob:
    """Leave undone what still waits; what was done stays done.

    Raises:
        NotFound: it is somebody else's.
    """
    now = timezone.now()
    with transaction.atomic():
        row = jobs_of(actor).select_for_update(of=("self",)).filter(pk=job.pk).first()
        if row is None:
            raise NotFound(_("No encontramos ese lote."))
        if row.finished_at is None:
            row.items.filter(status=ItemStatus.WAITING).update(status=ItemStatus.CANCELLED, at=now)
            row.cancelled_at = row.finished_at = now
            row.save(update_fields=["cancelled_at", "finished_at"])
    return row


def jobs_of(actor: Actor) -> QuerySet[BulkJob]:
    """The jobs this actor asked for, the latest first: nobody reads another's."""
    return BulkJob.objects.filter(owner=actor.user) if actor.user else BulkJob.objects.none()


def counts_of(jobs: Sequence[BulkJob]) -> dict[uuid.UUID, dict[str, int]]:
    """Job id -> how many of its cases have each status: one query for all of them."""
    found: dict[uuid.UUID, dict[str, int]] = {
        job.pk: dict.fromkeys(ItemStatus.values, 0) for job in jobs
    }
    items = BulkItem.objects.filter(job__in=found).values("job", "status").order_by()
    for line in items.annotate(n=Count("pk")):
        found[line["job"]][line["status"]] = line["n"]
    return found


def left_aside(now: dt.datetime) -> list[uuid.UUID]:
    """The jobs nobody works on although something waits: the broker lost them, or a worker died."""
    found = BulkJob.objects.filter(finished_at=None).annotate(
        alive=Coalesce(Max("items__at"), F("created_at"))
    )
    stale = found.filter(alive__lt=now - dt.timedelta(seconds=ASIDE)).order_by("created_at")
    return list(stale.values_list("pk", flat=True))


def forget_old(now: dt.datetime) -> int:
    """Delete the jobs that finished KEPT_DAYS ago: what they did is in the story of each case.

    Returns:
        How many.
    """
    old = BulkJob.objects.filter(finished_at__lt=now - dt.timedelta(days=KEPT_DAYS))
    return old.delete()[1].get("procedures.BulkJob", 0)
