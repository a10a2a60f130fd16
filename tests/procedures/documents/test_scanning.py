"""The antivirus: asked over its own protocol, never believed when silent, asked again later."""

from __future__ import annotations

import datetime as dt
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from backend.accounts.actors import citizen_of
from frontend.staff.story import events_of, moments
from procedures.casework.dossier import dossier_of
from procedures.documents import clamd
from procedures.documents.models import Document
from procedures.documents.scanning import scan_again, scan_waiting
from procedures.documents.serving import HeldBack, response_for
from procedures.documents.store import Rejected, claim
from procedures.documents.tasks import scan_waiting as scan_task
from procedures.requests.chain import faults
from procedures.requests.models import Attachment
from procedures.requests.operations import post_message
from tests.factories import filed, published

from . import fake_clamd, hostile
from .conftest import files
from .test_store import refusal, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def daemon(settings: Settings) -> Iterator[Any]:
    with fake_clamd.clamd() as (server, url):
        settings.CLAMD_URL = url
        yield server


def away(settings: Settings) -> None:
    with socket.socket() as free:  # a port nobody listens on
        free.bind(("127.0.0.1", 0))
        settings.CLAMD_URL = f"tcp://127.0.0.1:{free.getsockname()[1]}"


def test_the_daemon_is_asked_over_tcp_and_over_a_unix_socket(
    daemon: Any, settings: Settings, tmp_path: Path
) -> None:
    content = b"x" * 200_000
    assert clamd.ask(content) == clamd.CLEAN
    assert daemon.seen == [content]
    with fake_clamd.clamd(tmp_path / "ctl") as (server, url):
        settings.CLAMD_URL = url
        assert clamd.ask(hostile.EICAR) == clamd.INFECTED
        assert server.seen == [hostile.EICAR]


@pytest.mark.parametrize("url", ["http://x", "unix:///nowhere/ctl", "tcp://", "clamd"])
def test_a_daemon_that_cannot_be_reached_is_away(url: str, settings: Settings) -> None:
    settings.CLAMD_URL = url
    with pytest.raises(clamd.Away):
        clamd.ask(b"x")


def test_a_daemon_that_hangs_is_away_when_its_time_is_over(settings: Settings) -> None:
    settings.CLAMD_SECONDS = 0.3
    with fake_clamd.clamd(silent=True) as (_server, url):
        settings.CLAMD_URL = url
        began = time.monotonic()
        with pytest.raises(clamd.Away):
            clamd.ask(b"x" * 3_000_000)
        assert time.monotonic() - began < 3


def test_a_file_too_large_for_the_daemon_is_unsure_and_not_clean(settings: Settings) -> None:
    with fake_clamd.clamd(most=100_000) as (_server, url):
        settings.CLAMD_URL = url
        assert clamd.ask(b"x" * 5_000_000) == clamd.UNSURE
        assert scan_waiting() == 0


def test_without_an_antivirus_nothing_is_clean_and_the_words_say_so(settings: Settings) -> None:
    document = upload(hostile.photo(), "a.jpg")
    assert document.scan_state == "unscanned"
    assert document.scan_words == "Sin revisar por antivirus"
    assert scan_waiting() == 0


def test_a_file_is_clean_when_the_antivirus_said_so(daemon: Any) -> None:
    document = upload(hostile.photo(), "a.jpg")
    assert document.scan_state == "clean"
    assert document.scan_words == "Revisado por antivirus"


def test_an_infected_file_is_refused_and_nothing_of_it_is_kept(daemon: Any) -> None:
    assert refusal(hostile.pdf_with_virus(), "a.pdf") == "infected"


def test_while_the_antivirus_is_away_files_are_taken_and_wait_for_it(settings: Settings) -> None:
    away(settings)
    document = upload(hostile.pdf_with_virus(), "a.pdf")
    assert document.scan_state == "unscanned"
    assert document.scan_words == "Revisión de antivirus pendiente"
    assert scan_waiting() == 0
    document.refresh_from_db()
    assert document.scan_state == "unscanned"


