"""How the requests of the day come in: by telephones of residents, at the counter and by voice."""

from __future__ import annotations

from tests.factories import definition
from tests.journeys.browser import Visitor
from tests.journeys.day.cases import COMPLAINT, Case
from tests.journeys.day.house import House
from tests.journeys.desk import register_it
from tests.journeys.person import WAYS, somebody_at
from tests.journeys.resident import Resident


def from_home(house: House, case: Case) -> None:
    """A resident files alone, on a small telephone."""
    with somebody_at(house.browser, house.site, WAYS["at 360 px"], looking=False) as person:
        resident = Resident(person, definition(case.slug), house.folder)
        resident.find()
        resident.finish()
        case.folio, case.key = person.page.locator(".v-panel__facts dd").all_inner_texts()
        house.seen(person.visitor, f"home-{case.slug}")


def at_the_counter(house: House, case: Case) -> None:
    """Ana looks for the account first, then for the procedure; who asks came on Friday with a
    paper that nobody had captured: their term runs since then."""
    desk = house.desk("ana")
    desk.press("Mostrador y teléfono")
    desk.fill({"q": "100-234"})
    desk.press("Buscar")
    desk.sees("Cuenta 100234 en el padrón", "Rosa Muñoz Cruz")
    house.seen(desk, "counter-found")
    desk.press(definition(case.slug).name)
    desk.fill({"source": "counter"})
    house.seen(desk, f"counter-start-{case.slug}")
    desk.press("Empezar")
    house.seen(desk, f"counter-first-{case.slug}")
    contact = {"channel": "email", "email": "persona@example.org"}
    if case.slug != COMPLAINT:
        contact |= {"accepts_electronic_notice": True}
    register_it(desk, **named(case), **contact, received_on=house.friday.isoformat())
    hand_over(house, desk, case, "counter")


def by_voice(house: House, case: Case) -> None:
    """Beto finds what the call is about, files what he hears, and puts the call down."""
    desk = house.desk("beto")
    desk.press("Llamadas")
    if desk.page.locator("[name=extension]").count():
        desk.fill({"extension": "3"})
        desk.press("Empezar")
    name = definition(case.slug).name
    desk.fill({"q": name})
    desk.press("Buscar")
    house.seen(desk, f"calls-{case.slug}")
    desk.page.locator("summary", has_text=name).first.click()
    desk.page.locator("details[open] button", has_text="Registrarla por teléfono").click()
    house.seen(desk, f"phone-first-{case.slug}")
    desk.press("Dejar lo demás para después")
    register_it(desk, **named(case))
    hand_over(house, desk, case, "phone")
    desk.press("Anotar la llamada")
    about = "complaint" if case.slug == COMPLAINT else "procedure"
    desk.fill({"about": about, "result": "filed"})
    desk.press("Anotar la llamada")
    desk.sees("La llamada quedó anotada")
    assert not desk.page.locator("[name=folio]").input_value(), "the next call is somebody else"
    house.seen(desk, f"called-{case.slug}")


def named(case: Case) -> dict[str, str]:
    """Who asks; nobody in a complaint."""
    if case.slug == COMPLAINT:
        return {"identity": "anonymous"}
    checked = "INE" if case.source == "counter" else "Datos de la cuenta"
    return {"name": case.who, "identity_check": checked}


def hand_over(house: House, desk: Visitor, case: Case, where: str) -> None:
    """What the clerk gives the person: folio and key."""
    case.folio, case.key = desk.page.locator(".v-panel__facts dd").all_inner_texts()
    house.seen(desk, f"{where}-done-{case.slug}")
