"""The invitation to the survey is a secondary purpose: who does not want it gets none (6.2)."""

from __future__ import annotations

import pytest

from notifications.models import OutboxMessage
from tests.factories import take

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
