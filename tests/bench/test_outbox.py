"""How long a message waits, and what a hung broker costs whoever files."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest

from tests.bench.stopwatch import say
from tests.drill.fleet import INITDB, fleet

pytestmark = pytest.mark.skipif(
    not (INITDB and shutil.which("redis-server")), reason="PostgreSQL or Redis is not installed"
)
SECONDS, PACE = 20, 20  # seconds, messages a second
FILINGS = 60

POST = f"""
import time
from django.db import transaction
from notifications.messages import MESSAGES
from notifications.models import OutboxMessage
from notifications.outbox import Recipient, post
begun = time.monotonic()
for number in range({SECONDS * PACE}):
    time.sleep(max(0, begun + number / {PACE} - time.monotonic()))
    with transaction.atomic():
        post(
            MESSAGES["contact_changed"](folio=f"B-{{number}}", procedure="Prueba"),
            to=Recipient(name="", email=f"p{{number}}@example.org"),
            reference=f"B-{{number}}", dedupe_key=f"bench:{{number}}",
        )
stop = time.monotonic() + 60
while OutboxMessage.objects.filter(sent_at=None).exists() and time.monotonic() < stop:
    time.sleep(0.5)
took = [(row.sent_at - row.created_at).total_seconds() if row.sent_at else 99.0
        for row in OutboxMessage.objects.all()]
print(sorted(took)[int(len(took) * 0.95)])
"""
FILE = f"""
import time
from tests.factories import filed, published
version = published("falta-recibo")
took = []
for _number in range({FILINGS}):
    begun = time.monotonic()
    filed(version)
    took.append(time.monotonic() - begun)
print(sorted(took)[int(len(took) * 0.95)])
"""


def test_a_message_is_handed_over_soon_after_its_commit(tmp_path: Path) -> None:
    with fleet(tmp_path, mood=0) as (house, _postman):
        value = float(house.manage("shell", "-v0", told=POST).split()[-1])
    say("p95 commit to hand-over, s", value, 10, f"{PACE} messages a second for {SECONDS} s")


def test_with_redis_hung_filing_goes_on(tmp_path: Path) -> None:
    with fleet(tmp_path, mood=0) as (house, _postman):
        os.killpg(house.running["redis"].pid, signal.SIGSTOP)
        value = float(house.manage("shell", "-v0", told=FILE).split()[-1])
        os.killpg(house.running["redis"].pid, signal.SIGCONT)
    say("p95 of a filing, Redis hung, s", value, 1, "one in each 30 s waits for the broker")
