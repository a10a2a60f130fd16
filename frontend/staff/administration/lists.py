"""The lists the desk works with, kept by administration and supervision: replies and labels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from backend.accounts.actors import actor_of
from backend.accounts.people import may_administer
from frontend.staff.administration.doors import supervisors
from frontend.staff.administration.forms import PlainForm
from frontend.staff.administration.list_forms import LabelForm, ReplyForm
from procedures.casework.desk import keeping, labels, replies
from procedures.casework.desk.models import Label, ReplyTemplate
from procedures.casework.desk.models.kept import Kept
from procedures.requests.errors import Invalid, NotFound


@dataclass(frozen=True)
class Shelf:
    """One list: its rows, how they are written, and its words."""

    key: str
    model: type[Kept]
    argument: str
    form: Callable[..., PlainForm]
    write: Callable[..., Kept]
    retire: Callable[..., Kept]
    said: Mapping[str, str | Promise]
    title: str | Promise
    about: str | Promise
    add: str | Promise
    none: str | Promise


REPLIES = Shelf(
    key="replies",
    model=ReplyTemplate,
    argument="reply",
    form=ReplyForm,
    write=replies.save_reply,
    retire=replies.retire_reply,
    said=replies.SAID,
    title=gettext_lazy("Respuestas preparadas"),
    about=gettext_lazy(
        "Se ofrecen al escribirle a la persona; quien atiende las revisa y cambia antes de enviar."
    ),
    add=gettext_lazy("Agregar una respuesta"),
    none=gettext_lazy("Todavía no hay respuestas preparadas"),
)
LABELS = Shelf(
    key="labels",
    model=Label,
    argument="label",
    form=LabelForm,
    write=labels.save_label,
    retire=labels.retire_label,
    said=labels.SAID,
    title=gettext_lazy("Etiquetas"),
    about=gettext_lazy(
        "Sirven para agrupar solicitudes y encontrarlas en la bandeja. Solo las ve el personal."
    ),
    add=gettext_lazy("Agregar una etiqueta"),
    none=gettext_lazy("Todavía no hay etiquetas"),
)


@supervisors
@require_GET
def page(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """`/personal/administracion/respuestas/` and `…/etiquetas/`: those in use, then the others."""
    actor = actor_of(request)
    areas = keeping.areas_kept_by(actor)
    rows = list(keeping.kept_by(shelf.model._default_manager.all(), actor))
    context = {
        "shelf": shelf,
        "rows": [
            (row, areas[row.area]) for row in sorted(rows, key=lambda row: bool(row.retired_at))
        ],
        "administers": may_administer(actor),
    }
    return render(request, "staff/administration/list.html", context)


@supervisors
def edit(request: HttpRequest, shelf: Shelf, row: int | None = None) -> HttpResponse:
    """One of them, and who changed it; without `row`, a new one."""
    actor = actor_of(request)
    found = _row(request, shelf, row) if row is not None else None
    given = {name: getattr(found, name) for name in shelf.said} if found else None
    form = shelf.form(
        request.POST if request.method == "POST" else None,
        initial=given,
        areas=keeping.areas_kept_by(actor),
    )
    if request.method == "POST" and form.is_valid():
        try:
            shelf.write(actor=actor, **{shelf.argument: found}, **form.cleaned_data)
        except Invalid as refused:
            add_errors(form, refused)
            found = _row(request, shelf, row) if row is not None else None  # as it still is
        else:
            messages.success(request, _("Quedó guardada."))
            return redirect(f"admin-{shelf.key}")
    context = {
        "shelf": shelf,
        "form": form,
        "row": found,
        "placeholders": replies.PLACEHOLDERS if shelf is REPLIES else None,
        "changes": keeping.changes_of(found, shelf.said) if found else [],
        "administers": may_administer(actor),
    }
    return render(request, "staff/administration/list_row.html", context)


@supervisors
@require_POST
def retire(request: HttpRequest, shelf: Shelf, row: int) -> HttpResponse:
    """Take one out of use, or put it back."""
    found = _row(request, shelf, row)
    retired = found.retired_at is None
    try:
        shelf.retire(actor=actor_of(request), **{shelf.argument: found}, retired=retired)
    except Invalid as refused:
        for findings in refused.errors.values():
            messages.error(request, findings[0][1])
    else:
        messages.success(request, _("Quedó retirada.") if retired else _("Vuelve a ofrecerse."))
    return redirect(f"admin-{shelf.key}-row", found.pk)


def _row(request: HttpRequest, shelf: Shelf, row: int) -> Kept:
    rows = keeping.kept_by(shelf.model._default_manager.all(), actor_of(request))
    found: Kept | None = rows.filter(pk=row).first()
    if found is None:
        raise NotFound(_("No encontramos lo que busca en esta lista."))
    return found


def add_errors(form: BaseForm, refused: Invalid) -> None:
    """What an operation refused, beside the fields it is about."""
    for name, findings in refused.errors.items():
        for _code, sentence in findings:
            form.add_error(name if name in form.fields else None, sentence)
