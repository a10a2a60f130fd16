"""How a paper is signed: a kind of signature, named on the paper itself (DOMAIN §11.2).

Today there is one, at the counter: the act is authorised in the system and the autograph goes on
the printed copy. A qualified one (e.firma) would be another entry here, with its own words.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from procedures.catalogue.institution import institution


@dataclass(frozen=True)
class Signer:
    """A kind of signature.

    Attributes:
        advanced: whether the law takes it for the hand of who signs.
    """

    name: str | Promise
    advanced: bool


SIGNERS = {"counter": Signer(_("Firma en ventanilla"), advanced=False)}


def signer() -> Signer:
    """The kind this utility uses.

    Raises:
        KeyError: its file names one that is not here.
    """
    return SIGNERS[institution().resolutions.signature.mode]


def legend() -> str:
    """What every paper says of its signature: the kind, and what it is and is not."""
    return f"{signer().name}. {institution().resolutions.signature.text}"
