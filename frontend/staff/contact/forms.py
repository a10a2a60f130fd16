"""What is typed about an enquiry and about a call."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backend.accounts.models import User
from frontend.staff.forms import choices_of, day_input
from procedures.casework.desk.models import ReplyTemplate
from procedures.contact.calls import LONGEST_NOTE as LONGEST_CALL_NOTE
from procedures.contact.models import About, Reason, Result
from procedures.contact.operations import LONGEST_NOTE
from procedures.contact.words import LONGEST_NAME, LONGEST_TEXT


class SeenForm(forms.Form):
    """The revision of the enquiry the page was shown with."""

    use_required_attribute = False
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class AnswerForm(SeenForm):
    text = forms.CharField(
        label=_("Respuesta"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Escriba algo aquí.")},
    )
    reply = forms.ChoiceField(label=_("Respuesta preparada"), required=False)

    def __init__(self, *args: Any, replies: Iterable[ReplyTemplate], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(str(one.pk), one.title) for one in replies]
        choices_of(self, "reply").choices = [("", _("Elija una respuesta")), *choices]


class CalledForm(SeenForm):
    reached = forms.TypedChoiceField(
        label=_("¿Contestó?"),
        choices=[("1", _("Sí, se le respondió")), ("0", _("No contestó"))],
        coerce=lambda told: told == "1",
        widget=forms.RadioSelect,
        error_messages={"required": _("Elija una opción.")},
    )
    text = forms.CharField(label=_("Nota"), max_length=LONGEST_NOTE, required=False)


class NoteForm(forms.Form):
    use_required_attribute = False
    text = forms.CharField(
        label=_("Nota nueva"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Escriba la nota.")},
    )


class AssignForm(SeenForm):
    to = forms.ChoiceField(label=_("Asignar a"), required=False)

    def __init__(self, *args: Any, people: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        named = [(user.username, user.full_name) for user in people]
        choices_of(self, "to").choices = [("", _("Nadie")), *named]


class MoveForm(SeenForm):
    area = forms.ChoiceField(label=_("Pasarla a"), error_messages={"required": _("Elija un área.")})
    reason = forms.CharField(
        label=_("Motivo"),
        max_length=LONGEST_NOTE,
        error_messages={"required": _("Escriba por qué le toca a esa área.")},
    )

    def __init__(self, *args: Any, areas: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        choices_of(self, "area").choices = [("", _("Elija un área")), *areas]


class CloseForm(SeenForm):
    reason = forms.ChoiceField(
        label=_("¿Por qué se cierra sin respuesta?"),
        choices=Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Elija por qué se cierra.")},
    )
    text = forms.CharField(label=_("Nota"), max_length=LONGEST_NOTE, required=False)


class FileForm(forms.Form):
    """Which procedure an enquiry is: what its words speak of first, and then all of them."""

    use_required_attribute = False
    slug = forms.ChoiceField(
        label=_("¿Qué trámite es?"), error_messages={"required": _("Elija el trámite.")}
    )

    def __init__(
        self, *args: Any, near: list[tuple[str, str]], every: list[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        groups: list[Any] = [(_("De lo que parece hablar"), near)] if near else []
        choices_of(self, "slug").choices = [("", _("Elija uno")), *groups, (_("Todos"), every)]


class ExtensionForm(forms.Form):
    use_required_attribute = False
    extension = forms.ChoiceField(
        label=_("¿En qué extensión atiende?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Elija su extensión.")},
    )

    def __init__(self, *args: Any, extensions: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        choices_of(self, "extension").choices = [(one, one) for one in extensions]


class CallForm(forms.Form):
    """One call: its subject from a list; of the person, nothing unless they want an answer."""

    use_required_attribute = False
    about = forms.ChoiceField(
        label=_("¿De qué fue la llamada?"),
        choices=[("", _("Elija uno")), *About.choices],
        error_messages={"required": _("Elija de qué fue la llamada.")},
    )
    result = forms.ChoiceField(
        label=_("¿En qué quedó?"),
        choices=Result.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Elija en qué quedó.")},
    )
    note = forms.CharField(
        label=_("Nota"),
        help_text=_("No hace falta. Si queda como consulta, escriba qué preguntó."),
        max_length=LONGEST_CALL_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    folio = forms.CharField(
        label=_("Folio"),
        help_text=_(
            "De la solicitud que se registró, o de la que preguntó. De una queja, déjelo vacío."
        ),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-20"}),
    )
    call_back_on = forms.DateField(
        label=_("Volver a llamar el"),
        required=False,
        widget=day_input(),
        error_messages={"invalid": _("Escriba una fecha.")},
    )
    name = forms.CharField(
        label=_("Nombre de quien llama"),
        help_text=_("Solo si queda como consulta."),
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("Teléfono"),
        help_text=_("Solo si queda como consulta: al que se le llama."),
        max_length=30,
        required=False,
        widget=forms.TextInput(
            attrs={"type": "tel", "autocomplete": "off", "class": "govuk-input--width-20"}
        ),
    )
    begun = forms.IntegerField(widget=forms.HiddenInput, required=False)
