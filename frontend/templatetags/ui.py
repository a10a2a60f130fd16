"""The components pages are built from. `frontend/README.md` shows one example of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import template
from django.forms import BaseForm
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from frontend import charts, formats, language, statuses
from frontend.renderer import DrawnField

register = template.Library()

for _name in (
    "long_date", "date", "short_date", "date_time", "clock_time", "business_days", "days_left",
    "number", "percent", "money", "file_size", "phone", "before",
):  # fmt: skip
    # `date` would shadow Django's own filter: pages say `day`.
    register.filter("day" if _name == "date" else _name, getattr(formats, _name))


# --- language ---------------------------------------------------------------------------------
@register.simple_tag
def spanish() -> SafeString:
    """` lang="es-MX"` for an element whose text is the record's, on a page in another language."""
    return language.of_the_record()


register.filter("spanish", language.spanish)


# --- status ------------------------------------------------------------------------------------
@register.simple_tag
def icon(name: str) -> SafeString:
    """A small drawing that repeats what the words beside it say (hidden from screen readers)."""
    return format_html(
        '<svg class="v-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        '<path d="{}"/></svg>',
        statuses.ICONS[name],
    )


@register.simple_tag
def tag(text: str, colour: str = "blue", icon_name: str = "") -> SafeString:
    """A tag of any words. Colours: blue teal amber violet green red grey."""
    drawing = icon(icon_name) if icon_name else ""
    return format_html('<strong class="v-tag v-tag--{}">{}{}</strong>', colour, drawing, text)


@register.simple_tag
def status_tag(phase: str, label: str = "", outcome: str = "") -> SafeString:
    """The status of a request: icon, words and colour by phase (and by outcome once closed)."""
    status = statuses.status_of(phase, outcome or "")
    return tag(language.spanish(label) if label else str(status.words), status.colour, status.icon)


@register.simple_tag
def unconfirmed(text: str = "") -> SafeString:
    """The mark of ARCHITECTURE rule 9: said, but not yet confirmed by the utility."""
    return format_html('<span class="v-unconfirmed">{}</span>', text or _("por confirmar"))


@register.simple_tag
def confirmable(text: str, basis: str) -> SafeString:
    """A fact of the record, marked "por confirmar" unless its basis is `confirmed` or `seen`."""
    if basis in ("confirmed", "seen"):
        return format_html("{}", text)
    return format_html("{} {}", text, unconfirmed())


# --- forms -------------------------------------------------------------------------------------
@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm) -> dict[str, Any]:
    """What is wrong in these forms, each line a link to its field. Empty when nothing is."""
    errors: list[dict[str, str]] = []
    for form in forms:
        if not form or not form.is_bound:
            continue
        errors += [{"href": "", "text": str(text)} for text in form.non_field_errors()]
        for field in cast("Iterable[DrawnField]", form):
            errors += [
                {"href": target, "text": _labelled(field, text)}
                for target, text in field.error_links
            ]
    return {"errors": errors}


def _labelled(field: DrawnField, text: str) -> str:
    """ "Nombre: escriba…"; of a box to tick the error alone, for its label is a whole sentence."""
    if field.is_checkbox and not field.of_record:
        return text
    label = formats.before(str(field.label))
    return format_html("{} {}", language.spanish(label) if field.of_record else label, text)


@register.inclusion_tag("components/field.html")
def field(bound: Any) -> dict[str, Any]:
    """One field with label, help and error: the same as `{{ form.name.as_field_group }}`."""
    return {"field": bound}


@register.simple_tag
def button(text: str, look: str = "", name: str = "", value: str = "") -> SafeString:
    """A submit button. Looks: "" (the one main deed), secondary, warning."""
    return format_html(
        '<button type="submit" class="govuk-button{}"{}>{}</button>',
        f" govuk-button--{look}" if look else "",
        format_html(' name="{}" value="{}"', name, value) if name else "",
        text,
    )


@register.simple_tag
def link_button(text: str, href: str, look: str = "") -> SafeString:
    """A link that looks like a button. Looks: "", start, secondary, warning."""
    return format_html(
        '<a href="{}" class="govuk-button{}">{}{}</a>',
        href,
        f" govuk-button--{look}" if look else "",
        text,
        mark_safe(
            '<svg class="govuk-button__start-icon" width="17.5" height="19" viewBox="0 0 33 40" '
            'aria-hidden="true" focusable="false"><path fill="currentColor" '
            'd="M0 0h13l20 20-20 20H0l20-20z"/></svg>'
        )
        if look == "start"
        else "",
    )


# --- blocks around content ---------------------------------------------------------------------
@register.simple_block_tag
def inset(content: str) -> SafeString:
    """Text to set apart from the rest."""
    return format_html('<div class="govuk-inset-text">{}</div>', content)


@register.simple_block_tag
def warning(content: str) -> SafeString:
    """Something with consequences (a loss, a closed door)."""
    return format_html(
        '<div class="govuk-warning-text"><span class="govuk-warning-text__icon" aria-hidden="true">'
        '!</span><strong class="govuk-warning-text__text"><span class="govuk-visually-hidden">{}'
        "</span> {}</strong></div>",
        _("Advertencia:"),
        content,
    )


@register.simple_block_tag
def details(content: str, summary: str) -> SafeString:
    """More for who wants it: closed until pressed; printed open."""
    return format_html(
        '<details class="govuk-details"><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">{}</span></summary>'
        '<div class="govuk-details__text">{}</div></details>',
        summary,
        content,
    )


