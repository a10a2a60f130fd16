"""Labels: the staff's own words to group cases by. Nobody outside ever reads one."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from backend.accounts.history import history
from procedures.requests.models import ServiceRequest

from .kept import Kept


class Colour(models.TextChoices):
    """The tags of the style sheet, each with words on it in a contrast of 4.5 to 1 or more."""

    GREY = "grey", _("Gris")
    BLUE = "blue", _("Azul")
    TEAL = "teal", _("Turquesa")
    GREEN = "green", _("Verde")
    AMBER = "amber", _("Ámbar")
    RED = "red", _("Rojo")
    VIOLET = "violet", _("Violeta")


class Label(Kept):
    """A word of the list an area (or the whole house) keeps."""

    name = models.CharField(_("nombre"), max_length=40)
    colour = models.CharField(_("color"), max_length=8, choices=Colour.choices, default=Colour.GREY)
    history = history()

    class Meta:
        ordering: ClassVar = ["name", "id"]
        verbose_name = _("etiqueta")
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("name"),
                "area",
                condition=models.Q(retired_at__isnull=True),
                name="label_name_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CaseLabel(models.Model):
    """A label on a case; who put it on, and who took it off, is in the case's story."""

    service_request = models.ForeignKey(
        ServiceRequest, on_delete=models.CASCADE, related_name="labels"
    )
    label = models.ForeignKey(Label, on_delete=models.PROTECT, related_name="cases")
    put_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    put_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["label__name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["label", "service_request"], name="label_once_on_a_case"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label_id} on {self.service_request_id}"
