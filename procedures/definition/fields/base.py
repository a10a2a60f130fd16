"""What a field is, and what every type of field must know how to do.

One class per type holds everything about it: the HTML widget, the check both doors share, JSON,
display text, JSON Schema, an accepted example and what may be shown in a log. HTML first turns
what was typed into the JSON the API would have sent (`from_html`); from there on there is one way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.definition.facts import Facts

MASK = "•••"
JsonSchema = dict[str, Any]
Attributes = Mapping[str, JsonSchema]


class Wrong(ValueError):
    """An answer was refused: a stable code, a Spanish sentence, and where inside the answer."""

    def __init__(self, code: str, message: str, part: str = "") -> None:
        self.code = code
        self.message = message
        self.part = part
        super().__init__(message)


class SeveralWrong(ValueError):
    """More than one thing is wrong inside a compound answer."""

    def __init__(self, wrongs: list[Wrong]) -> None:
        self.wrongs = wrongs
        super().__init__("; ".join(wrong.message for wrong in wrongs))


@dataclass(frozen=True)
class Notice:
    """A soft finding: shown and recorded, never a reason to refuse (DOMAIN §9, "soft")."""

    code: str
    message: str


@dataclass(frozen=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True)
class Context:
    """What a type may look at while it checks: the facts, what conditions read, and how many
    documents each file question has (`cosolicitantes.k3.identificacion` inside a row)."""

    facts: Facts
    data: Mapping[str, Any]
    allow_missing: bool = False
    documents: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Field:
    """One question of a form. Attribute names are those of the language.

    `condition` is the word `if`; `attributes` holds what only some types have (min, formula…).
    """

    key: str
    type: FieldType
    label: str
    help: str = ""
    required: bool = False
    condition: Any = None
    required_if: Any = None
    sensitive: bool = False
    searchable: bool = False
    filterable: bool = False
    public: bool = False
    later: bool = False
    default_from: str = ""
    autocomplete: str = ""
    options: tuple[Option, ...] = ()
    fields: tuple[Field, ...] = ()
    attributes: Mapping[str, Any] | None = None

    def get(self, name: str, default: Any = None) -> Any:
        """A type's own attribute, such as `max` or `pattern`; the default where it is silent."""
        value = (self.attributes or {}).get(name)
        return default if value is None else value

    @property
    def is_file(self) -> bool:
        return self.type.name == "file"

    @property
    def holds_files(self) -> bool:
        """Do its rows take files? Then each row has a name of its own, its `id`."""
        return any(inner.is_file for inner in self.fields)

    @property
    def stores_answer(self) -> bool:
        """False for files, which are documents, and for info texts."""
        return self.type.stores_answer

    @property
    def holds_sensitive(self) -> bool:
        """Is it sensitive, or is something inside it?"""
        return self.sensitive or any(inner.holds_sensitive for inner in self.fields)

    def display(self, value: Any) -> str:
        """The answer as a person reads it on screen, in a PDF or in a mail; "" for none."""
        return "" if self.type.empty(value) else self.type.display(self, value)

    def open_part(self, value: Any) -> Any:
        """What of the answer may stand in an input: nothing of what is sensitive."""
        return self.type.open_part(self, value) if self.holds_sensitive else value

    def mask(self, value: Any) -> Any:
        """The answer as a log or a mail may show it."""
        if self.type.empty(value):
            return value
        return MASK if self.sensitive else self.type.mask(self, value)


class FieldType:
    """Base of all types; subclasses live one to a module, each module says `TYPE = …()`.

    Class attributes:
        name: the word definitions use.
        title: its Spanish name, for designers.
        kind: what conditions see: string, number, boolean, date, time, list, object or "".
        attributes: JSON Schema of the attributes only this type has.
        needs_attributes: which of them must be there.
        parts: for compound answers, part -> kind.
        stores_answer: False for files (documents) and info texts.
        typed: False where nobody types it (calculated, info).
        filtered: how a list may be narrowed by it: "choice" (equal), "text" (begins), "number" and
            "day" (from, to); "" where it may not.
        unanswered: what is stored where a visible question got no answer; None for nothing.
        blank: what no answer says to who reads it; "" where it says nothing.
    """

    name: ClassVar[str]
    title: ClassVar[Any] = ""
    kind: ClassVar[str] = "string"
    attributes: ClassVar[Attributes] = {}
    needs_attributes: ClassVar[tuple[str, ...]] = ()
    parts: ClassVar[Mapping[str, str]] = {}
    stores_answer: ClassVar[bool] = True
    typed: ClassVar[bool] = True
    filtered: ClassVar[str] = ""
    unanswered: ClassVar[Any] = None
    blank: ClassVar[Any] = ""
    required_message: ClassVar[Any] = gettext_lazy("Conteste esta pregunta.")

    def widget(self, field: Field) -> forms.Widget:
        """The HTML control; a stock Django widget where one will do."""
        raise NotImplementedError

    def from_html(self, field: Field, raw: Any) -> Any:
        """What the widget read, as the JSON the API would have sent; nonsense passes through."""
        if isinstance(raw, str):
            return raw.strip() or None
        return raw

    def to_html(self, field: Field, value: Any) -> Any:
        """A stored answer as the widget's initial value."""
        return value

    def row_buttons(self, field: Field, name: str, data: Mapping[str, Any]) -> Iterator[str]:
        """Names of the submit buttons that add or remove rows; only groups have some."""
        yield from ()

    def empty(self, value: Any) -> bool:
        """Is this no answer at all?"""
        return value is None or value == ""

    def clean(self, field: Field, value: Any, context: Context) -> Any:
        """The JSON value to store.

        Raises:
            Wrong, SeveralWrong: the answer cannot be accepted.
        """
        raise NotImplementedError

    def notices(self, field: Field, value: Any, context: Context) -> Iterator[Notice]:
        """Soft findings about a cleaned value."""
        yield from ()

    def logic(self, value: Any) -> Any:
        """The value as conditions read it; None where there is no answer."""
        return value

    def display(self, field: Field, value: Any) -> str:
        return str(value)

    def mask(self, field: Field, value: Any) -> Any:
        """A value that is not itself sensitive; compound types hide their sensitive parts."""
        return value

    def open_part(self, field: Field, value: Any) -> Any:
        """What of an answer that holds something sensitive is not: nothing, but for groups."""
        return None

    def schema(self, field: Field) -> JsonSchema:
        """JSON Schema 2020-12 of the answer, without labels and examples."""
        raise NotImplementedError

    def example(self, field: Field) -> Any:
        """A value that `clean` accepts, made of the field's own limits."""
        raise NotImplementedError

    def prove(self, field: Field) -> Iterator[tuple[str, str]]:
        """(path inside the field, Spanish sentence) for each attribute that makes no sense."""
        yield from ()


def expect_text(value: Any) -> str:
    """The value, if it is text.

    Raises:
        Wrong: it is of another type.
    """
    if not isinstance(value, str):
        raise Wrong("type", _("Escriba un texto."))
    return value


def read_day(text: Any, today: date) -> date | None:
    """A day from an ISO date or from `today`, `today+10`, `today-30` (calendar days)."""
    if not isinstance(text, str):
        return None
    try:
        if text.startswith("today"):
            shift = text.removeprefix("today")
            return today + timedelta(days=int(shift)) if shift else today
        return date.fromisoformat(text) if len(text) == 10 else None
    except (ValueError, OverflowError):
        return None
