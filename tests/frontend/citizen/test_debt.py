"""Page and API: the holder who proved it reads what the account owes; others find no such page."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.backend.api.callers import Caller
from tests.factories import filed, person, published
from tests.frontend.staff.pages import form_data, text_of
from tests.procedures.register.files import balances

pytestmark = pytest.mark.django_db
PANEL = "Lo que dice el sistema de cobro"


@pytest.fixture(autouse=True)
def billing(settings, tmp_path):
    settings.BILLING = "csv"
    balances(tmp_path, "100-234,1234.50,2025-10-31")
    return tmp_path


@pytest.fixture
def filing(db):
    return filed(published("constancia-no-adeudo"), given={"numero_cuenta": "100-234"})


@pytest.fixture
def resident(filing, client):
    told = {"folio": filing.service_request.folio, "key": filing.key}
    assert client.post("/solicitudes/", told).status_code == 302
    return client


@pytest.fixture
def clerk():
    client = Client()
    client.force_login(person("counter@modulo"))
    return client


def test_from_the_clerk_who_looks_at_a_deed_to_the_holder_who_reads(filing, resident, clerk):
    folio = filing.service_request.folio
    mine, case = f"/solicitudes/{folio}/", f"/personal/{folio}/"
    assert resident.get(f"{mine}adeudo/").status_code == 404
    assert "Ver si su cuenta debe" not in text_of(resident.get(mine))
    page = clerk.get(case)
    assert PANEL in text_of(page) and "El sistema de cobro dice que la cuenta debe." in text_of(
        page
    )
    assert "1,234.50" not in page.content.decode()
    data = form_data(page, "/titular/")
    bare = clerk.post(f"{case}titular/", {k: v for k, v in data.items() if "how" not in k})
    assert "Elija con qué lo demostró." in text_of(bare)
    assert clerk.post(f"{case}titular/", data | {"titular-how": "deed"}).status_code == 302
    said = text_of(clerk.get(case))
    assert "$1,234.50" in said and "Identificación y escritura o título de la propiedad" in said
    assert "Comprobamos que usted es titular." in text_of(resident.get(mine))
    page = text_of(resident.get(f"{mine}adeudo/"))
    assert "$1,234.50" in page and "31 de octubre de 2025" in page and "31 de enero de 2026" in page
    undo = form_data(clerk.get(case), "/titular/")
    assert clerk.post(f"{case}titular/", undo).status_code == 302
    assert resident.get(f"{mine}adeudo/").status_code == 404


def test_who_does_not_handle_it_reads_nothing_of_it(filing):
    client = Client()
    client.force_login(person("director@*"))
    page = client.get(f"/personal/{filing.service_request.folio}/")
    assert page.status_code == 200 and PANEL not in text_of(page)


def test_silence_and_a_debt_that_is_paid_are_said_as_they_are(
    filing, resident, clerk, settings, billing
):
    row = filing.service_request
    case, mine = f"/personal/{row.folio}/", f"/solicitudes/{row.folio}/adeudo/"
    data = form_data(clerk.get(case), "/titular/") | {"titular-how": "register"}
    clerk.post(f"{case}titular/", data)
    balances(billing, "100-234,0.00,")
    assert "Su cuenta no debe." in text_of(resident.get(mine))
    assert "La cuenta no debe." in text_of(clerk.get(case))
    settings.BILLING, settings.BILLING_URL = "http", "http://127.0.0.1:9/cobro"
    assert "Ahora no podemos consultar" in text_of(resident.get(mine))
    assert "No se pudo consultar el sistema de cobro." in text_of(clerk.get(case))


def test_the_api_tells_each_the_same(filing):
    row, anybody = filing.service_request, Caller(Client())
    clerk = Client()
    clerk.force_login(person("reviewer@comercializacion"))
    staff = Caller(clerk)
    where = f"/requests/{row.folio}/balance/"
    assert anybody.get(where).status == 404
    resident = anybody.with_key(filing.key)
    assert resident.get(where).status == 404
    told = staff.get(where).body
    assert told == {
        "owes": True,
        "amount": None,
        "since": None,
        "as_of": "2026-01-31",
        "flags": ["owes"],
    }
    given = {"revision": row.revision, "how": "will"}
    assert resident.post(f"/requests/{row.folio}/holder/", given).status == 403
    assert staff.post(f"/requests/{row.folio}/holder/", given).status == 200
    assert resident.get(where).body["amount"] == "1234.50"


def test_asking_costs_a_fixed_number_of_queries(filing, clerk, settings):
    case = f"/personal/{filing.service_request.folio}/"
    clerk.get(case)
    settings.BILLING = "none"
    with CaptureQueriesContext(connection) as without:
        clerk.get(case)
    settings.BILLING = "csv"
    with CaptureQueriesContext(connection) as asking:
        clerk.get(case)
    assert len(asking) == len(without) + 2  # who proved it, and what it owes
