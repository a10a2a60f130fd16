"""How somebody likes their inbox: views kept by name, columns, and the one that opens first.

None of it is a record of a case, so none has a history; and no view keeps what was typed in the
search box, which names a person.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

LONGEST_NAME = 60


class SavedView(models.Model):
    """A list somebody keeps: of theirs alone or, with an area, of whoever works in it."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views"
    )
    area = models.CharField(_("área"), max_length=40, blank=True, default="", db_index=True)
    name = models.CharField(_("nombre"), max_length=LONGEST_NAME)
    query = models.JSONField(_("filtros"), default=dict)
    columns = models.JSONField(_("columnas"), default=list)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        verbose_name = _("vista")
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("name"), "owner", name="view_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class DeskPreference(models.Model):
    """What one person's inbox shows when nothing else is asked for."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="desk_preference"
    )
    columns = models.JSONField(_("columnas"), default=list)
    first_view = models.ForeignKey(
        SavedView, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"desk of {self.user_id}"
