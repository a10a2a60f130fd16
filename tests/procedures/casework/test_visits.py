"""Visits (§12): who is accredited, what the person and anybody may check, what is put down."""

from __future__ import annotations

import datetime as dt
from copy import deepcopy
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from backend.accounts.actors import Actor, staff_actor
from backend.accounts.models import User
from procedures.casework import credentials, ics, moves, visiting
from procedures.casework.models import InspectorCredential, Visit, VisitDraft
from procedures.casework.operations import accredited
from procedures.requests.errors import Conflict, Invalid, NotAllowed, NotFound
from procedures.requests.keys import key_of
from procedures.requests.models import ServiceRequest
from tests.factories import CONTACT, catalogue, filed, paper, person, published, staff, take
from tests.frontend.staff.pages import text_of

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"
VISIT = {"fecha_visita": "2026-03-06", "horario": "manana", "objeto_visita": "Revisar el medidor"}


def on(day: str) -> time_machine.travel:
    return time_machine.travel(f"{day}T10:00:00-06:00", tick=False)


def with_place() -> bytes:
    """A photo that tells where it was taken."""
    out, exif = BytesIO(), Image.Exif()
    exif[0x010E] = "Casa de Javier"
    Image.new("RGB", (900, 1200), "teal").save(out, "JPEG", exif=exif)
    return out.getvalue()


def card(user: User, number: str = "INS-001", *, active: bool = True) -> InspectorCredential:
    photo = SimpleUploadedFile("cara.jpg", with_place(), content_type="image/jpeg")
    return credentials.put_down(
        actor=staff("administrator@*"), user=user, number=number, photo=photo, active=active
    )


@pytest.fixture
def inspector() -> User:
    return person("inspector@operacion", full_name="Javier Luna")


def planned(inspector: User, **answers: Any) -> Visit:
    with on("2026-03-02"):
        row = filed(published(METER)).service_request
        take(row, "tomar")
        take(row, "programar_visita", inspector=inspector, answers={**VISIT, **answers})
    return row.visits.get()


# --- credentials --------------------------------------------------------------------------------


def test_a_photo_is_drawn_again_small_and_says_nothing_of_where_it_was_taken(
    inspector: User,
) -> None:
    kept = bytes(card(inspector).photo or b"")
    with Image.open(BytesIO(kept)) as image:
        assert image.format == "JPEG" and max(image.size) == credentials.SIDE
        assert not image.getexif()
    assert b"Casa de Javier" not in kept and len(kept) < 60_000


@pytest.mark.parametrize(
    ("content", "name"), [(b"%PDF-1.7 no", "a.pdf"), (b"GIF89a", "a.gif"), (b"", "a.jpg")]
)
def test_what_is_no_photo_is_refused_and_nothing_is_kept(
    inspector: User, content: bytes, name: str
) -> None:
    with pytest.raises(Invalid) as refused:
        credentials.put_down(
            actor=staff("administrator@*"),
            user=inspector,
            number="INS-9",
            photo=SimpleUploadedFile(name, content),
            active=True,
        )
    assert set(refused.value.errors) == {"photo"}
    assert not InspectorCredential.objects.filter(number="INS-9").exists()


def test_only_administrators_accredit_and_each_number_is_one_persons(inspector: User) -> None:
    card(inspector)
    other = person("inspector@operacion")
    told = {"number": "ins-001", "photo": None, "active": True}
    with pytest.raises(NotAllowed):
        credentials.put_down(actor=staff("supervisor@operacion"), user=other, **told)
    with pytest.raises(Invalid) as refused:
        credentials.put_down(actor=staff("administrator@*"), user=other, **told)
    assert set(refused.value.errors) == {"number"}
    with pytest.raises(Invalid) as refused:
        credentials.put_down(
            actor=staff("administrator@*"),
            user=person("reviewer@operacion"),
            number="INS-5",
            photo=None,
            active=True,
        )
    assert set(refused.value.errors) == {"user"}


def test_whoever_lost_the_credential_is_sent_nowhere(inspector: User) -> None:
    card(inspector)
    row = planned(inspector).service_request
    transition = next(t for t in row.workflow.transitions if t.action == "programar_visita")
    assert inspector in accredited(transition)
    card(inspector, active=False)
    assert inspector not in accredited(transition)


