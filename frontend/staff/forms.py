"""Forms of the desk's own: what is typed on a screen and is no part of any procedure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backend.accounts.models import User
from frontend.formats import short_date
from procedures.requests.models import Applicant
from procedures.requests.models.access import Verdict
from procedures.requests.operations.holder import PROOFS
from procedures.requests.operations.silence import LONGEST as LONGEST_CERTIFICATE
from procedures.requests.operations.talk import LONGEST as LONGEST_TEXT

LONGEST_REASON = 500
Choices = Iterable[tuple[str, Any]]


def lines_input(rows: int, most: int = LONGEST_TEXT) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": most})


def day_input() -> forms.DateInput:
    """A day: the browser's own picker where there is one."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def choices_of(form: forms.Form, name: str) -> forms.ChoiceField:
    """A field of a form whose choices depend on the page."""
    return cast(forms.ChoiceField, form.fields[name])


class SeenForm(forms.Form):
    """What every change carries: the revision and the last event the person saw."""

    use_required_attribute = False

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)


class CertificateForm(SeenForm):
    """Which paper certifies that silence meant yes, and where it is handed over."""

    text = forms.CharField(
        label=_("¿Qué documento es y dónde se entrega?"),
        help_text=_("La persona lo lee. No escriba datos personales."),
        max_length=LONGEST_CERTIFICATE,
        widget=lines_input(2, LONGEST_CERTIFICATE),
        error_messages={"required": _("Escriba qué documento es.")},
    )


class HolderForm(SeenForm):
    """How the person proved to be the holder of the account; or that this no longer holds."""

    how = forms.ChoiceField(
        label=_("¿Con qué lo demostró?"),
        help_text=_("Solo qué revisó. No anote números ni saque copia."),
        choices=list(PROOFS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Elija con qué lo demostró.")},
    )

    def __init__(self, *args: Any, recognised: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if recognised:
            del self.fields["how"]


class StepForm(SeenForm):
    """What a move asks besides its own form."""

    note = forms.CharField(
        label=_("Nota para el personal"),
        help_text=_("La persona no la ve."),
        required=False,
        max_length=LONGEST_TEXT,
        widget=lines_input(2),
    )


class VisitStepForm(StepForm):
    """A visit is made by somebody accredited in its area (DOMAIN 12.1)."""

    inspector = forms.ChoiceField(
        label=_("¿Quién va?"),
        help_text=_(
            "Solo aparecen inspectores del área con credencial vigente. Si falta alguien, pida a "
            "la administración que registre su credencial."
        ),
        error_messages={"required": _("Elija a una persona inspectora acreditada.")},
    )

    field_order = ("inspector", "note")

    def __init__(self, *args: Any, inspectors: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        people = [(user.username, user.full_name) for user in inspectors]
        choices_of(self, "inspector").choices = [("", _("Elija una persona")), *people]


class WithdrawStepForm(StepForm):
    """Of several people who ask, only the one who withdraws is out (R19)."""

    applicant = forms.TypedChoiceField(
        label=_("¿Quién se retira?"),
        help_text=_("Las demás personas siguen con la solicitud."),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Elija a la persona que se retira.")},
    )

    field_order = ("applicant", "note")

    def __init__(self, *args: Any, people: Iterable[Applicant], **options: Any) -> None:
        super().__init__(*args, **options)
        choices_of(self, "applicant").choices = [
            (person.pk, person.name or _("Sin nombre")) for person in people
        ]


class CorrectionStepForm(SeenForm):
    """The prevención's own words; what it cites comes in `CitationForm`."""

    note = forms.CharField(
        label=_("Explicación para la persona"),
        help_text=_("La leerá junto con la lista. Diga cómo y dónde conseguir lo que falta."),
        required=False,
        max_length=LONGEST_TEXT,
        widget=lines_input(3),
    )


class CitationForm(forms.Form):
    """One line for each thing a prevención may cite; a line with a reason is asked for (R7)."""

    use_required_attribute = False

    def __init__(self, *args: Any, citable: dict[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        for key, label in citable.items():
            self.fields[key] = forms.CharField(label=label, required=False, max_length=1000)

    @property
    def items(self) -> list[dict[str, str]]:
        """What is asked for, as the operation takes it."""
        return [
            {"field": key, "reason": reason}
            for key, reason in self.cleaned_data.items()
            if reason.strip()
        ]


class NoteForm(forms.Form):
    use_required_attribute = False

    text = forms.CharField(
        label=_("Nota nueva"),
        max_length=LONGEST_TEXT,
        widget=lines_input(3),
        error_messages={"required": _("Escriba la nota.")},
    )


class ClaimForm(SeenForm):
    reason = forms.CharField(
        label=_("¿Por qué la toma?"), required=False, max_length=LONGEST_REASON
    )


class ExcuseForm(SeenForm):
    """Why somebody steps aside from a case (R24)."""

    reason = forms.CharField(
        label=_("¿Por qué no debe atenderla usted?"),
        help_text=_("Lo lee el personal que ve la solicitud; la persona no. No se puede deshacer."),
        max_length=LONGEST_REASON,
        error_messages={"required": _("Escriba por qué no debe atenderla.")},
    )


class AssignForm(SeenForm):
    """To whom a supervisor gives a case."""

    to = forms.ChoiceField(label=_("Asignar a"), required=False)
    reason = forms.CharField(label=_("Motivo"), required=False, max_length=LONGEST_REASON)

    def __init__(self, *args: Any, people: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        choices_of(self, "to").choices = [
            ("", _("Nadie (dejarla sin asignar)")),
            *((user.username, _beside_absence(user)) for user in people),
        ]

    def clean_to(self) -> User | None:
        """Whom that name is of; None for nobody."""
        name = self.cleaned_data["to"]
        return User.objects.filter(username=name).first() if name else None


def _beside_absence(user: Any) -> str:
    """A candidate's name and, of somebody away today, until when and who stands in."""
    if user.away_until is None:
        return str(user.full_name)
    said = {"name": user.full_name, "day": short_date(user.away_until), "other": user.stand_in}
    if user.stand_in:
        return gettext("%(name)s (ausente hasta el %(day)s; suple %(other)s)") % said
    return gettext("%(name)s (ausente hasta el %(day)s)") % said


class ReviewForm(forms.Form):
    """Whether a document is right, and what is wrong with it."""

    use_required_attribute = False

    verdict = forms.ChoiceField(
        label=_("¿Está bien el documento?"),
        choices=[
            (Verdict.RIGHT, _("Sí, es correcto")),
            (Verdict.WRONG, _("No, tiene un problema")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Elija una opción.")},
    )
    remark = forms.CharField(
        label=_("¿Qué está mal?"),
        help_text=_("Si después pide que se corrija, aparecerá como el motivo."),
        required=False,
        max_length=300,
    )


class PlaceForm(SeenForm):
    """Which document of the procedure it is, that came with a message."""

    field = forms.ChoiceField(
        label=_("¿Qué documento es?"), error_messages={"required": _("Elija qué documento es.")}
    )

    def __init__(self, *args: Any, papers: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        choices_of(self, "field").choices = [("", _("Elija uno")), *papers]


class AnswersReasonForm(SeenForm):
    """Why staff change what a person filed; that person reads it."""

    reason = forms.CharField(
        label=_("Motivo del cambio"),
        help_text=_("La persona lo leerá, junto con los datos que cambiaron."),
        max_length=LONGEST_REASON,
        error_messages={"required": _("Escriba el motivo del cambio.")},
    )
