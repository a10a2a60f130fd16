"""When everything ended: the record, the mails, what each person reads, the figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from io import StringIO
from statistics import median

from django.core.management import call_command
from playwright.sync_api import Locator

from notifications.messages import MESSAGES, Purpose
from notifications.models import OutboxMessage
from procedures.definition import Outcome
from procedures.requests.models import ServiceRequest
from procedures.requests.models.request import OutcomeChoices, Source
from procedures.requests.models.time import FactKind
from procedures.requests.notices import NOBODY, recipient_of
from tests.journeys.browser import Visitor
from tests.journeys.day.cases import Case
from tests.journeys.day.house import House
from tests.journeys.day.turns import opens


def row_of(case: Case) -> ServiceRequest:
    return ServiceRequest.objects.get(folio=case.folio)


def the_record_is_whole(cases: Collection[Case]) -> None:
    """Each ended as it was told here, none was lost, and the chain of every one holds."""
    rows = {case.folio: row_of(case) for case in cases}
    ended = {folio: (row.phase, row.outcome) for folio, row in rows.items()}
    assert ended == {case.folio: ("closed", case.outcome) for case in cases}
    assert {case.outcome for case in cases} == set(Outcome), "an outcome nobody came to"
    assert ServiceRequest.objects.count() == len(cases)
    for case in cases:
        fact = rows[case.folio].facts.get(kind=FactKind.CLOSED)
        if case.days is not None:
            assert fact.utility_days == case.days, case
    said = StringIO()
    call_command("verify_audit", stdout=said)
    assert said.getvalue() == f"{len(cases)} requests, no fault\n"


def everybody_was_told(cases: Iterable[Case]) -> None:
    """Whoever takes mail had one of each step that says it sends one, and a reminder at most once;
    nobody else had any."""
    assert not OutboxMessage.objects.unfinished().exists()
    assert not OutboxMessage.objects.exclude(failed_at=None, expired_at=None).exists()
    for case in cases:
        row = row_of(case)
        sent = OutboxMessage.objects.about(row.folio).exclude(address__startswith="personal")
        kinds = Counter(sent.exclude(sent_at=None).values_list("kind", flat=True))
        reminders = {kind for kind in kinds if MESSAGES[kind].purpose == Purpose.REMINDERS}
        assert all(kinds.pop(kind) == 1 for kind in reminders), case
        assert case.outcome != "dismissed" or "correction_ending" in reminders, case
        person = recipient_of(row)
        if person is None:
            assert not kinds, case
            continue
        assert set(sent.values_list("address", flat=True)) == {person.email}
        steps = [
            step.notify
            for event in row.events.exclude(action="")
            if (step := row.workflow.find(event.from_state, event.action))
        ]
        wanted = Counter(["request_received", *(one for one in steps if one != NOBODY)])
        besides = Counter({"survey_invitation": 1})
        if case.outcome == "lapsed":
            besides["inactivity_warned"] = 1
            besides["payment_expired"] = 1
        assert kinds == wanted + besides, case


def each_person_reads_how_it_ended(house: House, cases: Iterable[Case]) -> None:
    """On a small telephone, with folio and key: the state in its own words, and what follows."""
    seen: dict[str, str] = {}
    house.phone.axe = True
    for case in cases:
        if case.outcome in seen:
            continue
        opens(house, case)
        state = row_of(case).current_state
        house.phone.sees(state.label, state.next)
        house.seen(house.phone, f"ended-{case.outcome}")
        seen[case.outcome] = state.label
    assert len(set(seen.values())) == len(Outcome), "two outcomes are said with the same words"


def the_board_agrees(house: House, who: str, cases: Collection[Case], opened: Outcome) -> None:
    """The figures are those of these requests, one outcome apart from another.

    Args:
        cases: all that this person may be told of.
        opened: the figure whose list they look into.
    """
    desk = house.desk(who)
    desk.axe = True
    desk.press("Dirección")
    house.seen(desk, f"board-{who}")
    figures = stats(desk)
    assert figures["Solicitudes recibidas"] == figures["Solicitudes concluidas"] == str(len(cases))
    assert figures["Solicitudes abiertas"] == "0"
    days = sorted(case.days for case in cases if case.days is not None)
    assert figures["Días del organismo (mediana)"] == f"{median(days):g}"
    assert figures["Respuestas a tiempo"] == "100\u00a0%"
    online = sum(case.source == "online" for case in cases)
    assert figures["Recibidas en línea"] == f"{100 * online / len(cases):.3g}\u00a0%"
    ways = Counter(str(Source(case.source).label) for case in cases)
    assert column(desk, "Por canal") == {way: str(n) for way, n in ways.items()}
    ends = Counter(str(OutcomeChoices(case.outcome).label) for case in cases)
    assert outcomes(desk) == {words: str(n) for words, n in ends.items()}
    words = str(OutcomeChoices(opened).label)
    endings(desk).filter(has_text=words).get_by_role("link").click()
    desk.look()
    listed = set(desk.page.locator("[data-row] a[id]").all_inner_texts())
    assert listed == {case.folio for case in cases if case.outcome == opened}
    house.seen(desk, f"board-list-{who}")


def stats(desk: Visitor) -> dict[str, str]:
    """The value of each figure at the top, by its name."""
    cards = desk.page.locator(".v-stat")
    return {
        card.locator(".v-stat__label").inner_text(): value_of(card.locator(".v-stat__value"))
        for card in cards.all()
    }


def value_of(shown: Locator) -> str:
    """A figure without its unit."""
    return str(shown.evaluate("one => one.firstChild.textContent")).strip()


def column(desk: Visitor, caption: str) -> dict[str, str]:
    """The first figure of each row of a table."""
    table = desk.page.locator("table", has=desk.page.locator("caption", has_text=caption))
    return {
        row.locator("th").inner_text(): row.locator("td").first.inner_text()
        for row in table.locator("tbody tr").all()
    }


def endings(desk: Visitor) -> Locator:
    return desk.page.locator("h2:has-text('Cómo terminaron') + dl > div")


def outcomes(desk: Visitor) -> dict[str, str]:
    """How many ended in each way."""
    return {
        row.locator("dt").inner_text(): row.locator("dd").inner_text()
        for row in endings(desk).all()
    }
