"""A form as Django shows it: stock widgets, no JavaScript needed, the shared engine inside.

Two things a browser needs that a program does not: rows of a group are added and removed with
submit buttons, and a question that appears because of what was just answered is shown before the
page is accepted (the hidden field `_asked` says which questions the person has seen).
"""

from __future__ import annotations

import types
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _

from .assessment import Assessment, Findings
from .facts import Facts
from .fields.base import Context, Field
from .fields.file import File
from .fields.group import Group
from .fields.group_widget import GroupWidget
from .file_questions import file_field

if TYPE_CHECKING:
    from .form import Form

ASKED = "_asked"


class AnswerField(forms.Field):
    """A question in a Django form; checking is the engine's, so this only carries the widget."""

    def __init__(self, question: Field) -> None:
        self.question = question
        super().__init__(
            label=question.label,
            help_text=question.help,
            required=question.required,
            widget=question.type.widget(question),
        )


class AskedInput(forms.HiddenInput):
    """Says which questions are on the page, whatever an earlier page said."""

    keys: tuple[str, ...] = ()

    def format_value(self, value: Any) -> str:
        return ",".join(self.keys)


class AskedField(forms.CharField):
    """The hidden field of `AskedInput`, however a template draws it."""

    def __init__(self, keys: list[str]) -> None:
        told = {"keys": tuple(keys)}
        shown = types.new_class("AskedHere", (AskedInput,), exec_body=lambda own: own.update(told))
        super().__init__(required=False, widget=shown)
        self.hidden_widget = shown


