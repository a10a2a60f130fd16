"""A form: sections of fields, checked by one engine whether a browser or a program answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from .assessment import Assessment, Findings, assess, in_order_of_dependence
from .facts import FACT_NAMES, Facts
from .fields.base import Field, JsonSchema
from .file_questions import PaperQuestion, one_paper, paper_questions, strange_papers
from .form_schema import property_schema
from .html import AnswerForm, form_class

__all__ = ["Field", "Form", "FormError", "Section"]


class FormError(ValueError):
    """Answers were refused: `errors` is path -> [(code, Spanish sentence)].

    A path is a field key, or reaches into it: `domicilio.postal_code`, `integrantes.0.nombre`.
    """

    def __init__(self, errors: Findings) -> None:
        self.errors = errors
        super().__init__(", ".join(sorted(errors)))


@dataclass(frozen=True)
class Section:
    """A page of the form. `condition` is the word `if`."""

    key: str
    title: str
    fields: tuple[Field, ...]
    help: str = ""
    condition: Any = None


@dataclass(frozen=True)
class Form:
    """Questions in the order asked; also the form of a workflow transition."""

    sections: tuple[Section, ...] = ()

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Every field, in the order asked."""
        return tuple(item for section in self.sections for item in section.fields)

    @cached_property
    def by_key(self) -> Mapping[str, Field]:
        return {item.key: item for item in self.fields}

    def field(self, key: str) -> Field:
        """The field called `key`.

        Raises:
            KeyError: there is none.
        """
        return self.by_key[key]

    def section(self, key: str) -> Section:
        """The section called `key`.

        Raises:
            KeyError: there is none.
        """
        return {item.key: item for item in self.sections}[key]

    def part(self, keys: Collection[str], answers: Mapping[str, Any]) -> Form:
        """A form of these questions alone, in their sections.

        Args:
            keys: of fields; `group.row.field` opens one paper of one row.
            answers: as filed, to say whose that paper is.
        """
        pages = []
        for section in self.sections:
            own = {item.key: item for item in section.fields}
            whole = [item for item in section.fields if item.key in keys]
            papers = [
                one_paper(own, answers, k) for k in sorted(keys) if k.split(".")[0] not in keys
            ]
            pages.append(replace(section, fields=(*whole, *filter(None, papers))))
        return Form(tuple(section for section in pages if section.fields))

    def clean(
        self,
        answers: Any,
        facts: Facts,
        documents: Mapping[str, int] | None = None,
        case: Mapping[str, Any] | None = None,
        allow_missing: bool = False,
        given: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """The answers to store: conditions recomputed, hidden ones dropped, the rest validated.

        Args:
            answers: JSON by field key; files are not in it.
            documents: file field -> how many files are handed in.
            case: what staff have filled in so far, for conditions.
            allow_missing: absent required answers and files are no error.
            given: answers already on file that conditions of a transition's form may read.

        Raises:
            FormError: an unknown key, a wrong type, a missing or unacceptable answer.
        """
        if not isinstance(answers, Mapping):
            raise FormError({"": [("type", _("Las respuestas deben ser un objeto JSON."))]})
        errors = self._strangers(answers, documents or {})
        found = self._assess(
            answers, facts, case, given, documents=documents, allow_missing=allow_missing
        )
        if errors or found.errors:
            raise FormError({**errors, **found.errors})
        return self._in_order(found.values)

    def notices(
        self, answers: Mapping[str, Any], facts: Facts, case: Mapping[str, Any] | None = None
    ) -> Findings:
        """Soft findings about answers (path -> [(code, sentence)]): to show, never to block."""
        return self._assess(answers, facts, case, allow_missing=True).notices

    def visible(
        self,
        answers: Mapping[str, Any],
        facts: Facts,
        case: Mapping[str, Any] | None = None,
        given: Mapping[str, Any] | None = None,
    ) -> set[str]:
        """Keys of the fields that are asked, given these answers."""
        return self._assess(answers, facts, case, given, allow_missing=True).visible

    def bind(
        self,
        answers: Mapping[str, Any] | None,
        facts: Facts,
        files: Any = None,
        section: str | None = None,
        data: Any = None,
        case: Mapping[str, Any] | None = None,
        given: Mapping[str, Any] | None = None,
        documents: Mapping[str, int] | None = None,
        allow_missing: bool = False,
        **options: Any,
    ) -> AnswerForm:
        """A Django form of the visible questions, checked by the same engine as `clean`.

        Args:
            answers: what is stored so far (JSON); shown, and read by conditions.
            data: what was posted (QueryDict), or None for a form nobody has sent.
            files: `request.FILES`.
            section: only this section's questions; all of them where None.
            documents: files already handed in, by field.
            options: what `django.forms.Form` takes (prefix, auto_id, renderer…).
        """
        if section not in self._form_classes:
            self._form_classes[section] = form_class(self, section)
        return self._form_classes[section](
            form=self,
            section=section,
            answers=answers or {},
            facts=facts,
            case=case,
            given=given,
            documents=documents or {},
            allow_missing=allow_missing,
            data=data,
            files=files,
            **options,
        )

    def schema(self, facts: Facts) -> JsonSchema:
        """JSON Schema 2020-12 of the answers; the `x-…` words are those of API.md."""
        properties: JsonSchema = {}
        for section in self.sections:
            for item in section.fields:
                if item.type.name != "info":
                    properties[item.key] = property_schema(item, section.key, section.condition)
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "properties": properties,
            "required": [
                item.key
                for section in self.sections
                for item in section.fields
                if item.required
                and item.stores_answer
                and item.condition is None
                and section.condition is None
            ],
            "additionalProperties": False,
            "x-order": list(properties),
            "x-sections": [{"key": item.key, "title": item.title} for item in self.sections],
            "x-facts": {name: facts.as_data()[name] for name in FACT_NAMES},
        }

    def display(
        self,
        answers: Mapping[str, Any],
        facts: Facts,
        case: Mapping[str, Any] | None = None,
        given: Mapping[str, Any] | None = None,
    ) -> list[tuple[Section, list[tuple[Field, str]]]]:
        """What was answered, as people read it, by section; files and info texts are not in it."""
        shown = self.visible(answers, facts, case, given)
        pages = [
            (
                section,
                [
                    (item, item.display(answers.get(item.key)))
                    for item in section.fields
                    if item.key in shown and item.stores_answer
                ],
            )
            for section in self.sections
        ]
        return [(section, rows) for section, rows in pages if rows]

    def papers(
        self,
        answers: Mapping[str, Any],
        facts: Facts,
        case: Mapping[str, Any] | None = None,
        given: Mapping[str, Any] | None = None,
    ) -> dict[str, PaperQuestion]:
        """The documents that are asked for, given these answers, by the key each is given under."""
        found = self._assess(answers, facts, case, given, allow_missing=True)
        return {one.key: one for one in paper_questions(self.by_key, answers, found, facts)}

    def readable(
        self,
        answers: Mapping[str, Any],
        facts: Facts,
        case: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """The answers as conditions read them, with `case` and `facts`."""
        return self._assess(answers, facts, case, allow_missing=True).data

    def assess(
        self,
        answers: Mapping[str, Any],
        facts: Facts,
        *,
        section: str | None = None,
        **options: Any,
    ) -> Assessment:
        """The engine's whole finding; for `html`, which shows it beside each question."""
        only = frozenset(item.key for item in self.section(section).fields) if section else None
        return self._assess(answers, facts, only=only, **options)

    def _assess(
        self,
        answers: Mapping[str, Any],
        facts: Facts,
        case: Mapping[str, Any] | None = None,
        given: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> Assessment:
        background = {**(given or {}), "case": {**(case or {})}, "facts": facts.as_data()}
        return assess(
            self._ordered,
            answers,
            facts=facts,
            background=background,
            section_rule=self._section_rules.get,
            **options,
        )

    def _strangers(self, answers: Mapping[str, Any], documents: Mapping[str, int]) -> Findings:
        """Keys the form does not ask for, and answers where a file belongs."""
        errors: Findings = {}
        for key in answers:
            item = self.by_key.get(key)
            if item is not None and item.is_file:
                errors[key] = [("document", _("El archivo se manda aparte, en los documentos."))]
            elif item is None or not item.stores_answer:
                errors[str(key)[:80]] = [("unknown", _("Este formulario no pide ese dato."))]
        return {**errors, **strange_papers(self.by_key, answers, documents)}

    def _in_order(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {item.key: values[item.key] for item in self.fields if item.key in values}

    @cached_property
    def _ordered(self) -> tuple[Field, ...]:
        return in_order_of_dependence(self.fields, self._section_rules.get)

    @cached_property
    def _section_rules(self) -> dict[str, Any]:
        return {item.key: page.condition for page in self.sections for item in page.fields}

    @cached_property
    def _form_classes(self) -> dict[str | None, type[AnswerForm]]:
        return {}
