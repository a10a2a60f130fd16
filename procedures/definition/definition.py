"""A procedure, read: everything the rest of the system asks a version about.

Built from the resolved document, never from the source: blocks are copied in, templates are
filled, variants are merged. Facts that only the utility can confirm keep their basis (rule 9).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

from .conditions import evaluate, truthy
from .facts import Facts
from .form import Form
from .workflow import Workflow

if TYPE_CHECKING:
    from .paper import Paper

STATUSES = ("online", "assisted", "informative", "merged", "closed", "external")
ONLINE, ASSISTED, INFORMATIVE, MERGED, CLOSED, EXTERNAL = STATUSES
FILEABLE, CHANNELS = (ONLINE, ASSISTED), ("online", "counter", "phone", "letter", "email", "form")
CHECKS = (BALANCE := "balance",)  # what staff may look up of an account for a procedure
BASES = ("seen", "comparable", "assumed", "confirmed")


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something said about a procedure, and where it comes from (DOMAIN 1.4)."""

    basis: str = "assumed"
    source: str = ""
    note: str = ""
    confirmed_by: str = ""
    confirmed_on: str = ""

    @property
    def confirmed(self) -> bool:
        """True only when the utility itself said so; anything else is no promise."""
        return self.basis == "confirmed"


@dataclass(frozen=True, kw_only=True)
class LegalBasis(Fact):
    text: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Requirement(Fact):
    """A document asked for. `kind`: show (seen at the counter) or upload (handed in)."""

    key: str
    name: str
    required: bool = True
    kind: str = "show"
    field: str = ""
    help: str = ""
    simplify: str = ""
    condition: Any = None


@dataclass(frozen=True, kw_only=True)
class Cost(Fact):
    """`amount` as decimal text in `unit` (MXN or UMA), or None while nobody has fixed it."""

    amount: str | None = None
    unit: str = "MXN"
    text: str = ""
    comparables: tuple[str, ...] = ()

    @property
    def free(self) -> bool:
        return self.amount is not None and float(self.amount) == 0


@dataclass(frozen=True, kw_only=True)
class Result(Fact):
    document: str = ""
    validity_days: int | None = None


@dataclass(frozen=True, kw_only=True)
class FieldVisit(Fact):
    """`needed`: yes, no or conditional."""

    needed: str = "no"
    purpose: str = ""


