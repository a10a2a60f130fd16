"""The constancia of silence through the API, by the rules of the page."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from procedures.requests import sweeps
from tests.factories import definition, filed, published

METER = "mantenimiento-cambio-medidor"
SAID = "Oficio 12/2026, en el módulo."


def test_who_may_issue_it_puts_it_down_once_and_others_not(staff_caller):
    time = definition(METER).document["time"]
    row = filed(published(METER, time={**time, "silence": "affirmative"})).service_request
    clerk, cashier = staff_caller("reviewer@comercializacion"), staff_caller("cashier@caja")
    where, given = f"/requests/{row.folio}/certificate/", {"revision": 1, "text": SAID}
    early = clerk.post(where, given)
    assert (early.status, early.body["type"].rsplit(":", 1)[-1]) == (409, "no_silence")
    sweeps.flag_silence(timezone.localdate() + dt.timedelta(days=90))
    row.refresh_from_db()
    given["revision"] = row.revision
    assert cashier.post(where, given).status in {403, 404}
    assert clerk.post(where, given | {"text": " "}).codes == {("text", "blank")}
    assert clerk.post(where, given | {"text": "x" * 301}).codes == {("text", "max_length")}
    assert clerk.post(where, given).status == 200
    assert clerk.post(where, given | {"revision": row.revision + 1}).status == 409
    event = row.events.get(kind="silence_certified")
    assert event.payload.data["public"]["note"] == SAID
