"""The manifest: every table of the rules, imported in reading order."""

from procedures.casework.desk.models import (
    AssignmentRule,
    CaseLabel,
    DeskPreference,
    Label,
    ReplyTemplate,
    SavedView,
    Turn,
)
from procedures.casework.models import (
    InspectorCredential,
    IssuedPaper,
    Opinion,
    PaperDraft,
    PaymentOrder,
    Resolution,
    UmaValue,
    Visit,
    VisitDraft,
)
from procedures.catalogue.models import Procedure, ProcedureVersion
from procedures.documents.models import Document
from procedures.drafts.models import Draft
from procedures.holdings.models import CitizenAccount, HeldDraft, Holding, SignInCode
from procedures.problems.models import Problem
from procedures.register.models import AccountBalance, RegisterAccount, RegisterBatch
from procedures.requests.calendar import Calendar, CalendarDay
from procedures.requests.folios import FolioCounter
from procedures.requests.models import (
    AnswerReview,
    Applicant,
    Attachment,
    CaseAccess,
    ClockInterval,
    Correction,
    CorrectionDraft,
    Event,
    EventPayload,
    Excuse,
    Fact,
    FilingKey,
    FilterValue,
    SearchNeighbour,
    SearchTerm,
    ServiceRequest,
    Submission,
)
from procedures.surveys.models import SealedAnswer, SpentInvitation, SurveyResponse

__all__ = [
    "AccountBalance",
    "AnswerReview",
    "Applicant",
    "AssignmentRule",
    "Attachment",
    "Calendar",
    "CalendarDay",
    "CaseAccess",
    "CaseLabel",
    "CitizenAccount",
    "ClockInterval",
    "Correction",
    "CorrectionDraft",
    "DeskPreference",
    "Document",
    "Draft",
    "Event",
    "EventPayload",
    "Excuse",
    "Fact",
    "FilingKey",
    "FilterValue",
    "FolioCounter",
    "HeldDraft",
    "Holding",
    "InspectorCredential",
    "IssuedPaper",
    "Label",
    "Opinion",
    "PaperDraft",
    "PaymentOrder",
    "Problem",
    "Procedure",
    "ProcedureVersion",
    "RegisterAccount",
    "RegisterBatch",
    "ReplyTemplate",
    "Resolution",
    "SavedView",
    "SealedAnswer",
    "SearchNeighbour",
    "SearchTerm",
    "ServiceRequest",
    "SignInCode",
    "SpentInvitation",
    "Submission",
    "SurveyResponse",
    "Turn",
    "UmaValue",
    "Visit",
    "VisitDraft",
]
