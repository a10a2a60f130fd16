"""A meter change on the real catalogue, and people of its areas who are logged in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

from procedures.catalogue.models import ProcedureVersion
from procedures.requests.models import ServiceRequest
from tests.factories import filed, person, published

METER = "mantenimiento-cambio-medidor"
LogIn = Callable[..., Client]


@pytest.fixture
def meter(db: None) -> ProcedureVersion:
    return published(METER)


@pytest.fixture
def case(meter: ProcedureVersion) -> ServiceRequest:
    """One just received."""
    return filed(meter).service_request


@pytest.fixture
def log_in() -> LogIn:
    """A browser of somebody with these functions: `log_in("reviewer@comercializacion")`."""

    def browser(*grants: str, user: AbstractBaseUser | None = None, **named: str) -> Client:
        client = Client()
        client.force_login(user or person(*grants, **named))
        return client

    return browser


@pytest.fixture
def reviewer(log_in: LogIn) -> Client:
    return log_in("reviewer@comercializacion", full_name="David Cruz")
