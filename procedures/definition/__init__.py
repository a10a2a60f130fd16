"""The definition language: a procedure as a document that is parsed, proven and then asked.

Pure: no model, no query, no settings. `parse` reads and proves a source; `revive` rebuilds what
was proven from the resolved document of a version.
"""

from __future__ import annotations

from .conditions import ConditionError, evaluate
from .definition import (
    BALANCE,
    BASES,
    CHANNELS,
    FILEABLE,
    ONLINE,
    STATUSES,
    Correction,
    Cost,
    Definition,
    Extension,
    Fact,
    FieldVisit,
    LegalBasis,
    Record,
    Refusal,
    Renewal,
    Requirement,
    Result,
    Retention,
    SecondTerm,
    Term,
    Time,
)
from .facts import FACT_NAMES, Facts
from .field_types import TYPES
from .form import Field, Form, FormError, Section
from .html import AnswerForm
from .loader import parse, revive
from .masking import mask, split_sensitive
from .paper import Paper, PaperBlock
from .problems import DefinitionError, Problem
from .vocabulary import EFFECTS, EffectSpec, Vocabulary, effect
from .workflow import (
    Clock,
    Kind,
    Outcome,
    Phase,
    Refused,
    State,
    Transition,
    Workflow,
    acts_as,
    available,
    decide,
)

__all__ = [
    "BALANCE",
    "BASES",
    "CHANNELS",
    "EFFECTS",
    "FACT_NAMES",
    "FILEABLE",
    "ONLINE",
    "STATUSES",
    "TYPES",
    "AnswerForm",
    "Clock",
    "ConditionError",
    "Correction",
    "Cost",
    "Definition",
    "DefinitionError",
    "EffectSpec",
    "Extension",
    "Fact",
    "Facts",
    "Field",
    "FieldVisit",
    "Form",
    "FormError",
    "Kind",
    "LegalBasis",
    "Outcome",
    "Paper",
    "PaperBlock",
    "Phase",
    "Problem",
    "Record",
    "Refusal",
    "Refused",
    "Renewal",
    "Requirement",
    "Result",
    "Retention",
    "SecondTerm",
    "Section",
    "State",
    "Term",
    "Time",
    "Transition",
    "Vocabulary",
    "Workflow",
    "acts_as",
    "available",
    "decide",
    "effect",
    "evaluate",
    "mask",
    "parse",
    "revive",
    "split_sensitive",
]
