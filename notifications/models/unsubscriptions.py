"""What is not wanted, and by whom: only as a keyed digest."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Unsubscription(models.Model):
    """A purpose of which somebody wants no messages: see `notifications.preferences`."""

    purpose = models.CharField(_("para qué"), max_length=12)
    who = models.CharField(_("huella de la dirección"), max_length=64)
    since = models.DateTimeField(_("desde"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("mensajes que no se quieren")
        verbose_name_plural = _("mensajes que no se quieren")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["who", "purpose"], name="unsubscribed_once"),
        ]

    def __str__(self) -> str:
        return self.purpose
