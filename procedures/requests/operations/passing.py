"""Contact and key pass on: the new one is sent the key, who was told before is told that."""

from __future__ import annotations

from procedures.requests import notices
from procedures.requests.core import Change
from procedures.requests.people import Passed


def pass_on(now: Change, passed: Passed | None) -> None:
    """Put down that the notices go to another person, or address, and tell both (R28).

    Nobody is sent a key without having accepted mail (R18): then the case says that it is given at
    the window. What still waited to be sent to the former one is taken back: it is filled in when
    it is delivered, and would carry the new key.

    Args:
        passed: from `people.follow` or `people.hand_over`; None changes nothing.
    """
    if passed is None:
        return
    row = now.service_request
    event = now.record(
        "contact_changed",
        said={"by_mail": passed.heir.takes_mail},
        private={"applicant": passed.heir.pk},
    )
    notices.forget(row)
    notices.tell(row, notices.reached(passed.former), "contact_changed", event=event)
    heir = notices.mailed(passed.heir) or notices.reached(passed.heir)
    notices.tell(row, heir, "key_renewed", event=event)
