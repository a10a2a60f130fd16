"""The people of a request: who asks, who speaks for whom, and who is told.

Whoever represents another, or a company, speaks for them (DOMAIN R27; LFPA art. 19). Of several
applicants the common representative is told, and where none was chosen the first named (R28; LFPA
art. 20). When the one who is told withdraws, or a correction names another or another address,
contact and key pass on (R19): the old key dies, for it would still open what is not theirs any
more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from procedures.catalogue.spelling import normal
from procedures.definition import Facts, Form
from procedures.definition.file_questions import rows_of

from . import keys
from .errors import Invalid
from .models import Applicant, ServiceRequest
from .models.request import ApplicantRole, Channel

GROUP = "cosolicitantes"  # the block of that name asks for one row a person
LONGEST_NAME = 200
MORAL = "moral"  # a company, which has no CURP


@dataclass(frozen=True)
class Contact:
    """Whom to tell, and how (DOMAIN R18). All of it is optional but the name."""

    name: str = ""
    email: str = ""
    phone: str = ""
    postal: str = ""
    channel: str = Channel.COUNTER
    accepts_electronic_notice: bool = False
    accepted_words: str = ""  # as they were shown; those in force where the face does not say


@dataclass(frozen=True)
class Person:
    """Somebody else of the request: a representative or a co-applicant (DOMAIN R27, R28)."""

    role: str
    name: str
    kind: str = ""


@dataclass(frozen=True)
class Passed:
    """Whom the notices went to, as they were then, and whom they go to from now on."""

    former: Applicant
    heir: Applicant


def enter(
    service_request: ServiceRequest,
    contact: Contact | None,
    applicants: Sequence[Person],
    answers: Mapping[str, Any],
) -> list[Applicant]:
    """Write down the people of a filing.

    Args:
        contact: how to reach whoever files: the representative where there is one.
        applicants: people named beside the answers; who is in them already is not named twice.
        answers: clean; the blocks `solicitante` and `cosolicitantes` name the others.

    Raises:
        Invalid: a name, an address or a telephone that cannot be kept.
    """
    contact = contact or Contact()
    people = list(_people(service_request, contact, applicants, answers))
    first, speakers = people[0], [p for p in people if p.role == ApplicantRole.REPRESENTATIVE]
    filer = next((p for p in speakers if _is_called(p, contact.name)), first)
    filer.email, filer.phone, filer.postal = contact.email, contact.phone, contact.postal
    filer.channel = contact.channel
    filer.accepts_electronic_notice = contact.accepts_electronic_notice
    chosen = _common_representative(service_request, answers)
    told = next((p for p in people if chosen and p.row_name == chosen), filer)
    told.is_contact = True
    for person in people:
        _save(person)
    return people


def asking(service_request: ServiceRequest) -> QuerySet[Applicant]:
    """Who still asks: neither those who speak for another nor those who withdrew (R19)."""
    present = service_request.applicants.filter(withdrawn_at=None)
    return present.exclude(role=ApplicantRole.REPRESENTATIVE)


def name_in(answers: Mapping[str, Any]) -> str:
    """The applicant's name as the `solicitante` block asks it: a person's parts or a company's."""
    parts = [answers.get(key) for key in ("nombre", "primer_apellido", "segundo_apellido")]
    person = " ".join(str(part) for part in parts if part)
    return (str(answers.get("razon_social") or "") or person)[:LONGEST_NAME]


def representative_in(answers: Mapping[str, Any]) -> str:
    """Who represents the applicant, as the `solicitante` block asks it; "" where nobody does."""
    return str(answers.get("representante_nombre") or "")[:LONGEST_NAME]


def without_curp(form: Form, answers: Mapping[str, Any], facts: Facts) -> int:
    """How many of those who ask gave no CURP: nobody is turned away for it, and it is put down, so
    that they can be helped to obtain it (DOMAIN §5.1; LNETB art. 66).

    Args:
        answers: clean; the window may leave out what the person did not bring.
    """
    own = {"sin_curp", "curp"} & form.visible(answers, facts) and not answers.get("curp")
    group = form.by_key.get(GROUP)
    rows = dict(rows_of(group, answers)).values() if group else ()
    others = [row for row in rows if row.get("tipo_persona") != MORAL and not row.get("curp")]
    return int(bool(own)) + len(others)


def follow(
    service_request: ServiceRequest,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    now: dt.datetime,
) -> Passed | None:
    """Let the people be called as the answers call them, after a correction; the caller saves the
    request.

    Somebody whose row was taken out asks no longer; a new row is somebody who asks too.

    Returns:
        From whom to whom the notices went, where whoever is told was taken out, has another
        address, or is another by the choice of those who ask (R28); else None.
    """
    rows = _rows(service_request, after)
    renamed: dict[str, tuple[str, str]] = {
        ApplicantRole.APPLICANT: (name_in(before), name_in(after)),
        ApplicantRole.REPRESENTATIVE: (representative_in(before), representative_in(after)),
    }
    former = _told(service_request)
    for person in service_request.applicants.all():
        if person.row_name in rows:
            _take_from_row(person, rows.pop(person.row_name))
        elif person.row_name and person.withdrawn_at is None:
            person.withdrawn_at = now
        elif person.role in renamed and person.name == renamed[person.role][0]:
            person.name = renamed[person.role][1] or person.name
        else:
            continue
        _save(person)
    for name, row in rows.items():
        _save(_co_applicant(service_request, name, row))
    chosen = [_common_representative(service_request, answers) for answers in (before, after)]
    return _settle(service_request, former, *chosen) if former else None


