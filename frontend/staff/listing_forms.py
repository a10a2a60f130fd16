"""What the inbox shows and how: its filters, its columns, and the views kept of both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from frontend.staff.forms import Choices, choices_of, day_input
from procedures.casework.desk.columns import ANSWERED, COLUMNS, FOLIO
from procedures.casework.desk.filters import ANSWER, OPEN
from procedures.casework.desk.models.saved_views import LONGEST_NAME
from procedures.requests.filtering import Filterable
from procedures.requests.models.request import OutcomeChoices, PhaseChoices, Source
from procedures.requests.models.search import LONGEST_VALUE

SIDES = (_("%s: desde"), _("%s: hasta"))
ORDERS = [
    ("", _("Primero lo que vence antes")),
    ("-due_on", _("Primero lo que vence después")),
    ("received_on", _("Primero lo más antiguo")),
    ("-received_on", _("Primero lo más reciente")),
    ("folio", _("Por folio")),
    ("-folio", _("Por folio, del último al primero")),
    ("area", _("Por área")),
    ("-area", _("Por área, al revés")),
    ("source", _("Por canal")),
    ("-source", _("Por canal, al revés")),
    ("closed_at", _("Primero lo que concluyó antes")),
    ("-closed_at", _("Primero lo que concluyó después")),
]


class FilterForm(forms.Form):
    """What to show of the inbox; the names are those of the API's queue."""

    use_required_attribute = False
    all_optional = True

    procedure = forms.ChoiceField(
        label=_("Trámite"),
        help_text=_("Al elegir uno aparecen sus propios filtros."),
        required=False,
    )
    phase = forms.ChoiceField(
        label=_("Fase"),
        required=False,
        choices=[("", _("Todas")), (OPEN, _("Abiertas")), *PhaseChoices.choices],
    )
    area = forms.ChoiceField(label=_("Área"), required=False)
    assignee = forms.ChoiceField(label=_("A cargo de"), required=False)
    source = forms.ChoiceField(
        label=_("Canal"), required=False, choices=[("", _("Todos")), *Source.choices]
    )
    outcome = forms.ChoiceField(
        label=_("Resultado"), required=False, choices=[("", _("Todos")), *OutcomeChoices.choices]
    )
    reach = forms.ChoiceField(
        label=_("Cómo avisarle"),
        required=False,
        choices=[("", _("Todas")), ("lost", _("Persona no localizable"))],
    )
    label = forms.ChoiceField(label=_("Etiqueta"), required=False)
    received_from = forms.DateField(label=_("Recibida desde"), required=False, widget=day_input())
    received_to = forms.DateField(label=_("Recibida hasta"), required=False, widget=day_input())
    closed_from = forms.DateField(label=_("Concluida desde"), required=False, widget=day_input())
    closed_to = forms.DateField(label=_("Concluida hasta"), required=False, widget=day_input())
    ordering = forms.ChoiceField(label=_("Orden"), required=False, choices=ORDERS)

    def __init__(
        self,
        given: Any,
        *,
        procedures: Choices,
        areas: Choices,
        people: Choices,
        labels: Choices,
        offered: Iterable[Filterable] = (),
    ) -> None:
        super().__init__(given)
        everybody = [("", _("Cualquiera")), ("me", _("Yo")), ("none", _("Nadie")), *people]
        choices_of(self, "procedure").choices = [("", _("Todos")), *procedures]
        choices_of(self, "area").choices = [("", _("Todas")), *areas]
        choices_of(self, "assignee").choices = everybody
        choices_of(self, "label").choices = [("", _("Todas")), *labels]
        self.answers = [name for one in offered for name in self._ask(one)]

    def _ask(self, question: Filterable) -> list[str]:
        """Add the filters of a question of the procedure; their names."""
        label: dict[str, Any] = {"label": question.label, "required": False}
        asked: dict[str, forms.Field] = {}
        if question.kind == "choice":
            choices = [("", gettext("Todas")), *((o.value, o.label) for o in question.options)]
            asked[question.key] = forms.ChoiceField(choices=choices, **label)
        elif question.kind == "text":
            asked[question.key] = forms.CharField(max_length=LONGEST_VALUE, **label)
        else:
            for name, side in zip(question.names, SIDES, strict=True):
                said = {**label, "label": side % question.label}
                asked[name] = (
                    forms.DateField(widget=day_input(), **said)
                    if question.kind == "day"
                    else forms.CharField(max_length=20, **said)
                )
        for name, field in asked.items():
            self.fields[f"{ANSWER}{name}]"] = field
        return [f"{ANSWER}{name}]" for name in asked]

    def of_the_desk(self) -> list[forms.BoundField]:
        """What every request can be narrowed by."""
        return [field for field in self if field.name not in self.answers]

    def of_the_procedure(self) -> list[forms.BoundField]:
        """What only those of the procedure chosen can."""
        return [self[name] for name in self.answers]


class ColumnsForm(forms.Form):
    """Which columns a list has; the folio is always there."""

    use_required_attribute = False
    all_optional = True

    column = forms.MultipleChoiceField(
        label=_("Columnas"), required=False, widget=forms.CheckboxSelectMultiple
    )
    back = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, offered: Iterable[Filterable] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        choices_of(self, "column").choices = [
            *((key, one.label) for key, one in COLUMNS.items() if one is not FOLIO),
            *((f"{ANSWERED}{one.key}", one.label) for one in offered),
        ]


class ViewForm(forms.Form):
    """The name of a view, and with whom it is shared."""

    use_required_attribute = False
    all_optional = True  # besides the name, whose message says what it is for

    name = forms.CharField(
        label=_("Nombre de la vista"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Escriba un nombre.")},
    )
    area = forms.ChoiceField(label=_("¿Para quién es?"), required=False)

    def __init__(self, *args: Any, areas: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        if areas:
            shared = [(key, gettext("Para %s") % name) for key, name in areas.items()]
            choices_of(self, "area").choices = [("", gettext("Solo para mí")), *shared]
        else:
            del self.fields["area"]


class KeepForm(ViewForm):
    """The list on the screen, kept by a name."""

    first = forms.BooleanField(label=_("Abrir la bandeja con esta vista"), required=False)
    back = forms.CharField(required=False, widget=forms.HiddenInput)
