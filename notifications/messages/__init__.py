"""What can be said: one frozen dataclass per message, one module per part of a request's life.

The words are in `templates/notifications/<kind>/`: `subject.txt`, where the folio may appear and
nothing about the person (DOMAIN 11.4), and `body.txt`. A new message is a class and its folder.
"""

from . import (  # noqa: F401 - they enter MESSAGES
    closing,
    conversation,
    corrections,
    filing,
    reminders,
    work,
)
from .account import AccountMail
from .base import PERSONAL, SILENCEABLE, Action, Message, PersonalMessage, Priority, Purpose
from .case import MESSAGES, CaseMessage
from .codes import SignInMessage
from .contact import AboutAnEnquiry, EnquiryAnswer, EnquiryEnding, EnquiryOver
from .drafts import DraftMessage, DraftReminder
from .house import HOUSE, HouseMessage, HouseProblem, StaffDigest
from .staff import STAFF, StaffMessage

__all__ = [
    "HOUSE",
    "MESSAGES",
    "PERSONAL",
    "SILENCEABLE",
    "STAFF",
    "AboutAnEnquiry",
    "AccountMail",
    "Action",
    "CaseMessage",
    "DraftMessage",
    "DraftReminder",
    "EnquiryAnswer",
    "EnquiryEnding",
    "EnquiryOver",
    "HouseMessage",
    "HouseProblem",
    "Message",
    "PersonalMessage",
    "Priority",
    "Purpose",
    "SignInMessage",
    "StaffDigest",
    "StaffMessage",
]
