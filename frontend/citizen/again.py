"""What an earlier request offers to a new one, as a page asks it and as a draft takes it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _

from frontend.language import spanish
from procedures.documents.store import Uploader, store_again
from procedures.drafts.content import Content
from procedures.holdings.reuse import Offer
from procedures.requests.telling import shown

PLAIN, ANSWER, PAPER, REGISTER = "respuestas", "dato-", "documento-", "padron-"


class ReuseForm(forms.Form):
    """One box for the answers on the page, and one for each sensitive answer, each paper and each
    thing the register knows.

    The answers on the page are marked already: whoever came here asked to start from them. What is
    sensitive, and every paper, is marked by the person or not used.
    """

    use_required_attribute = False

    def __init__(self, *args: Any, offer: Offer, **options: Any) -> None:
        super().__init__(*args, **options)
        folio = offer.earlier.folio
        if offer.plain:
            self._ask(PLAIN, _("Usar las respuestas de arriba"), initial=True)
        for item in offer.sensitive:
            veiled = shown(item, offer.answers[item.key], item.display(offer.answers[item.key]))
            self._ask(
                f"{ANSWER}{item.key}",
                _again(item.label, veiled),
            )
        for item in offer.registered:
            self._ask(
                f"{REGISTER}{item.key}",
                format_html(
                    _("Usar lo que dice el padrón: {what} ({value})"),
                    what=spanish(item.label),
                    value=item.display(offer.known[item.key]),
                ),
                help_text=_("Es de la cuenta de la que comprobó ser titular."),
            )
        for item in offer.files:
            names = ", ".join(document.name for document in offer.papers[item.key])
            self._ask(
                f"{PAPER}{item.key}",
                _again(item.label, names),
                help_text=_("Ya nos lo entregó en el folio %s. Revise que siga vigente.") % folio,
            )

    def _ask(self, name: str, label: str, **options: Any) -> None:
        self.fields[name] = forms.BooleanField(label=label, required=False, **options)

    def marked(self, name: str) -> bool:
        """Whether a box is there and marked."""
        return bool(self.cleaned_data.get(name))


def told(offer: Offer) -> list[tuple[str, str]]:
    """The answers that may be shown, as people read them."""
    rows = [(item.label, item.display(offer.answers[item.key])) for item in offer.plain]
    return [(label, text) for label, text in rows if text]  # a box that was left alone says nothing


def agreed(folio: str) -> str:
    """The words the person agrees to by beginning."""
    return (
        _("Autorizo que lo que marqué, entregado en el folio %s, se use también en esta solicitud.")
        % folio
    )


def agreed_of_register(folio: str) -> str:
    """The words agreed to for what the register tells of the account of that folio."""
    said = _("Autorizo que lo que marqué del padrón, de la cuenta del folio %s, se use aquí.")
    return said % folio


def chosen(form: ReuseForm, offer: Offer, uploader: Uploader | None) -> Content:
    """What a new draft begins with: answers, papers copied now, and where each came from.

    Raises:
        procedures.documents.store.Rejected: a paper cannot be copied; those before it wait and are
            swept away.
    """
    plain = offer.plain if form.marked(PLAIN) else []
    sensitive = [item for item in offer.sensitive if form.marked(f"{ANSWER}{item.key}")]
    files = [item for item in offer.files if form.marked(f"{PAPER}{item.key}")]
    papers = {
        item.key: [
            str(store_again(document, uploader=uploader).pk) for document in offer.papers[item.key]
        ]
        for item in files
    }
    folio = offer.earlier.folio
    known = {
        item.key: offer.known[item.key]
        for item in offer.registered
        if form.marked(f"{REGISTER}{item.key}")
    }
    given = {item.key: offer.answers[item.key] for item in (*plain, *sensitive)}
    fields = [key for key in (*given, *papers) if key not in known]
    reused = [(fields, agreed(folio)), ([*known], agreed_of_register(folio))]
    return {
        "answers": {**given, **known},
        "papers": papers,
        "reused": [{"folio": folio, "fields": keys, "said": said} for keys, said in reused if keys],
    }


def _again(what: str, value: str) -> str:
    """The label of a box: what would be used again, in the procedure's own words."""
    label = _("Usar otra vez: {what} ({value})")
    return format_html(label, what=spanish(what), value=spanish(value))