def test_what_waited_is_looked_at_later_and_an_infected_one_is_held_back(
    settings: Settings,
) -> None:
    away(settings)
    honest, bad = upload(hostile.photo(), "a.jpg"), upload(hostile.pdf_with_virus(), "b.pdf")
    with fake_clamd.clamd() as (server, url):
        settings.CLAMD_URL = url
        scan_task()
        scan_task()
        assert len(server.seen) == 2, "what was looked at is not asked again"
    honest.refresh_from_db()
    bad.refresh_from_db()
    assert (honest.scan_state, bad.scan_state) == ("clean", "infected")
    assert bad.scan_words == "Retenido por el antivirus"
    with pytest.raises(HeldBack):
        response_for(bad)
    with pytest.raises(Rejected, match="infected"):
        claim([bad])
    assert bad.file.name in files(), "it stays as evidence"
    told = Document.history.filter(id=bad.pk).latest()
    assert (told.history_user_id, told.history_change_reason) == ("sistema", "antivirus")


def test_what_passed_is_asked_again_on_its_days_and_held_back_if_it_is_known_by_then(
    daemon: Any, settings: Settings
) -> None:
    today = timezone.localdate()
    good, bad = upload(hostile.photo(), "a.jpg"), upload(hostile.photo(), "b.jpg")
    with bad.file.storage.open(bad.file.name, "wb") as kept:  # what nobody knew when it came
        kept.write(hostile.pdf_with_virus())
    changes = Document.history.count()
    asked = len(daemon.seen)
    assert scan_again(today) == 0 == scan_again(today + dt.timedelta(days=2))
    assert len(daemon.seen) == asked
    assert scan_again(today + dt.timedelta(days=7)) == 1
    assert len(daemon.seen) == asked + 2
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.scan_state, bad.scan_state) == ("clean", "infected")
    assert Document.history.count() == changes + 1
    settings.CLAMD_URL = ""
    assert scan_again(today + dt.timedelta(days=30)) == 0


def test_a_file_the_storage_lost_does_not_stop_the_others(daemon: Any, settings: Settings) -> None:
    found = settings.CLAMD_URL
    settings.CLAMD_URL = ""
    lost, other = upload(hostile.photo(), "a.jpg"), upload(hostile.photo(), "b.jpg")
    lost.file.storage.delete(lost.file.name)
    settings.CLAMD_URL = found
    scan_waiting()
    other.refresh_from_db()
    assert other.scan_state == "clean"


def test_a_paper_found_infected_after_it_was_filed_is_in_the_story_of_its_request(
    settings: Settings,
) -> None:
    away(settings)
    bad = upload(hostile.pdf_with_virus(), "Identificación de Ana.pdf")
    upload(hostile.pdf_with_virus(), "suelto.pdf")  # it waits for no request: nothing to tell
    row = filed(published("mantenimiento-cambio-medidor")).service_request
    post_message(actor=citizen_of(row.folio), service_request=row, text="Va.", documents=[bad])
    before = row.revision
    with fake_clamd.clamd() as (_server, url):
        settings.CLAMD_URL = url
        assert scan_waiting() == 2
        scan_waiting()
    event = row.events.get(kind="document_held_back")
    assert (event.actor_kind, event.public) == ("system", True)
    assert "Ana" not in str(event.payload.data) and str(bad.pk) not in str(event.payload.data)
    row.refresh_from_db()
    assert row.revision == before, "nobody's open form gets old by it"
    assert list(faults(row)) == []
    told = dossier_of(row)["story"]["rows"][-1]
    assert "Retuvimos un documento" in str(told) and "Con un mensaje" in str(told)
    shown = moments(row, events_of(row))[0]
    assert shown["title"] == "El antivirus retuvo un documento"
    assert "Con un mensaje" in shown["text"]


def test_a_paper_only_the_staff_may_see_is_held_back_without_telling_the_person(
    settings: Settings,
) -> None:
    away(settings)
    bad = upload(hostile.pdf_with_virus(), "a.pdf")
    row = filed(published("mantenimiento-cambio-medidor")).service_request
    post_message(actor=citizen_of(row.folio), service_request=row, text="Va.", documents=[bad])
    Attachment.objects.filter(document=bad).update(public=False)
    with fake_clamd.clamd() as (_server, url):
        settings.CLAMD_URL = url
        scan_waiting()
    assert not row.events.get(kind="document_held_back").public
