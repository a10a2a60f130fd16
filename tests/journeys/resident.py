"""A resident who files any procedure reading it: what a page asks, and what one would answer.

Nothing here knows a procedure. A question is known by its words; its definition says what kind of
question it is and gives an answer that is accepted. So a new procedure is filed with no new line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from django.utils import timezone
from pypdf import PdfReader

from backend.accounts.actors import ANONYMOUS
from frontend.filing import ContactForm
from procedures.definition import Definition, Field
from procedures.management.demo import playing
from procedures.requests.facts import facts_for_filing
from tests.factories.papers import pdf_bytes, photo_bytes
from tests.journeys.person import Person

MOST_PAGES = 40
LATER, CHECK = "Lo entregaré después", "Revise antes de enviar"
# What is said in the last step, where one may be nobody and where not.
SIGNED = {"privacy": True, "truth": True}
NOBODY = {"identity": "anonymous", **SIGNED}
BY_MAIL = {
    "name": "Rosa Cruz López",
    "channel": "email",
    "email": "rosa@example.org",
    "accepts_electronic_notice": True,
    **SIGNED,
}
# Every control a person sees in the form of the page, with its words from the outside in.
_CONTROLS = """() => {
  const clean = (node) => node ? node.textContent.replace(/\\s+/g, ' ').trim() : ''
  const legends = (one) => {
    const set = one.parentElement.closest('fieldset')
    return set ? [...legends(set), clean(set.querySelector(':scope > legend'))] : []
  }
  const all = 'main form :is(input:not([type=hidden], [type=submit], [capture]), select, textarea)'
  return [...document.querySelectorAll(all)]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }))
    .map((one) => ({
      at: one.id, kind: one.type, marked: Boolean(one.checked), value: one.value,
      accept: one.accept || '',
      kept: Boolean(one.closest('[data-upload]')?.querySelector('li span')),
      words: [...legends(one), clean(one.labels[0])],
    }))
}"""


@dataclass(frozen=True)
class Control:
    """One control as it is on the page.

    Attributes:
        words: the legends around it, outermost first, and its label.
        kept: of a file: has the page one already?
    """

    at: str
    kind: str
    marked: bool
    value: str
    accept: str
    kept: bool
    words: list[str]


class Resident:
    """Somebody who files one procedure.

    Args:
        given: what they answer to some questions; to the rest, whatever is accepted.
    """

    def __init__(
        self,
        person: Person,
        definition: Definition,
        folder: Path,
        given: dict[str, Any] | None = None,
    ) -> None:
        self.person, self.page, self.hands = person, person.page, person.hands
        self.definition, self.folder = definition, folder
        facts = facts_for_filing(ANONYMOUS, timezone.localdate())
        self.answers = playing.fill(definition.form, facts, given=given, say=say)
        self.contact = ContactForm(definition=definition, answers={})

    def find(self) -> None:
        """From the home page to the first question."""
        self.person.open("/")
        [box] = self.page.locator("main [type=search]").all()
        self.hands.write(str(box.get_attribute("id")), self.definition.keywords[0])
        for words in ("Buscar", self.definition.name, "Comenzar", "Empezar"):
            self.person.go(words)

    def finish(self) -> str:
        """From the page on the screen to the confirmation.

        Returns:
            The folio.
        """
        for _page in range(MOST_PAGES):
            if self.person.heading() == CHECK:
                break
            self.answer_page()
            self.person.go("Continuar")
        assert self.person.heading() == CHECK, "the pages never end"
        self.person.go("Enviar la solicitud")
        self.person.sees("Recibimos su solicitud")
        return self.page.locator(".v-panel__facts dd").first.inner_text()

    def acuse(self) -> str:
        """What the acuse says, opened."""
        paper = self.person.download("Descargar el acuse de recibo (PDF)")
        return " ".join(page.extract_text() for page in PdfReader(BytesIO(paper)).pages)

    def answer_page(self) -> None:
        """Answer what the page asks, as far as it is not answered."""
        title = self.person.heading()
        for control in [Control(**one) for one in self.page.evaluate(_CONTROLS)]:
            if not control.words[-1].startswith(LATER):
                self._answer(control, self._wanted(title, control))

    def _answer(self, control: Control, wanted: Any) -> None:
        if wanted is None or wanted is False:
            return
        if control.kind == "file":
            if not control.kept:
                self.hands.attach(control.at, self._paper(control))
        elif control.kind in ("radio", "checkbox"):
            if not control.marked:
                self.hands.mark(control.at)
        elif control.kind == "select-one":
            self.hands.choose(control.at, str(wanted))
        elif control.value != str(wanted):
            self.hands.write(control.at, str(wanted))

    def _wanted(self, title: str, control: Control) -> Any:
        """What to write in a control, or whether to mark it; None leaves it as it is."""
        sections = [one for one in self.definition.form.sections if one.title == title]
        if not sections:
            return self._wanted_of_contact(control)
        field = told_by(control.words[0], sections[0].fields)
        return wanted(field, self.answers.get(field.key), control.words[1:])

    def _wanted_of_contact(self, control: Control) -> Any:
        """The last step is the same everywhere."""
        said = NOBODY if self.definition.anonymous else BY_MAIL
        for name, field in self.contact.fields.items():
            if control.words[0].startswith(str(field.label)):
                options = dict(getattr(field, "choices", ()))
                answer = said.get(name)
                return str(options.get(answer)) == control.words[-1] if options else answer
        raise AssertionError(f"nobody knows what to answer to {control.words}")

    def _paper(self, control: Control) -> Path:
        """A photo where photos are taken, a PDF where not."""
        picture = "image" in control.accept
        path = self.folder / ("foto.jpg" if picture else "papel.pdf")
        path.write_bytes(photo_bytes() if picture else pdf_bytes())
        return path


def say(field: Field) -> Any:
    """An accepted answer; a box that nobody must tick stays empty."""
    if field.type.name == "checkbox" and not field.required:
        return None
    return playing.example(field)


def told_by(words: str, fields: Sequence[Field]) -> Field:
    """The question that these words ask."""
    found = [field for field in fields if words.startswith(field.label)]
    assert found, f"no question of the definition says {words!r}"
    return max(found, key=lambda field: len(field.label))


def wanted(field: Field, answer: Any, words: list[str]) -> Any:
    """What one control of a question wants, by the words it has inside the question."""
    if field.is_file:
        return True
    if answer is None:
        return None
    if field.fields:  # a group: the row, the question in it, and so on inwards
        place = int(re.findall(r"\d+", words[0])[-1]) - 1
        row = answer[place] if place < len(answer) else {}
        inner = told_by(words[1], field.fields)
        return wanted(inner, row.get(inner.key), words[2:])
    if isinstance(answer, dict):
        return answer.get(_part(field, words[0]))
    if isinstance(answer, list):
        return words[0] in [field.display([one]) for one in answer]
    if isinstance(answer, bool) or field.options:
        shown = field.display(answer)
        return shown == words[0] if words else shown
    return field.type.to_html(field, answer)


def _part(field: Field, words: str) -> str:
    """The part of a compound answer that has this label."""
    parts: Iterator[Any] = (
        part for part in field.type.widget(field).parts if words.startswith(str(part.label))
    )
    return str(max(parts, key=lambda part: len(str(part.label))).key)
