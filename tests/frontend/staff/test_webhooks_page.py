"""Other systems on their page: added with a secret shown once, tried, told again, told no more."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings
from standardwebhooks.webhooks import Webhook

from notifications import delivery, webhooks
from notifications.models import OutboxMessage, WebhookEndpoint
from tests.frontend.staff.pages import text_of
from tests.notifications.receiver import Told, receiver

pytestmark = pytest.mark.django_db
PAGE = "/personal/administracion/sistemas/"


@pytest.fixture
def told(settings: Settings) -> Iterator[Told]:
    settings.WEBHOOKS = True
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    with receiver() as listening:
        yield listening


@pytest.fixture
def admin(log_in: Any) -> Client:
    """Who said their password a moment ago."""
    client = log_in("administrator@*")
    session = client.session
    now = time.time()
    session["account_authentication_methods"] = [{"method": "password", "at": now}]
    session.save()
    return client


@pytest.fixture
def row(told: Told) -> WebhookEndpoint:
    return webhooks.register("Cobro", told.url, topics=webhooks.TOPICS)[0]


def test_one_is_added_and_its_secret_is_shown_once_and_kept_sealed(
    admin: Client, told: Told
) -> None:
    said = text_of(admin.post(f"{PAGE}nuevo/", {"name": "Cobro", "url": told.url}))
    secret = next(word for word in said.split() if word.startswith("whsec_"))
    row = WebhookEndpoint.objects.get()
    assert "solo esta vez" in said and secret not in row.secret
    assert secret not in str(list(row.history.values()))
    assert secret not in text_of(admin.get(f"{PAGE}{row.pk}/"))
    admin.post(f"{PAGE}{row.pk}/probar/")
    delivery.sweep()
    ((_path, headers, body),) = told.got
    assert Webhook(secret).verify(body, headers)["type"] == "webhook.test"


def test_an_address_inside_the_house_is_refused(admin: Client, settings: Settings) -> None:
    settings.WEBHOOKS = True
    said = text_of(admin.post(f"{PAGE}nuevo/", {"name": "X", "url": "https://127.0.0.1/"}))
    assert "A esa dirección no podemos avisar" in said
    assert not WebhookEndpoint.objects.exists()


def test_one_that_said_410_is_shown_so_and_told_again_when_somebody_says(
    admin: Client, told: Told, row: WebhookEndpoint
) -> None:
    told.answer = 410
    webhooks.try_out(endpoint=row)
    delivery.sweep()
    assert "Dijo que ya no existe (410)" in text_of(admin.get(PAGE))
    page = text_of(admin.get(f"{PAGE}{row.pk}/"))
    assert "Avisarle otra vez" in page and "Enviarle una prueba" not in page
    assert "sistema · Lo cambió" in page
    assert "Se le avisa" in text_of(admin.post(f"{PAGE}{row.pk}/avisar/", follow=True))
    row.refresh_from_db()
    assert (row.disabled_at, row.disabled_why) == (None, "")


def test_what_it_was_told_goes_again_with_the_same_name(
    admin: Client, told: Told, row: WebhookEndpoint
) -> None:
    webhooks.try_out(endpoint=row)
    delivery.sweep()
    wrong = admin.post(f"{PAGE}{row.pk}/repetir/", {"hours": "0"})
    assert wrong.status_code == 200 and len(told.got) == 1
    said = admin.post(f"{PAGE}{row.pk}/repetir/", {"hours": "24"}, follow=True)
    assert "Vuelve a salir 1 aviso." in said.content.decode()
    delivery.sweep()
    first, second = (headers["webhook-id"] for _path, headers, _body in told.got)
    assert first == second
    assert "Volvió a enviarle lo de las últimas horas" in text_of(said)


def test_told_no_more_it_is_told_no_more(admin: Client, row: WebhookEndpoint) -> None:
    assert "No se le avisa" in text_of(admin.post(f"{PAGE}{row.pk}/callar/", follow=True))
    assert webhooks.publish("request.changed", {}, reference="F", dedupe_key="1") == 0
    assert admin.post(f"{PAGE}{row.pk}/otra/").status_code == 404
    assert admin.get(f"{PAGE}999/").status_code == 404


def test_many_cost_what_one_does(admin: Client, told: Told, row: WebhookEndpoint) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert admin.get(PAGE).status_code == 200
        return len(asked)

    cost()
    one = cost()
    for number in range(4):
        other = webhooks.register(f"S{number}", told.url, topics=webhooks.TOPICS)[0]
        webhooks.try_out(endpoint=other)
    assert cost() == one == 10


def test_nobody_else_comes_in(log_in: Any, row: WebhookEndpoint) -> None:
    for grant in ("supervisor@comercializacion", "oic@oic", "director@*"):
        browser = log_in(grant)
        for path in ("", "nuevo/", f"{row.pk}/"):
            assert browser.get(PAGE + path).status_code == 403
        assert browser.post(f"{PAGE}{row.pk}/callar/").status_code == 403
    row.refresh_from_db()
    assert row.disabled_at is None and not OutboxMessage.objects.exists()
