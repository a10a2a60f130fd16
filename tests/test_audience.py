"""Every address × every role, in one snapshot: a forgotten view or a widened door changes it.

Each door is tried on an ordinary case that one area works on and, where it takes a folio, on a
denuncia. What is compared is the status alone, by GET and by an empty POST; a move made by an empty
POST is undone again.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver
from django.utils import timezone
from syrupy.assertion import SnapshotAssertion

from backend.accounts.models import Absence
from backend.security.encryption import encrypt
from backend.security.limits import Limit
from notifications.messages import Purpose
from notifications.models import Letter, LetterBatch, OutboxMessage, WebhookEndpoint
from notifications.preferences import link
from procedures.casework.desk.models import AssignmentRule, BulkJob, Label, ReplyTemplate, SavedView
from procedures.catalogue.institution import privacy_notice
from procedures.problems.models import Problem
from procedures.requests.models import ServiceRequest
from procedures.requests.operations.filing import Filing
from procedures.surveys import invitations
from tests.factories import filed, paper, person, published, signed_in, take
from tests.factories.appeals import appealed
from tests.factories.contact import enquiry

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"
COMPLAINT = "quejas-denuncias"
# The library's own pages are the library's to test; signing up is closed by our adapter.
NOT_OURS = re.compile(r"^personal/cuenta/")
ROLES = {
    "own area": ["reviewer@comercializacion"],
    "other area": ["reviewer@transparencia"],
    "counter": ["counter@modulo"],
    "inspector": ["inspector@operacion"],
    "cashier": ["cashier@comercializacion"],
    "supervisor": ["supervisor@comercializacion"],
    "signer": ["signer@direccion"],
    "director": ["director@direccion"],
    "oic": ["oic@oic"],
    "administrator": ["administrator@*"],
    "no role": [],
}


def addresses(patterns: list[Any], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        here = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, here)
        elif isinstance(pattern, URLPattern):
            yield here


class World:
    """One of each thing an address can name, on an ordinary case and on a denuncia."""

    def __init__(self) -> None:
        self.case = filed(published(METER))
        row = self.case.service_request
        take(row, "tomar")
        row.refresh_from_db()
        self.denuncia = filed(
            published(COMPLAINT), given={"tipo": "denuncia_servidor_publico"}, anonymous=True
        )
        self.other = filed(row.version)
        self.waiting, self.closed = filed(row.version), filed(row.version)
        for action in ("tomar", "prevenir"):
            take(self.waiting.service_request, action)
        for action in ("tomar", "programar_visita", "registrar_visita", "negar"):
            take(self.closed.service_request, action)
        self.appeal = appealed(self.closed.service_request)
        self.row = row
        self.clerk = person("reviewer@comercializacion")
        day = row.received_on
        ReplyTemplate.objects.create(pk=1, title="Saludo", body="Buen día.")
        Label.objects.create(pk=1, name="Urgente")
        SavedView.objects.create(pk=1, owner=self.clerk, name="Mía", area="comercializacion")
        BulkJob.objects.create(
            pk=uuid.UUID(int=2), owner=self.clerk, deed="message", created_at=timezone.now()
        )
        AssignmentRule.objects.create(pk=1, area="comercializacion", way="manual")
        self.enquiry = enquiry()
        WebhookEndpoint.objects.create(
            pk=1, name="Cobro", url="https://cobro.example/", secret=encrypt(b"whsec_").decode()
        )
        self.message = OutboxMessage.objects.filter(reference=row.folio).earliest("id")
        Problem.objects.create(
            pk=1,
            procedure=row.procedure,
            where="inside",
            description="Estorba.",
            reported_by=self.clerk,
            reported_at=timezone.now(),
        )
        message = OutboxMessage.objects.create(
            kind="status_changed",
            channel="letter",
            address="Calle 1",
            subject="Aviso",
            reference=row.folio,
        )
        batch = LetterBatch.objects.create(pk=1, made_by=self.clerk)
        Letter(pk=1, message=message, batch=batch, posted_on=day, posted_by=self.clerk).save()
        self.absence = Absence.objects.create(user=self.clerk, starts_on=day, ends_on=day)

    def fill(self, address: str, filing: Filing) -> str:
        """The address with its gaps filled; a gap nobody thought of fails the test."""
        row: ServiceRequest = filing.service_request
        attachment = row.attachments.first()
        values = {
            "folio": row.folio,
            "slug": METER,
            "section": row.definition.form.sections[0].key,
            "action": "programar_visita",
            "document": str(attachment.document_id) if attachment else str(paper().pk),
            "attachment": str(attachment.pk) if attachment else "1",
            "correction": "1",
            "token": invitations.token_for(row.folio, METER, "online", row.received_on),
            "code": "2222333344445555",
            "signed": "firma-falsa",
            "opener": "firma-falsa",
            "draft": str(uuid.UUID(int=1)),
            "version": privacy_notice().version,
            "field": "curp",
            "kind": "under_review",
            "language": "es-mx",
            "key": "formulario" if "canales/" in address else "curp",
            "deed": "cancelar"
            if "avisos/" in address
            else ("probar" if "sistemas/" in address else "nota"),
            "pk": str(self.message.pk) if "avisos/" in address or "deliver" in address else "1",
            "number": self.enquiry.number
            if "contacto/" in address or "enquiries/" in address
            else "CRED-1",
            "person": str(self.clerk.pk),
            "absence": str(self.absence.pk),
            "calendar": "soapa-oaxaca",
            "row": "1",
            "job": str(uuid.UUID(int=2)),
            "membership": str(self.clerk.memberships.get().pk),
        }

        if address.startswith("avisos/"):
            values["token"] = link(Purpose.SURVEY, "ana@example.org").rstrip("/").split("/")[-1]
        if "avisos/" in address:
            values["version"] = "1"
        if "recurso/" in address or "appeals/" in address:
            values["number"] = self.appeal.number
            values["code"] = self.appeal.resolution.code

        def gap(found: re.Match[str]) -> str:
            return values[found["name"]]

        return "/" + re.sub(r"<(?:\w+:)?(?P<name>\w+)>", gap, address)


def knock(client: Client, address: str, **headers: str) -> str:
    """What the door answers to GET and to an empty POST, with nothing left behind."""
    answers = []
    body = {"data": "{}", "content_type": "application/json"} if "/api/" in address else {}
    for method, sent in ((client.get, {}), (client.post, body)):
        cookies = deepcopy(client.cookies)  # a door that logs out must not empty the next
        with transaction.atomic():
            try:
                response = method(address, **sent, **headers)
                answers.append(str(response.status_code))
                for close in response._resource_closers:  # the file of a download
                    close()
            finally:
                transaction.set_rollback(True)
                client.cookies = cookies
    return "/".join(answers)


@pytest.fixture
def world(settings: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    settings.DEMO = True
    for count in ("spend", "wait"):  # throttles have their own tests
        monkeypatch.setattr(Limit, count, lambda _limit, _who: 0)
    return World()


def visitors(world: World, mine: Filing) -> dict[str, tuple[Client, dict[str, str]]]:
    """Each role's browser, logged in; citizens hold the key of a case, theirs or another."""
    found: dict[str, tuple[Client, dict[str, str]]] = {"anonymous": (Client(), {})}
    for name, filing in (("citizen", mine), ("other citizen", world.other)):
        client = Client()
        client.post("/solicitudes/", {"folio": filing.service_request.folio, "key": filing.key})
        found[name] = (client, {"HTTP_REQUEST_KEY": filing.key})
    resident = Client()  # signed in with a code, with the case among their requests
    signed_in(resident)
    resident.post(
        "/mis-solicitudes/agregar/",
        {"folio": mine.service_request.folio, "key": mine.key},
    )
    found["signed in"] = (resident, {})
    for name, grants in ROLES.items():
        client = Client()
        client.force_login(person(*grants))
        found[name] = (client, {})
    return found


