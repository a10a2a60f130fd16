"""Forms of the citizen's screens; the procedures' own forms are the definitions'."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.channels import sms
from procedures.holdings.codes import DIGITS, Address, address_in
from procedures.requests import folios

FOLIO_WIDGET = {
    "autocomplete": "off",
    "autocapitalize": "characters",
    "spellcheck": "false",
    "class": "govuk-input--width-20",
}


class FolioField(forms.CharField):
    """A folio as people type it, in its stored spelling."""

    def clean(self, value: object) -> str:
        text = super().clean(value)
        try:
            return str(folios.parse_folio(text))
        except folios.BadFolio as bad:
            raise forms.ValidationError(
                _("Revise el folio: algún número no es correcto. Es como SOAPA-2026-000123-4."),
                code="folio",
            ) from bad


class TrackForm(forms.Form):
    """What opens a request."""

    use_required_attribute = False
    folio = forms.CharField(
        label=_("Folio"),
        help_text=_(
            "Está en su acuse de recibo y en los correos. Por ejemplo: SOAPA-2026-000123-4."
        ),
        max_length=40,
        widget=forms.TextInput(attrs=FOLIO_WIDGET),
        error_messages={"required": _("Escriba el folio.")},
    )
    key = forms.CharField(
        label=_("Clave"),
        help_text=_("Son 16 letras y números. Da igual con guiones o sin ellos."),
        max_length=60,
        widget=forms.TextInput(attrs=FOLIO_WIDGET),
        error_messages={"required": _("Escriba la clave.")},
    )


class ResumeForm(forms.Form):
    """What opens a draft."""

    use_required_attribute = False
    code = forms.CharField(
        label=_("Código"),
        help_text=_("Son 10 letras y números. Da igual con guion o sin él."),
        max_length=40,
        widget=forms.TextInput(attrs=FOLIO_WIDGET),
        error_messages={"required": _("Escriba el código.")},
    )


class NewKeyForm(forms.Form):
    """Who asks for a new key."""

    use_required_attribute = False
    folio = FolioField(
        label=_("Folio"),
        max_length=40,
        widget=forms.TextInput(attrs=FOLIO_WIDGET),
        error_messages={"required": _("Escriba el folio.")},
    )
    email = forms.EmailField(
        label=_("El correo que dejó al presentarla"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Escriba el correo que dejó."),
            "invalid": _("Escriba un correo completo, como nombre@ejemplo.mx."),
        },
    )


class CodeForm(forms.Form):
    """The code of a paper or of a visit."""

    use_required_attribute = False
    codigo = forms.CharField(
        label=_("Código"),
        help_text=_("Son 16 letras y números. Está en el documento, o lo dice quien le visita."),
        max_length=40,
        widget=forms.TextInput(attrs=FOLIO_WIDGET),
        error_messages={"required": _("Escriba el código.")},
    )


class AddressForm(forms.Form):
    """Where the code to sign in goes; a telephone too, where this installation sends texts."""

    use_required_attribute = False
    address = forms.CharField(
        label=_("Su correo electrónico"),
        help_text=_("Ahí le mandamos un código. No hace falta contraseña."),
        max_length=254,
        widget=forms.TextInput(
            attrs={
                "type": "email",
                "inputmode": "email",
                "autocomplete": "email",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": _("Escriba a dónde le mandamos el código.")},
    )
    borrowed = forms.BooleanField(
        label=_("Este equipo es prestado o lo usan más personas"),
        help_text=_("Cerramos su cuenta si pasan 15 minutos sin que la use."),
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if sms.configured():
            question = self.fields["address"]
            question.label = _("Su correo electrónico o su teléfono celular")
            question.widget.attrs |= {"type": "text", "autocomplete": "username"}

    def clean_address(self) -> Address:
        """The address, in its one spelling."""
        found = address_in(self.cleaned_data["address"])
        if found is None:
            raise forms.ValidationError(
                _("Escriba un correo como nombre@ejemplo.mx, o los 10 dígitos de su celular.")
                if sms.configured()
                else _("Escriba un correo completo, como nombre@ejemplo.mx."),
                code="address",
            )
        return found


class SignInCodeForm(forms.Form):
    """The code that was sent."""

    use_required_attribute = False
    code = forms.CharField(
        label=_("Código"),
        help_text=_("Son 8 números. Da igual con espacios o sin ellos."),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "spellcheck": "false",
                "class": "govuk-input--width-10",
            }
        ),
        error_messages={"required": _("Escriba el código que le mandamos.")},
    )

    def clean_code(self) -> str:
        """Its digits; what could not be a code costs no try."""
        digits = "".join(letter for letter in self.cleaned_data["code"] if letter in "0123456789")
        if len(digits) != DIGITS:
            raise forms.ValidationError(_("El código son 8 números."), code="digits")
        return digits
