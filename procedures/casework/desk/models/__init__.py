"""Tables of the desk: what the staff keep to do their work, never part of what a person asked."""

from .assigning import AssignmentRule, Turn
from .bulk import BulkItem, BulkJob
from .labels import CaseLabel, Label
from .replies import ReplyTemplate
from .saved_views import DeskPreference, SavedView
from .watching import Watch

__all__ = [
    "AssignmentRule",
    "BulkItem",
    "BulkJob",
    "CaseLabel",
    "DeskPreference",
    "Label",
    "ReplyTemplate",
    "SavedView",
    "Turn",
    "Watch",
]
