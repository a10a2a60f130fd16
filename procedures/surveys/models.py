"""Answers nobody can trace: what is spent, what is sealed, and what is published (rule 13).

There is no row for an invitation. The token in a person's mail is made when the mail is delivered,
from secrets outside the database, and leads to a procedure, a channel and a month, never to a
folio. What the database sees of it is one digest, written when it is spent, in the same
transaction as an answer that only a key kept elsewhere can open. A batch opens the sealed answers,
shuffles them and stores them in another transaction, under random identifiers, nothing finer than
the month, and a procedure and channel only where a crowd shares them.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class SpentInvitation(models.Model):
    """A token that was used. The digest is keyed: without the server's secret it says nothing."""

    digest = models.CharField(max_length=64, primary_key=True)

    def __str__(self) -> str:
        return self.digest[:8]


class SealedAnswer(models.Model):
    """An answer on its way, encrypted to the survey's public key; deleted when it is opened."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.id)


class Solved(models.TextChoices):
    YES = "yes", _("Sí")
    PARTLY = "partly", _("En parte")
    NO = "no", _("No")


def _rating(label: StrPromise | str) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )


class SurveyResponse(models.Model):
    """One anonymous answer. Ratings go from 1 (very bad) to 5 (very good)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    procedure = models.CharField(max_length=80)
    source = models.CharField(max_length=10)
    month = models.DateField(_("mes"))
    ease = _rating(_("facilidad"))
    time = _rating(_("tiempo"))
    treatment = _rating(_("trato"))
    solved = models.CharField(max_length=6, choices=Solved.choices, blank=True, default="")
    comment = models.TextField(_("comentario"), blank=True, default="")
    moderated = models.BooleanField(_("comentario revisado"), default=False)

    class Meta:
        ordering: ClassVar = ["month", "id"]
        indexes: ClassVar = [models.Index(fields=["month", "procedure"], name="response_by_month")]

    def __str__(self) -> str:
        return f"{self.procedure} {self.month:%Y-%m}"
