"""A worker is killed in the middle of a job on many cases: another ends it, nothing is twice."""

from __future__ import annotations

import sys
import time

import pytest

from tests.drill.test_broker import House, eventually, house, pytestmark

__all__ = ["house", "pytestmark"]
CASES = 150

ASK = f"""
import uuid
from procedures.casework.desk import bulk
from tests.factories import filed, published, staff
version = published("mantenimiento-cambio-medidor")
rows = [filed(version).service_request for _n in range({CASES})]
job = bulk.start(
    actor=staff("supervisor@comercializacion"), key=uuid.uuid4(), deed="message",
    folios=[row.folio for row in rows], parameters={{"text": "Su folio es {{folio}}."}},
)
print(job.pk)
"""
LOOK = """
from collections import Counter
from procedures.casework.desk.models import BulkItem, BulkJob
from procedures.requests import chain
from procedures.requests.models import Event, ServiceRequest
told = Counter(BulkItem.objects.values_list("status", flat=True))
written = Counter(Event.objects.filter(kind="message").values_list("service_request", flat=True))
faults = sum(1 for row in ServiceRequest.objects.all() for _fault in chain.faults(row))
ended = BulkJob.objects.exclude(finished_at=None).count()
print(told["done"], len(written), max(written.values(), default=0), faults, ended)
"""


@pytest.fixture
def asked(house: House) -> House:
    """With a job that no worker has heard of yet."""
    house.kill("worker")
    house.manage("shell", "-v0", told=ASK)
    return house


def look(house: House) -> list[int]:
    """Items done, cases written to, most messages on one, broken chains, jobs ended."""
    return [int(one) for one in house.manage("shell", "-v0", told=LOOK).split()[-5:]]


def test_a_job_whose_worker_is_killed_is_ended_by_another_and_writes_to_each_once(
    asked: House,
) -> None:
    worker = (sys.executable, "-m", "celery", "-A", "backend.celery", "worker")
    asked.start("worker", *worker, "-P", "threads", "-c", "2")
    assert eventually(lambda: look(asked)[0] > 0)
    asked.kill("worker")
    done, written, most, faults, ended = look(asked)
    assert 0 < done < CASES, "it was killed too early or too late to show anything"
    assert (written, most, faults, ended) == (done, 1, 0, 0)
    asked.start("worker", *worker, "-P", "threads", "-c", "2")
    begun = time.monotonic()
    assert eventually(lambda: look(asked)[4]) or eventually(lambda: look(asked)[4])
    assert look(asked) == [CASES, CASES, 1, 0, 1]
    assert time.monotonic() - begun < 170  # a minute aside, and the next look of the sweep
