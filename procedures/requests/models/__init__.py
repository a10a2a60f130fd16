"""The record of what people asked for: the request, its story, its time, who may see it."""

from .access import AnswerReview, Attachment, CaseAccess
from .excuse import Excuse
from .idempotency import FilingKey
from .record import Correction, CorrectionDraft, Event, EventPayload, Submission
from .request import Applicant, ServiceRequest
from .search import FilterValue, SearchNeighbour, SearchTerm
from .time import ClockInterval, Fact

__all__ = [
    "AnswerReview",
    "Applicant",
    "Attachment",
    "CaseAccess",
    "ClockInterval",
    "Correction",
    "CorrectionDraft",
    "Event",
    "EventPayload",
    "Excuse",
    "Fact",
    "FilingKey",
    "FilterValue",
    "SearchNeighbour",
    "SearchTerm",
    "ServiceRequest",
    "Submission",
]
