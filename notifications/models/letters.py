"""Letters on paper: who printed, posted and got back which (`notifications.letters`)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.accounts.history import history

from .outbox import OutboxMessage


class Returned(models.TextChoices):
    """Why the post brought a letter back, in the words of its own label."""

    UNKNOWN = "unknown", _("No la conocen en ese domicilio")
    MOVED = "moved", _("Cambió de domicilio")
    ADDRESS = "address", _("El domicilio no existe o está incompleto")
    REFUSED = "refused", _("No la quisieron recibir")
    UNCLAIMED = "unclaimed", _("Nadie la recogió")


class LetterBatch(models.Model):
    """Letters that were printed together; they may be printed again."""

    made_at = models.DateTimeField(_("impreso"), default=timezone.now, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("lote de cartas")
        verbose_name_plural = _("lotes de cartas")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"letters {self.pk}"


class Letter(models.Model):
    """A message on paper: in which batch it was printed, who posted it and who got it back."""

    message = models.OneToOneField(OutboxMessage, models.CASCADE, related_name="letter")
    batch = models.ForeignKey(LetterBatch, models.PROTECT, related_name="letters")
    posted_on = models.DateField(_("puesta en el correo"), null=True, blank=True)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    returned_on = models.DateField(_("devuelta"), null=True, blank=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    returned_why = models.CharField(
        _("por qué"), max_length=10, choices=Returned.choices, blank=True, default=""
    )
    history = history()

    class Meta:
        verbose_name = _("carta")
        verbose_name_plural = _("cartas")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(posted_on=None, posted_by=None)
                | Q(posted_on__isnull=False, posted_by__isnull=False),
                name="letter_posted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(returned_on=None, returned_by=None, returned_why="")
                | (Q(posted_on__isnull=False, returned_by__isnull=False) & ~Q(returned_why="")),
                name="letter_returned_was_posted",
            ),
        ]

    def __str__(self) -> str:
        return f"letter {self.pk}"
