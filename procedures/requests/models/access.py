"""Who may see a case besides the people who see all of them, and the papers it holds."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from procedures.documents.models import Document

from .record import Event
from .request import ServiceRequest


class CaseAccess(models.Model):
    """A role of an area, or one person, that has or had a part in a case.

    Rows are added as a case moves and never taken away while it lives: who decided it can always
    read it. `explicit` rows open a restricted case (DOMAIN §8) to somebody outside its audience.
    """

    service_request = models.ForeignKey(
        ServiceRequest, on_delete=models.CASCADE, related_name="accesses"
    )
    role = models.CharField(max_length=20, blank=True, default="")
    area = models.CharField(max_length=40, blank=True, default="")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
    )
    explicit = models.BooleanField(default=False)
    reason = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["service_request", "role", "area"],
                condition=models.Q(user__isnull=True),
                name="access_role_once",
            ),
            models.UniqueConstraint(
                fields=["service_request", "user"],
                condition=models.Q(user__isnull=False),
                name="access_user_once",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["area", "role"], name="access_area_role")]

    def __str__(self) -> str:
        return f"{self.role}@{self.area or self.user_id}"


class Verdict(models.TextChoices):
    """What staff said of a paper."""

    PENDING = "pending", _("Sin revisar")
    RIGHT = "right", _("Correcto")
    WRONG = "wrong", _("Con observación")


class Attachment(models.Model):
    """A document in its place: which field of which request it answers, and since when."""

    service_request = models.ForeignKey(
        ServiceRequest, on_delete=models.PROTECT, related_name="attachments"
    )
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="attachment")
    # In a row: group.row.field; with a message: nothing.
    field_key = models.CharField(max_length=150, blank=True)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="attachments")
    public = models.BooleanField(default=True)
    verdict = models.CharField(max_length=8, choices=Verdict.choices, default=Verdict.PENDING)
    remark = models.CharField(max_length=300, blank=True, default="")
    replaced_at = models.DateTimeField(null=True, blank=True)
    # Compared with its original, by whom (cotejo, R26).
    collated_at = models.DateTimeField(null=True, blank=True)
    collated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.field_key} of {self.service_request_id}"


class AnswerReview(models.Model):
    """What staff said of an answer; it speaks of that answer only, told by its keyed digest."""

    service_request = models.ForeignKey(
        ServiceRequest, on_delete=models.CASCADE, related_name="answer_reviews"
    )
    field_key = models.CharField(max_length=60)
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    remark = models.CharField(max_length=300, blank=True, default="")
    of = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["service_request", "field_key"], name="answer_reviewed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field_key} of {self.service_request_id}"
