"""How a request ends, and what may follow."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import Action, Priority, Purpose
from .case import NEXT_DATE, CaseMessage


class ResolvedFavourable(CaseMessage):
    """Resolved in favour (R15, R16)."""

    kind = "resolved_favourable"
    action = Action(gettext_lazy("Leer la resolución"), "tracking_link")


class ResolvedConditional(CaseMessage):
    """Resolved in favour, with conditions to meet."""

    kind = "resolved_conditional"
    action = Action(gettext_lazy("Leer la resolución y sus condiciones"), "tracking_link")


class ResolvedUnfavourable(CaseMessage):
    """Resolved against: the reasons and how to appeal are in the resolution (R15, R29)."""

    kind = "resolved_unfavourable"
    action = Action(gettext_lazy("Leer la resolución"), "tracking_link")


class Inadmissible(CaseMessage):
    """What is asked cannot be given by this procedure."""

    kind = "inadmissible"
    action = Action(gettext_lazy("Leer la respuesta"), "tracking_link")


class Forwarded(CaseMessage):
    """Sent to the authority it belongs to (R21)."""

    kind = "forwarded"


class Withdrawn(CaseMessage):
    """The person withdrew it (R19)."""

    kind = "withdrawn"


class InactivityWarned(CaseMessage):
    """The request waits for its person, and may be archived (R20; LFPA 60)."""

    kind = "inactivity_warned"
    priority = Priority.URGENT
    action = Action(gettext_lazy("Ver qué falta y responder"), "tracking_link")


class Lapsed(CaseMessage):
    """Closed because nobody moved it on the person's side (R20)."""

    kind = "lapsed"


class Dismissed(CaseMessage):
    """Closed because what was missing did not arrive (R11)."""

    kind = "dismissed"


class NotFiled(CaseMessage):
    """As if it had not been filed: what was missing did not arrive (R11, ARCO and access)."""

    kind = "not_filed"


class SilenceCertified(CaseMessage):
    """The constancia that silence meant yes was issued; the case goes on (R13)."""

    kind = "silence_certified"


class ResolutionRevoked(CaseMessage):
    """A paper that was issued no longer holds; why is in the request (DOMAIN §11.3)."""

    kind = "resolution_revoked"
    priority = Priority.URGENT
    action = Action(gettext_lazy("Leer por qué"), "tracking_link")


class AppealReceived(CaseMessage):
    """A recurso against what ended the request came in; what it asks is in no mail (R29)."""

    kind = "appeal_received"


class AppealAdmitted(CaseMessage):
    """It will be studied; nothing is decided yet (R29)."""

    kind = "appeal_admitted"


class AppealEnded(CaseMessage):
    """It was decided; how is in the request."""

    kind = "appeal_ended"
    priority = Priority.URGENT
    action = Action(gettext_lazy("Leer qué se resolvió"), "tracking_link")


class SurveyInvitation(CaseMessage):
    """After closing: anonymous, and only if the person wants (rule 13)."""

    kind = "survey_invitation"
    priority = Priority.LATER
    purpose = Purpose.SURVEY
    action = Action(gettext_lazy("Responder la encuesta"), "survey_link")

    def facts(self) -> list[tuple[str, str]]:
        """The procedure alone: nothing that looks as if the answer were tied to a request."""
        return [(_("Trámite"), self.procedure)]


class Reopened(CaseMessage):
    """A closed request is open again."""

    kind = "reopened"
    due_label = NEXT_DATE