@pytest.mark.parametrize("why", ["none", "taken back", "over"])
def test_nobody_is_sent_without_a_credential_in_force_that_day(inspector: User, why: str) -> None:
    with on("2026-03-02"):
        mine = InspectorCredential.objects.filter(user=inspector)
        if why == "none":
            mine.delete()
        elif why == "taken back":
            mine.update(active=False)
        else:  # in force today, and not on the day of the visit
            mine.update(valid_until=dt.date(2026, 3, 5))
        row = filed(published(METER)).service_request
        take(row, "tomar")
        with pytest.raises(Invalid) as refused:
            take(row, "programar_visita", inspector=inspector, answers=VISIT)
    assert refused.value.errors["inspector"][0][0] == "credential"
    assert "Javier Luna" in str(refused.value) or why == "over"
    assert not row.visits.exists()


def test_a_visit_is_not_moved_past_the_last_day_of_the_credential(inspector: User) -> None:
    row = planned(inspector).service_request
    InspectorCredential.objects.filter(user=inspector).update(valid_until=dt.date(2026, 3, 6))
    with on("2026-03-03"):
        moved = {"fecha_visita": "2026-03-09", "horario": "manana", "motivo": "Llovió"}
        action = next(
            t.action
            for t in row.workflow.transitions
            if row.state in t.from_ and "reschedule_visit" in dict(t.effects)
        )
        with pytest.raises(Invalid):
            take(row, action, answers=moved)
        take(row, action, answers={**moved, "fecha_visita": "2026-03-06"})


def test_one_that_is_over_is_on_no_public_list(inspector: User) -> None:
    with on("2026-03-06"):
        mine = InspectorCredential.objects.filter(user=inspector)
        mine.update(valid_until=dt.date(2026, 3, 6))
        assert credentials.in_force().count() == 1, "its last day counts"
        mine.update(valid_until=dt.date(2026, 3, 5))
        assert not credentials.in_force().exists()


# --- before the visit ---------------------------------------------------------------------------


def test_the_person_sees_who_comes_what_for_and_why_it_was_moved(inspector: User) -> None:
    card(inspector)
    visit = planned(inspector)
    row = visit.service_request
    client = Client()
    client.post("/solicitudes/", {"folio": row.folio, "key": key_of(row.folio, row.key_nonce)})
    with on("2026-03-03"):
        take(
            row,
            "reprogramar",
            answers={
                "fecha_visita": "2026-03-09",
                "horario": "mediodia",
                "motivo": "Hay una fuga mayor.",
            },
        )
        client.post("/solicitudes/", {"folio": row.folio, "key": key_of(row.folio, row.key_nonce)})
        page = client.get(f"/solicitudes/{row.folio}/")
        said = text_of(page)
        day = client.get(f"/solicitudes/{row.folio}/visita.ics")
    for words in ("Javier Luna", "INS-001", "Revisar el medidor", "Hay una fuga mayor."):
        assert words in said, words
    assert "/inspectores/INS-001/foto.jpg" in page.content.decode()
    assert day.status_code == 200 and b"DTSTART;VALUE=DATE:20260309" in day.content
    assert b"SEQUENCE:1" in day.content
    for personal in (CONTACT.name, CONTACT.phone, CONTACT.email, "Manuel Sabino"):
        assert personal.encode() not in day.content
    assert Client().get(f"/solicitudes/{row.folio}/visita.ics").status_code == 404


def test_anybody_checks_a_visit_and_learns_nothing_of_who_is_visited(inspector: User) -> None:
    card(inspector)
    visit = planned(inspector)
    with on("2026-03-05"):
        shown = Client().get(f"/verificar/{visit.code}/")
        said = text_of(shown)
        api = Client().get(f"/api/v1/verify/{visit.code}/").content.decode()
    for words in (
        "La visita es nuestra",
        "Javier Luna",
        "INS-001",
        "Por la mañana (8:00 a 12:00)",
        "Revisar el medidor",
        "Centro de llamadas",
    ):
        assert words in said, words
    row = visit.service_request
    for personal in (CONTACT.name, CONTACT.phone, "Manuel Sabino", row.folio):
        assert personal not in said, personal
    for personal in (CONTACT.name, CONTACT.phone, "Manuel Sabino"):
        assert personal not in api, personal


