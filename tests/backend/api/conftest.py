"""Callers of the API, and procedures to call it about."""

from __future__ import annotations

import pytest
from django.test import Client

from backend.accounts.models import ApiToken
from procedures.catalogue.models import ProcedureVersion
from tests.backend.api.callers import Caller
from tests.factories import person, published

METER, FEASIBILITY = "mantenimiento-cambio-medidor", "factibilidad-vivienda"


@pytest.fixture
def meter(db: None) -> ProcedureVersion:
    return published(METER)


@pytest.fixture
def feasibility(db: None) -> ProcedureVersion:
    return published(FEASIBILITY)


@pytest.fixture
def anybody() -> Caller:
    """Whoever passes by."""
    return Caller(Client())


@pytest.fixture
def staff_caller(db: None):
    """`staff_caller("reviewer@comercializacion")`: somebody with a token that reads and writes."""

    def make(*grants: str, scopes: tuple[str, ...] = ("read", "write"), **named: str) -> Caller:
        user = person(*grants, **named)
        _row, token = ApiToken.issue(user, scopes=list(scopes), days=1)
        return Caller(Client(), {"Authorization": f"Bearer {token}"}, user)

    return make
