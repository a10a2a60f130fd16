"""How a person is told: the same question when filing, afterwards, and across the counter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.messages import Purpose
from notifications.ways import choosable
from procedures.requests import acceptance
from procedures.requests.errors import Invalid
from procedures.requests.models import Applicant, ServiceRequest
from procedures.requests.models.request import LONGEST_POSTAL, Channel
from procedures.requests.operations import choose_purpose, choose_way

EMAIL, COUNTER, LETTER = str(Channel.EMAIL), str(Channel.COUNTER), str(Channel.LETTER)
WAYS = {
    EMAIL: _("Por correo electrónico"),
    str(Channel.SMS): _("Por mensaje de texto"),
    str(Channel.WHATSAPP): _("Por WhatsApp"),
}
PHONE_LENGTH = 30  # letters: people write spaces and signs


def telephone() -> forms.TextInput:
    """Where a telephone is typed."""
    return forms.TextInput(
        attrs={
            "type": "tel",
            "inputmode": "tel",
            "autocomplete": "tel",
            "class": "govuk-input--width-20",
        }
    )


def ways() -> list[tuple[str, Any]]:
    """The electronic ways this installation has, to choose from."""
    here = choosable()
    return [(name, label) for name, label in WAYS.items() if name in here]


class NoticesForm(forms.Form):
    """The way a person is told, and what else they want to be sent.

    Args:
        row: the request.
        person: who of it is told.
        staff: whether somebody of the staff fills it in for them.
    """

    use_required_attribute = False

    channel = forms.ChoiceField(
        label=_("¿Cómo quiere que le avisemos de esta solicitud?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Elija una opción.")},
    )
    email = forms.EmailField(
        label=_("Correo electrónico"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Escriba un correo completo, como nombre@ejemplo.mx.")},
    )
    phone = forms.CharField(
        label=_("Teléfono"), required=False, max_length=PHONE_LENGTH, widget=telephone()
    )
    postal = forms.CharField(
        label=_("Domicilio para cartas"),
        required=False,
        max_length=LONGEST_POSTAL,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    accepts = forms.BooleanField(
        label=acceptance.SENTENCE, help_text=acceptance.MEANING, required=False
    )
    reminders = forms.BooleanField(
        label=_("Quiero recordatorios de lo que está por vencer"), required=False
    )
    survey = forms.BooleanField(
        label=_("Quiero que me inviten a opinar cuando termine, sin dar mi nombre"), required=False
    )

    def __init__(
        self,
        *args: Any,
        row: ServiceRequest,
        person: Applicant,
        staff: bool = False,
        **options: Any,
    ) -> None:
        by_letter = person.channel == LETTER and bool(person.postal)
        now = {
            "channel": person.channel if person.reachable or by_letter else COUNTER,
            "accepts": person.reachable,
            "reminders": not row.reminders_declined,
            "survey": not row.survey_declined,
        }
        super().__init__(*args, **{**options, "initial": now})
        channel = self.fields["channel"]
        assert isinstance(channel, forms.ChoiceField)
        letters = person.postal or staff  # an address for them is put down at the window
        channel.choices = [
            *ways(),
            *([(LETTER, _("Por carta al domicilio"))] if letters else []),
            (COUNTER, _("Yo consulto aquí o en el módulo")),
        ]
        for name in ("email", "phone", "postal"):
            if getattr(person, name) or (name == "postal" and not staff):
                del self.fields[name]
        if not (row.is_open and row.definition.survey):
            del self.fields["survey"]
        if staff:
            channel.label = _("¿Cómo quiere la persona que le avisemos?")
            labels = {
                "accepts": _("La persona acepta que le notifiquemos por ese medio. Léale esto:"),
                "reminders": _("La persona quiere recordatorios de lo que está por vencer"),
                "survey": _("La persona quiere que la invitemos a opinar cuando termine"),
            }
            for name in labels.keys() & self.fields.keys():
                self.fields[name].label = labels[name]

    def words(self) -> str:
        """What is accepted, as this form shows it."""
        return words_of(self["accepts"])


def words_of(accepting: forms.BoundField) -> str:
    """The words of a box that accepts electronic notice, as they are shown."""
    return f"{accepting.label}\n{accepting.help_text}"


def save(form: NoticesForm, *, actor: Any, row: ServiceRequest) -> bool:
    """Carry out what was chosen; refused, the form says why.

    Returns:
        Whether it was done.
    """
    told = form.cleaned_data
    try:
        choose_way(
            actor=actor,
            service_request=row,
            channel=told["channel"],
            email=told.get("email", ""),
            phone=told.get("phone", ""),
            postal=told.get("postal", ""),
            accepts=told["accepts"],
            words=form.words(),
        )
    except Invalid as refused:
        for key, findings in refused.errors.items():
            for code, sentence in findings:
                error = forms.ValidationError(sentence, code=code)
                form.add_error(key if key in form.fields else None, error)
        return False
    for purpose in (Purpose.SURVEY, Purpose.REMINDERS):
        if purpose in form.fields:
            choose_purpose(actor=actor, service_request=row, purpose=purpose, wanted=told[purpose])
    return True
