"""My requests: signing in, what is listed and for whom, and what never meets an account."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from notifications.models import OutboxMessage
from procedures.holdings.codes import code_of
from procedures.holdings.models import CitizenAccount, HeldDraft, Holding, SignInCode
from procedures.requests.operations import post_message, renew_key
from tests.factories import ask_for_code, filed, signed_in, staff, take

pytestmark = pytest.mark.django_db
METER, COMPLAINT = "mantenimiento-cambio-medidor", "quejas-denuncias"
MINE, SIGN_IN, CODE = "/mis-solicitudes/", "/mis-solicitudes/entrar/", "/mis-solicitudes/codigo/"
ADD = "/mis-solicitudes/agregar/"
WRONG = "00000000"
PAGES = (MINE, ADD, f"{MINE}borrar-cuenta/", f"{MINE}SOAPA-2026-000001-5/quitar/")
BORROWED = {"borrowed": "on"}


@pytest.fixture
def kept(meter, client):
    """A request in the account signed in in `client`, opened by nothing else."""
    filing = filed(meter)
    signed_in(client)
    client.post(ADD, {"folio": filing.service_request.folio, "key": filing.key})
    return filing


@pytest.mark.parametrize("page", PAGES)
def test_without_an_account_there_is_only_the_way_in(client, page) -> None:
    assert client.get(page).headers["Location"] == SIGN_IN
    assert client.post(page).status_code in (302, 405)


def test_the_answer_is_the_same_whether_the_account_exists(client) -> None:
    signed_in(Client(), "ana@example.org")

    def answers(address: str) -> tuple:
        visitor = Client()
        asked = visitor.post(SIGN_IN, {"address": address})
        page = visitor.get(CODE).content.decode().replace(address, "X")
        wrong = visitor.post(CODE, {"code": WRONG}).content.decode().replace(address, "X")
        cut = [text.split("<main")[1].split("csrf")[0] for text in (page, wrong)]
        return asked.status_code, asked.headers["Location"], cut

    assert answers("ana@example.org") == answers("nadie@example.org")
    assert CitizenAccount.objects.count() == 1, "asking makes no account"


def test_the_code_works_only_in_the_browser_that_asked(client) -> None:
    code = ask_for_code(client)
    other = Client()
    assert other.post(CODE, {"code": code}).headers["Location"] == SIGN_IN
    other.post(SIGN_IN, {"address": "ana@example.org"})
    assert other.post(CODE, {"code": code}).status_code == 200
    assert client.post(CODE, {"code": code}).headers["Location"] == MINE


def test_the_session_changes_its_name_when_somebody_signs_in_and_out(client) -> None:
    code = ask_for_code(client)
    before = client.session.session_key
    client.post(CODE, {"code": code})
    inside = client.session.session_key
    client.post("/mis-solicitudes/salir/")
    assert len({before, inside, client.session.session_key}) == 3
    assert client.get(MINE).headers["Location"] == SIGN_IN


def test_what_is_no_code_costs_no_try(client, read) -> None:
    code = ask_for_code(client)
    for _time in range(6):
        assert "8 números" in read(client.post(CODE, {"code": "123"}))
    assert client.post(CODE, {"code": code}).status_code == 302


def test_codes_to_one_address_are_counted_wherever_they_are_asked_for(read) -> None:
    for _time in range(5):
        Client().post(SIGN_IN, {"address": "ana@example.org"})
    refused = Client().post(SIGN_IN, {"address": "ANA@example.org "})
    assert refused.status_code == 200 and "Espere una hora" in read(refused)
    assert OutboxMessage.objects.filter(kind="sign_in_code").count() == 5
    assert Client().post(SIGN_IN, {"address": "beto@example.org"}).status_code == 302


def test_codes_asked_from_one_place_are_counted_whatever_the_address(client) -> None:
    answers = [
        client.post(SIGN_IN, {"address": f"r{n}@example.org"}).status_code for n in range(21)
    ]
    assert answers == [302] * 20 + [429]


def test_tries_from_one_place_are_counted_over_all_codes() -> None:
    said = []
    for number in range(9):
        visitor = Client()
        visitor.post(SIGN_IN, {"address": f"r{number}@example.org"})
        said += [visitor.post(CODE, {"code": WRONG}).status_code for _time in range(5)]
    assert said == [200] * 40 + [429] * 5


def test_no_page_or_log_says_a_code_or_an_address(client, caplog) -> None:
    caplog.set_level("DEBUG")
    code = ask_for_code(client)
    client.post(CODE, {"code": code})
    page = client.get(MINE).content.decode()
    assert "a•••@example.org" in page and "ana@example.org" not in page
    logged = " ".join(record.getMessage() for record in caplog.records)
    assert code not in logged and code.replace(" ", "") not in logged
    assert "ana@example.org" not in logged


@pytest.mark.parametrize(
    ("borrowed", "minutes", "inside"),
    [({}, 59, True), ({}, 61, False), (BORROWED, 14, True), (BORROWED, 16, False)],
)
def test_an_account_left_alone_is_closed(client, borrowed, minutes, inside) -> None:
    client.post(SIGN_IN, {"address": "ana@example.org", **borrowed})
    client.post(CODE, {"code": code_of(SignInCode.objects.get())})
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=minutes)):
        assert (client.get(MINE).status_code == 200) == inside


def test_an_account_in_use_is_closed_after_eight_hours(client) -> None:
    signed_in(client)
    start = timezone.now()
    for half_hours in range(1, 16):
        with time_machine.travel(start + dt.timedelta(minutes=30 * half_hours)):
            assert client.get(MINE).status_code == 200
    with time_machine.travel(start + dt.timedelta(hours=8, seconds=5)):
        assert client.get(MINE).status_code == 302


def test_a_draft_goes_on_where_it_was_left_on_the_other_device(meter, client) -> None:
    base = f"/tramites/{METER}/solicitar/"
    signed_in(client)
    client.post(base)
    client.post(f"{base}problema/", {"tipo_atencion": "reubicacion"})
    left = client.get(base + "problema/")
    assert left.status_code == 200
    elsewhere = Client()
    signed_in(elsewhere)
    row = HeldDraft.objects.get().draft
    before = elsewhere.session.session_key
    onward = elsewhere.post(f"/mis-solicitudes/borradores/{row.pk}/")
    assert onward.headers["Location"].startswith(base) and onward.headers["Location"] != base
    assert elsewhere.get(onward.headers["Location"]).status_code == 200
    assert elsewhere.session.session_key != before, "who copied the session sees nothing of it"


def test_what_nobody_read_yet_is_marked_in_the_list(kept, client, read) -> None:
    row = kept.service_request
    assert "sin leer" not in read(client.get(MINE))
    for text in ("¿Puede abrir el portón?", "Vamos el lunes."):
        post_message(actor=staff("counter@modulo"), service_request=row, text=text)
    assert "2 mensajes sin leer" in read(client.get(MINE))
    client.get(f"/solicitudes/{row.folio}/")
    assert "sin leer" not in read(client.get(MINE))


def test_what_is_kept_is_listed_and_opens(kept, client, read) -> None:
    folio = kept.service_request.folio
    page = read(client.get(MINE))
    assert folio in page and "Recibida" in page
    assert client.get(f"/solicitudes/{folio}/").status_code == 200
    assert (
        client.post(f"/solicitudes/{folio}/mensajes/", {"mensaje-text": "¿Cómo va?"}).status_code
        == 302
    )


def test_an_account_never_sees_anothers(kept) -> None:
    folio = kept.service_request.folio
    other = Client()
    signed_in(other, "beto@example.org")
    assert folio not in other.get(MINE).content.decode()
    for path in ("", "acuse.pdf", "correccion/", "retirar/"):
        assert other.get(f"/solicitudes/{folio}/{path}").status_code == 404
    assert other.get(f"/mis-solicitudes/{folio}/quitar/").status_code == 404
    assert other.post(f"/mis-solicitudes/{folio}/guardar/").status_code == 404
    assert Holding.objects.count() == 1


def test_a_wrong_key_keeps_nothing_and_is_counted(meter, client, read) -> None:
    filing = filed(meter)
    signed_in(client)
    for _try in range(20):
        page = client.post(
            ADD, {"folio": filing.service_request.folio, "key": "0000-0000-0000-0000"}
        )
        assert "no coinciden" in read(page)
    assert client.post(ADD, {"folio": "x", "key": "y"}).status_code == 429
    assert not Holding.objects.exists()


def test_what_was_opened_with_its_key_is_kept_without_typing_it_again(resident) -> None:
    signed_in(resident.client)
    resident.client.post(f"/mis-solicitudes/{resident.row.folio}/guardar/")
    assert Holding.objects.get().service_request == resident.row


def test_what_waits_for_the_person_comes_first(meter, client, read) -> None:
    signed_in(client)
    rows = []
    for _each in range(3):
        filing = filed(meter)
        rows.append(filing.service_request)
        client.post(ADD, {"folio": rows[-1].folio, "key": filing.key})
    take(rows[0], "tomar")
    take(rows[0], "prevenir", items=[{"field": "fotos", "reason": "No se ve."}])
    take(rows[2], "desistir")
    page = read(client.get(MINE))
    places = [page.index(row.folio) for row in rows]
    assert places[0] < places[1] < places[2]
    assert "Espera algo de usted, a más tardar el" in page


def test_a_renewed_key_closes_it_until_the_new_one_is_shown(kept, client, read) -> None:
    row = kept.service_request
    key = renew_key(actor=staff("counter@modulo"), service_request=row)
    assert client.get(f"/solicitudes/{row.folio}/").status_code == 404
    page = read(client.get(MINE))
    assert "Se pidió una clave nueva" in page and "Recibida" not in page
    client.post(ADD, {"folio": row.folio, "key": key})
    assert client.get(f"/solicitudes/{row.folio}/").status_code == 200


def test_leaving_closes_everything_at_this_computer(kept, client) -> None:
    client.post("/solicitudes/salir/")
    assert client.get(MINE).status_code == 302
    assert client.get(f"/solicitudes/{kept.service_request.folio}/").status_code == 404


def test_taking_one_out_leaves_it_to_folio_and_key(kept, client, read) -> None:
    folio = kept.service_request.folio
    assert "sigue su curso" in read(client.get(f"/mis-solicitudes/{folio}/quitar/"))
    client.post(f"/mis-solicitudes/{folio}/quitar/")
    assert client.get(f"/solicitudes/{folio}/").status_code == 404
    client.post("/solicitudes/", {"folio": folio, "key": kept.key})
    assert client.get(f"/solicitudes/{folio}/").status_code == 200


def test_deleting_the_account_signs_out_everywhere_and_leaves_the_requests(kept, client) -> None:
    elsewhere = Client()
    signed_in(elsewhere)
    client.post("/mis-solicitudes/borrar-cuenta/")
    assert not CitizenAccount.objects.exists()
    for browser in (client, elsewhere):
        assert browser.get(MINE).status_code == 302
    folio = kept.service_request.folio
    client.post("/solicitudes/", {"folio": folio, "key": kept.key})
    assert client.get(f"/solicitudes/{folio}/").status_code == 200


def test_a_denuncia_is_refused_and_opening_one_leaves_the_account(complaint, client, read) -> None:
    filing = filed(complaint, anonymous=True)
    folio = filing.service_request.folio
    signed_in(client)
    assert "nada lleve a usted" in read(client.post(ADD, {"folio": folio, "key": filing.key}))
    client.post("/solicitudes/", {"folio": folio, "key": filing.key})
    assert "account" not in client.session, "no session holds both"
    assert client.get(f"/solicitudes/{folio}/").status_code == 200


def test_signing_in_closes_the_denuncias_that_were_open(complaint, meter, client) -> None:
    denuncia, ordinary = filed(complaint, anonymous=True), filed(meter)
    for one in (denuncia, ordinary):
        client.post("/solicitudes/", {"folio": one.service_request.folio, "key": one.key})
    signed_in(client)
    assert denuncia.service_request.folio not in str(dict(client.session))
    assert client.get(f"/solicitudes/{ordinary.service_request.folio}/").status_code == 200


def test_an_account_is_nobody_where_staff_work(kept, client) -> None:
    folio = kept.service_request.folio
    for path in ("/personal/", f"/personal/solicitudes/{folio}/", "/direccion/", "/personal/yo/"):
        response = client.get(path)
        assert response.status_code in (302, 404) and MINE not in response.get("Location", "")
        if response.status_code == 302:
            assert response.headers["Location"].startswith("/personal/cuenta/login/")
    assert client.get("/api/v1/requests/").status_code == 401


def test_a_telephone_is_asked_for_only_where_texts_can_be_sent(client, settings, read) -> None:
    assert "celular" not in read(client.get(SIGN_IN))
    settings.SMS_GATEWAY_URL = "https://gateway.example/"
    assert "celular" in read(client.get(SIGN_IN))
    assert client.post(SIGN_IN, {"address": "951 501 5930"}).status_code == 302
    assert OutboxMessage.objects.get().address == "9515015930"


def test_nothing_typed_is_lost_to_a_bad_address(client) -> None:
    page = client.post(SIGN_IN, {"address": "ana@", "borrowed": "on"}).content.decode()
    assert 'value="ana@"' in page and "checked" in page


def test_a_long_list_costs_a_fixed_number_of_queries(
    meter, client, django_assert_num_queries, read
) -> None:
    ana = signed_in(client)
    for _each in range(3):
        row = filed(meter).service_request
        Holding.objects.create(account=ana, service_request=row, nonce=row.key_nonce[:12])
    client.get(MINE)
    with django_assert_num_queries(7):  # session, account, drafts, count, page, expiry, notices
        client.get(MINE)
    for _each in range(22):
        row = filed(meter).service_request
        Holding.objects.create(account=ana, service_request=row, nonce=row.key_nonce[:12])
    client.get(MINE)  # once a minute a visit is noted in the session, and filing took its time
    with django_assert_num_queries(7):
        page = client.get(MINE)
    assert "Página 1 de 2" in read(page)
    assert read(client.get(f"{MINE}?pagina=2")).count("Presentada el") == 5