@dataclass(frozen=True)
class Record:
    """The public record of the procedure (LNETB art. 54; DOMAIN §2)."""

    key: str = ""
    legal_basis: tuple[LegalBasis, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    cost: Cost = Cost()
    result: Result = Result()
    field_visit: FieldVisit = FieldVisit()
    areas: tuple[str, ...] = ()
    digital_now: int = 0
    digital_goal: int = 0
    notes: tuple[str, ...] = ()
    origin: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Term:
    """A length of time: `days` are business days, `months` are calendar (DOMAIN R4)."""

    days: int | None = None
    months: int | None = None


@dataclass(frozen=True)
class SecondTerm:
    """A term that starts when a state is entered, such as making a right effective (DOMAIN §7)."""

    key: str
    term: Term
    from_: str
    label: str = ""


@dataclass(frozen=True)
class Correction:
    """The single correction (prevención) of DOMAIN R7-R11.

    Attributes:
        authority_days: "third" of the limit, or business days.
        citizen_days: business days to answer, never under 5.
        effect: suspend | restart.
        on_expiry: propose (staff decide) | auto.
    """

    authority_days: str | int = "third"
    citizen_days: int = 10
    effect: str = "suspend"
    once: bool = True
    on_expiry: str = "propose"

    def authority_limit(self, limit_days: int | None) -> int | None:
        """Business days in which the utility may ask: `ceil(n/3)` (DOMAIN R8; LFPA 17-A)."""
        if isinstance(self.authority_days, int):
            return self.authority_days
        return ceil(limit_days / 3) if limit_days else None


@dataclass(frozen=True)
class Extension:
    """`max` is "half" of the limit or business days (DOMAIN R12; LFPA 31)."""

    max: str | int = "half"
    once: bool = True

    def days(self, limit_days: int | None) -> int | None:
        half = limit_days // 2 if limit_days else None
        return self.max if isinstance(self.max, int) else half


@dataclass(frozen=True)
class NoLimit:
    """Matters of a procedure whose answer has no date, such as a denuncia (DOMAIN 8.3).

    Attributes:
        condition: holds for them; it may read what staff filled in, so that it can change.
        because: why, in words for the person.
    """

    condition: Any
    because: str


@dataclass(frozen=True, kw_only=True)
class Time(Fact):
    """What the version promises and by when; unconfirmed while `basis` is not `confirmed`.

    `alert_days` before its end who has the case is told; within `forward_days` what is another
    authority's is sent to it (R21). `calendar`: other business days than the institution's (4.2).
    """

    limit: Term | None = None
    no_limit: NoLimit | None = None
    target_days: int | None = None
    alert_days: int | None = None
    forward_days: int | None = None
    correction: Correction = Correction()
    extension: Extension | None = None
    pauses: tuple[str, ...] = ("waiting_citizen", "waiting_payment")
    silence: str = "none"
    calendar: str = ""
    terms: tuple[SecondTerm, ...] = ()
    comparables: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """Who cannot file: when `refuse_if` holds, `message` says why and what to do."""

    refuse_if: Any
    message: str


@dataclass(frozen=True)
class Renewal:
    before_days: int
    message: str


@dataclass(frozen=True)
class Retention:
    """After how many months closed, and what is done then: anonymise or keep (DOMAIN 6.3)."""

    closed_months: int = 60
    then: str = "anonymise"


@dataclass(frozen=True)
class Definition:
    """One version of a procedure; `document` is the resolved text its hash is of."""

    slug: str
    name: str
    family: str
    status: str
    summary: str
    channels: tuple[str, ...]
    keywords: tuple[str, ...]
    audience: tuple[str, ...]
    anonymous: bool
    checks: tuple[str, ...]
    who_can_file: tuple[str, ...]
    record: Record
    time: Time
    form: Form
    eligibility: tuple[Refusal, ...]
    workflow: Workflow | None
    paper: Paper
    renewal: Renewal | None
    retention: Retention
    survey: str
    merged_into: str
    external_url: str
    based_on: str
    position: int
    document: Mapping[str, Any]
    content_hash: str

    @property
    def can_be_filed(self) -> bool:
        """Online by anybody, assisted by the staff; the others have no request behind them.

        An external one with a workflow is the light register that staff keep of what people bring
        to the counter (DOMAIN 7.2; LGT art. 125).
        """
        return self.status in FILEABLE or (self.status == EXTERNAL and self.workflow is not None)

    def refusals(self, answers: Mapping[str, Any], facts: Facts) -> tuple[str, ...]:
        """Why these answers cannot be filed (Spanish sentences); empty when they can.

        Args:
            answers: cleaned by `form.clean`.
        """
        data = self.form.readable(answers, facts)
        return tuple(
            rule.message for rule in self.eligibility if truthy(evaluate(rule.refuse_if, data))
        )

    def without_limit(
        self, answers: Mapping[str, Any], facts: Facts, case: Mapping[str, Any]
    ) -> str:
        """Why these have no date for their answer, in words; "" where they have one.

        Args:
            answers: what the person answered; `case`: what staff filled in.
        """
        rule = self.time.no_limit
        if rule is None:
            return ""
        data = self.form.readable(answers, facts, case)
        return rule.because if truthy(evaluate(rule.condition, data)) else ""

    def schema(self, facts: Facts, *, privacy_notice: str = "") -> dict[str, Any]:
        """JSON Schema of the answers as API.md publishes it.

        Args:
            privacy_notice: the version the person must acknowledge.
        """
        return {
            **self.form.schema(facts),
            "title": self.name,
            "x-refuse-if": [
                {"rule": rule.refuse_if, "message": rule.message} for rule in self.eligibility
            ],
            "x-privacy-notice": privacy_notice,
            "x-anonymous": self.anonymous,
        }
