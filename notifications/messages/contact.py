"""What is said about enquiries: the answer to the person, and the terms to the staff."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Action, PersonalMessage, Priority, day
from .staff import StaffMessage


@dataclass(frozen=True)
class EnquiryAnswer(PersonalMessage):
    """The answer to what somebody wrote; sealed while it waits.

    Args:
        number: of the enquiry.
        text: what the staff wrote.
    """

    kind = "enquiry_answer"
    sealed = True

    number: str
    text: str

    def facts(self) -> list[tuple[str, str]]:
        """The number to mention."""
        return [(_("Número de su consulta"), self.number)]


class AboutAnEnquiry(StaffMessage, abstract=True):
    """Told to the staff; `folio` is the number and `procedure` the name of the channel."""

    action = Action(gettext_lazy("Abrir la consulta"), "enquiry_link")

    def facts(self) -> list[tuple[str, str]]:
        """Number, channel and the last day."""
        told = [(_("Consulta"), self.folio), (_("Canal"), self.procedure)]
        if self.due_on is not None:
            told.append((_("Vence"), day(self.due_on)))
        return told


class EnquiryEnding(AboutAnEnquiry):
    """To who has it, before its last day."""

    kind = "enquiry_ending"


class EnquiryOver(AboutAnEnquiry):
    """To who has it and who supervises the area, the day after."""

    kind = "enquiry_over"
    priority = Priority.URGENT
