"""Orders of payment (§10): quoted, issued, reported with a receipt, verified or not, expired."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from backend.accounts.actors import citizen_of, staff_actor
from backend.accounts.models import User
from notifications.models import OutboxMessage
from procedures.casework import moves, payments, uma
from procedures.casework.models import PaymentOrder, UmaValue
from procedures.casework.tasks import look_at_the_work
from procedures.requests.errors import Invalid, NotAllowed, Stale
from procedures.requests.keys import key_of
from procedures.requests.models import Attachment, ServiceRequest
from tests.factories import filed, paper, person, published, staff, take, upload
from tests.frontend.staff.pages import form_data, text_of

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"
CONTRACT = "convenio-toma-domestico-media"
LINE = {"monto": "943.44", "linea_captura": "0123456789", "vence": "2026-03-20"}
UMA_LINE = {"calculo": "uma", "veces_uma": "12.5", "linea_captura": "55", "vence": "2026-03-20"}


def on(day: str) -> time_machine.travel:
    return time_machine.travel(f"{day}T10:00:00-06:00", tick=False)


def to_pay(day: str = "2026-03-02", **line: Any) -> ServiceRequest:
    """A request that waits for its payment."""
    with on(day):
        row = filed(published(METER)).service_request
        take(row, "tomar")
        take(row, "programar_visita")
        take(row, "registrar_visita", answers={"imputable_a_usuario": True})
        take(row, "emitir_linea", answers={**LINE, **line})
    row.refresh_from_db()
    return row


def report(row: ServiceRequest, day: str = "2026-03-05") -> None:
    with on(day):
        moves.carry_out(
            actor=citizen_of(row.folio),
            service_request=row,
            action="reportar_pago",
            revision=row.revision,
            documents={"archivo_comprobante": [paper("foto.jpg")]},
        )
    row.refresh_from_db()


def status(row: ServiceRequest) -> list[str]:
    return [order.status for order in row.payment_orders.all()]


def told(row: ServiceRequest, kind: str) -> int:
    return OutboxMessage.objects.filter(reference=row.folio, kind=kind).count()


def uma_of_2026() -> UmaValue:
    return uma.put_down(
        actor=staff("administrator@*"),
        starts_on=dt.date(2026, 2, 1),
        value=Decimal("100.33"),
        source="DOF, prueba",
    )


def test_the_person_reports_the_payment_and_the_cashier_verifies_it() -> None:
    row = to_pay()
    assert row.phase == "waiting_payment"
    report(row)
    order = row.payment_orders.get()
    assert (row.state, row.phase, order.status) == ("pago_reportado", "in_review", "reported")
    receipt = Attachment.objects.get(event=order.reported_in)
    assert receipt.public and receipt.field_key == "archivo_comprobante"
    assert told(row, "payment_reported") == 1
    with on("2026-03-06"):
        take(row, "verificar_pago")
    order.refresh_from_db()
    assert row.state == "en_ejecucion" and order.status == "verified"
    assert order.verified_by is not None and order.receipt


def test_the_clock_runs_for_the_utility_while_the_cashier_has_it() -> None:
    row = to_pay()
    report(row)
    spans = list(row.intervals.order_by("id").values_list("owner", flat=True))
    assert spans[-2:] == ["citizen", "utility"]


def test_a_receipt_that_proves_nothing_is_sent_back_with_the_reason_and_may_be_sent_again() -> None:
    row = to_pay()
    report(row)
    with on("2026-03-06"):
        take(row, "rechazar_pago", answers={"motivo_rechazo": "No se lee la línea."})
    order = row.payment_orders.get()
    assert (row.state, order.status) == ("pago_pendiente", "issued")
    assert order.rejection == "No se lee la línea."
    mail = OutboxMessage.objects.get(reference=row.folio, kind="payment_rejected")
    assert "No se lee" not in mail.text + mail.subject
    row.refresh_from_db()
    report(row, "2026-03-09")
    order.refresh_from_db()
    assert (order.status, order.rejection) == ("reported", "")


def test_only_the_cashier_verifies_or_rejects() -> None:
    row = to_pay()
    report(row)
    for actor in (staff("reviewer@comercializacion"), citizen_of(row.folio)):
        for action in ("verificar_pago", "rechazar_pago"):
            with pytest.raises(NotAllowed):
                moves.carry_out(
                    actor=actor, service_request=row, action=action, revision=row.revision
                )
    assert status(row) == ["reported"]


def test_an_order_past_its_day_is_flagged_once_and_decides_nothing() -> None:
    row = to_pay()
    revision = row.revision
    for day in ("2026-03-20", "2026-03-21", "2026-03-21", "2026-03-23"):
        with on(day):
            look_at_the_work()
    row.refresh_from_db()
    assert status(row) == ["expired"]
    assert row.state == "pago_pendiente" and row.is_open
    assert told(row, "payment_expired") == 1
    assert row.revision == revision, "nobody's open form gets old by a flag"
    report(row, "2026-03-24")  # it was paid on its last day
    assert status(row) == ["reported"]
    with on("2026-03-25"):
        take(row, "rechazar_pago", answers={"motivo_rechazo": "Pagó tarde."})
    assert status(row) == ["expired"], "its day is past: it does not wait again"
    with on("2026-03-26"):
        take(row, "reemitir_linea", answers={**LINE, "vence": "2026-04-10"})
    assert status(row) == ["expired", "issued"]


def test_what_was_reported_does_not_expire() -> None:
    row = to_pay()
    report(row)
    with on("2026-03-30"):
        look_at_the_work()
    assert status(row) == ["reported"]


def test_a_sweep_that_finds_nothing_asks_once_whatever_there_is() -> None:
    for _more in range(2):
        to_pay()
    with CaptureQueriesContext(connection) as asked:
        assert payments.expire(dt.date(2026, 3, 20)) == 0
    assert len(asked) == 1


def test_an_amount_in_umas_is_worked_out_to_the_cent_and_the_order_keeps_both() -> None:
    uma_of_2026()
    row = to_pay(**UMA_LINE)
    order = row.payment_orders.get()
    assert order.amount == Decimal("1254.13")  # 12.5 × 100.33 = 1254.125: half a cent goes up
    assert (order.uma_factor, order.uma_value) == (Decimal("12.5"), Decimal("100.33"))
    assert order.uma_since == dt.date(2026, 2, 1)
    assert row.case["monto"] == "1254.13"
    uma.put_down(
        actor=staff("administrator@*"),
        starts_on=dt.date(2026, 2, 1),
        value=Decimal("200"),
        source="DOF, fe de erratas",
    )
    order.refresh_from_db()
    assert order.amount == Decimal("1254.13"), "what was issued stays as it was issued"
    values = UmaValue.history.order_by("history_date").values_list("value", flat=True)
    assert list(values) == [Decimal("100.33"), Decimal("200.00")]


def test_without_the_value_of_the_year_nothing_is_issued() -> None:
    UmaValue.objects.create(starts_on=dt.date(2025, 2, 1), value=Decimal("113.14"), source="DOF")
    with pytest.raises(Invalid) as refused:
        to_pay(**UMA_LINE)
    assert set(refused.value.errors) == {"veces_uma"}
    assert not PaymentOrder.objects.exists()
    with on("2026-01-31"):
        assert uma.value_on(dt.date(2026, 1, 31)) is not None, "last year's until 1 February"


@given(
    factor=st.decimals("0.0001", "99999", places=4), value=st.decimals("0.01", "9999.99", places=2)
)
def test_a_worth_is_never_half_a_cent_away(factor: Decimal, value: Decimal) -> None:
    worth = uma.worth(factor, value)
    assert worth == worth.quantize(Decimal("0.01"))
    assert abs(worth - factor * value) <= Decimal("0.005")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"starts_on": dt.date(2026, 1, 1)}, "starts_on"),
        ({"value": Decimal("0")}, "value"),
        ({"value": Decimal("1.005")}, "value"),
        ({"source": " "}, "source"),
    ],
)
def test_a_value_of_the_uma_is_put_down_whole_or_not(wrong: dict[str, Any], field: str) -> None:
    right = {"starts_on": dt.date(2026, 2, 1), "value": Decimal("100"), "source": "DOF"}
    with pytest.raises(Invalid) as refused:
        uma.put_down(actor=staff("administrator@*"), **{**right, **wrong})
    assert set(refused.value.errors) == {field}
    with pytest.raises(NotAllowed):
        uma.put_down(actor=staff("director@direccion"), **right)


def test_nothing_due_needs_no_order() -> None:
    with pytest.raises(Invalid) as refused:
        to_pay(monto="0")
    assert set(refused.value.errors) == {"monto"}


def contract(**answers: Any) -> ServiceRequest:
    with on("2026-03-02"):
        row = filed(
            published(CONTRACT, status="online", channels=["online", "counter"])
        ).service_request
        take(row, "tomar")
        take(row, "presupuestar", answers=answers)
    row.refresh_from_db()
    return row


def test_a_budget_is_an_order_without_its_line_until_it_is_issued() -> None:
    row = contract(presupuesto="6784.00")
    order = row.payment_orders.get()
    assert (order.status, order.amount, order.reference) == ("to_issue", Decimal("6784"), "")
    with on("2026-03-03"):
        take(row, "emitir_linea", answers={**LINE, "monto": "6784.00"})
    assert status(row) == ["cancelled", "issued"]


def test_a_contract_may_go_on_without_payment_with_a_reason_and_nothing_waits() -> None:
    row = contract(presupuesto="0")
    assert not row.payment_orders.exists()
    with on("2026-03-03"):
        take(row, "aprobar_sin_pago", answers={"por_que_sin_pago": "Programa social."})
    assert row.state == "en_firma" and row.is_open
    event = row.events.filter(action="aprobar_sin_pago").get()
    assert "Programa social." in str(event.payload.data["public"])


def test_every_workflow_that_charges_can_also_go_on_without_a_charge() -> None:
    for slug in (METER, CONTRACT, "constancia-no-adeudo", "factibilidad-vivienda"):
        workflow = published(slug, status="online").definition.workflow
        charging = {
            state for t in workflow.transitions if t.action == "emitir_linea" for state in t.from_
        }
        for state in charging:
            others = [
                t
                for t in workflow.transitions
                if state in t.from_
                and t.kind == "step"
                and workflow.state(t.to).outcome in (None, "favourable")
                and t.to not in (state, "pago_pendiente")
            ]
            assert others, (slug, state)


def test_one_request_never_has_two_live_orders() -> None:
    row = to_pay()
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentOrder.objects.create(service_request=row, amount=1, issued_at=row.filed_at)


def test_a_request_that_ends_asks_for_no_payment() -> None:
    row = to_pay()
    with on("2026-03-04"):
        take(row, "desistir")
    assert status(row) == ["cancelled"]
    with on("2026-03-30"):
        look_at_the_work()
    assert not told(row, "payment_expired")


def test_a_second_report_of_the_same_moment_changes_nothing() -> None:
    row = to_pay()
    stale = ServiceRequest.objects.get(pk=row.pk)
    report(row)
    with pytest.raises(Stale):
        report(stale)
    assert row.events.filter(action="reportar_pago").count() == 1


# --- pages and API ------------------------------------------------------------------------------


def citizen(row: ServiceRequest) -> Client:
    client = Client()
    client.post("/solicitudes/", {"folio": row.folio, "key": key_of(row.folio, row.key_nonce)})
    return client


def test_the_person_sends_the_receipt_from_their_page_and_reads_what_came_of_it() -> None:
    row = to_pay(linea_captura="0123456789", concepto_pago="Cambio de medidor")
    with on("2026-03-05"):
        client, at = citizen(row), f"/solicitudes/{row.folio}/"
        said = text_of(client.get(at))
        assert "$943.44" in said and "0123456789" in said and "Cambio de medidor" in said
        page = client.get(f"{at}paso/reportar_pago/")
        assert "Tape los datos de su tarjeta" in text_of(page)
        empty = client.post(f"{at}paso/reportar_pago/", form_data(page, ""))
        assert empty.status_code == 200 and status(row) == ["issued"]
        data = form_data(page, "") | {"archivo_comprobante": upload("foto.jpg")}
        assert client.post(f"{at}paso/reportar_pago/", data).status_code == 302
        said = text_of(client.get(at))
        assert "Recibimos su comprobante" in said and "No tiene que pagar otra vez" in said
        assert "Enviar mi comprobante" not in said
        take(row, "rechazar_pago", answers={"motivo_rechazo": "No se lee la línea."})
        said = text_of(client.get(at))
        assert "No se lee la línea." in said and "Enviar mi comprobante" in said
    with on("2026-03-23"):
        look_at_the_work()
        client = citizen(row)
        said = text_of(client.get(at))
        assert "Su línea de captura venció" in said and "Escribir un mensaje" in said


def test_the_pdf_of_the_line_reaches_the_person() -> None:
    with on("2026-03-02"):
        row = filed(published(METER)).service_request
        take(row, "tomar")
        take(row, "programar_visita")
        take(row, "registrar_visita", answers={"imputable_a_usuario": True})
        moves.carry_out(
            actor=staff("reviewer@comercializacion"),
            service_request=row,
            action="emitir_linea",
            revision=row.revision,
            answers=LINE,
            documents={"linea_pdf": [paper("papel.pdf")]},
        )
        row.refresh_from_db()
        order = row.payment_orders.get()
        document = Attachment.objects.get(event=order.issued_in).document_id
        client, at = citizen(row), f"/solicitudes/{row.folio}/"
        assert "Descargar la línea de captura (PDF)" in text_of(client.get(at))
        response = client.get(f"{at}documentos/{document}/")
        assert response.status_code == 200
        response.close()


def test_the_cashier_has_a_list_of_what_to_verify_with_each_receipt() -> None:
    row = to_pay()
    report(row)
    cashier = person("cashier@comercializacion")
    with on("2026-03-06"):
        client = Client()
        client.force_login(cashier)
        said = text_of(client.get("/personal/pagos/"))
        assert row.folio in said and "$943.44" in said and "0123456789" in said
        assert "foto.jpg" in said
        with CaptureQueriesContext(connection) as one:
            client.get("/personal/pagos/")
        for _more in range(3):
            report(to_pay())
        with CaptureQueriesContext(connection) as four:
            client.get("/personal/pagos/")
        assert len(one) == len(four)
        listed = client.get("/api/v1/payments/").json()["results"]
        assert len(listed) == 4 and listed[0]["folio"] == row.folio
        assert set(listed[0]) == {
            "folio", "procedure", "amount", "reference", "expires_on", "reported_at"
        }  # fmt: skip
        client.force_login(person("cashier@juridica"))
        assert client.get("/api/v1/payments/").json()["results"] == []
        assert row.folio not in text_of(client.get("/personal/pagos/"))


def test_the_citizen_reports_by_the_api_and_the_answer_says_how_it_stands(client: Client) -> None:
    row = to_pay()
    key = {"HTTP_REQUEST_KEY": key_of(row.folio, row.key_nonce)}
    sent = client.post("/api/v1/uploads/", {"file": upload("foto.jpg")})
    body = {"revision": row.revision, "documents": {"archivo_comprobante": [sent.json()["id"]]}}
    at = f"/api/v1/requests/{row.folio}/payments/"
    done = client.post(at, body, content_type="application/json", **key)
    assert done.status_code == 200, done.content
    assert done.json()["state"] == "pago_reportado"
    shown = client.get(f"/api/v1/requests/{row.folio}/", **key).json()["payments"]
    assert [(one["status"], one["amount"]) for one in shown] == [("reported", "943.44")]
    verify = {"revision": done.json()["revision"], "action": "verificar_pago"}
    refused = client.post(at, verify, content_type="application/json", **key)
    assert refused.status_code == 403


def test_administration_puts_down_the_value_of_the_year(client: Client) -> None:
    chief = person("administrator@*")
    client.force_login(chief)
    at = "/personal/administracion/uma/"
    assert "Falta el valor que rige hoy" in text_of(client.get(at))
    bad = client.post(at, {"year": "2026", "value": "mucho", "source": ""})
    assert "Escriba el valor diario en pesos" in text_of(bad)
    done = client.post(at, {"year": "2026", "value": "100.33", "source": "DOF"})
    assert done.status_code == 302 and UmaValue.objects.get().value == Decimal("100.33")
    assert "$100.33" in text_of(client.get(at))
    client.force_login(User.objects.get(pk=person("supervisor@comercializacion").pk))
    assert client.get(at).status_code == 403


def test_staff_see_the_receipt_beside_its_order_and_the_counter_may_hand_one_in() -> None:
    row = to_pay()
    with on("2026-03-05"):
        client = Client()
        client.force_login(person("counter@modulo"))
        page = client.get(f"/personal/{row.folio}/")
        data = form_data(page, "/paso/reportar_pago/")
        data |= {"reportar_pago-archivo_comprobante": upload("recibo.jpg")}
        assert client.post(f"/personal/{row.folio}/paso/reportar_pago/", data).status_code == 302
        said = text_of(client.get(f"/personal/{row.folio}/"))
        assert "La persona dijo que pagó" in said and "recibo.jpg" in said
    row.refresh_from_db()
    assert row.state == "pago_reportado"
    assert not moves.open_moves(staff_actor(person("reviewer@juridica")), row)
