"""What is typed in the lists of the desk: prepared replies and labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.staff.administration.forms import PlainForm
from frontend.staff.forms import choices_of
from procedures.casework.desk import labels, replies
from procedures.casework.desk.models.labels import Colour


class OfAnArea(PlainForm):
    """Something kept for an area, or for all of them."""

    area = forms.ChoiceField(label=_("Área"), required=False)

    def __init__(self, *args: Any, areas: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        choices_of(self, "area").choices = list(areas.items())


class ReplyForm(OfAnArea):
    """A reply to begin messages with."""

    title = forms.CharField(
        label=_("Título"),
        max_length=replies.LONGEST_TITLE,
        help_text=_("Con él la elige quien atiende; la persona no lo ve."),
        error_messages={"required": _("Escriba el título.")},
    )
    body = forms.CharField(
        label=_("Texto"),
        max_length=replies.LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Lo que va entre llaves, como {folio}, se cambia por el dato de la solicitud."),
        error_messages={"required": _("Escriba el texto.")},
    )

    field_order = ("title", "body", "area")


class LabelForm(OfAnArea):
    """A label for cases."""

    name = forms.CharField(
        label=_("Nombre"),
        max_length=labels.LONGEST_NAME,
        help_text=_("No escriba datos de personas: la etiqueta se ve en la bandeja."),
        error_messages={"required": _("Escriba el nombre.")},
    )
    colour = forms.ChoiceField(label=_("Color"), choices=Colour.choices)

    field_order = ("name", "colour", "area")
