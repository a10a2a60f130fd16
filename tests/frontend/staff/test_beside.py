"""Following a case from its page, and seeing who else has it open; nothing of that is stored."""

import pytest
import time_machine
from django.core.cache import cache

from procedures.casework.desk import presence
from procedures.casework.desk.models import Watch
from procedures.requests.models import Event
from tests.factories import filed, person, published
from tests.frontend.staff.pages import text_of

pytestmark = pytest.mark.django_db
AREA = "comercializacion"


def page(row):
    return f"/personal/{row.folio}/"


@pytest.fixture
def ana(log_in):
    return log_in(f"reviewer@{AREA}", full_name="Ana Ruiz")


@pytest.fixture
def beto(log_in):
    return log_in(f"reviewer@{AREA}", full_name="Beto Sosa")


def test_following_is_a_button_and_so_is_stopping(case, ana, beto):
    assert ana.post(f"{page(case)}seguir/", {"seguir": "si"}).url == f"{page(case)}#cargo"
    assert "Usted la sigue" in text_of(ana.get(page(case)))
    said = text_of(beto.get(page(case)))
    assert "La siguen: Ana Ruiz" in said and "Seguirla" in said
    ana.post(f"{page(case)}seguir/", {"seguir": "no"})
    assert "Usted la sigue" not in text_of(ana.get(page(case))) and not Watch.objects.exists()


def test_who_has_it_open_is_said_to_the_other_and_before_it_is_taken(case, ana, beto):
    assert "abierta" not in text_of(ana.get(page(case)))
    said = text_of(beto.get(page(case)))
    assert "Ana Ruiz la tiene abierta en este momento." in said
    assert "Antes de tomarla, hable con quien la tiene abierta." in said
    assert "Beto Sosa la tiene abierta" in text_of(ana.get(page(case)))


def test_it_is_asked_again_without_loading_the_page_and_forgotten_in_minutes(case, ana, beto):
    looked = f"{page(case)}presente/"
    with time_machine.travel("2026-11-20T12:00:00-06:00", tick=False) as clock:
        ana.get(page(case))
        answer = beto.post(looked)
        assert answer.json() == {"said": "Ana Ruiz la tiene abierta en este momento."}
        assert answer["Cache-Control"] == "no-store"
        clock.shift(presence.LASTS + 1)
        assert beto.post(looked).json() == {"said": ""}
        assert beto.get(looked).status_code == 405


def test_nothing_of_it_is_put_down(case, ana, beto):
    events, history = Event.objects.count(), case.history.count()
    ana.get(page(case))
    beto.post(f"{page(case)}presente/")
    assert (Event.objects.count(), case.history.count()) == (events, history)
    kept = cache.get(f"presence:{case.pk}")
    assert all(isinstance(key, int) for key in kept) and len(kept) == 2  # ids, and no names


def test_a_denuncia_shows_nobody_to_whom_it_is_not(log_in, ana):
    row = filed(published("quejas-denuncias"), anonymous=True).service_request
    log_in("oic@oic", full_name="Raúl Espinosa").get(page(row))
    for path in ("presente/", "seguir/"):
        assert ana.post(page(row) + path, {"seguir": "si"}).status_code == 404
    assert not Watch.objects.exists()


def test_a_cache_that_is_away_stops_nobody(case, ana, beto, monkeypatch):
    monkeypatch.setattr(cache, "get", lambda *_a, **_k: None)
    ana.get(page(case))
    assert beto.get(page(case)).status_code == 200


def test_many_are_named_in_one_sentence(case, ana, beto, log_in):
    for client in (ana, beto):
        client.get(page(case))
    said = text_of(log_in(user=person(f"supervisor@{AREA}")).get(page(case)))
    assert "La tienen abierta en este momento: Ana Ruiz, Beto Sosa." in said
