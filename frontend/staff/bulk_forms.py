"""What is typed to do one thing to many cases."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backend.accounts.models import User
from frontend.staff.forms import LONGEST_REASON, choices_of, lines_input
from procedures.casework.desk.replies import LONGEST_BODY
from procedures.requests.operations.talk import LONGEST as LONGEST_TEXT


class BulkAssignForm(forms.Form):
    """To whom many cases go."""

    use_required_attribute = False

    to = forms.ChoiceField(label=_("Asignar a"), required=False)
    reason = forms.CharField(label=_("Motivo"), required=False, max_length=LONGEST_REASON)

    def __init__(self, *args: Any, people: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        named = [(user.username, user.full_name) for user in people]
        choices_of(self, "to").choices = [("", _("Nadie (dejarlas sin asignar)")), *named]


class BulkMessageForm(forms.Form):
    """What each person is written."""

    use_required_attribute = False

    reply = forms.ChoiceField(label=_("Respuestas preparadas"), required=False)
    text = forms.CharField(
        label=_("Mensaje"),
        help_text=_("Puede usar {folio}, {nombre} y lo demás de las respuestas preparadas."),
        max_length=LONGEST_BODY,
        widget=lines_input(6, LONGEST_BODY),
        error_messages={"required": _("Escriba el mensaje.")},
    )

    def __init__(self, *args: Any, replies: Iterable[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        named = [(str(reply.pk), reply.title) for reply in replies]
        choices_of(self, "reply").choices = [("", _("Elija una")), *named]


class BulkLabelForm(forms.Form):
    """A label that many cases get or lose."""

    use_required_attribute = False

    label = forms.TypedChoiceField(
        label=_("Etiqueta"),
        coerce=int,
        error_messages={"required": _("Elija una etiqueta de la lista.")},
    )
    on = forms.TypedChoiceField(
        label=_("¿Qué se hace?"),
        choices=[("yes", _("Ponerla")), ("no", _("Quitarla"))],
        widget=forms.RadioSelect,
        initial="yes",
        coerce=lambda said: said == "yes",
        error_messages={"required": _("Elija una opción.")},
    )

    def __init__(self, *args: Any, labels: Iterable[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        named = [(str(label.pk), label.name) for label in labels]
        choices_of(self, "label").choices = [("", _("Elija una")), *named]


class BulkOpinionForm(forms.Form):
    """The same question on many cases."""

    use_required_attribute = False

    question = forms.CharField(
        label=_("¿Qué necesita saber?"),
        help_text=_("Se pide donde el trámite lo permite; en las demás se dirá que no se pudo."),
        max_length=LONGEST_TEXT,
        widget=lines_input(4),
        error_messages={"required": _("Escriba la pregunta.")},
    )