@register.simple_block_tag
def panel(content: str, title: str) -> SafeString:
    """The good news of a confirmation page; its title is the page's h1."""
    return format_html(
        '<div class="govuk-panel govuk-panel--confirmation"><h1 class="govuk-panel__title">{}</h1>'
        '<div class="govuk-panel__body">{}</div></div>',
        title,
        content,
    )


@register.simple_block_tag
def notice(content: str, title: str = "", kind: str = "", key: str = "aviso") -> SafeString:
    """A banner about this page: kind "" (important) or "success". `key` unique on the page."""
    return format_html(
        '<div class="govuk-notification-banner{}" role="{}" aria-labelledby="{}-titulo">'
        '<div class="govuk-notification-banner__header">'
        '<h2 class="govuk-notification-banner__title" id="{}-titulo">{}</h2></div>'
        '<div class="govuk-notification-banner__content">{}</div></div>',
        " govuk-notification-banner--success" if kind == "success" else "",
        "alert" if kind == "success" else "region",
        key,
        key,
        title or (_("Listo") if kind == "success" else _("Importante")),
        content,
    )


@register.inclusion_tag("components/empty.html")
def empty(title: str, text: str = "", href: str = "", label: str = "") -> dict[str, Any]:
    """A list with nothing in it: why, and what to do."""
    return {"title": title, "text": text, "href": href, "label": label}


# --- lists -------------------------------------------------------------------------------------
@register.inclusion_tag("components/summary_list.html")
def summary_list(
    rows: Iterable[Mapping[str, Any] | tuple[str, Any]], record: bool | str = False
) -> dict[str, Any]:
    """Facts as label and value: rows are (label, value) or {label, value, href, change}.

    `record`: the labels are the procedure's own and the values what was answered; "values" where
    only the values are.
    """
    shaped = [
        row if isinstance(row, Mapping) else {"label": row[0], "value": row[1]} for row in rows
    ]
    changeable = any(row.get("href") for row in shaped)
    return {"rows": shaped, "changeable": changeable, "record": record}


@register.inclusion_tag("components/task_list.html")
def task_list(tasks: Iterable[Mapping[str, Any]], key: str = "tarea") -> dict[str, Any]:
    """Things to do: {name, hint, href, status, colour, done}."""
    return {"tasks": list(tasks), "key": key}


@register.inclusion_tag("components/timeline.html")
def timeline(moments: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What happened, in the order given.

    Each: {title, when, text, who, tag, state: "now"|"next"|"", sent: [{subject, text}]}.
    """
    return {"moments": list(moments)}


@register.inclusion_tag("components/steps.html")
def steps(current: int, total: int) -> dict[str, Any]:
    """ "Paso 2 de 5", in words and as a bar."""
    width = 100 / max(total, 1)
    boxes = [
        {"x": round(n * width, 2), "width": round(width - 1.5, 2), "done": n < current}
        for n in range(total)
    ]
    return {"current": current, "total": total, "boxes": boxes}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Iterable[Mapping[str, Any]], label: str) -> dict[str, Any]:
    """Views of the same list, as links: {text, href, count, alarm, current}."""
    return {"items": list(items), "label": label}


@register.inclusion_tag("components/pagination.html")
def pagination(previous: str = "", next: str = "", label: str = "") -> dict[str, Any]:
    """The pages before and after, by cursor: addresses, or empty where there is none."""
    return {"previous": previous, "next": next, "label": label or _("Páginas de resultados")}


@register.inclusion_tag("components/table.html")
def table(
    caption: str, columns: Iterable[Any], rows: Iterable[Iterable[Any]], key: str = "tabla"
) -> dict[str, Any]:
    """A table that scrolls by itself on small screens: columns are words, or (words, "number")."""
    shaped = [(c, False) if isinstance(c, str) else (c[0], c[1] == "number") for c in columns]
    numeric = [is_number for _words, is_number in shaped]
    body = [list(zip(row, numeric, strict=True)) for row in rows]
    return {"caption": caption, "columns": shaped, "rows": body, "key": key}


@register.simple_tag
def table_head(*columns: str) -> SafeString:
    """The head of a dense table whose rows a page writes itself."""
    cell = '<th scope="col" class="govuk-table__header">{}</th>'
    cells = format_html_join("", cell, ((words,) for words in columns))
    return format_html("<thead><tr>{}</tr></thead>", cells)


@register.inclusion_tag("components/stat.html")
def stat(label: str, value: Any, unit: str = "", note: str = "", href: str = "") -> dict[str, Any]:
    """One figure as a card, inside `<ul class="v-cards">`."""
    return {"label": label, "value": value, "unit": unit, "note": note, "href": href}


# --- charts ------------------------------------------------------------------------------------
@register.inclusion_tag("components/bar_chart.html")
def bar_chart(chart: charts.Chart) -> dict[str, Any]:
    """A `charts.Chart` as horizontal bars, with its table."""
    return {"chart": chart, "drawing": charts.bars(chart)}


@register.inclusion_tag("components/line_chart.html")
def line_chart(chart: charts.Chart) -> dict[str, Any]:
    """A `charts.Chart` as a line over time, with its table."""
    return {"chart": chart, "drawing": charts.line(chart)}


@register.filter
def at(found: Mapping[str, Any], key: str) -> Any:
    """What stands under a key that only the page knows; "" where nothing does."""
    return found.get(key, "")


@register.filter
def in_eights(text: str) -> list[str]:
    """A long number in parts of eight, so that eyes can compare it."""
    return [text[at : at + 8] for at in range(0, len(text), 8)]