def test_every_code_that_is_not_a_visit_answers_the_same() -> None:
    client = Client()
    one, other = client.get("/verificar/2222333344445555/"), client.get("/verificar/abc/")
    assert one.status_code == other.status_code == 404
    assert text_of(one) == text_of(other)


def test_a_credential_taken_back_is_on_no_page_the_same_day(inspector: User) -> None:
    card(inspector)
    visit = planned(inspector)
    client = Client()
    assert "Javier Luna" in text_of(client.get("/inspectores/"))
    assert client.get("/inspectores/INS-001/foto.jpg")["Content-Type"] == "image/jpeg"
    card(inspector, active=False)
    assert "Javier Luna" not in text_of(client.get("/inspectores/"))
    assert client.get("/inspectores/INS-001/foto.jpg").status_code == 404
    with on("2026-03-05"):
        assert "Sin credencial registrada" in text_of(client.get(f"/verificar/{visit.code}/"))
    User.objects.filter(pk=inspector.pk).update(is_active=False)
    assert not credentials.in_force().exists()


# --- the draft and the act ----------------------------------------------------------------------


def test_a_draft_is_sealed_its_inspectors_alone_and_gone_once_handed_in(inspector: User) -> None:
    visit = planned(inspector)
    actor = staff("inspector@operacion")
    mine = visiting.find(actor_of(inspector), visit.code)
    visiting.hold(actor=actor_of(inspector), visit=mine, answers={"resultado": "No gira"})
    assert "No gira" not in VisitDraft.objects.get().answers
    assert visiting.held(visit).answers == {"resultado": "No gira"}
    with pytest.raises(NotFound):
        visiting.hold(actor=actor, visit=visit, answers={})
    with pytest.raises(NotFound):
        visiting.find(actor, visit.code)
    with on("2026-03-06"):
        take(visit.service_request, "registrar_visita", actor=actor_of(inspector))
    assert not VisitDraft.objects.exists()
    with pytest.raises(Conflict):
        visiting.hold(actor=actor_of(inspector), visit=visit, answers={})


def test_a_photo_and_a_field_that_arrive_at_once_do_not_undo_each_other(inspector: User) -> None:
    visit, actor = planned(inspector), actor_of(inspector)
    first, second = str(paper("a.jpg").pk), str(paper("b.jpg").pk)
    visiting.hold(actor=actor, visit=visit, answers={}, added={"fotos_visita": [first]})
    visiting.hold(actor=actor, visit=visit, answers={"lectura_visita": "1"})  # saw no photo yet
    visiting.hold(actor=actor, visit=visit, answers={}, added={"fotos_visita": [second]})
    visiting.hold(actor=actor, visit=visit, answers={}, added={"fotos_visita": [second]})
    kept = visiting.held(visit)
    assert kept.answers == {"lectura_visita": "1"}
    assert kept.papers == {"fotos_visita": [first, second]}
    visiting.hold(actor=actor, visit=visit, answers={}, removed=[first])
    assert visiting.held(visit).papers == {"fotos_visita": [second]}


def actor_of(user: User) -> Actor:
    return staff_actor(user)


def verification() -> Any:
    """The meter change with its visit made an act of authority."""
    content = catalogue()[METER]
    workflow = deepcopy(dict(content.known.workflows["con_visita"]))
    acta = [
        {"key": "hora_inicio", "type": "time", "label": "Empezó", "required": True},
        {"key": "hora_fin", "type": "time", "label": "Terminó", "required": True},
        {"key": "testigo_uno", "type": "person_name", "label": "Testigo", "required": True},
        {"key": "testigo_dos", "type": "person_name", "label": "Otro testigo", "required": True},
        {"key": "manifestacion", "type": "textarea", "label": "Lo que dijo", "required": True},
        {
            "key": "firmas",
            "type": "choice",
            "label": "Firmas",
            "required": True,
            "options": [
                {"value": "todas", "label": "Firmaron todas las personas"},
                {"value": "negativa", "label": "Alguien no quiso firmar"},
            ],
        },
    ]
    for transition in workflow["transitions"]:
        if transition["action"] == "programar_visita":
            transition["effects"] = [{"plan_verification": {"area": "$field_area"}}]
            for item in transition["form"]:
                item |= {"required": True} if item["key"] == "objeto_visita" else {}
        if transition["action"] == "registrar_visita":
            transition["effects"] = ["record_verification"]
            transition["form"] = [*transition["form"], *acta]
    return workflow


