"""What the contact form asks: the message; a way to answer only of who wants an answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.language import spanish
from frontend.notices import PHONE_LENGTH, telephone
from procedures.catalogue.institution import privacy_notice
from procedures.contact.words import LONGEST_EMAIL, LONGEST_NAME

LONGEST = 2000  # letters
TRAP = "website"  # people do not see it; programs fill in whatever there is


class ContactForm(forms.Form):
    """A message."""

    use_required_attribute = False

    text = forms.CharField(
        label=_("¿En qué podemos ayudarle?"),
        help_text=_("Cuéntelo con sus palabras. No escriba contraseñas ni datos de su tarjeta."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _("Escriba su mensaje.")},
    )
    name = forms.CharField(
        label=_("Su nombre"),
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Correo electrónico"),
        help_text=_("Solo si quiere que le respondamos por correo."),
        max_length=LONGEST_EMAIL,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Escriba un correo completo, como nombre@ejemplo.mx.")},
    )
    phone = forms.CharField(
        label=_("Teléfono"),
        help_text=_("Solo si quiere que le llamemos."),
        max_length=PHONE_LENGTH,
        required=False,
        widget=telephone(),
    )
    privacy = forms.BooleanField(
        error_messages={"required": _("Marque que leyó el aviso de privacidad.")},
    )
    website = forms.CharField(
        label=_("Deje este espacio vacío"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    sending = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        notice = privacy_notice()
        self.fields["privacy"].label = spanish(notice.read_label)
        self.fields["privacy"].help_text = spanish(notice.read_help)

    def clean_website(self) -> str:
        """Whoever filled it in is told, since it may be a person after all."""
        if self.cleaned_data[TRAP]:
            raise forms.ValidationError(
                _("Borre lo que está en el espacio que debe quedar vacío y envíe de nuevo."),
                code="trap",
            )
        return ""

    @property
    def asked(self) -> list[Any]:
        """The questions people see, in order."""
        return [self[name] for name in ("text", "name", "email", "phone", "privacy")]
