"""How forms are drawn: our field templates through the cached loader, and what they ask of a field.

`FORM_RENDERER = "frontend.renderer.Renderer"`. Every form of the house (definitions' included)
gets the same markup: label, help, error, control, tied together for a screen reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.forms import (
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    FileInput,
    MultiWidget,
    RadioSelect,
    Textarea,
    Widget,
)
from django.forms.renderers import TemplatesSetting

from frontend import language
from procedures.definition.html import AnswerField


class DrawnField(BoundField):
    """A bound field that knows where its label, its error and its first control are."""

    @property
    def of_record(self) -> bool:
        """True where the question is a procedure's own, in the language of the record."""
        return isinstance(self.field, AnswerField)

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: Widget | None = None
    ) -> dict[str, Any]:
        """The options of a procedure's question are in the language of the record too."""
        built = super().build_widget_attrs(attrs, widget)
        tag = language.tag_of(settings.LANGUAGE_CODE)
        question = self.field.question if isinstance(self.field, AnswerField) else None
        if question and question.options and language.current() != tag:
            built["lang"] = tag
        return built

    @property
    def optional(self) -> bool:
        """True where the label should say "(opcional)"; a declaration to tick never does, nor a
        form of which nothing is asked (`all_optional`): filters, columns."""
        said = getattr(self.form, "all_optional", False)
        return not self.field.required and not self.is_checkbox and not said

    @property
    def is_checkbox(self) -> bool:
        """True for one box with its own label at its side."""
        return isinstance(self.field.widget, CheckboxInput)

    @property
    def use_fieldset(self) -> bool:
        """A file picker has one control, so one label; Django groups it with its clear box."""
        return super().use_fieldset and not isinstance(self.field.widget, FileInput)

    @property
    def group_id(self) -> str:
        """The id of the whole block: where an error points when there is no single control."""
        return f"{self.auto_id}_group"

    @property
    def first_control_id(self) -> str:
        """The id an error summary links to, so that focus lands where the person types."""
        if label_target := self.id_for_label:
            return label_target
        if isinstance(self.field.widget, RadioSelect | CheckboxSelectMultiple | MultiWidget):
            return f"{self.auto_id}_0"
        return self.group_id

    @property
    def is_info(self) -> bool:
        """True for a text between questions: nothing to label, nothing to answer."""
        return self.field.widget.template_name == "fields/info.html"

    @property
    def own_errors(self) -> list[str]:
        """The errors of the whole answer; those of one part are written beside that part."""
        of_parts = {text for texts in self._part_problems.values() for text in texts}
        return [str(error) for error in self.errors if str(error) not in of_parts]

    @property
    def error_links(self) -> list[tuple[str, str]]:
        """(id to go to, sentence) of every error, the nearest control first."""
        links = [(self.first_control_id, text) for text in self.own_errors]
        for path, texts in self._part_problems.items():
            target = f"{self.auto_id}-{path.replace('.', '-')}"
            links += [(target, text) for text in texts]
        return links

    @property
    def _part_problems(self) -> Mapping[str, list[str]]:
        # Compound widgets (address, location, group) keep each part's errors by dotted path.
        return getattr(self.field.widget, "problems", {})

    @property
    def aria_describedby(self) -> str | None:
        """Help, error, and what the control adds: characters left, kinds of file."""
        described = super().aria_describedby
        widget = self.field.widget
        if described is None:
            return None
        if isinstance(widget, Textarea) and widget.attrs.get("maxlength"):
            described = f"{described} {self.auto_id}-info"
        elif widget.template_name == "fields/files.html":
            described = f"{self.auto_id}-archivos {described}"
        return described.strip()


class Renderer(TemplatesSetting):
    """The house's form renderer: templates of `frontend`, loaded once per process."""

    bound_field_class = DrawnField