def test_a_verification_is_kept_apart_with_its_acta_and_five_days_to_comment(
    inspector: User,
) -> None:
    filled = {"area": "comercializacion", "field_area": "operacion"}
    own = fill_in(verification(), {**filled, "pay_area": "comercializacion"})
    with on("2026-03-02"):
        row = filed(published(METER, workflow=own)).service_request
        take(row, "tomar")
        take(row, "programar_visita", inspector=inspector, answers=VISIT)
    assert row.visits.get().kind == "verification"
    times = {"hora_inicio": "11:00", "hora_fin": "10:00"}
    with on("2026-03-06"):
        with pytest.raises(Invalid) as refused:
            take(row, "registrar_visita", actor=actor_of(inspector), answers=times)
        assert set(refused.value.errors) == {"hora_fin"}
        with pytest.raises(Invalid) as missing:
            moves_with(row, inspector, {"resultado": "Toma sin contrato"})
        assert {"testigo_uno", "testigo_dos", "manifestacion", "firmas"} <= set(
            missing.value.errors
        )
        take(
            row,
            "registrar_visita",
            actor=actor_of(inspector),
            answers={**times, "hora_fin": "12:00"},
        )
    visit = row.visits.get()
    assert str(visit.comments_until) == "2026-03-13"


def moves_with(row: ServiceRequest, inspector: User, answers: dict[str, Any]) -> None:
    row.refresh_from_db()
    moves.carry_out(
        actor=actor_of(inspector),
        service_request=row,
        action="registrar_visita",
        revision=row.revision,
        answers=answers,
    )


def fill_in(value: Any, told: dict[str, str]) -> Any:
    """The template with its parameters in their places, as a workflow of its own."""
    if isinstance(value, dict):
        return {k: fill_in(v, told) for k, v in value.items() if k != "parameters"}
    if isinstance(value, list):
        return [fill_in(item, told) for item in value]
    if isinstance(value, str):
        for name in sorted({**told, "document": "Resolución"}, key=len, reverse=True):
            value = value.replace(f"${name}", {**told, "document": "Resolución"}[name])
    return value


# --- calendars ----------------------------------------------------------------------------------


@given(
    words=st.text(st.characters(blacklist_categories=["Cs"], max_codepoint=0x1FFFF), max_size=200)
)
def test_whatever_is_said_a_calendar_is_one_line_per_property_of_at_most_75_octets(
    words: str,
) -> None:
    now = dt.datetime(2026, 3, 2, 16, tzinfo=dt.UTC)
    entry = ics.Entry("a@b", dt.date(2026, 3, 6), words, words, "https://x.mx/a", 2, now)
    content = ics.calendar([entry], name=words)
    assert content.endswith(b"END:VCALENDAR\r\n")
    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert b"\n" not in content.replace(b"\r\n", b"") and b"\r" not in content.replace(b"\r\n", b"")
    whole = content.replace(b"\r\n ", b"").decode()  # unfolded, every letter is whole
    names = [line.partition(":")[0].partition(";")[0] for line in whole.split("\r\n") if line]
    assert names.count("SUMMARY") == names.count("DTSTART") == names.count("UID") == 1
    assert {"VERSION", "PRODID", "DTSTAMP", "DTEND"} <= set(names)
    said = next(line for line in whole.split("\r\n") if line.startswith("SUMMARY:"))
    unescaped = unescape(said.removeprefix("SUMMARY:"))
    assert unescaped == ics.CONTROL.sub(" ", words.replace("\r\n", "\n").replace("\r", "\n"))


def unescape(text: str) -> str:
    out, letters = "", iter(text)
    for letter in letters:
        if letter == "\\":
            after = next(letters)
            out += "\n" if after == "n" else after
        else:
            out += letter
    return out
