"""The invitation to the survey is a secondary purpose: who does not want it gets none (6.2)."""

from __future__ import annotations

import pytest

from frontend.filing import CONTACT
from notifications.models import OutboxMessage
from procedures.requests.models import ServiceRequest
from tests.factories import take
from tests.factories.drafts import fill_in
from tests.frontend.citizen.conftest import METER
from tests.frontend.citizen.test_filing import MAIL

pytestmark = pytest.mark.django_db


def closed(resident):
    take(resident.row, "tomar")
    take(resident.row, "desistir")


def invitations(row):
    return OutboxMessage.objects.filter(reference=row.folio, kind="survey_invitation").count()


def test_who_declines_the_survey_is_not_invited(resident, read):
    assert "No quiero que me inviten" in read(resident.client.get(resident.at))
    resident.client.post(f"{resident.at}encuesta/", {"quiero": "0"})
    assert "No le invitaremos a la encuesta." in read(resident.client.get(resident.at))
    closed(resident)
    assert invitations(resident.row) == 0
    assert not resident.row.facts.filter(kind="invited").exists()


def test_who_changes_their_mind_is_invited(resident):
    for wanted in ("0", "1", "1"):
        resident.client.post(f"{resident.at}encuesta/", {"quiero": wanted})
    closed(resident)
    assert invitations(resident.row) == 1


def test_the_choice_is_offered_where_it_was_filed_and_comes_back_there(client, meter, read):
    base = f"/tramites/{METER}/solicitar/"
    done = f"{base}solicitud-recibida/"
    client.post(base)
    fill_in(client, meter)
    client.post(f"{base}{CONTACT}/", MAIL)
    client.post(f"{base}revisar-y-enviar/")
    assert "No quiero que me inviten" in read(client.get(done))
    row = ServiceRequest.objects.get()
    at = f"/solicitudes/{row.folio}/encuesta/"
    answer = client.post(at, {"quiero": "0", "desde": "confirmacion"})
    assert answer.headers["Location"] == done
    assert "No le invitaremos a la encuesta." in read(client.get(done))
    row.refresh_from_db()
    assert row.survey_declined
