"""What expires is offered to be renewed, where its version says so and when it says so."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from lxml import html

from procedures.casework.models import Resolution
from procedures.casework.operations import revoke_resolution
from procedures.casework.renewing import renewable
from procedures.holdings.models import Holding
from procedures.requests.models import ServiceRequest
from tests.factories import filed, published, signed_in, staff
from tests.procedures.casework.test_issuing import DEBT, REASONED, sign, walk

pytestmark = pytest.mark.django_db
RENEWAL = {"before_days": 30, "message": "status_changed"}
A_DAY = dt.timedelta(days=1)


def granted(months: int | None = 3, **changes: object) -> tuple[ServiceRequest, Resolution]:
    row = walk(filed(published(DEBT, **changes)).service_request)
    paper = sign(row, "resolver_favorable", **REASONED, vigencia_meses=months)
    row.refresh_from_db()
    return row, paper


def test_from_so_many_days_before_its_end_and_after_it() -> None:
    row, paper = granted(renewal=RENEWAL)
    assert paper.valid_until is not None
    first = paper.valid_until - 30 * A_DAY
    days = (first - A_DAY, first, paper.valid_until, paper.valid_until + 90 * A_DAY)
    assert [renewable(row, paper, day) for day in days] == [False, True, True, True]
    revoke_resolution(
        actor=staff("supervisor@comercializacion"),
        service_request=row,
        revision=row.revision,
        code=paper.code,
        reason="Se emitió por error.",
    )
    paper.refresh_from_db()
    assert not renewable(row, paper, first)


def test_what_does_not_expire_or_may_not_be_renewed_is_not_offered() -> None:
    today = timezone.localdate()
    for months, changes in ((None, {"renewal": RENEWAL}), (1, {})):
        assert not renewable(*granted(months, **changes), today)


def test_the_request_and_my_requests_lead_to_a_new_one_from_it() -> None:
    row, paper = granted(renewal=RENEWAL, status="online")
    assert paper.valid_until is not None

    def offered() -> list[str]:
        client = Client()
        account = signed_in(client)
        Holding.objects.get_or_create(
            account=account, service_request=row, nonce=row.key_nonce[:12]
        )
        pages = [client.get(path) for path in ("/mis-solicitudes/", f"/solicitudes/{row.folio}/")]
        assert [page.status_code for page in pages] == [200, 200]
        links = [
            link
            for page in pages
            for link in html.fromstring(page.content.decode()).xpath("//main//a")
        ]
        hrefs = [one.get("href") for one in links if one.text_content().startswith("Renovar")]
        for href in hrefs:
            assert "Usar las respuestas de arriba" in client.get(href).content.decode()
        return hrefs

    assert offered() == []
    with time_machine.travel(timezone.now() + 80 * A_DAY):
        assert offered() == [f"/tramites/{DEBT}/solicitar/a-partir-de/{row.folio}/"] * 2
