"""What is said or handed over in any state: a message, a new key, and to whom from now on."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.secrets import placeholder

from .base import Action, Priority
from .case import CaseMessage


class MessageReceived(CaseMessage):
    """The utility wrote something in the request."""

    kind = "message_received"
    action = Action(gettext_lazy("Leer el mensaje"), "tracking_link")


class KeyRenewed(CaseMessage):
    """A new key; the old one opens nothing any more."""

    kind = "key_renewed"
    priority = Priority.URGENT

    def facts(self) -> list[tuple[str, str]]:
        """Also the new key."""
        return [*super().facts(), (_("Clave nueva"), placeholder("key"))]


class ContactChanged(CaseMessage):
    """To whoever was told until now; it opens nothing, and tells nothing of where the case is."""

    kind = "contact_changed"
    priority = Priority.URGENT
    action = None

    def facts(self) -> list[tuple[str, str]]:
        """Which request, and no more."""
        return super().facts()[:2]


class WayChanged(CaseMessage):
    """The way somebody was told until now, when the key was used to change it; it opens nothing."""

    kind = "way_changed"
    priority = Priority.URGENT
    action = None

    def facts(self) -> list[tuple[str, str]]:
        """Which request, and no more."""
        return super().facts()[:1]