class AnswerForm(forms.Form):
    """The visible questions, bound to stored answers and maybe to what was posted.

    Attributes:
        answers: after validation, the cleaned JSON of these questions only.
        uploads: file field (in a row, `group.row.field`) -> the uploaded files, for the caller to
            store.
        notices: soft findings by path; they never block.
        revealed: questions that appeared because of what was posted (in a row, `group.0.field`).
        rows_changed: a button to add or remove a row was pressed; show the form again.
        problems: every finding by dotted path, for compound fields.
    """

    use_required_attribute = False
    questions: tuple[Field, ...] = ()

    def __init__(
        self,
        *,
        form: Form,
        section: str | None,
        answers: Mapping[str, Any],
        facts: Facts,
        case: Mapping[str, Any] | None,
        given: Mapping[str, Any] | None,
        documents: Mapping[str, int],
        allow_missing: bool,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.definition, self.section = form, section
        self.answers: dict[str, Any] = {}
        for _question, widget in self.groups:
            widget.documents = documents
        self.uploads: dict[str, list[Any]] = self._uploads() if self.is_bound else {}
        at_hand = self._at_hand(documents)
        self.assessment: Assessment = form.assess(
            {**answers, **self._typed()},
            facts,
            section=section,
            case=case,
            given=given,
            documents=at_hand,
            allow_missing=allow_missing or not self.is_bound,
        )
        self.notices: Findings = self.assessment.notices
        self.problems: Findings = {}
        context = Context(facts, self.assessment.data)
        for question, widget in self.groups:
            assert isinstance(question.type, Group)
            widget.asks = partial(question.type.asked, question, context=context)
        self._show(answers)

    @property
    def groups(self) -> list[tuple[Field, GroupWidget]]:
        """The groups among the questions, with what draws each."""
        return [
            (question, self.fields[question.key].widget)
            for question in self.questions
            if question.key in self.fields
            and isinstance(self.fields[question.key].widget, GroupWidget)
        ]

    @property
    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """The rows as they were typed, right or not yet: a half-filled one is worth keeping."""
        if not self.is_bound:
            return {}
        return {
            question.key: widget.value_from_datadict(
                self.data, self.files, self.add_prefix(question.key)
            )
            for question, widget in self.groups
        }

    @property
    def rows_taken_out(self) -> list[str]:
        """What the documents of a row just taken out are called by: `group.row.`"""
        return [
            f"{question.key}.{row}."
            for question, widget in self.groups
            if self.is_bound
            for row in widget.taken_out(self.data, self.add_prefix(question.key))
        ]

    def show_papers(self, papers: Mapping[str, Sequence[Any]]) -> None:
        """Let each row name the documents it already has.

        Args:
            papers: documents (name, size, pk) by the key they were given under.
        """
        for _question, widget in self.groups:
            widget.papers = papers

    def offer_promises(self, promised: Collection[str]) -> None:
        """Let whoever fills in a row say of each of its documents that it comes later.

        Args:
            promised: the keys of those already promised, `group.row.field`.
        """
        for _question, widget in self.groups:
            widget.promised = promised

    def refuse_file(self, key: str, sentence: str, code: str | None = None) -> None:
        """Say beside its question why an uploaded file was not taken, or that it is missing."""
        top = self._question_of(key)
        self.add_error(top, ValidationError(sentence, code=code))
        if top != key:
            self.fields[top].widget.refuse(key.partition(".")[2], sentence)

    @property
    def rows_changed(self) -> bool:
        return self.is_bound and any(
            name in self.data
            for question in self.questions
            for name in question.type.row_buttons(
                question, self.add_prefix(question.key), self.data
            )
        )

    @property
    def revealed(self) -> tuple[str, ...]:
        if not self.is_bound:
            return ()
        asked = self.data.get(self.add_prefix(ASKED))
        shown = {*self.fields} if asked is None else {ASKED, *str(asked).split(",")}
        inside = [
            f"{question.key}.{path}"
            for question, widget in self.groups
            for path in widget.revealed(self.data, self.files, self.add_prefix(question.key))
        ]
        return (*(key for key in self.fields if key not in shown), *inside)

    def is_valid(self) -> bool:
        return super().is_valid() and not self.rows_changed and not self.revealed

    def full_clean(self) -> None:
        """Take the engine's findings as this form's errors and answers."""
        self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data: dict[str, Any] = {}
        if not self.is_bound or self.rows_changed:
            return
        shown, revealed = [key for key in self.fields if key != ASKED], self.revealed
        self.answers = {
            key: self.assessment.values[key] for key in shown if key in self.assessment.values
        }
        self.cleaned_data = {**self.answers, **self.uploads}
        self.problems = {
            path: findings
            for path, findings in self.assessment.errors.items()
            if not {path, self._question_of(path)} & {*revealed}
        }
        for path, findings in self.problems.items():
            for code, message in findings:
                self.add_error(self._question_of(path), ValidationError(message, code=code))
            self.cleaned_data.pop(self._question_of(path), None)
        for key in shown:
            widget = self.fields[key].widget
            if hasattr(widget, "problems"):
                widget.problems = {
                    path.partition(".")[2]: [message for _code, message in findings]
                    for path, findings in self.problems.items()
                    if path.startswith(f"{key}.")
                }
        if any(path in self.fields for path in revealed):
            sentence = _("Según lo que respondió, hay más preguntas en esta página.")
            self.add_error(None, ValidationError(sentence, code="revealed"))

    def _question_of(self, path: str) -> str:
        """The question a path of a finding reaches into."""
        return path if path in self.fields else path.split(".")[0]

    def _typed(self) -> dict[str, Any]:
        """What was posted, as the JSON the API would have sent."""
        if not self.is_bound:
            return {}
        return {
            question.key: question.type.from_html(
                question,
                self.fields[question.key].widget.value_from_datadict(
                    self.data, self.files, self.add_prefix(question.key)
                ),
            )
            for question in self.questions
            if question.stores_answer and question.type.typed
        }

    def _uploads(self) -> dict[str, list[Any]]:
        uploads: dict[str, list[Any]] = {}
        for question in self.questions:
            widget, name = self.fields[question.key].widget, self.add_prefix(question.key)
            if question.is_file:
                uploads[question.key] = widget.value_from_datadict(self.data, self.files, name)
            elif question.holds_files:
                uploads |= widget.uploads(self.data, self.files, name)
        return {key: files for key, files in uploads.items() if files}

    def _at_hand(self, documents: Mapping[str, int]) -> dict[str, int]:
        """How many documents each question has; a new one takes the place of the only one."""
        counts = dict(documents)
        for key, files in self.uploads.items():
            item = file_field(self.definition.by_key, key)
            assert item is not None and isinstance(item.type, File)
            before = 0 if item.type.most(item) == 1 else documents.get(key, 0)
            counts[key] = before + len(files)
        return counts

    def _show(self, answers: Mapping[str, Any]) -> None:
        """Keep the visible questions, say which are required, fill in what is stored."""
        for question in self.questions:
            key = question.key
            if key not in self.assessment.visible:
                del self.fields[key]
                for paper in [name for name in self.uploads if f"{name}.".startswith(f"{key}.")]:
                    del self.uploads[paper]
                continue
            shown = self.fields[key]
            shown.required = key in self.assessment.required
            shown.widget.is_required = shown.required
            value = self.assessment.values.get(key, answers.get(key))
            if value is not None:
                shown.initial = question.type.to_html(question, value)
        self.fields[ASKED] = AskedField(list(self.fields))


def form_class(form: Form, section: str | None) -> type[AnswerForm]:
    """The Django form class of a form or of one of its sections; built once, kept by the form.

    Raises:
        KeyError: there is no such section.
    """
    questions = form.section(section).fields if section else form.fields
    members: dict[str, Any] = {question.key: AnswerField(question) for question in questions}
    members["questions"] = questions
    return types.new_class("SectionForm", (AnswerForm,), exec_body=lambda own: own.update(members))
