"""What the account owes is told to who proved to hold it, and to nobody who knows a number."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from backend.accounts.actors import ANONYMOUS, citizen_of
from procedures.requests import crypto, keys
from procedures.requests.access import Part
from procedures.requests.core import change
from procedures.requests.errors import Conflict, Invalid, NotAllowed, NotFound
from procedures.requests.models import ServiceRequest
from procedures.requests.notices import contact_of
from procedures.requests.operations import correct_answers, recognise_holder
from procedures.requests.operations.passing import pass_on
from procedures.requests.people import Passed
from procedures.requests.registered import Debt, debt_of, of_the_same_account
from tests.factories import filed, published, staff, take
from tests.procedures.register.files import DAY, balances

pytestmark = pytest.mark.django_db
CERTIFICATE, METER = "constancia-no-adeudo", "mantenimiento-cambio-medidor"
AREA = "comercializacion"
OWES, CLEAR = "100-234", "100-235"


@pytest.fixture(autouse=True)
def billing(settings: Any, tmp_path: Path) -> Path:
    settings.BILLING = "csv"
    balances(tmp_path, f"{OWES},1234.50,2025-10-31", f"{CLEAR},0,")
    return tmp_path


def asked(account: str = OWES, slug: str = CERTIFICATE) -> ServiceRequest:
    return filed(published(slug), given={"numero_cuenta": account}).service_request


def handed_over(row: ServiceRequest) -> None:
    """Contact and key pass on to another address (R28)."""
    with change(
        actor=staff("counter@modulo"), service_request=row, revision=None, why="x", aside=True
    ) as now:
        former, heir = contact_of(row), contact_of(row)
        assert former is not None and heir is not None
        heir.email = "otra@example.org"
        heir.save()
        now.service_request.key_nonce = keys.new_nonce()
        pass_on(now, Passed(former, heir))
    row.refresh_from_db()


def debt(row: ServiceRequest, actor: Any) -> Debt | None:
    return debt_of(Part(actor, row), crypto.open_answers(row.definition.form, row.answers))


def recognised(row: ServiceRequest, how: str = "deed", actor: Any = None) -> None:
    row.refresh_from_db()
    recognise_holder(
        actor=actor or staff("counter@modulo"),
        service_request=row,
        revision=row.revision,
        how=how,
    )


def test_whether_it_owes_is_for_who_handles_it_and_how_much_for_the_holder() -> None:
    row = asked()
    clerk, person = staff(f"reviewer@{AREA}"), citizen_of(row.folio)
    found = debt(row, clerk)
    assert found is not None and (found.flags, found.recognised) == (("owes",), False)
    assert debt(row, person) is None and debt(row, ANONYMOUS) is None
    assert debt(row, staff("director@*")) is None
    recognised(row)
    told = debt(row, person)
    assert told is not None and told.recognised and told.balance is not None
    assert str(told.balance.amount) == "1234.50"
    recognised(row, "")
    assert debt(row, person) is None


def test_another_account_is_another_holder() -> None:
    row = asked()
    recognised(row)
    row.refresh_from_db()
    correct_answers(
        actor=staff("counter@modulo"),
        service_request=row,
        revision=row.revision,
        answers={"numero_cuenta": CLEAR},
        reason="La copió mal",
    )
    row.refresh_from_db()
    assert debt(row, citizen_of(row.folio)) is None


def test_whom_contact_and_key_passed_on_to_proved_nothing() -> None:
    row = asked()
    recognised(row)
    handed_over(row)
    assert debt(row, citizen_of(row.folio)) is None
    recognised(row)  # the new one may prove it
    assert debt(row, citizen_of(row.folio)) is not None
    with change(
        actor=citizen_of(row.folio), service_request=row, revision=None, why="x", aside=True
    ) as now:
        now.record("applicant_withdrew", private={"fields": {}, "note": ""})
    assert debt(row, citizen_of(row.folio)) is None


def test_who_may_put_it_down_and_with_what() -> None:
    row = asked()
    for who in (citizen_of(row.folio), staff("cashier@caja"), staff("director@*")):
        with pytest.raises((NotAllowed, NotFound)):
            recognised(row, actor=who)
    with pytest.raises(Invalid):
        recognised(row, "porque sí")
    with pytest.raises(Conflict, match="Ya estaba anotado"):
        recognised(row, "")
    recognised(row)
    with pytest.raises(Conflict, match="Ya estaba anotado"):
        recognised(row, "will")
    event = row.events.get(kind="holder_recognised")
    assert event.payload.data["public"] == {"holds": True}
    assert "100234" not in str(event.payload.data)


def test_only_procedures_that_say_so_ask_and_only_where_there_is_billing(settings: Any) -> None:
    clerk = staff("counter@modulo")
    assert debt(asked(slug="falta-recibo"), clerk) is None
    row = asked()
    settings.BILLING = "none"
    assert debt(row, clerk) is None


def test_what_billing_said_at_filing_and_at_signing_stays_as_evidence(billing: Path) -> None:
    row = asked(OWES, METER)
    first = row.events.get(kind="filed").payload.data
    assert first["private"]["register"] == ["owes"] and "owes" not in str(first["public"])
    balances(billing, f"{OWES},0,", f"{CLEAR},0,", day=DAY + dt.timedelta(days=28))
    for action in ("tomar", "programar_visita", "registrar_visita", "negar"):
        take(row, action)
    signed = ServiceRequest.objects.get(pk=row.pk).events.get(action="negar")
    assert signed.payload.data["private"]["billing"] == []


def test_other_requests_of_the_account_are_listed_for_who_may_see_them() -> None:
    row, other = asked(), asked("100 234", METER)
    filed(published(METER), given={"numero_cuenta": CLEAR, "numero_medidor": "100234"})
    answers = crypto.open_answers(row.definition.form, row.answers)
    assert of_the_same_account(Part(staff("counter@modulo"), row), answers) == [other]
    assert of_the_same_account(Part(staff("technical@operacion"), row), answers) == []
    assert of_the_same_account(Part(citizen_of(row.folio), row), answers) == []
