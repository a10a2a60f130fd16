"""The paper a decision is printed on: ordered blocks of text with places to fill, and no logic.

A place is `{{name}}`: one of a fixed list, or `{{campo.key}}` (an answer) and `{{caso.key}}` (what
staff filled in). Filling is one pass over the text, so what is put in a place is never read again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .definition import Fact
from .workflow import Outcome

PLACE = re.compile(r"\{\{\s*([a-z0-9_.]+)\s*\}\}")
BRACES = re.compile(r"\{\{|\}\}")
ANSWER, CASE = "campo.", "caso."
KNOWN_BEFORE = (
    "folio",
    "solicitante",
    "fecha",
    "fecha_solicitud",
    "tramite",
    "documento",
    "institucion",
    "autoridad",
    "lugar",
    "firmante",
    "cargo",
    "medio_de_defensa",
    "consulta",
)
# What the signer types in the same step: no block that is edited beside it can show it yet.
TYPED_AT_SIGNING = ("fundamento", "motivacion", "condiciones", "vigencia")
PLACES = (*KNOWN_BEFORE, *TYPED_AT_SIGNING)
# What no resolution may lack (DOMAIN R15; LFPA arts. 3-V, XIII to XVI, 39).
ALWAYS = ("fundamento", "motivacion", "medio_de_defensa", "consulta")


@dataclass(frozen=True, kw_only=True)
class PaperBlock(Fact):
    """A numbered part of the paper.

    Attributes:
        editable: whoever signs may change its words for this case.
        outcomes: the outcomes whose paper has it; every one when empty.
    """

    key: str
    text: str
    title: str = ""
    editable: bool = False
    outcomes: tuple[Outcome, ...] = ()

    @property
    def places(self) -> tuple[str, ...]:
        """Names of the places in its text, in order."""
        return tuple(PLACE.findall(self.text))


@dataclass(frozen=True, kw_only=True)
class Appeal(Fact):
    """How this decision is appealed, where the institution's own text does not hold (R29).

    Attributes:
        days: business days to appeal, from when the notice takes effect; None where nobody knows.
    """

    text: str
    days: int | None = None


@dataclass(frozen=True)
class Paper:
    """The template of a version's papers.

    Attributes:
        reserved: sensitive answers that may be printed all the same.
        two_people: whoever drafted it cannot sign it alone; None leaves it to the institution.
    """

    blocks: tuple[PaperBlock, ...]
    reserved: tuple[str, ...] = ()
    appeal: Appeal | None = None
    two_people: bool | None = None

    def blocks_for(self, outcome: str) -> tuple[PaperBlock, ...]:
        """The blocks of the paper of an outcome, in order."""
        return tuple(one for one in self.blocks if not one.outcomes or outcome in one.outcomes)


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with each place filled; places nobody gave a value for stay as they are.

    Args:
        values: name -> words. They are put in as they are: a place in them is not filled.
    """
    return PLACE.sub(lambda found: values.get(found[1], found[0]), text)


def stray_braces(text: str) -> bool:
    """Whether braces are left that make no place."""
    return bool(BRACES.search(PLACE.sub("", text)))


def _plain() -> Iterator[PaperBlock]:
    for key, title, outcomes in (
        ("motivacion", "Razones", ()),
        ("fundamento", "Fundamento", ()),
        ("condiciones", "Condiciones", (Outcome.CONDITIONAL,)),
        ("vigencia", "Vigencia", (Outcome.FAVOURABLE, Outcome.CONDITIONAL)),
        ("medio_de_defensa", "Si no está de acuerdo", ()),
        ("consulta", "Dónde consultar su expediente", ()),
    ):
        yield PaperBlock(key=key, title=title, text=f"{{{{{key}}}}}", outcomes=outcomes)


PLAIN = Paper(tuple(_plain()))
"""What a version that says nothing is printed on."""
