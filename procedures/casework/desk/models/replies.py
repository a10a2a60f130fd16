"""Replies written once and used many times."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from backend.accounts.history import history

from .kept import Kept


class ReplyTemplate(Kept):
    """Words to begin a message with; the only things that vary are the placeholders of
    `procedures.casework.desk.replies`, put in as text and never evaluated (ARCHITECTURE rule 7)."""

    title = models.CharField(_("título"), max_length=80)
    body = models.TextField(_("texto"))
    history = history()

    class Meta:
        ordering: ClassVar = ["title", "id"]
        verbose_name = _("respuesta preparada")
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("title"),
                "area",
                condition=models.Q(retired_at__isnull=True),
                name="reply_title_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title
