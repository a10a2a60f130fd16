"""What is typed in the pages of administration."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.accounts.models import Area, User
from backend.accounts.people import LONGEST_REASON
from backend.accounts.roles import Role
from frontend.staff.forms import choices_of, day_input
from procedures.casework.desk.assigning import roles_to_share
from procedures.casework.desk.models import ReplyTemplate
from procedures.casework.desk.models.assigning import Way
from procedures.contact.channels import MOST_DAYS

ANYWHERE = "*"
FARTHEST_YEARS = 5  # farther away it is a slip of the finger
ACTIVE, INACTIVE = "activas", "bajas"


class PlainForm(forms.Form):
    """The server says what is missing, in words and beside the field."""

    use_required_attribute = False


def _named(areas: Iterable[Area]) -> list[tuple[str, Any]]:
    return [(area.key, area.name) for area in areas]


class PeopleForm(PlainForm):
    """Whom to show."""

    all_optional = True

    q = forms.CharField(label=_("Nombre, usuario o correo"), required=False, max_length=120)
    role = forms.ChoiceField(
        label=_("Función"), required=False, choices=[("", _("Todas")), *Role.choices]
    )
    area = forms.ChoiceField(label=_("Área"), required=False)
    state = forms.ChoiceField(
        label=_("Cuentas"),
        required=False,
        choices=[("", _("Todas")), (ACTIVE, _("Activas")), (INACTIVE, _("Dadas de baja"))],
    )

    def __init__(self, *args: Any, areas: Iterable[Area], **options: Any) -> None:
        super().__init__(*args, **options)
        choices_of(self, "area").choices = [("", _("Todas")), *_named(areas)]


class DetailsForm(PlainForm):
    full_name = forms.CharField(
        label=_("Nombre completo"),
        max_length=200,
        error_messages={"required": _("Escriba el nombre completo.")},
    )
    email = forms.EmailField(
        label=_("Correo"),
        required=False,
        help_text=_("Ahí recibirá el enlace para elegir su contraseña."),
    )


class HireForm(DetailsForm):
    username = forms.CharField(
        label=_("Usuario"),
        max_length=150,
        help_text=_("Con él entra y así aparece en los registros; no se puede cambiar después."),
        error_messages={"required": _("Escriba el usuario.")},
    )

    field_order = ("username", "full_name", "email")


class RoleForm(PlainForm):
    """A function to give."""

    role = forms.ChoiceField(
        label=_("Función"),
        choices=[("", _("Elija una")), *Role.choices],
        error_messages={"required": _("Elija una función.")},
    )
    area = forms.ChoiceField(
        label=_("Área"), error_messages={"required": _("Elija un área o todas.")}
    )

    def __init__(self, *args: Any, areas: Iterable[Area], **options: Any) -> None:
        super().__init__(*args, **options)
        everywhere = (ANYWHERE, _("Todas las áreas"))
        choices_of(self, "area").choices = [("", _("Elija una")), everywhere, *_named(areas)]


class ReasonForm(PlainForm):
    reason = forms.CharField(
        label=_("Motivo"),
        max_length=LONGEST_REASON,
        help_text=_("Queda en el historial."),
        error_messages={"required": _("Escriba el motivo.")},
    )


class LeaveForm(ReasonForm):
    """Why somebody leaves, and who goes on with their cases."""

    to = forms.ChoiceField(label=_("Sus solicitudes abiertas pasan a"), required=False)

    field_order = ("to", "reason")

    def __init__(self, *args: Any, people: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        choices_of(self, "to").choices = [
            ("", _("La bandeja de su área (sin asignar)")),
            *((str(user.pk), user.full_name) for user in people),
        ]


class AbsenceForm(PlainForm):
    """Who is away, when, and who stands in."""

    user = forms.ChoiceField(
        label=_("¿Quién se ausenta?"), error_messages={"required": _("Elija a una persona.")}
    )
    starts_on = forms.DateField(
        label=_("Primer día"),
        widget=day_input(),
        error_messages={"required": _("Escriba el primer día.")},
    )
    ends_on = forms.DateField(
        label=_("Último día"),
        widget=day_input(),
        error_messages={"required": _("Escriba el último día.")},
    )
    substitute = forms.ChoiceField(label=_("¿Quién suple?"), required=False)

    def __init__(self, *args: Any, people: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        named = [(str(user.pk), user.full_name) for user in people]
        choices_of(self, "user").choices = [("", _("Elija una persona")), *named]
        choices_of(self, "substitute").choices = [("", _("Nadie")), *named]


class DayForm(PlainForm):
    """A day that is not what its weekday says."""

    date = forms.DateField(
        label=_("Fecha"), widget=day_input(), error_messages={"required": _("Escriba la fecha.")}
    )
    working = forms.TypedChoiceField(
        label=_("Ese día es"),
        choices=[("no", _("Inhábil: no cuenta en los plazos")), ("yes", _("Hábil: sí cuenta"))],
        widget=forms.RadioSelect,
        coerce=lambda said: said == "yes",
        error_messages={"required": _("Elija una opción.")},
    )
    reason = forms.CharField(
        label=_("Motivo"),
        max_length=200,
        help_text=_("Aparece donde se explica un plazo."),
        error_messages={"required": _("Escriba el motivo.")},
    )
    source = forms.CharField(
        label=_("Dónde se publicó"),
        max_length=300,
        help_text=_("Por ejemplo: Periódico Oficial, 3 de diciembre de 2026, acuerdo 12."),
        error_messages={"required": _("Escriba dónde se publicó.")},
    )

    def clean_date(self) -> dt.date:
        date: dt.date = self.cleaned_data["date"]
        if abs(date.year - timezone.localdate().year) > FARTHEST_YEARS:
            raise forms.ValidationError(_("Revise el año."))
        return date


class RuleForm(PlainForm):
    """To whom the cases of an area go; `areas` None where the rule is there already."""

    area = forms.ChoiceField(label=_("Área"), error_messages={"required": _("Elija un área.")})
    procedure = forms.ChoiceField(label=_("Trámite"), required=False)
    way = forms.ChoiceField(
        label=_("Las solicitudes que lleguen se asignan a"),
        choices=Way.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Elija cómo se asigna.")},
    )
    role = forms.ChoiceField(
        label=_("Función"),
        required=False,
        help_text=_("Solo si es por turnos. Se salta a quien está ausente, y recibe quien suple."),
    )
    person = forms.ChoiceField(
        label=_("Persona"), required=False, help_text=_("Solo si es siempre la misma.")
    )

    def __init__(
        self,
        *args: Any,
        areas: Mapping[str, str] | None,
        procedures: Iterable[tuple[str, str]],
        people: Iterable[User],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        choices_of(self, "role").choices = [("", _("Elija una")), *roles_to_share()]
        choices_of(self, "person").choices = [
            ("", _("Elija una persona")),
            *((user.username, user.full_name) for user in people),
        ]
        if areas is None:
            del self.fields["area"], self.fields["procedure"]
            return
        choices_of(self, "area").choices = [("", _("Elija una")), *areas.items()]
        choices_of(self, "procedure").choices = [("", _("Todos")), *procedures]


class ChannelForm(PlainForm):
    """The protocol of a contact channel."""

    name = forms.CharField(
        label=_("Nombre"), max_length=80, error_messages={"required": _("Escriba el nombre.")}
    )
    area = forms.ChoiceField(
        label=_("Área que responde"), error_messages={"required": _("Elija un área.")}
    )
    days = forms.IntegerField(
        label=_("Días hábiles para responder"),
        min_value=1,
        max_value=MOST_DAYS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
        error_messages={"required": _("Escriba cuántos días."), "invalid": _("Escriba un número.")},
    )
    replies = forms.TypedMultipleChoiceField(
        label=_("Respuestas preparadas que se ofrecen"),
        help_text=_("Si no elige ninguna, se ofrecen las del área."),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    active = forms.BooleanField(
        label=_("Está en uso"),
        required=False,
        help_text=_("Si lo cierra, deja de recibir mensajes; los que ya llegaron se responden."),
    )

    def __init__(
        self,
        *args: Any,
        areas: Mapping[str, str],
        replies: Iterable[ReplyTemplate],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        choices_of(self, "area").choices = list(areas.items())
        choices_of(self, "replies").choices = [(one.pk, one.title) for one in replies]
        if not choices_of(self, "replies").choices:
            del self.fields["replies"]