def hand_over(service_request: ServiceRequest, leaving: Applicant) -> Passed | None:
    """Give contact and key of somebody who leaves to the next who can be reached, or else the
    first named who stays; the caller saves the request.

    Returns:
        From whom to whom; None when who leaves was not told, or nobody stays.
    """
    told = _told(service_request)
    if told is None or not _leaves_with(told, leaving):
        return None
    return _pass(service_request, told, _next(service_request, leaving))


def _told(service_request: ServiceRequest) -> Applicant | None:
    return service_request.applicants.filter(is_contact=True).first()


def _settle(row: ServiceRequest, former: Applicant, before: str, chosen: str) -> Passed | None:
    """Who is told once the rows are as they are; `before` and `chosen` name the row of the common
    representative."""
    told = _told(row)
    assert told is not None
    if chosen and chosen != before:
        return _pass(row, former, row.applicants.get(row_name=chosen))
    if told.withdrawn_at:
        return _pass(row, former, _next(row, told))
    if before and not chosen and told.row_name == before:  # it is the first named again
        own = row.applicants.filter(row_name="", withdrawn_at=None)
        return _pass(row, former, next((p for p in own if p.takes_mail), None) or _next(row, told))
    return _pass(row, former, told)


def _next(row: ServiceRequest, leaving: Applicant) -> Applicant | None:
    staying = list(asking(row).exclude(pk=leaving.pk))
    return next((person for person in staying if person.takes_mail), next(iter(staying), None))


def _pass(row: ServiceRequest, former: Applicant, heir: Applicant | None) -> Passed | None:
    """Make somebody the one who is told, with a new key: the old one is in another's hands, or in
    another mailbox. Whoever only took their address back keeps the key they have."""
    if heir is None:
        return None
    if heir.pk == former.pk:
        if not heir.takes_mail or heir.email.casefold() == former.email.casefold():
            return None
    else:
        told = _told(row)
        if told is not None:
            told.is_contact = False
            told.save()
        heir.is_contact = True
        heir.save()
    row.key_nonce = keys.new_nonce()
    return Passed(former, heir)


def _people(
    row: ServiceRequest,
    contact: Contact,
    applicants: Sequence[Person],
    answers: Mapping[str, Any],
) -> Iterator[Applicant]:
    representative = representative_in(answers)
    own = name_in(answers)
    yield Applicant(
        service_request=row,
        role=ApplicantRole.APPLICANT,
        person_kind=str(answers.get("tipo_persona", "")),
        # Who represents gives their own name as contact; the applicant is whom the answers name.
        name=(own or contact.name) if representative else (contact.name or own),
    )
    if representative:
        yield Applicant(service_request=row, role=ApplicantRole.REPRESENTATIVE, name=representative)
    rows = [_co_applicant(row, name, found) for name, found in _rows(row, answers).items()]
    yield from rows
    named = {normal(person.name) for person in rows} | {normal(representative)}
    for person in applicants:
        if normal(person.name) not in named:
            yield Applicant(
                service_request=row, role=person.role, name=person.name, person_kind=person.kind
            )


def _rows(row: ServiceRequest, answers: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    group = row.definition.form.by_key.get(GROUP)
    return dict(rows_of(group, answers)) if group else {}


def _co_applicant(row: ServiceRequest, name: str, found: Mapping[str, Any]) -> Applicant:
    person = Applicant(service_request=row, role=ApplicantRole.CO_APPLICANT, row_name=name)
    _take_from_row(person, found)
    return person


def _take_from_row(person: Applicant, found: Mapping[str, Any]) -> None:
    person.name = str(found.get("nombre") or found.get("razon_social") or "")[:LONGEST_NAME]
    person.person_kind = str(found.get("tipo_persona") or "")
    person.email, person.phone = str(found.get("correo") or ""), str(found.get("telefono") or "")
    person.accepts_electronic_notice = bool(person.email and found.get("acepta_avisos"))
    accepts = person.accepts_electronic_notice
    person.channel = Channel.EMAIL if accepts else Channel.COUNTER


def _common_representative(row: ServiceRequest, answers: Mapping[str, Any]) -> str:
    rows = _rows(row, answers)
    return next((name for name, found in rows.items() if found.get("representante_comun")), "")


def _is_called(person: Applicant, name: str) -> bool:
    return not name or normal(name) == normal(person.name)


def _leaves_with(told: Applicant, leaving: Applicant) -> bool:
    """Whether who is told is the one who leaves, or spoke for them alone."""
    speaks = told.role == ApplicantRole.REPRESENTATIVE and leaving.role == ApplicantRole.APPLICANT
    return told.pk == leaving.pk or speaks


def _save(person: Applicant) -> None:
    try:
        nobody = () if person.name else ("name",)  # the window may not know it yet (R1)
        person.clean_fields(exclude=["service_request", *nobody])
    except ValidationError as wrong:
        raise Invalid(
            {
                f"contact.{name}": [(e.code or "invalid", " ".join(e.messages)) for e in found]
                for name, found in wrong.error_dict.items()
            }
        ) from wrong
    person.save()
