"""Everything that can be done to a request. Each is keyword-only, actor first, one transaction.

Kinds of transition that have rules of their own (ARCHITECTURE rule 2) have their own operation here
or in `procedures.casework.operations`; `perform` refuses them.
"""

from procedures.requests.people import Contact, Person
from procedures.requests.reused import Reused

from .answers import correct_answers, reveal_sensitive
from .choosing import choose_purpose, choose_way
from .corrections import answer_correction, expire_correction, request_correction
from .endings import lapse, withdraw
from .filing import Filing, submit
from .holder import recognise_holder
from .holding import hold_answer
from .ownership import assign, claim, excuse
from .reviewing import collate_document, place_document, review_answers, review_document
from .silence import certify_silence
from .steps import perform
from .talk import add_note, post_message, read_messages, renew_key

__all__ = [
    "Contact",
    "Filing",
    "Person",
    "Reused",
    "add_note",
    "answer_correction",
    "assign",
    "certify_silence",
    "choose_purpose",
    "choose_way",
    "claim",
    "collate_document",
    "correct_answers",
    "excuse",
    "expire_correction",
    "hold_answer",
    "lapse",
    "perform",
    "place_document",
    "post_message",
    "read_messages",
    "recognise_holder",
    "renew_key",
    "request_correction",
    "reveal_sensitive",
    "review_answers",
    "review_document",
    "submit",
    "withdraw",
]
