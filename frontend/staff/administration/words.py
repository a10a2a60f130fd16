"""The words of the messages: read, changed as a new version, and gone back to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from backend.accounts.actors import actor_of
from frontend.staff.administration.doors import administrators, sensitive
from frontend.staff.administration.forms import PlainForm
from notifications.messages import MESSAGES, PERSONAL, STAFF, AboutAnEnquiry, Message
from notifications.models import MessageEdition
from notifications.wording import editions, preview, rules
from notifications.wording.gaps import BODY, SHORT, SUBJECT, gaps_of, required_of
from notifications.wording.shipped import Words, languages_of, original, title_of
from procedures.requests import notices
from procedures.requests.access import visible_to
from procedures.requests.errors import NotFound
from procedures.requests.models import ServiceRequest

GROUPS = (
    (gettext_lazy("A quien presentó una solicitud"), MESSAGES),
    (gettext_lazy("A quien pidió un código o un enlace, o escribió una consulta"), PERSONAL),
    (gettext_lazy("Al personal"), STAFF),
)
LANGUAGES = dict(settings.LANGUAGES)
EMPTY = {"required": gettext_lazy("Escriba algo aquí.")}
PARTS = {
    SUBJECT: gettext_lazy("Asunto"),
    BODY: gettext_lazy("Texto"),
    SHORT: gettext_lazy("Mensaje de texto"),
}
Last = Mapping[tuple[str, str], MessageEdition]


class WhyForm(PlainForm):
    """What for a version is published, and which one was in force when it was written."""

    why = forms.CharField(
        label=gettext_lazy("¿Por qué se cambia?"),
        help_text=gettext_lazy("Queda en el historial de este aviso."),
        max_length=editions.LONGEST_WHY,
        error_messages={"required": gettext_lazy("Diga por qué cambia este aviso.")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)


class WordsForm(WhyForm):
    """The three texts of a message."""

    subject = forms.CharField(label=gettext_lazy("Asunto"), error_messages=EMPTY)
    body = forms.CharField(
        label=gettext_lazy("Texto"),
        help_text=gettext_lazy(
            "El saludo, los datos de la solicitud, el botón y la firma se agregan solos. "
            "Un párrafo que nombra un dato que la solicitud no tiene no se escribe."
        ),
        max_length=rules.LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages=EMPTY,
    )
    short = forms.CharField(
        label=gettext_lazy("Mensaje de texto"),
        help_text=gettext_lazy("Hasta 160 letras, con los datos puestos."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=EMPTY,
    )
    folio = forms.CharField(
        label=gettext_lazy("Folio para la vista previa"),
        help_text=gettext_lazy("Si lo deja vacío, se usa un ejemplo. No se envía nada."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )

    field_order = ("subject", "body", "short", "folio", "why", "seen")

    def __init__(self, *args: Any, message: type[Message], **options: Any) -> None:
        super().__init__(*args, **options)
        if not original(message.kind).short:
            del self.fields["short"]
        if not _about_a_request(message):
            del self.fields["folio"]
        if "look" in self.data:  # of who publishes, not of who looks
            self.fields["why"].required = False

    def clean(self) -> dict[str, Any]:
        """As Django does; and from here on the page asks for the reason again."""
        self.fields["why"].required = True
        return super().clean() or self.cleaned_data

    @property
    def words(self) -> Words:
        told = self.cleaned_data
        return Words(told["subject"], told["body"], told.get("short", ""))


@administrators
@require_GET
def every_message(request: HttpRequest) -> HttpResponse:
    """`/personal/administracion/avisos/`: which messages there are, and which were changed."""
    last = editions.in_force()
    groups = []
    for name, kinds in GROUPS:
        found = [(kind, code) for kind in kinds.values() for code in languages_of(kind)]
        lines = [_line(kind, code, last) for kind, code in found]
        groups.append((name, sorted(lines, key=lambda line: line["title"])))
    outdated = sum(line["outdated"] for _name, lines in groups for line in lines)
    context = {"groups": groups, "outdated": outdated, "administers": True}
    return render(request, "staff/administration/messages.html", context)


@administrators
@require_GET
def message(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """One of them in a language: as it is sent, and every version; `?version=` shows another."""
    about = _message(kind, language)
    rows = {row.version: row for row in MessageEdition.objects.of(kind, language)}
    last = max(rows, default=editions.FILE)
    asked = request.GET.get("version", "")
    shown = int(asked) if asked.isdecimal() and (int(asked) in rows or asked == "1") else last
    words = editions.words_of(about, language, rows.get(shown))
    context = _context(about, language) | {
        "shown": shown,
        "last": last,
        "seen": words and preview.seen(preview.example(about), words, language),
        "versions": [*sorted(rows.values(), key=lambda row: -row.version)],
        "outdated": last in rows and editions.outdated(rows[last]),
    }
    return render(request, "staff/administration/message.html", context)


@sensitive
def change(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """`…/cambiar/`: write, see how it looks, publish."""
    about = _message(kind, language)
    form, seen = _form(request, about, language), None
    if request.method == "POST" and form.is_valid():
        try:
            if "publish" in request.POST:
                editions.publish(
                    actor=actor_of(request),
                    message=about,
                    language=language,
                    words=form.words,
                    why=form.cleaned_data["why"],
                    seen=form.cleaned_data["seen"],
                )
                messages.success(request, _("El aviso quedó publicado."))
                return redirect("admin-message", kind, language)
            words = rules.clean(about, form.words)
            seen = preview.seen(_said(request, about, form), words, language)
        except ValidationError as refused:
            _add_errors(form, refused)
    base = editions.shipped_words(about, language)
    context = _context(about, language) | {
        "form": form,
        "seen": seen,
        "original": base,
        "parts": [
            (label, gaps_of(about, part), required_of(about, part))
            for part, label in PARTS.items()
            if getattr(base, part)
        ],
    }
    return render(request, "staff/administration/message_change.html", context)


@sensitive
def go_back(request: HttpRequest, kind: str, language: str, version: int) -> HttpResponse:
    """`…/volver/<n>/`: publish an earlier version again."""
    about = _message(kind, language)
    form = WhyForm(request.POST or None, initial={"seen": _current(kind, language)})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            editions.go_back(
                actor=actor_of(request), message=about, language=language, version=version, **told
            )
        except ValidationError as refused:
            _add_errors(form, refused)
        else:
            messages.success(request, _("El aviso quedó publicado."))
            return redirect("admin-message", kind, language)
    context = _context(about, language) | {"form": form, "version": version}
    return render(request, "staff/administration/message_back.html", context)


def _message(kind: str, language: str) -> type[Message]:
    found = editions.EDITED.get(kind)
    if found is None or language not in languages_of(found):
        raise NotFound(_("No encontramos ese aviso."))
    return found


def _line(about: type[Message], language: str, last: Last) -> dict[str, Any]:
    edition = last.get((about.kind, language))
    return {
        **_context(about, language),
        "edition": edition,
        "outdated": edition is not None and editions.outdated(edition),
    }


def _context(about: type[Message], language: str) -> dict[str, Any]:
    several = len(languages_of(about)) > 1
    return {
        "kind": about.kind,
        "language": language,
        "title": title_of(about.kind),
        "language_name": LANGUAGES[language] if several else "",
    }


def _current(kind: str, language: str) -> int:
    last = MessageEdition.objects.of(kind, language).last()
    return last.version if last else editions.FILE


def _form(request: HttpRequest, about: type[Message], language: str) -> WordsForm:
    if request.method == "POST":
        return WordsForm(request.POST, message=about)
    now = editions.wording(about, language)
    return WordsForm(
        message=about, initial={**asdict(now.words), "seen": _current(about.kind, language)}
    )


def _said(request: HttpRequest, about: type[Message], form: WordsForm) -> Message:
    """What the preview tells of: the request that was named, or an example.

    Raises:
        ValidationError: the actor sees no such request.
    """
    folio = form.cleaned_data.get("folio", "").strip()
    if not folio:
        return preview.example(about)
    rows = visible_to(ServiceRequest.objects.filter(folio=folio), actor_of(request))
    row = rows.select_related("procedure", "version").first()
    if row is None:
        raise ValidationError({"folio": _("Entre las solicitudes que usted ve no está ese folio.")})
    return notices.message_about(row, about.kind, detail=preview.in_brackets("detalle"))


def _add_errors(form: WhyForm, refused: ValidationError) -> None:
    """What the rules refused, beside the fields it is about where the form has them."""
    by_field = refused.message_dict if hasattr(refused, "error_dict") else {"": refused.messages}
    for name, sentences in by_field.items():
        form.add_error(name if name in form.fields else None, sentences)


def _about_a_request(about: type[Message]) -> bool:
    return about.kind in {**MESSAGES, **STAFF} and not issubclass(about, AboutAnEnquiry)
