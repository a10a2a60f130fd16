"""Two thousand messages while everything around them dies: none lost, and next to none twice.

`DRILL=short` sends two hundred: the form that the suite of every submission runs.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from itertools import cycle
from pathlib import Path

import pytest

from tests.drill.fleet import INITDB, WORKERS, fleet

pytestmark = pytest.mark.skipif(
    not (INITDB and shutil.which("redis-server")), reason="PostgreSQL or Redis is not installed"
)
SHORT = os.environ.get("DRILL") == "short"
MANY = 200 if SHORT else 2000
NOBODY = 40  # every so many goes to somebody the server does not know
LIMIT = 180 if SHORT else 600  # seconds

POST = f"""
import time
from django.db import connection, transaction
from notifications.messages import MESSAGES
from notifications.outbox import Recipient, post
def once(number):
    who = "nobody" if number % {NOBODY} == 0 else "person"
    with transaction.atomic():
        post(
            MESSAGES["contact_changed"](folio=f"DRILL-{{number}}", procedure="Prueba"),
            to=Recipient(name="", email=f"{{who}}{{number}}@example.org"),
            reference=f"DRILL-{{number}}", dedupe_key=f"drill:{{number}}",
        )
for number in range({MANY}):
    for _turn in range(200):
        try:
            once(number)
            break
        except Exception:
            connection.close()
            time.sleep(0.3)
print("posted")
"""
LOOK = """
from collections import Counter
from notifications.models import OutboxMessage
rows = list(OutboxMessage.objects.all())
told = Counter(str(row.state) for row in rows)
print("rows", len(rows), told["sent"], told["failed"])
print("sent", *[row.pk for row in rows if row.sent_at])
print("nobody", *[row.pk for row in rows if row.address.startswith("nobody")])
print("failed", *[row.pk for row in rows if row.failed_at])
"""


def test_none_is_lost_and_at_most_one_is_twice_for_each_death(tmp_path: Path) -> None:
    with fleet(tmp_path, mood=0.12) as (house, postman):
        house.start("posting", *house_shell(POST))
        begun, told, turns = time.monotonic(), {}, 0
        harms = cycle(
            [
                lambda: house.kill_worker(WORKERS[0]),
                house.flush_redis,
                lambda: house.kill_worker(WORKERS[1]),
                lambda: house.hang_redis(5),
                house.restart_database,
                lambda: house.kill_worker(WORKERS[0]),
                house.restart_redis,
                lambda: (postman.silent.set(), time.sleep(4), postman.silent.clear()),
            ]
        )
        while time.monotonic() - begun < LIMIT:
            if turns < (8 if SHORT else 24):
                next(harms)()
                turns += 1
            time.sleep(4)
            told = look(house)
            if told["rows"][0] == MANY == told["rows"][1] + told["rows"][2] and turns >= 8:
                break
        took = time.monotonic() - begun
    taken = {int(key): many for key, many in postman.taken.items()}
    twice = sum(many - 1 for many in taken.values())
    print(  # noqa: T201 - a drill tells what it did
        f"\n{MANY} messages in {took:.0f} s: {told['rows'][1]} sent, {told['rows'][2]} failed, "
        f"{twice} twice, {turns} harms, {house.deaths} deaths"
    )
    assert told["rows"][0] == MANY, "a message was never written"
    assert told["rows"][1] + told["rows"][2] == MANY, "not every message came to an end"
    assert set(told["failed"]) == set(told["nobody"]), "who exists was reached, and nobody else"
    assert set(told["sent"]) == set(taken), "what is said to be sent, and only that, was taken"
    assert twice <= house.deaths


def house_shell(script: str) -> tuple[str, ...]:
    return (sys.executable, "manage.py", "shell", "-v0", "-c", script)


def look(house: object) -> dict[str, list[int]]:
    """What the outbox says: counts, and the rows of each end."""
    try:
        lines = house.manage("shell", "-v0", told=LOOK).splitlines()  # type: ignore[attr-defined]
    except Exception:  # the database is just being hurt
        return {"rows": [0, 0, 0]}
    return {
        name: [int(one) for one in rest]
        for name, *rest in (line.split() for line in lines if line.strip())
    }
