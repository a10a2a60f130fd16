"""Who has no CURP is turned away nowhere, and it is put down (DOMAIN §5.1; LNETB 66)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from backend.accounts.actors import ANONYMOUS
from frontend.filing import CONTACT
from procedures.catalogue.models import ProcedureVersion
from procedures.requests.facts import facts_for_filing
from procedures.requests.models import ServiceRequest
from procedures.requests.people import without_curp
from tests.backend.api.callers import Caller, filing
from tests.factories import CONTACT as NAMED
from tests.factories import catalogue, examples, filed, person, published, staff
from tests.factories.drafts import fill_in

pytestmark = pytest.mark.django_db
ONLINE = sorted(slug for slug, item in catalogue().items() if item.definition.status == "online")
METER = "mantenimiento-cambio-medidor"
NONE = {"tipo_persona": "fisica", "sin_curp": True}
LAST = {
    "channel": "counter", "name": "Ana Cruz", "identity": "named", "privacy": "on", "truth": "on",
}  # fmt: skip


def given(version: ProcedureVersion) -> dict[str, Any]:
    known = version.definition.form.by_key
    return {key: value for key, value in NONE.items() if key in known}


def by_page(version: ProcedureVersion) -> None:
    client, base = Client(), f"/tramites/{version.procedure.slug}/solicitar/"
    client.post(base)
    fill_in(client, version, **given(version))
    client.post(f"{base}{CONTACT}/", LAST)
    client.post(f"{base}revisar-y-enviar/")


def by_api(version: ProcedureVersion) -> None:
    caller = Caller(Client())
    body = filing(caller, version.procedure.slug, given=given(version))
    assert caller.post("/requests/", body).status == 201


def by_counter(version: ProcedureVersion) -> None:
    filed(version, actor=staff("counter@modulo", source="counter"), given=given(version))


@pytest.mark.parametrize("file", [by_page, by_api, by_counter])
@pytest.mark.parametrize("slug", ONLINE)
def test_nobody_is_turned_away_for_lack_of_a_curp(
    slug: str, file: Callable[[ProcedureVersion], None]
) -> None:
    version = published(slug)
    file(version)
    row = ServiceRequest.objects.get()
    assert not row.answers.get("curp")
    private = row.events.get(kind="filed").payload.data["private"]
    assert private.get("without_curp", 0) == int("curp" in version.definition.form.by_key)


def test_staff_read_that_it_lacked_and_the_person_is_not_reproached() -> None:
    row = filed(published(METER), given=NONE, contact=NAMED).service_request
    clerk = Client()
    clerk.force_login(person("reviewer@comercializacion"))
    assert "Sin CURP: 1 persona." in clerk.get(f"/personal/{row.folio}/").content.decode()
    other = filed(row.version, given={**NONE, "sin_curp": False}).service_request
    assert "without_curp" not in other.events.get(kind="filed").payload.data["private"]


def test_every_person_who_asks_is_counted_and_a_company_has_none() -> None:
    version = published("cambio-de-propietario")
    form = version.definition.form
    facts = facts_for_filing(ANONYMOUS, timezone.localdate())
    rows = [
        {"id": "a", "tipo_persona": "fisica", "nombre": "Rosa Cruz", "sin_curp": True},
        {"id": "b", "tipo_persona": "moral", "razon_social": "La Casa AC"},
    ]
    answers = examples(form, facts, given=NONE)
    together = {**answers, "hay_cosolicitantes": True, "cosolicitantes": rows}
    assert without_curp(form, together, facts) == 2
    company = {**together, "tipo_persona": "moral", "cosolicitantes": rows[1:]}
    assert without_curp(form, company, facts) == 0