@pytest.mark.once
@pytest.mark.parametrize(
    "on", ["nothing", "an ordinary case", "a denuncia", "a case that waits", "a closed case"]
)
def test_every_address_answers_every_role_as_written_down(
    world: World, snapshot: SnapshotAssertion, on: str
) -> None:
    filing = {
        "a denuncia": world.denuncia,
        "a case that waits": world.waiting,
        "a closed case": world.closed,
    }.get(on, world.case)
    people = visitors(world, world.case if on == "a denuncia" else filing)
    table: dict[str, dict[str, str]] = {}
    for address in sorted(set(addresses(get_resolver().url_patterns))):
        if NOT_OURS.match(address) or ("folio>" in address) is (on == "nothing"):
            continue
        target = world.fill(address, filing)
        said: dict[str, list[str]] = {}
        for name, (client, headers) in people.items():
            answer = knock(client, target, **headers)
            said.setdefault(answer, []).append(name)
            if on == "a denuncia":  # whatever the snapshot says
                assert is_shut(name, answer), (name, target, answer)
        table[f"/{address}"] = {code: ", ".join(who) for code, who in said.items()}
    assert table == snapshot


def is_shut(name: str, answer: str) -> bool:
    """Whether a denuncia is nobody's but the control body's."""
    shut = {"302", "404", "405"}
    if name in {"anonymous", "citizen", "other citizen", "signed in"}:
        shut |= {"401", "403"}
    return name == "oic" or shut.issuperset(answer.split("/"))
