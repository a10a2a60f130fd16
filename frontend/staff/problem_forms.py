"""What is typed in the problem log."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backend.accounts.actors import Actor
from frontend.staff.forms import choices_of
from procedures.problems import operations
from procedures.problems.models import Problem, Status, Where
from procedures.problems.operations import LONGEST


class ProblemForm(forms.Form):
    """What is wrong; and what was done, where that is known already."""

    use_required_attribute = False

    procedure = forms.ChoiceField(
        label=_("Trámite"), error_messages={"required": _("Elija un trámite.")}
    )
    where = forms.ChoiceField(
        label=_("¿Dónde ocurre?"),
        choices=Where.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Elija dónde ocurre.")},
    )
    description = forms.CharField(
        label=_("¿Qué problema hay?"),
        help_text=_("Diga qué pasa y a quién le estorba. No escriba nombres ni datos personales."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST}),
        error_messages={"required": _("Escriba qué problema hay.")},
    )
    folio = forms.CharField(
        label=_("Folio donde se vio"),
        help_text=_("Si fue en una solicitud."),
        required=False,
        max_length=40,
    )
    solution = forms.CharField(
        label=_("¿Cómo se resolvió?"),
        help_text=_("Déjelo vacío si todavía no tiene solución."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST}),
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        known = operations.about(actor).values_list("slug", "name")
        choices_of(self, "procedure").choices = [("", gettext("Elija un trámite")), *known]


class SettleForm(forms.Form):
    """What was done, or why nothing is; or why it is open again."""

    use_required_attribute = False

    status = forms.ChoiceField(
        label=_("¿Cómo queda?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Elija cómo queda.")},
    )
    solution = forms.CharField(
        label=_("¿Qué se hizo, o por qué no?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST}),
        error_messages={"required": _("Escriba qué se hizo, o por qué no.")},
    )

    def __init__(self, *args: Any, problem: Problem, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [choice for choice in Status.choices if choice[0] != problem.status]
        choices_of(self, "status").choices = choices


class FilterForm(forms.Form):
    """Which problems to show."""

    use_required_attribute = False

    procedure = forms.ChoiceField(label=_("Trámite"), required=False)
    status = forms.ChoiceField(
        label=_("Estado"), required=False, choices=[("", _("Todos")), *Status.choices]
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        known = operations.about(actor).values_list("slug", "name")
        choices_of(self, "procedure").choices = [("", gettext("Todos")), *known]
