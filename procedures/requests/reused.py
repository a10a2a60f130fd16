"""What was given in an earlier request and, because the person says so, given again.

The first event of the new request keeps it, so the trace is part of the chain (DOMAIN §5.5; LNETB
76-78): from which folio, which answers and papers, and the words that were agreed to.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .acceptance import KEPT
from .models import ServiceRequest


@dataclass(frozen=True)
class Reused:
    """What one earlier request gave: its folio, keys of the new form, and what the person said."""

    folio: str
    fields: tuple[str, ...]
    said: str


def first_words(
    row: ServiceRequest,
    reused: Sequence[Reused],
    given: Collection[str],
    without_curp: int,
    register: Sequence[str],
    notice: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """What the first event of a request says.

    Args:
        reused: left out where the procedure may be anonymous: nothing leads from it to another.
        given: keys of the answers and papers filed; of others nothing was reused in the end.
        without_curp: how many of those who ask gave none; staff read it, to help them.
        register: where the register said otherwise, or billing that the account owes; only staff
            read it (`comparing.FLAGS`, `billing.FLAGS`).
        notice: what was accepted as electronic notice, in its words (`acceptance.put_down`).
    """
    said: dict[str, Any] = {"source": row.source, "received_on": row.received_on.isoformat()}
    if notice:
        said[KEPT] = notice
    taken = [
        {
            "folio": one.folio,
            "fields": [key for key in one.fields if key in given],
            "said": one.said,
        }
        for one in (() if row.definition.anonymous else reused)
    ]
    if taken := [one for one in taken if one["fields"]]:
        said["reused"] = taken
    private: dict[str, Any] = {"without_curp": without_curp} if without_curp else {}
    return {"public": said, "private": private | ({"register": [*register]} if register else {})}
