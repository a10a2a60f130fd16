"""Tables of the desk: what the staff keep to do their work, never part of what a person asked."""

from .assigning import AssignmentRule, Turn
from .labels import CaseLabel, Label
from .replies import ReplyTemplate

__all__ = ["AssignmentRule", "CaseLabel", "Label", "ReplyTemplate", "Turn"]
