"""Filing by pages: one engine for whoever files, from a phone at home or across the counter.

A face says through which `Door` it comes in and answers four addresses with four functions; what is
half filled is a draft on the server, and the session remembers only which ones it has open.
"""

from . import memory
from .contact import ContactForm
from .door import CONTACT, Door, Step
from .draft import Draft
from .frame import fileable
from .pages import check_page, filed_before, start_page, where_it_was_left
from .papers import Papers
from .saving import saved_page
from .sections import section_page

__all__ = [
    "CONTACT",
    "ContactForm",
    "Door",
    "Draft",
    "Papers",
    "Step",
    "check_page",
    "fileable",
    "filed_before",
    "memory",
    "saved_page",
    "section_page",
    "start_page",
    "where_it_was_left",
]
