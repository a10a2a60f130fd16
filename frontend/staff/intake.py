"""What the counter, the telephone and the letter box ask besides the form itself (DOMAIN §5.6)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frontend.filing import ContactForm
from frontend.filing.contact import ANONYMOUS
from frontend.notices import COUNTER, LETTER, ways
from frontend.staff.forms import choices_of
from procedures.definition import Definition
from procedures.requests.models.request import LONGEST_POSTAL, Source
from procedures.requests.operations.choosing import postal_lines

# Only the kind of document is kept, never its number.
IDENTITY = (
    ("INE", gettext_lazy("Credencial para votar (INE)")),
    ("Pasaporte", gettext_lazy("Pasaporte")),
    ("Cédula profesional", gettext_lazy("Cédula profesional")),
    ("Licencia de conducir", gettext_lazy("Licencia de conducir")),
    ("Cartilla militar", gettext_lazy("Cartilla militar")),
    ("Otra identificación", gettext_lazy("Otra identificación")),
    ("Datos de la cuenta", gettext_lazy("Por teléfono: confirmó datos de la cuenta")),
    ("No se comprobó", gettext_lazy("No se comprobó")),
)


class ChannelForm(forms.Form):
    """How the person came."""

    use_required_attribute = False

    source = forms.ChoiceField(
        label=gettext_lazy("¿Cómo llegó?"),
        choices=[
            (Source.COUNTER, gettext_lazy("En ventanilla: está aquí")),
            (Source.PHONE, gettext_lazy("Por teléfono")),
            (Source.LETTER, gettext_lazy("Por escrito")),
            (Source.EMAIL, gettext_lazy("Por correo electrónico")),
        ],
        widget=forms.RadioSelect,
        initial=Source.COUNTER,
        error_messages={"required": gettext_lazy("Elija cómo llegó.")},
    )
    register = forms.BooleanField(
        required=False,
        initial=True,
        help_text=gettext_lazy("Cuenta, medidor y nombre del recibo. Compruébelos con la persona."),
    )

    def __init__(self, *args: Any, account: str, **options: Any) -> None:
        super().__init__(*args, **options)
        label = _("Llenar con lo que dice el padrón de la cuenta %s") % account
        self.fields["register"].label = label
        if not account:
            del self.fields["register"]


class IntakeContactForm(ContactForm):
    """The last step across the counter: the same questions, in words to be read aloud."""

    received_on = forms.DateField(
        label=gettext_lazy("¿Qué día se recibió?"),
        help_text=gettext_lazy("El plazo corre desde ese día, aunque se capture después."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": gettext_lazy("Escriba el día en que se recibió."),
            "invalid": gettext_lazy("Escriba una fecha."),
        },
    )
    identity_check = forms.ChoiceField(
        label=gettext_lazy("¿Cómo comprobó quién es?"),
        help_text=gettext_lazy("Solo el tipo de documento. No anote su número ni saque copia."),
        choices=[("", gettext_lazy("Elija una opción")), *IDENTITY],
        error_messages={"required": gettext_lazy("Elija cómo comprobó quién es.")},
    )

    postal = forms.CharField(
        label=gettext_lazy("Domicilio para cartas"),
        help_text=gettext_lazy(
            "Si no tiene correo ni teléfono, o por si no le llega lo demás. El suyo, renglón por "
            "renglón: calle y número, colonia, código postal y población."
        ),
        required=False,
        max_length=LONGEST_POSTAL,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "street-address"}),
    )

    field_order = (
        *("received_on", "identity_check", "identity", "name", "channel", "email"),
        *("accepts_electronic_notice", "postal", "phone"),
    )

    def __init__(
        self, *args: Any, definition: Definition, answers: dict[str, Any], **options: Any
    ) -> None:
        super().__init__(*args, definition=definition, answers=answers, **options)
        self.fields["received_on"].initial = timezone.localdate()
        words = {
            "identity": _("¿La persona quiere dar su nombre?"),
            "name": _("Nombre completo de la persona"),
            "channel": _("¿Cómo quiere la persona que le avisemos?"),
            "accepts_electronic_notice": _(
                "La persona acepta que le notifiquemos por ese medio. Léale esto:"
            ),
            "privacy": _("Le leí el aviso de privacidad simplificado"),
            "truth": _(
                "La persona declara, bajo protesta de decir verdad, que sus datos son ciertos"
            ),
        }
        for name, label in words.items():
            if name in self.fields:
                self.fields[name].label = label
        choices_of(self, "channel").choices = [
            (COUNTER, _("Ella pregunta: en ventanilla, por teléfono o en el sitio")),
            *ways(),
            (LETTER, _("Por carta a su domicilio")),
        ]
        self.fields["phone"].help_text = _("Para llamarle si hay una duda o para la visita.")
        self.fields["privacy"].help_text = _("Léalo en voz alta o entréguelo impreso.")
        if definition.anonymous:
            self.fields["identity_check"].required = False

    def clean_received_on(self) -> dt.date:
        """The real day, never one to come."""
        day: dt.date = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("La fecha no puede ser posterior a hoy."), code="future")
        return day

    def clean_postal(self) -> str:
        """Its lines, without the empty ones."""
        return postal_lines(self.cleaned_data["postal"])

    def clean(self) -> dict[str, Any]:
        """Somebody who wants letters gives an address."""
        answers = super().clean()
        anonymous = answers.get("identity") == ANONYMOUS
        if answers.get("channel") == LETTER and not answers.get("postal") and not anonymous:
            self.add_error("postal", _("Escriba a dónde le mandamos las cartas."))
        return answers

    def kept(self) -> dict[str, Any]:
        """As `ContactForm`, with the day and the kind of document; nothing but the day of somebody
        who gives no name."""
        told = super().kept()
        anonymous = "identity_check" not in told
        return {
            **told,
            "received_on": self.cleaned_data["received_on"].isoformat(),
            "identity_check": "" if anonymous else told["identity_check"],
        }


def for_submit(kept: dict[str, Any]) -> dict[str, Any]:
    """What `submit` takes besides the form, from the last step as the session kept it."""
    return {
        "received_on": dt.date.fromisoformat(kept["received_on"]),
        "identity_check": kept["identity_check"],
    }
