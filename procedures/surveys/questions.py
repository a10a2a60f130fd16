"""The five questions: ease, time, treatment, whether it was solved, and a comment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Solved

SCALE = [
    (5, _("Muy bueno")),
    (4, _("Bueno")),
    (3, _("Regular")),
    (2, _("Malo")),
    (1, _("Muy malo")),
]
LONGEST_COMMENT = 1000


class Rating(forms.TypedChoiceField):
    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=SCALE, coerce=int, empty_value=None, widget=forms.RadioSelect, **options
        )


class SurveyForm(forms.Form):
    """The survey as pages and API ask it; nothing in it is required but one answer at least."""

    ease = Rating(label=_("¿Qué tan fácil fue hacer el trámite?"), required=False)
    time = Rating(label=_("¿Cómo califica el tiempo de respuesta?"), required=False)
    treatment = Rating(label=_("¿Cómo califica el trato que recibió?"), required=False)
    solved = forms.ChoiceField(
        label=_("¿Se resolvió lo que necesitaba?"),
        choices=Solved.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    comment = forms.CharField(
        label=_("¿Qué podemos mejorar?"),
        help_text=_("No escriba nombres, teléfonos ni folios: la encuesta es anónima."),
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if not self.errors and not any(answers.values()):
            raise forms.ValidationError(_("Responda al menos una pregunta."), code="required")
        return answers
