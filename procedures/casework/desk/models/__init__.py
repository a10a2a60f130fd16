"""Tables of the desk: what the staff keep to do their work, never part of what a person asked."""

from .labels import CaseLabel, Label
from .replies import ReplyTemplate

__all__ = ["CaseLabel", "Label", "ReplyTemplate"]
