"""What everybody does with the requests of the day, each at the page that is theirs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from tests.journeys.browser import Visitor
from tests.journeys.day.cases import Case, Turn
from tests.journeys.day.house import House
from tests.journeys.desk import do
from tests.journeys.filing import pdf, photo

# Where somebody finds what waits for them: the room, and the button beside each case.
LISTS = {
    "verificar_pago": ("Pagos", "Verificar"),
    "rendir_opinion": ("Opiniones", "Responder"),
    "registrar_visita": ("Visitas y trabajos", "Registrar la visita"),
    "concluir": ("Visitas y trabajos", "Registrar el trabajo"),
}


def take_turns(
    house: House, cases: Collection[Case], turns: Callable[[Case], Sequence[Turn]]
) -> None:
    """Go round the house until nobody has anything left to do.

    Args:
        turns: what is to be done with each case, in order.
    """
    left = {case.folio: list(turns(case)) for case in cases}
    while any(left.values()):
        who = next(one[0].who for one in left.values() if one)
        for case in cases:
            while left[case.folio] and left[case.folio][0].who == who:
                carry_out(house, case, left[case.folio].pop(0))


def carry_out(house: House, case: Case, turn: Turn) -> None:
    """One move, by whom it belongs to."""
    if turn.who == "resident":
        return OF_RESIDENTS[turn.action](house, case)
    desk = house.desk(turn.who)
    comes_to(house, desk, case, turn.action)
    if turn.action in AT_THE_CASE:
        AT_THE_CASE[turn.action](desk)
    elif turn.action == "registrar_visita":
        writes_what_was_found(house, desk, turn)
    else:
        told = {k: pdf(house.folder) if v == "PDF" else v for k, v in turn.answers.items()}
        do(desk, turn.action, **told)
    house.seen(desk, f"{turn.who}-{turn.action}-{case.slug}")
    return None


def comes_to(house: House, desk: Visitor, case: Case, action: str) -> None:
    """By the list of what waits, where it is on one; or else by its folio."""
    room, words = LISTS.get(action, ("", ""))
    if room and room in desk.page.locator("header nav").inner_text():
        desk.press(room)
        house.seen(desk, f"list-{action}")
        waits = desk.page.locator(".v-outing", has_text=case.folio)
        if waits.count():
            waits.get_by_role("link", name=words).click()
            return desk.look()
    return desk.go(f"/personal/{case.folio}/")


def takes_it_over(desk: Visitor) -> None:
    """A supervisor gives himself what he will sign."""
    desk.page.locator("summary", has_text="Asignarla a alguien").click()
    desk.page.get_by_label("Asignar a").select_option("felipe")
    desk.press("Asignar")
    desk.sees("Usted")


def reads_it_is_over(desk: Visitor) -> None:
    """What the clock closed in the night, where the law says so (DOMAIN R11), nobody has to."""
    desk.sees("La solicitud está concluida", "Se tiene por no presentada")


def writes_what_was_found(house: House, street: Visitor, turn: Turn) -> None:
    """At the door, on the telephone, with a photo."""
    street.fill({**turn.answers, "fotos_visita": photo(house.folder)})
    house.seen(street, "visit")
    street.press("Registrar la visita")
    street.sees("La visita quedó registrada")


def opens(house: House, case: Case) -> None:
    """A resident opens their request with what they were given when they filed."""
    house.phone.go("/solicitudes/")
    house.phone.fill({"folio": case.folio, "key": case.key})
    house.phone.press("Ver mi solicitud")
    house.phone.sees(case.folio)


def sends_a_receipt(house: House, case: Case) -> None:
    opens(house, case)
    phone = house.phone
    house.seen(phone, "home-pay")
    phone.press("Enviar mi comprobante de pago")
    phone.fill({"archivo_comprobante": photo(house.folder)})
    phone.press("Enviar mi comprobante de pago")
    phone.sees("Recibimos su comprobante")


def withdraws(house: House, case: Case) -> None:
    opens(house, case)
    house.phone.press("Retirar esta solicitud")
    house.seen(house.phone, "home-withdraw")
    house.phone.press("Sí, retirarla")


def corrects(house: House, case: Case) -> None:
    opens(house, case)
    phone = house.phone
    phone.sees("Necesitamos algo de usted", "No se alcanza a leer.")
    phone.press("Responder ahora")
    phone.fill({"archivo_plano": pdf(house.folder)})
    house.seen(phone, "home-correction")
    phone.press("Enviar mi respuesta")
    phone.sees("Recibimos su respuesta")


AT_THE_CASE = {"takes it over": takes_it_over, "reads it is over": reads_it_is_over}
OF_RESIDENTS = {"pays": sends_a_receipt, "withdraws": withdraws, "corrects": corrects}
