"""Filing by pages: one engine for whoever files, from a phone at home or across the counter.

A face says through which `Door` it comes in and answers four addresses with four functions; the
half-filled answers wait in the encrypted session, and only `submit` writes.
"""

from .contact import ContactForm
from .door import CONTACT, Door, Step
from .draft import Draft
from .pages import check_page, filed_before, section_page, start_page
from .papers import Papers

__all__ = [
    "CONTACT",
    "ContactForm",
    "Door",
    "Draft",
    "Papers",
    "Step",
    "check_page",
    "filed_before",
    "section_page",
    "start_page",
]
