"""One deed for many cases: the job, and what became of it on each case."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from procedures.requests.models import ServiceRequest


class Deed(models.TextChoices):
    ASSIGN = "assign", _("Asignarlas")
    MESSAGE = "message", _("Escribirle a cada persona")
    LABEL = "label", _("Poner o quitar una etiqueta")
    OPINION = "opinion", _("Pedir la opinión de otra área")


class BulkJob(models.Model):
    """What somebody asked to be done, with its words; carried out by workers, kept for a time.

    The id is the asker's: asking twice with it asks once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bulk_jobs"
    )
    deed = models.CharField(max_length=10, choices=Deed.choices)
    parameters = models.JSONField(default=dict)
    unknown = models.PositiveSmallIntegerField(default=0)  # folios that were nobody's to see
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "id"]
        indexes: ClassVar = [
            models.Index(fields=["owner", "-created_at"], name="bulk_job_of_somebody"),
            models.Index(
                fields=["created_at"],
                condition=models.Q(finished_at__isnull=True),
                name="bulk_job_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deed} {self.id}"


class ItemStatus(models.TextChoices):
    WAITING = "waiting", _("En espera")
    DONE = "done", _("Hecha")
    REFUSED = "refused", _("No se pudo")
    CANCELLED = "cancelled", _("Cancelada")


class BulkItem(models.Model):
    """One case of a job: its status changes in the transaction that does the deed, so that what is
    done is never done again. `revision` is the one the asker saw."""

    job = models.ForeignKey(BulkJob, on_delete=models.CASCADE, related_name="items")
    service_request = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    revision = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=ItemStatus.choices, default=ItemStatus.WAITING)
    sentence = models.CharField(max_length=400, blank=True, default="")
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        indexes: ClassVar = [models.Index(fields=["job", "status"], name="bulk_item_status")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["job", "service_request"], name="bulk_item_once"),
        ]

    def __str__(self) -> str:
        return f"{self.job_id}#{self.position} {self.status}"
