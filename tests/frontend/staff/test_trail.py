"""From a case to the next one of the very list it was opened from, and back to where one was."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backend.accounts.actors import staff_actor
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import claim
from tests.factories import CONTACT, filed, published, staff

pytestmark = pytest.mark.django_db
INBOX = "/personal/"


@pytest.fixture
def rows(meter):
    """Five, the first received the earliest, so the first due."""
    window = staff("counter@modulo", source="letter")
    today = timezone.localdate()
    return [
        filed(
            meter,
            actor=window,
            received_on=today - dt.timedelta(days=9 - n),
            contact=replace(CONTACT, name=name),
        ).service_request
        for n, name in enumerate(("Ana Cruz", "Eva Ruiz", "Ana Ríos", "Luz Gil", "Ana Paz"))
    ]


def trail(client, row):
    return client.get(f"{INBOX}{row.folio}/").context["trail"]


def way(client, row):
    found = trail(client, row)
    return found.previous, found.next


def test_the_way_on_is_that_of_the_list_searched_and_ordered(rows, reviewer):
    reviewer.get(INBOX, {"tab": "all", "q": "ana", "ordering": "-received_on"})
    assert way(reviewer, rows[4]) == ("", rows[2].folio)
    assert way(reviewer, rows[2]) == (rows[4].folio, rows[0].folio)
    assert way(reviewer, rows[0]) == (rows[2].folio, "")
    assert way(reviewer, rows[1]) == ("", ""), "it was in no list"
    reviewer.get(INBOX, {"tab": "all"})
    assert way(reviewer, rows[1]) == (rows[0].folio, rows[2].folio)


def test_the_way_goes_on_beyond_the_page_that_was_seen(rows, reviewer, monkeypatch):
    monkeypatch.setattr("frontend.staff.inbox.PAGE_SIZE", 2)
    reviewer.get(INBOX, {"tab": "all"})
    walked, here = [rows[1]], rows[1]
    while folio := trail(reviewer, here).next:
        here = ServiceRequest.objects.get(folio=folio)
        walked.append(here)
    assert walked == rows[1:]
    assert way(reviewer, rows[2]) == (rows[1].folio, rows[3].folio)


def test_a_case_that_left_its_list_still_knows_its_neighbours(rows, reviewer):
    shown = reviewer.get(INBOX, {"tab": "unassigned"})
    actor = staff_actor(shown.context["user"])
    before, mine, after, later = rows[:4]
    claim(actor=actor, service_request=mine, revision=mine.revision, reason="Hay fuga")
    assert way(reviewer, mine) == (before.folio, after.folio)
    claim(actor=actor, service_request=after, revision=after.revision, reason="Hay fuga")
    assert way(reviewer, mine) == (before.folio, later.folio), "what left is passed over"


def test_a_case_that_moved_on_in_its_list_is_not_its_own_neighbour(rows, reviewer):
    reviewer.get(INBOX, {"tab": "all"})
    last, before = rows[4], rows[3]
    ServiceRequest.objects.filter(pk=last.pk).update(due_on=None)  # its term stands still
    assert way(reviewer, last) == (before.folio, "")
    ServiceRequest.objects.filter(pk=last.pk).update(due_on=dt.date(2020, 1, 1))
    assert way(reviewer, last) == (before.folio, "")


def test_back_leads_to_the_page_and_the_row_one_was_at(rows, reviewer, monkeypatch):
    monkeypatch.setattr("frontend.staff.inbox.PAGE_SIZE", 2)
    first = reviewer.get(INBOX, {"tab": "all", "ordering": "folio"})
    second = reviewer.get(INBOX + first.context["next"])
    row = second.context["lines"][1].row
    back = trail(reviewer, row).back
    page, _hash, at = back.partition("#")
    again = reviewer.get(page)
    assert [line.row for line in again.context["lines"]] == [
        line.row for line in second.context["lines"]
    ]
    assert at == row.folio and f'id="{row.folio}"' in again.content.decode()


def test_without_a_list_there_is_the_inbox_to_go_back_to(rows, reviewer):
    found = trail(reviewer, rows[0])
    assert (found.back, found.known, found.previous, found.next) == (INBOX, False, "", "")


def test_no_address_of_a_case_tells_what_was_searched_for(rows, reviewer):
    shown = reviewer.get(INBOX, {"q": "ana cruz"})
    page = shown.content.decode()
    assert f'href="{INBOX}{rows[0].folio}/"' in page
    case = reviewer.get(f"{INBOX}{rows[0].folio}/")
    assert "ana" in trail(reviewer, rows[0]).back
    for step in ("tomar/", "nota/", "paso/"):
        assert f"{rows[0].folio}/{step}?" not in case.content.decode()


def test_the_list_of_somebody_else_and_what_may_not_be_seen_lead_nowhere(rows, reviewer, log_in):
    denuncia = filed(published("quejas-denuncias")).service_request
    reviewer.get(INBOX, {"tab": "all"})
    assert not trail(log_in("reviewer@comercializacion"), rows[0]).known
    seen = {folio for row in rows for folio in way(reviewer, row)}
    assert denuncia.folio not in seen


def test_a_filter_that_is_no_more_leaves_the_way_back(rows, reviewer):
    slug = rows[0].procedure.slug
    reviewer.get(INBOX, {"procedure": slug, "answer[gone]": "x", "label": "99"})
    reviewer.get(INBOX, {"procedure": slug, "answer[gone]": "x"})
    assert way(reviewer, rows[1]) == (rows[0].folio, rows[2].folio)
    session = reviewer.session
    session["desk-trails"] = [{**session["desk-trails"][0], "places": {str(rows[1].pk): "%%"}}]
    session.save()
    found = trail(reviewer, rows[1])
    assert found.known and (found.previous, found.next) == ("", "")


def test_looking_at_lists_makes_no_session_last_longer(rows, reviewer):
    entered = timezone.now()
    for hours in (4, 8, 11):
        with time_machine.travel(entered + dt.timedelta(hours=hours), tick=False):
            asked = {"tab": "all", "received_from": f"2020-01-{hours:02}"}
            assert reviewer.get(INBOX, asked).status_code == 200
            trail(reviewer, rows[0])
    with time_machine.travel(entered + dt.timedelta(hours=12, minutes=1), tick=False):
        assert reviewer.get(INBOX).status_code == 302


def test_what_is_remembered_has_an_end(rows, reviewer):
    for number in range(6):
        reviewer.get(INBOX, {"tab": "all", "received_from": f"2020-01-0{number + 1}"})
    kept = reviewer.session["desk-trails"]
    assert len(kept) == 4 and "2020-01-06" in kept[0]["address"]


def test_the_way_on_costs_a_few_queries_however_long_the_list(rows, reviewer):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            reviewer.get(f"{INBOX}{rows[1].folio}/")
        return len(caught)

    queries()
    without = queries()
    reviewer.get(INBOX, {"tab": "all", "q": "an"})
    reviewer.get(INBOX, {"tab": "all"})
    assert queries() <= without + 2
