"""What is proven of a paper: it says all the law asks, and every place in it can be filled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from .fields.base import Field
from .paper import ALWAYS, ANSWER, CASE, PLACES, TYPED_AT_SIGNING, Paper, PaperBlock, stray_braces
from .problems import Problem, join
from .vocabulary import Vocabulary
from .workflow import Outcome, Workflow


def prove_paper(
    paper: Paper, workflow: Workflow | None, answers: Mapping[str, Field], known: Vocabulary
) -> Iterator[Problem]:
    """Every reason why papers cannot be issued from this template.

    Args:
        answers: the fields of the form, by key.
    """
    seen: set[str] = set()
    case = workflow.case_fields if workflow else {}
    for at, block in enumerate(paper.blocks):
        path = join("paper.blocks", at)
        if block.key in seen:
            sentence = _("El bloque «%(n)s» está repetido.") % {"n": block.key}
            yield Problem(join(path, "key"), sentence)
        seen.add(block.key)
        yield from _prove_places(block, paper, answers, case, join(path, "text"))
        if block.confirmed and not (block.confirmed_by and block.confirmed_on):
            sentence = _("Lo confirmado dice quién lo confirmó y cuándo.")
            yield Problem(join(path, "confirmed_by"), sentence)
    for at, key in enumerate(paper.reserved):
        if key not in answers or not answers[key].holds_sensitive:
            sentence = _("«%(n)s» no es un dato reservado del formulario.") % {"n": key}
            yield Problem(join("paper.reserved", at), sentence)
    for outcome in _issued(workflow, known):
        yield from _prove_whole(paper, outcome)


def _prove_places(
    block: PaperBlock,
    paper: Paper,
    answers: Mapping[str, Field],
    case: Mapping[str, Field],
    path: str,
) -> Iterator[Problem]:
    if stray_braces(block.text):
        yield Problem(path, _("Hay llaves que no forman un lugar: se escribe {{nombre}}."))
    for name in dict.fromkeys(block.places):
        told = {"n": name}
        if block.editable and name in {*TYPED_AT_SIGNING, *ALWAYS}:
            sentence = _("{{%(n)s}} no puede estar en un bloque que se edita: podría borrarse.")
            yield Problem(path, sentence % told)
        if name in PLACES:
            continue
        where = answers if name.startswith(ANSWER) else case if name.startswith(CASE) else {}
        field = where.get(name.partition(".")[2])
        if field is None:
            sentence = _("No existe {{%(n)s}}. Hay: %(known)s, campo.clave y caso.clave.")
            yield Problem(path, sentence % {**told, "known": ", ".join(PLACES)})
        elif field.is_file or not field.stores_answer:
            yield Problem(path, _("«%(n)s» no tiene texto que imprimir.") % told)
        elif field.holds_sensitive and field.key not in paper.reserved:
            sentence = _("«%(n)s» es un dato reservado: para imprimirlo, nómbrelo en «reserved».")
            yield Problem(path, sentence % told)


def _issued(workflow: Workflow | None, known: Vocabulary) -> Iterator[Outcome]:
    """The outcomes whose decision is issued as a paper."""
    found: dict[Outcome, None] = {}
    for transition in workflow.transitions if workflow else ():
        issues = any(
            known.effects[name].issues_paper
            for name, _parameters in transition.effects
            if name in known.effects
        )
        target = workflow.states.get(transition.to) if workflow else None
        if issues and target is not None and target.outcome is not None:
            found[target.outcome] = None
    yield from found


def _prove_whole(paper: Paper, outcome: Outcome) -> Iterator[Problem]:
    """Grounds, reasons, appeal and where to read the file are in the paper of every outcome."""
    there = {name for block in paper.blocks_for(outcome) for name in block.places}
    wanted = (*ALWAYS, "condiciones") if outcome is Outcome.CONDITIONAL else ALWAYS
    for name in wanted:
        if name not in there:
            sentence = _("Al documento del resultado «%(o)s» le falta {{%(n)s}}: la ley lo pide.")
            yield Problem("paper.blocks", sentence % {"o": outcome, "n": name})
