"""What a person wrote of their account beside what the register says: for staff to judge.

A difference is a flag and never a refusal: registers are late, and receipts carry the name of who
died (DOMAIN §9; issue 4, item 7).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

from procedures.catalogue.spelling import words_of
from procedures.definition import Form

from .entries import Entry, Silent, plain_number
from .lookup import configured, lookup

HOLDER = "titular_recibo"  # the name on the receipt, in the block `servicio`
ALIKE = 85  # of 100: two letters of a long name
FLAGS = {
    "unknown": _("La cuenta no está en el padrón."),
    "missing": _("La cuenta ya no viene en el padrón."),
    "name": _("El nombre no coincide con el del padrón."),
    "meter": _("El medidor no coincide con el del padrón."),
    "silent": _("No se pudo consultar el padrón."),
}


@dataclass(frozen=True)
class Comparison:
    """What was found out. `entry` is None where there is none, or it could not be asked.

    Attributes:
        flags: keys of FLAGS, none when everything agrees.
        agrees: by what was compared ("name", "meter"), whether it does.
    """

    entry: Entry | None = field(repr=False)
    flags: tuple[str, ...]
    agrees: Mapping[str, bool] = field(default_factory=dict)


def compare(form: Form, answers: Mapping[str, Any]) -> Comparison | None:
    """The register beside the answers; None where there is no register, or nothing to ask it.

    The first account that was given is looked up, or else the first meter. A meter agrees when any
    the person wrote is the register's: to correct a serial is to write two.

    Args:
        answers: clean and open, by field key.
    """
    account = next(_given(form, answers, "account_number"), "")
    meters = list(_given(form, answers, "meter_number"))
    if not configured() or not (account or meters):
        return None
    try:
        entry = lookup(account=account, meter=next(iter(meters), ""))
    except Silent:
        return Comparison(None, ("silent",))
    if entry is None:
        return Comparison(None, ("unknown",))
    agrees: dict[str, bool] = {}
    name = answers.get(HOLDER)
    if name and entry.holder:
        agrees["name"] = same_person(str(name), entry.holder)
    if meters and entry.meter:
        agrees["meter"] = entry.meter in map(plain_number, meters)
    gone = ("missing",) if entry.missing_since else ()
    return Comparison(entry, (*gone, *(key for key, same in agrees.items() if not same)), agrees)


def same_person(written: str, registered: str) -> bool:
    """Whether two spellings may be one name: in any order, a name left out, a letter or two off."""
    one, other = words_of(written), words_of(registered)
    shorter, longer = sorted((set(one), set(other)), key=len)
    if len(shorter) > 1 and shorter <= longer:
        return True
    return fuzz.token_sort_ratio(" ".join(one), " ".join(other)) >= ALIKE


def _given(form: Form, answers: Mapping[str, Any], kind: str) -> Iterator[str]:
    for item in form.fields:
        if item.type.name == kind and plain_number(str(answers.get(item.key) or "")):
            yield str(answers[item.key])
