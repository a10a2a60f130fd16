"""Counting tries without knowing who: keyed digests in the cache, and windows that end."""

from __future__ import annotations

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client, RequestFactory

from backend.accounts.models import User
from backend.security.limits import Limit, address_of

LIMIT = Limit("tries", 2, 60)
NOON = 1_800_000_000 - 1_800_000_000 % 60


def test_so_many_tries_are_allowed_and_then_one_waits_for_the_window_to_end() -> None:
    with time_machine.travel(NOON + 10, tick=False):
        assert [LIMIT.spend("a") for _i in range(3)] == [0, 0, 50]
        assert (LIMIT.wait("a"), LIMIT.wait("b"), LIMIT.spend("b")) == (50, 0, 0)
    with time_machine.travel(NOON + 60, tick=False):
        assert (LIMIT.wait("a"), LIMIT.spend("a")) == (0, 0)


def test_looking_is_not_trying() -> None:
    assert [LIMIT.wait("a") for _i in range(5)] == [0] * 5


def test_no_address_is_written_anywhere() -> None:
    LIMIT.spend("203.0.113.7")
    assert "203.0.113.7" not in str(getattr(cache, "_cache", {}))


def test_only_what_our_own_proxies_said_of_an_address_is_believed(settings) -> None:
    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR="1.1.1.1, 2.2.2.2")
    assert address_of(request) == "127.0.0.1"
    settings.TRUSTED_PROXIES = 1
    assert address_of(request) == "2.2.2.2"
    assert address_of(RequestFactory().get("/")) == "127.0.0.1"


def test_the_many_addresses_of_one_house_are_one(settings) -> None:
    settings.TRUSTED_PROXIES = 1

    def of(address: str) -> str:
        return address_of(RequestFactory().get("/", HTTP_X_FORWARDED_FOR=address))

    assert of("2001:db8:1:2::7") == of("2001:db8:1:2:ffff::1") != of("2001:db8:1:3::7")
    assert of("::ffff:203.0.113.7") == of("203.0.113.7")
    assert of("unknown") == "unknown"


def test_a_port_or_an_empty_hop_makes_no_new_caller(settings) -> None:
    settings.TRUSTED_PROXIES = 1

    def of(told: str) -> str:
        return address_of(RequestFactory().get("/", HTTP_X_FORWARDED_FOR=told))

    assert of("203.0.113.7:50123") == of("203.0.113.7") == of(", 203.0.113.7")
    assert of("[2001:db8:1:2::7]:50123") == of("[2001:db8:1:2::7]") == of("2001:db8:1:2::9")


@pytest.mark.parametrize(
    ("spoofed", "ours"),
    [
        ("10.0.0.{n}, 203.0.113.7", 1),
        ("10.0.0.{n}, 203.0.113.7, 198.51.100.1", 2),
        ("2001:db8:1:2::{n}", 1),
    ],
)
@pytest.mark.django_db
def test_made_up_hops_give_nobody_a_fresh_count(settings, spoofed: str, ours: int) -> None:
    """Whoever says where they come from is counted as if they had not, at every door."""
    settings.TRUSTED_PROXIES = ours
    User.objects.create_user("lupita", password="la-de-verdad")
    client, wrong = Client(), {"folio": "SOAPA-2026-000001-5", "key": "x"}

    def by(number: int) -> dict[str, str]:
        return {"X-Forwarded-For": spoofed.format(n=number)}

    def log_in(number: int, login: str, password: str) -> int:
        said = {"login": login, "password": password}
        return client.post("/personal/cuenta/login/", said, headers=by(number)).status_code

    with time_machine.travel(NOON, tick=False):
        pages = [client.post("/solicitudes/", wrong, headers=by(n)).status_code for n in range(21)]
        assert (pages[0], pages[-1]) == (200, 429)
        api = [client.get("/api/v1/verify/X/", headers=by(n)).status_code for n in range(121)]
        assert (api[0], api[-1]) == (404, 429)
        assert {log_in(n, f"nadie{n}", "x") for n in range(10)} == {200}
        assert log_in(11, "lupita", "la-de-verdad") == 200, "told to wait, however right it is"
    with time_machine.travel(NOON + 61, tick=False):
        assert log_in(12, "lupita", "la-de-verdad") == 302
