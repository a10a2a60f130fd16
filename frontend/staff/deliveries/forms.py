"""What narrows the list of messages, and the address one goes to instead."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from frontend.staff.deliveries import words
from frontend.staff.forms import choices_of
from notifications.channels import channels
from notifications.messages import HOUSE, MESSAGES, PERSONAL, STAFF
from notifications.wording.shipped import title_of
from procedures.casework.delivering import AGES, LONGEST

LONGEST_ADDRESS = 254
KINDS = (*MESSAGES, *STAFF, *PERSONAL, *HOUSE)


class FilterForm(forms.Form):
    """What to show; the names are those of the API."""

    use_required_attribute = False
    all_optional = True

    folio = forms.CharField(label=_("Folio"), required=False, max_length=LONGEST)
    kind = forms.ChoiceField(label=_("Aviso"), required=False)
    channel = forms.ChoiceField(label=_("Medio"), required=False)
    age = forms.ChoiceField(
        label=_("Antigüedad"),
        required=False,
        choices=[("", _("Cualquiera")), *((key, label) for key, (label, _age) in AGES.items())],
    )
    tab = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = sorted((title_of(kind), kind) for kind in KINDS)
        named = [(kind, title) for title, kind in kinds]
        choices_of(self, "kind").choices = [("", gettext("Todos")), *named]
        known = [(name, words.channel(name)) for name in channels() if name != "webhook"]
        choices_of(self, "channel").choices = [("", gettext("Todos")), *known]


class AddressForm(forms.Form):
    """Where one message goes instead."""

    use_required_attribute = False

    address = forms.CharField(
        label=_("Nueva dirección"),
        max_length=LONGEST_ADDRESS,
        error_messages={"required": _("Escriba la dirección.")},
    )
