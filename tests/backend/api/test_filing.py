"""Filing through the API: once, by every channel, and nothing kept of what is refused."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from procedures.catalogue.models import ProcedureVersion
from procedures.documents.models import Document
from procedures.requests.models import Applicant, Event, FilingKey, ServiceRequest
from tests.backend.api.callers import Caller, filing
from tests.backend.api.conftest import METER
from tests.factories import published
from tests.factories.papers import paper

THREADS = 16


def test_a_filing_gives_folio_key_dates_and_where_to_follow_it(
    meter: ProcedureVersion, anybody: Caller
) -> None:
    answer = anybody.post("/requests/", filing(anybody, METER))
    body = answer.body
    assert answer.status == 201
    assert body.keys() >= {
        "folio",
        "key",
        "state",
        "phase",
        "revision",
        "due_on",
        "due_confirmed",
        "target_on",
        "tracking_url",
        "receipt_url",
        "version",
    }
    assert (body["phase"], body["version"], body["due_confirmed"]) == ("received", 1, False)
    assert body["key"] not in body["tracking_url"] + body["receipt_url"]
    opened = anybody.with_key(body["key"]).get(f"/requests/{body['folio']}/")
    assert (opened.status, opened.body["revision"]) == (200, body["revision"])


def test_the_same_filing_sent_again_is_the_same_request(
    meter: ProcedureVersion, anybody: Caller
) -> None:
    body = filing(anybody, METER)
    first = anybody.post("/requests/", body, Idempotency_Key="abc-1")
    again = anybody.post("/requests/", body, Idempotency_Key="abc-1")
    assert (first.status, first.body) == (again.status, again.body)
    assert ServiceRequest.objects.count() == 1


def test_the_same_idempotency_key_with_another_body_is_a_conflict(
    meter: ProcedureVersion, anybody: Caller
) -> None:
    body = filing(anybody, METER)
    anybody.post("/requests/", body, Idempotency_Key="abc-1")
    other = anybody.post("/requests/", {**body, "contact": None}, Idempotency_Key="abc-1")
    assert other.status == 409
    assert other.codes == {("", "idempotency_conflict")}
    assert ServiceRequest.objects.count() == 1


def test_an_idempotency_key_belongs_to_one_client(
    meter: ProcedureVersion, anybody: Caller, staff_caller: Any
) -> None:
    clerk = staff_caller("counter@modulo")
    public = filing(anybody, METER)
    counter = filing(clerk, METER, source="counter")
    assert anybody.post("/requests/", public, Idempotency_Key="1").status == 201
    assert clerk.post("/requests/", counter, Idempotency_Key="1").status == 201
    assert ServiceRequest.objects.count() == 2


def test_a_refused_filing_leaves_its_idempotency_key_free(
    meter: ProcedureVersion, anybody: Caller
) -> None:
    body = filing(anybody, METER)
    assert anybody.post("/requests/", {**body, "answers": {}}, Idempotency_Key="1").status == 400
    assert not FilingKey.objects.exists()
    assert anybody.post("/requests/", body, Idempotency_Key="1").status == 201


@pytest.mark.parametrize("key", ["x" * 201, "ñandú"])
def test_an_idempotency_key_is_short_and_plain(
    key: str, meter: ProcedureVersion, anybody: Caller
) -> None:
    answer = anybody.post("/requests/", filing(anybody, METER), Idempotency_Key=key)
    assert answer.codes == {("Idempotency-Key", "invalid")}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_sixteen_equal_filings_at_once_are_one_request_and_one_answer() -> None:
    published(METER)
    body = filing(Caller(Client()), METER)
    ready = threading.Barrier(THREADS)

    def send(_number: int) -> tuple[int, Any]:
        try:
            ready.wait(20)
            answer = Caller(Client()).post("/requests/", body, Idempotency_Key="one")
            return answer.status, answer.body
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(send, range(THREADS)))
    assert {status for status, _body in answers} == {201}
    assert len({(body["folio"], body["key"]) for _status, body in answers}) == 1
    assert ServiceRequest.objects.count() == 1


def test_only_the_counter_files_for_others_and_on_another_day(
    meter: ProcedureVersion, anybody: Caller, staff_caller: Any
) -> None:
    clerk = staff_caller("counter@modulo")
    body = filing(clerk, METER, source="letter", received_on="2026-01-15")
    assert anybody.post("/requests/", body).status == 403
    assert staff_caller("crew@operacion").post("/requests/", body).status == 403
    filed = clerk.post("/requests/", body)
    assert filed.status == 201
    row = ServiceRequest.objects.get(folio=filed.body["folio"])
    assert (row.source, str(row.received_on), row.captured_by) == (
        "letter",
        "2026-01-15",
        clerk.user,
    )
    online = {**filing(anybody, METER), "received_on": "2026-01-15"}
    assert anybody.post("/requests/", online).codes == {("received_on", "forbidden")}


def test_the_counter_may_file_what_is_incomplete(
    meter: ProcedureVersion, staff_caller: Any
) -> None:
    clerk = staff_caller("counter@modulo")
    body = filing(clerk, METER, source="counter") | {"answers": {}, "documents": {}}
    assert clerk.post("/requests/", body).status == 201


def test_staff_who_file_online_are_nobody_in_particular(
    db: None, anybody: Caller, staff_caller: Any
) -> None:
    published("quejas-denuncias")
    clerk = staff_caller("reviewer@comercializacion")
    body = filing(clerk, "quejas-denuncias", anonymous=True, contact=None)
    filed = clerk.post("/requests/", body)
    assert (filed.status, filed.body["anonymous"]) == (201, True), filed.body
    event = Event.objects.get()
    assert (event.actor_user, event.actor_kind) == (None, "citizen")
    assert ServiceRequest.history.get(history_type="+").history_user_id != clerk.user.username


def test_an_anonymous_filing_keeps_no_contact_and_says_so(db: None, anybody: Caller) -> None:
    published("quejas-denuncias")
    filed = anybody.post("/requests/", filing(anybody, "quejas-denuncias", anonymous=True))
    assert filed.status == 201, filed.body
    assert "No guardamos" in filed.body["notice"]
    assert not Applicant.objects.exists()


def test_nobody_is_anonymous_where_the_procedure_does_not_say_so(
    meter: ProcedureVersion, anybody: Caller
) -> None:
    answer = anybody.post("/requests/", filing(anybody, METER, anonymous=True))
    assert answer.codes == {("anonymous", "forbidden")}


def test_an_upload_is_claimed_once_and_never_when_gone_or_of_another_type(
    meter: ProcedureVersion, anybody: Caller
) -> None:
    body = filing(anybody, METER)
    key = "archivo_identificacion"
    gone = paper()
    Document.objects.filter(pk=gone.pk).update(expires_at=timezone.now())
    taken = anybody.upload().body["id"]
    ok = anybody.post("/requests/", {**body, "documents": {**body["documents"], key: [taken]}})
    assert ok.status == 201, ok.body
    for wanted, code in ((taken, "taken"), (str(gone.pk), "gone"), (body_id(), "gone")):
        answer = anybody.post("/requests/", {**body, "documents": {key: [wanted]}})
        assert (key, code) in answer.codes
    assert ServiceRequest.objects.count() == 1


def body_id() -> str:
    return "00000000-0000-4000-8000-000000000000"


def test_one_upload_for_two_fields_is_refused_whole(
    meter: ProcedureVersion, anybody: Caller
) -> None:
    body = filing(anybody, METER)
    one = anybody.upload().body["id"]
    twice = {"archivo_identificacion": [one], "fotos": [one]}
    answer = anybody.post("/requests/", {**body, "documents": {**body["documents"], **twice}})
    assert answer.status == 400
    assert not ServiceRequest.objects.exists()
    assert Document.objects.get(pk=one).claimed_at is None


def test_uploads_say_what_is_wrong_with_them(db: None, anybody: Caller) -> None:
    good = anybody.upload()
    assert good.status == 201
    assert good.body.keys() == {"id", "name", "media_type", "size", "sha256", "expires_at"}
    from django.core.files.uploadedfile import SimpleUploadedFile as File

    assert anybody.upload(file=File("a.exe", b"MZ" * 50)).status == 415
    assert anybody.upload(file=File("a.pdf", b"hola, no soy PDF")).status == 415
    assert anybody.upload(file=File("a.pdf", b"")).status == 400


def test_an_upload_that_is_too_large_is_refused(db: None, anybody: Caller, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 100
    assert anybody.upload().status == 413
    settings.UPLOAD_MAX_BYTES = -(64 * 1024) + 10  # refused by what the body says of itself
    assert anybody.upload().status == 413


def test_an_upload_is_multipart_with_one_file(db: None, anybody: Caller) -> None:
    assert anybody.post("/uploads/", {"file": "x"}).status == 415
    sent = anybody.client.post("/api/v1/uploads/", {"otro": "x"})
    assert sent.status_code == 400
    assert sent.json()["errors"][0]["field"] == "file"
