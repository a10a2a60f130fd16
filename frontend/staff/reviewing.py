"""What a person gave, looked at: answers right or wrong, papers compared and in their place."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from frontend.staff import casefile
from frontend.staff.case import show_case
from frontend.staff.desk import Desk, desk_of
from frontend.staff.forms import PlaceForm
from procedures.requests import operations
from procedures.requests.access import require
from procedures.requests.errors import Conflict, Invalid, Stale
from procedures.requests.models.access import Verdict
from procedures.requests.operations.reviewing import LONGEST, Mark, answered

VERDICT, REMARK = "juicio-", "motivo-"
CHOICES = (
    (Verdict.PENDING, gettext_lazy("Sin revisar")),
    (Verdict.RIGHT, gettext_lazy("Está bien")),
    (Verdict.WRONG, gettext_lazy("Está mal")),
)


class MarksForm(forms.Form):
    """Each answer with whether it is right, and what is wrong with it."""

    use_required_attribute = False

    def __init__(self, *args: Any, desk: Desk, **options: Any) -> None:
        super().__init__(*args, **options)
        self.desk = desk
        marks = desk.marks
        self.keys: list[str] = []
        for item in desk.row.definition.form.fields:
            if not item.stores_answer or not answered(desk.answers, item.key):
                continue
            verdict, remark = marks.get(item.key, (Verdict.PENDING, ""))
            self.keys.append(item.key)
            self.fields[f"{VERDICT}{item.key}"] = forms.ChoiceField(
                label=item.label, choices=CHOICES, initial=verdict
            )
            self.fields[f"{REMARK}{item.key}"] = forms.CharField(
                label=_("¿Qué está mal? %s") % item.label,
                required=False,
                max_length=LONGEST,
                initial=remark,
            )

    def lines(self) -> list[tuple[str, Any, Any]]:
        """What was answered, and its two controls."""
        known = self.desk.row.definition.form.by_key
        return [
            (
                casefile.shown(self.desk, known[key]),
                self[f"{VERDICT}{key}"],
                self[f"{REMARK}{key}"],
            )
            for key in self.keys
        ]

    def marks(self) -> dict[str, Mark]:
        """What was said of each."""
        told = self.cleaned_data
        return {key: (told[f"{VERDICT}{key}"], told[f"{REMARK}{key}"]) for key in self.keys}

    def take(self, refused: Invalid) -> None:
        """Say what is wrong beside the answer it is about."""
        for key, found in refused.errors.items():
            for _code, sentence in found:
                self.add_error(f"{REMARK}{key}" if key in self.keys else None, sentence)


def answers(request: HttpRequest, folio: str) -> HttpResponse:
    """`…/respuestas/`: mark what was answered; what is wrong feeds the prevención."""
    desk = desk_of(request, folio)
    require(desk.actor, "review_document", desk.row)
    form = MarksForm(request.POST or None, desk=desk)
    if request.method == "POST" and form.is_valid():
        try:
            operations.review_answers(
                actor=desk.actor, service_request=desk.row, marks=form.marks()
            )
        except Invalid as refused:
            form.take(refused)
        except Conflict as refused:
            messages.warning(request, str(refused))
            return redirect("staff-case", folio)
        else:
            messages.success(request, _("Las respuestas quedaron revisadas."))
            return redirect("staff-case", folio)
    return render(request, "staff/answers.html", {"row": desk.row, "form": form})


@require_POST
def collate(request: HttpRequest, folio: str, attachment: int) -> HttpResponse:
    """Put down that a document was compared with its original, or take it back."""
    desk = desk_of(request, folio)
    same = request.POST.get("quitar") != "1"
    try:
        operations.collate_document(
            actor=desk.actor, service_request=desk.row, attachment=attachment, same=same
        )
    except Conflict as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("Quedó anotado."))
    return redirect(f"{request.path.partition('/papel/')[0]}/#papel-{attachment}")


@require_POST
def place(request: HttpRequest, folio: str, attachment: int) -> HttpResponse:
    """Put what came with a message under the question it answers."""
    desk = desk_of(request, folio)
    require(desk.actor, "correct_answers", desk.row)
    name = f"lugar-{attachment}"
    form = PlaceForm(request.POST, prefix=name, papers=casefile.places(desk))
    if form.is_valid():
        try:
            operations.place_document(
                actor=desk.actor,
                service_request=desk.row,
                revision=form.cleaned_data["revision"],
                attachment=attachment,
                field=form.cleaned_data["field"],
            )
        except Invalid as refused:
            for sentences in refused.errors.values():
                for _code, sentence in sentences:
                    form.add_error("field", sentence)
        except (Conflict, Stale) as refused:
            messages.warning(request, str(refused))
            return redirect("staff-case", folio)
        else:
            messages.success(request, _("El documento quedó en su lugar."))
            return redirect(f"{request.path.partition('/papel/')[0]}/#papel-{attachment}")
    return show_case(request, desk, forms={name: form})
