"""The paper of a decision: drawn once at signing, kept to the byte, proven by the chain."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.utils import timezone, translation
from pypdf import PdfReader

from backend.accounts.actors import Actor, citizen_of
from backend.accounts.models import User
from procedures.casework import issuing, operations
from procedures.casework.models import IssuedPaper, Resolution
from procedures.catalogue.models import Immutable, Procedure, ProcedureVersion
from procedures.definition.paper import PLAIN
from procedures.requests import chain
from procedures.requests.errors import Invalid
from procedures.requests.models import ServiceRequest
from tests.factories import catalogue, filed, person, published, somebody, staff, take
from tests.factories.facts import open_request

pytestmark = pytest.mark.django_db
METER, DEBT = "mantenimiento-cambio-medidor", "constancia-no-adeudo"
FEASIBILITY = "factibilidad-vivienda"
REASONED = {"fundamento": "Ley de prueba, artículo 45.", "motivacion": "Se revisó el expediente."}
PERSON = {"tipo_persona": "fisica", "sin_curp": True, "calidad": "propietario"}


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(bytes(pdf)))


def text(pdf: bytes) -> str:
    return " ".join("".join(page.extract_text() + " " for page in read(pdf).pages).split())


def about_to_sign(slug: str = DEBT, **given: Any) -> ServiceRequest:
    """A request that waits for its signature."""
    row = filed(published(slug), given={**PERSON, **given}).service_request
    row.refresh_from_db()
    return walk(row)


def walk(row: ServiceRequest) -> ServiceRequest:
    """Take whatever way leads to where it can be signed."""
    seen: dict[str, tuple[str, ...]] = {row.state: ()}
    pending = [row.state]
    while pending:
        state = pending.pop(0)
        here = [t for t in row.workflow.transitions if state in t.from_]
        if any(issuing.signs(t) for t in here):
            for action in seen[state]:
                take(row, action)
            row.refresh_from_db()
            return row
        for t in here:
            if t.kind not in ("withdraw", "lapse", "expire", "correct") and t.to not in seen:
                if not row.workflow.state(t.to).closed:
                    seen[t.to] = (*seen[state], t.action)
                    pending.append(t.to)
    raise LookupError("nothing is signed here")


def sign(row: ServiceRequest, action: str, **answers: Any) -> Resolution:
    blocks = answers.pop("blocks", None)
    take(row, action, answers=answers, blocks=blocks)
    return row.resolutions.get()


def the_paper(slug: str = DEBT, action: str = "resolver_favorable", **answers: Any) -> Resolution:
    return sign(about_to_sign(slug), action, **{**REASONED, **answers})


@pytest.mark.parametrize(
    ("slug", "action"),
    [
        (DEBT, "resolver_favorable"),
        (FEASIBILITY, "resolver_con_condiciones"),
        (FEASIBILITY, "negar"),
    ],
)
def test_the_paper_of_each_outcome_that_issues_one(slug: str, action: str, snapshot: Any) -> None:
    """DOMAIN R31: the others end without a signed act."""
    with time_machine.travel("2026-03-02T10:00:00-06:00", tick=False):
        somebody("signer", "direccion")
        paper = the_paper(slug, action, condiciones="Construir una cisterna de 5 m³.")
    told = text(paper.paper.content)
    assert paper.code in told.replace("-", "")
    spelled = "-".join(paper.code[at : at + 4] for at in range(0, 16, 4))
    told = told.replace(paper.code, "CODE").replace(spelled, "CO-DE")
    told = told.replace(paper.signed_by.full_name, "QUIEN FIRMA")
    assert told.replace(paper.service_request.folio, "FOLIO") == snapshot


def test_the_paper_is_tagged_titled_and_says_its_language() -> None:
    pdf = read(the_paper().paper.content)
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - pypdf has its own
    assert "/StructTreeRoot" in root and root["/Lang"] == "es-MX"
    assert pdf.metadata.title.startswith("Constancia de no adeudo")
    assert tuple(round(side) for side in pdf.pages[0].mediabox[2:]) == (612, 792)  # letter


def test_what_was_signed_is_kept_to_the_byte_and_proven_by_the_chain() -> None:
    paper = the_paper()
    content = bytes(paper.paper.content)
    assert hashlib.sha256(content).hexdigest() == paper.sha256
    event = paper.paper.event
    assert event.kind == issuing.ISSUED
    assert event.payload.data["evidence"] == {"paper": paper.sha256}
    assert not list(chain.faults(paper.service_request))
    with connection.cursor() as cursor:  # what somebody with the database in hand could do
        where = " ON procedures_issuedpaper" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER issuedpaper_no_update{where}")
    IssuedPaper.objects.filter(pk=paper.paper.pk).update(content=content + b" ")
    assert [one.what for one in chain.faults(paper.service_request)] == ["paper altered"]


@pytest.mark.parametrize("rows", ["papers", "resolutions"])
def test_neither_sql_nor_the_model_changes_what_was_signed(rows: str) -> None:
    paper = the_paper()
    one = paper.paper if rows == "papers" else paper
    changes = {"content": b""} if rows == "papers" else {"valid_until": None}
    everything = type(one).objects.all()
    for deed in (lambda: everything.update(**changes), everything.delete, one.save, one.delete):
        with pytest.raises((DatabaseError, Immutable)), transaction.atomic():
            deed()


def test_what_the_signer_edited_is_what_is_printed() -> None:
    row = about_to_sign()
    mine = "PRIMERO. #panic() La cuenta {{folio}} *no* debe."
    paper = sign(row, "resolver_favorable", blocks={"resolutivo_favorable": mine}, **REASONED)
    told = text(paper.paper.content)
    assert mine in told and "no tiene adeudos a la fecha" not in told
    assert {"title": "Se resuelve", "text": mine} in paper.paper.data["blocks"]


@pytest.mark.parametrize(
    ("blocks", "code"),
    [
        ({"fundamento": "Ninguno"}, "unknown"),
        ({"resolutivo_negado": "No"}, "unknown"),  # it is not of this outcome
        ({"resolutivo_favorable": "  "}, "required"),
        ({"antecedentes": "a" * 5001}, "max_length"),
    ],
)
def test_only_what_the_version_lets_be_edited_is_edited(blocks: dict[str, str], code: str) -> None:
    row = about_to_sign()
    with pytest.raises(Invalid) as refused:
        sign(row, "resolver_favorable", blocks=blocks, **REASONED)
    assert [found[0][0] for found in refused.value.errors.values()] == [code]
    row.refresh_from_db()
    assert row.is_open and not row.resolutions.exists()


def test_the_paper_is_in_spanish_whoever_signs() -> None:
    with translation.override("en"):
        paper = the_paper()
    assert "Lugar y fecha" in text(paper.paper.content)


def test_a_paper_expires_when_the_signer_or_the_record_says() -> None:
    with time_machine.travel("2026-03-02T10:00:00-06:00", tick=False):
        paper = the_paper(vigencia_meses=2)
        assert paper.valid_until == dt.date(2026, 5, 4)  # the 2nd is a Saturday
        assert "vale hasta el 4 de mayo de 2026" in text(paper.paper.content)
    assert paper.state_on(dt.date(2026, 5, 4)) == "valid"
    assert paper.state_on(dt.date(2026, 5, 5)) == "expired"


def test_an_old_version_without_a_paper_is_still_signed() -> None:
    """Requests stay on the version they were filed under."""
    version = published(DEBT, paper=None)
    assert version.definition.paper is PLAIN
    row = walk(filed(version, given=PERSON).service_request)
    told = text(sign(row, "resolver_favorable", **REASONED).paper.content)
    assert all(part in told for part in ("Razones", "Fundamento", "Si no está de acuerdo"))


def test_the_first_opening_is_put_down_once_and_of_nobody_anonymous() -> None:
    paper = the_paper()
    row = paper.service_request
    row.refresh_from_db()
    citizen = citizen_of(row.folio)

    def open_it(actor: Actor) -> object:
        return operations.note_opening(actor=actor, service_request=row, resolution=paper)

    assert open_it(staff("counter@modulo")) is None
    revision = row.revision
    assert open_it(citizen) is not None and open_it(citizen) is None
    assert row.revision == revision  # nobody's open page gets old by it
    ServiceRequest.objects.filter(pk=row.pk).update(anonymous=True)
    row.refresh_from_db()
    paper.code = "OTRO"  # as if it had never been opened
    assert open_it(citizen) is None


def drawable() -> list[tuple[str, str]]:
    """Every (procedure, signing action) of the catalogue."""
    return sorted(
        {
            (slug, transition.action)
            for slug, item in catalogue().items()
            if item.definition.workflow
            for transition in item.definition.workflow.transitions
            if issuing.signs(transition)
        }
    )


@pytest.fixture
def signer() -> User:
    return person("signer@direccion")


def test_every_procedure_draws_its_paper_in_every_outcome_it_declares(signer: User) -> None:
    seen = set()
    for number, (slug, action) in enumerate(drawable(), start=1):
        definition = catalogue()[slug].definition
        procedure, _made = Procedure.objects.get_or_create(
            slug=slug, defaults={"name": definition.name, "family": definition.family}
        )
        version = ProcedureVersion.objects.create(
            procedure=procedure,
            number=number,
            document=dict(definition.document),
            content_hash=definition.content_hash,
            source_text="",
            published_at=timezone.now(),
        )
        row = open_request(procedure=slug)
        row.version, row.procedure = version, procedure
        transition = next(t for t in row.workflow.transitions if t.action == action)
        told = text(
            issuing.preview(
                row,
                transition,
                signer,
                timezone.localdate(),
                answers={**REASONED, "condiciones": "Una sola condición.", "vigencia_meses": 12},
                blocks={},
            )
        )
        seen.add(row.workflow.state(transition.to).outcome)
        for said in (*REASONED.values(), row.folio, "BORRADOR", signer.full_name):
            assert said in told, (slug, action, said)
        assert "{{" not in told, (slug, action)
    assert seen == {"favourable", "conditional", "unfavourable"}
