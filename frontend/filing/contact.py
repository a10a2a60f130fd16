"""The fixed last step: whom to tell and how, the privacy notice, and the person's word."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frontend.language import spanish
from frontend.notices import (
    COUNTER,
    EMAIL,
    LETTER,
    PHONE_LENGTH,
    WAYS,
    telephone,
    ways,
    words_of,
)
from procedures.catalogue.institution import privacy_notice
from procedures.definition import Definition
from procedures.definition.fields.phone import national_digits
from procedures.requests import acceptance
from procedures.requests.operations import Contact
from procedures.requests.people import name_in

LONGEST_NAME = 200
NAMED, ANONYMOUS = "named", "anonymous"


class ContactForm(forms.Form):
    """How to reach the person; nothing of it is kept of somebody who files anonymously.

    Args:
        definition: the procedure; `anonymous` there adds the choice of giving no name.
        answers: those given so far: a name already written is not asked again.
    """

    use_required_attribute = False

    identity = forms.ChoiceField(
        label=gettext_lazy("¿Quiere decirnos quién es?"),
        help_text=gettext_lazy(
            "Puede no hacerlo. En ese caso no guardamos su nombre, ni correo, ni teléfono, "
            "ni nada de su conexión."
        ),
        choices=[
            (ANONYMOUS, gettext_lazy("No, quiero que sea anónima")),
            (NAMED, gettext_lazy("Sí, pueden comunicarse conmigo")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Elija si da o no su nombre.")},
    )
    name = forms.CharField(
        label=gettext_lazy("Su nombre completo"),
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("¿Cómo quiere que le avisemos?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Elija una opción.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("Correo electrónico"),
        help_text=gettext_lazy("Escríbalo si eligió que le avisemos por correo."),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": gettext_lazy("Escriba un correo completo, como nombre@ejemplo.mx.")
        },
    )
    accepts_electronic_notice = forms.BooleanField(
        label=acceptance.SENTENCE,
        help_text=acceptance.MEANING,
        required=False,
    )
    phone = forms.CharField(
        label=gettext_lazy("Teléfono"),
        help_text=gettext_lazy(
            "No es obligatorio si no eligió que le avisemos ahí. También para llamarle si hay una "
            "duda."
        ),
        required=False,
        max_length=PHONE_LENGTH,
        widget=telephone(),
    )
    privacy = forms.BooleanField(
        error_messages={"required": gettext_lazy("Marque que leyó el aviso de privacidad.")},
    )
    truth = forms.BooleanField(
        error_messages={
            "required": gettext_lazy("Para enviarla, confirme que lo que escribió es verdad.")
        },
    )

    def __init__(
        self, *args: Any, definition: Definition, answers: dict[str, Any], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        channel = self.fields["channel"]
        assert isinstance(channel, forms.ChoiceField)
        channel.choices = [
            *ways(),
            (COUNTER, _("Yo consulto aquí o en el módulo, con mi folio y mi clave")),
        ]
        notice = privacy_notice()
        self.notice_version = str(notice.version)
        self.fields["privacy"].label = spanish(notice.read_label)
        self.fields["privacy"].help_text = spanish(notice.read_help)
        self.fields["truth"].label = (
            _("Lo que cuento es verdad hasta donde sé.")
            if definition.anonymous
            else _(
                "Declaro, bajo protesta de decir verdad, que mis datos y documentos son verdaderos."
            )
        )
        if not definition.anonymous:
            del self.fields["identity"]
        else:
            self.fields["channel"].required = False
        if name_in(answers):
            del self.fields["name"]

    def clean_phone(self) -> str:
        """Ten national digits, however they were written."""
        text = self.cleaned_data["phone"].strip()
        digits = national_digits(text) if text else ""
        if digits is None:
            raise forms.ValidationError(
                _("Escriba los 10 dígitos del teléfono, por ejemplo 951 501 5930."), code="phone"
            )
        return digits

    def clean(self) -> dict[str, Any]:
        """Somebody to be told electronically gives an address for it and accepts it as notice
        (DOMAIN R18)."""
        answers = super().clean() or {}
        if answers.get("identity") == ANONYMOUS:
            return answers
        if "identity" in self.fields and not answers.get("channel") and "channel" in self.fields:
            if "identity" not in self.errors:
                self.add_error("channel", _("Elija una opción."))
        chosen = answers.get("channel")
        if chosen in WAYS:
            if chosen == EMAIL and not answers.get("email") and "email" not in self.errors:
                self.add_error("email", _("Escriba el correo al que le avisaremos."))
            if chosen != EMAIL and not answers.get("phone") and "phone" not in self.errors:
                self.add_error("phone", _("Escriba el teléfono al que le avisaremos."))
            if not answers.get("accepts_electronic_notice"):
                self.add_error(
                    "accepts_electronic_notice",
                    _("Para avisarle así, acéptelo. Si no quiere, elija consultar usted."),
                )
        return answers

    def kept(self) -> dict[str, Any]:
        """What the session keeps of this step; nothing personal of an anonymous filing."""
        answers = {**self.cleaned_data, "notice": self.notice_version}
        if answers.get("identity") == ANONYMOUS:
            return {key: answers[key] for key in ("identity", "privacy", "truth", "notice")}
        if answers.get("channel") in WAYS:
            answers["accepted_words"] = words_of(self["accepts_electronic_notice"])
        return answers


def is_anonymous(kept: dict[str, Any]) -> bool:
    """Whether the person chose to give no name."""
    return kept.get("identity") == ANONYMOUS


def contact_of(kept: dict[str, Any]) -> Contact | None:
    """Whom to tell; None of an anonymous filing."""
    if is_anonymous(kept):
        return None
    accepts = kept.get("channel") in WAYS and bool(kept.get("accepts_electronic_notice"))
    return Contact(
        name=kept.get("name") or "",
        email=kept.get("email") or "",
        phone=kept.get("phone") or "",
        postal=kept.get("postal") or "",
        channel=kept.get("channel") or COUNTER,
        accepts_electronic_notice=accepts,
        accepted_words=(kept.get("accepted_words") or "") if accepts else "",
    )


def told(kept: dict[str, Any], representative: str = "") -> list[tuple[str, str]]:
    """This step as (label, words) for the page where everything is checked.

    Args:
        representative: how the common representative is told, where there is one: then nobody
            else is (R28), whatever this step chose, and an address given in it is only kept.
    """
    if is_anonymous(kept):
        return [(_("Su identidad"), _("Anónima: no guardamos quién es."))]
    rows = [(_("Su nombre"), kept["name"])] if kept.get("name") else []
    if representative:
        rows.append((_("Le avisamos"), representative))
        rows += [(_("Correo electrónico"), kept["email"])] if kept.get("email") else []
    elif kept.get("channel") == EMAIL:
        rows.append((_("Le avisamos"), _("Por correo a %s") % kept.get("email", "")))
    elif kept.get("channel") == LETTER:
        rows.append((_("Le avisamos"), _("Por carta a su domicilio")))
    elif kept.get("channel") in WAYS:
        rows.append((_("Le avisamos"), str(WAYS[kept["channel"]])))
        rows += [(_("Correo electrónico"), kept["email"])] if kept.get("email") else []
    else:
        rows.append((_("Le avisamos"), _("Usted consulta aquí o en el módulo")))
    if kept.get("postal"):
        rows.append((_("Domicilio para cartas"), kept["postal"]))
    if kept.get("phone"):
        rows.append((_("Teléfono"), kept["phone"]))
    return rows
