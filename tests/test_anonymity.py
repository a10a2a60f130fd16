"""A denuncia through every door, and then everything the house keeps is searched (DOMAIN §8.2).

A name is planted in the names and inside of the files, and an address, a browser, each session's
key and the draft's code are followed: once it is filed none of them, and no digest of them, is
kept where the request is. `traces` says what "kept" is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from frontend.filing import CONTACT
from procedures.documents.models import Document
from procedures.drafts.models import Draft
from procedures.requests.keys import key_of
from procedures.requests.models import ServiceRequest
from tests.backend.api.callers import Caller, filing
from tests.factories import person, published, take, traces
from tests.factories.drafts import draft_of
from tests.procedures.documents.hostile import saved

pytestmark = pytest.mark.django_db
COMPLAINT = "quejas-denuncias"
AT = f"/tramites/{COMPLAINT}/solicitar/"
NAME, PROXY = "Juana Plantada", "198.51.100.23"
WORDS = {"tipo": "denuncia_servidor_publico", "hechos": "Pidió dinero por la toma."}
NOBODY = {
    "identity": "anonymous", "name": NAME, "email": "juana.plantada@example.org",
    "phone": "9519876543", "channel": "email", "privacy": "on", "truth": "on",
}  # fmt: skip


# What cannot but wait, and where: how often an address tried, for its hour, tied to nothing (see
# below); and, for a day, a digest of the number a program chose for its filing. That of the pages
# goes when the person leaves.
TRIES = ("limit", "cache and broker")
REPEATS = ("filing key", "table procedures_filingkey")


class Browser(Client):
    """Somebody's browser: where it comes from, what it is, and each session it was given."""

    def __init__(self, address: str, agent: str, known: list[str]) -> None:
        super().__init__(
            headers={"X-Forwarded-For": address, "User-Agent": agent}, REMOTE_ADDR=PROXY
        )
        self.known = known
        known += [address, agent, NAME, PROXY]

    def request(self, **asked: Any) -> Any:
        response = super().request(**asked)
        cookie = self.cookies.get("sessionid")
        if cookie and cookie.value and cookie.value not in self.known:
            self.known.append(cookie.value)
        return response


@dataclass
class Told:
    """A denuncia that was filed, and what must be nowhere."""

    folio: str
    key: str
    known: list[str]
    browsers: list[Browser] = field(default_factory=list)


def purpose_of(text: str) -> str:
    """What a keyed digest was made for, from the text it was made of."""
    length, _colon, rest = text.partition(":")
    return rest[: int(length)]


def photo() -> bytes:
    """A photo that says where, and by whom, it was taken."""
    exif = Image.Exif()
    exif[0x013B], exif[0x9C9D] = NAME, NAME.encode("utf-16-le")  # Artist, XPAuthor
    exif.get_ifd(0x8825).update({1: "N", 2: (17.0, 3.0, 36.0), 3: "W", 4: (96.0, 43.0, 30.0)})
    out = BytesIO()
    Image.effect_noise((64, 48), 60).convert("RGB").save(
        out, "JPEG", exif=exif.tobytes(), comment=NAME.encode()
    )
    assert NAME.encode() in out.getvalue()
    return out.getvalue()


def scan() -> bytes:
    """A PDF with its author in the two places programs write one."""
    with pikepdf.new() as paper:
        paper.add_blank_page()
        paper.docinfo["/Author"] = NAME
        with paper.open_metadata() as metadata:
            metadata["dc:creator"] = [NAME]
        return saved(paper)


def upload(kind: str) -> SimpleUploadedFile:
    content = photo() if kind == "jpg" else scan()
    return SimpleUploadedFile(f"{NAME} celular.{kind}", content)


def by_pages(known: list[str]) -> Told:
    """Begun on one device, continued on another with the code, sent twice."""
    phone = Browser("203.0.113.77", "TeléfonoPlantado/9.9", known)
    phone.post(AT)
    section = f"{AT}solicitud/"
    sent = phone.post(
        section, {"subir": "pruebas", "pruebas": upload("jpg")}, HTTP_ACCEPT="application/json"
    )
    assert sent.status_code == 200, sent.content
    phone.post(section, {**WORDS, "pruebas": upload("pdf"), "guardar": "1"})
    code = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", phone.get(f"{AT}guardado/").content.decode())
    assert code is not None
    row = draft_of(phone, COMPLAINT)
    known += [code[0], code[0].replace("-", ""), row.id.hex, str(row.id), row.nonce]
    cyber = Browser("2001:db8:77::9", "CibercaféPlantado/1.0", known)
    cyber.post("/continuar/", {"code": "AAAAA-AAAAA"})
    assert cyber.post("/continuar/", {"code": code[0]}).status_code == 302
    assert cyber.post(section, {**WORDS, "servidor_publico": "El del módulo"}).status_code == 302
    assert cyber.post(f"{AT}{CONTACT}/", NOBODY).status_code == 302
    page = cyber.get(f"{AT}revisar-y-enviar/").content.decode()
    token = re.search(r'name="envio"\s+value="(\w+)"', page)
    assert token is not None
    known.append(token[1])
    for _press in range(2):
        cyber.post(f"{AT}revisar-y-enviar/", {"envio": token[1]})
    shown = cyber.get(f"{AT}solicitud-recibida/").content.decode()
    folio = ServiceRequest.objects.get().folio
    key = re.search(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", shown)
    assert key is not None and not Draft.objects.exists()
    return Told(folio, key[0], known, [phone, cyber])


def by_api(known: list[str]) -> Told:
    """As a program does, with a contact it should never have sent."""
    program = Browser("203.0.113.77", "ProgramaPlantado/9.9", known)
    caller = Caller(program)
    papers = [caller.upload(file=upload(kind)).body["id"] for kind in ("jpg", "pdf")]
    contact = {"name": NAME, "email": NOBODY["email"], "phone": NOBODY["phone"]}
    body = filing(caller, COMPLAINT, given=WORDS, anonymous=True, contact=contact)
    body["documents"] = {"pruebas": papers}
    known.append("clave-plantada-de-juana")
    for _try in range(2):
        answer = caller.post("/requests/", body, Idempotency_Key=known[-1])
        assert answer.status == 201, answer.body
    return Told(answer.body["folio"], answer.body["key"], known, [program])


def evidence_by_pages(told: Told) -> Browser:
    """Days later, from somewhere else, with folio and key."""
    later = Browser("192.0.2.44", "OtroTeléfonoPlantado/2.0", told.known)
    at = f"/solicitudes/{told.folio}/"
    later.post("/solicitudes/", {"folio": told.folio, "key": "0000-0000-0000-0000"})
    assert later.post("/solicitudes/", {"folio": told.folio, "key": told.key}).status_code == 302
    files = {"subir": "mensaje-documents", "mensaje-documents": upload("jpg")}
    assert later.post(f"{at}mensajes/", files, HTTP_ACCEPT="application/json").status_code == 200
    words = {"mensaje-text": "Aquí van más pruebas.", "mensaje-documents": upload("pdf")}
    assert later.post(f"{at}mensajes/", words)["Location"].endswith("#mensajes")
    for page in ("", "acuse.pdf", "expediente/", "mis-datos.json"):
        assert later.get(f"{at}{page}").status_code == 200
    return later


def evidence_by_api(told: Told) -> Browser:
    program = Browser("192.0.2.44", "OtroProgramaPlantado/2.0", told.known)
    caller = Caller(program).with_key(told.key)
    papers = [Caller(program).upload(file=upload(kind)).body["id"] for kind in ("jpg", "pdf")]
    body = {"text": "Aquí van más pruebas.", "documents": papers}
    assert caller.post(f"/requests/{told.folio}/messages/", body).status == 200
    return program


def the_control_body_answers(folio: str) -> None:
    row = ServiceRequest.objects.get(folio=folio)
    take(row, "clasificar", answers={"clasificacion": "denuncia"})
    take(row, "turnar_investigacion")
    take(row, "concluir")


@pytest.fixture
def followed(settings: Any) -> Iterator[tuple[list[str], traces.Digests, Any]]:
    """What is planted, the digests made of it, and the log, from here to the end of the test."""
    settings.TRUSTED_PROXIES = 1
    published(COMPLAINT)
    known: list[str] = [NOBODY["email"], NOBODY["phone"]]
    with traces.listening(known) as heard, traces.logged() as log:
        yield known, heard, log


@pytest.mark.parametrize(
    ("file", "add", "waits"),
    [(by_pages, evidence_by_pages, {TRIES}), (by_api, evidence_by_api, {TRIES, REPEATS})],
)
def test_nothing_that_is_kept_leads_to_who_denounced(
    followed: Any,
    file: Callable[[list[str]], Told],
    add: Callable[[Told], Browser],
    waits: set[tuple[str, str]],
) -> None:
    known, heard, log = followed
    told = file(known)
    told.browsers.append(add(told))
    the_control_body_answers(told.folio)
    # What the browser itself still shows is on the person's screen: they close it (or 12 h pass).
    for browser in told.browsers:
        browser.post("/solicitudes/salir/")
    kept = {**traces.everything(), "log": log.getvalue().encode()}
    papers = {f"file {one.file.name}" for one in Document.objects.all()}
    assert len(papers) == 4 and papers <= set(kept)
    assert [told.folio in str(row.get_decoded()) for row in Session.objects.all()].count(True) == 0
    assert b"/solicitudes/" in kept["log"] or b"/requests/" in kept["log"]
    sessions = {row.session_key for row in Session.objects.all()}
    assert traces.found_in(kept, [one for one in known if one not in sessions]) == []
    assert {place for _one, place in traces.found_in(kept, sessions)} <= {"table django_session"}
    short = heard.short()
    waiting = {(purpose_of(short[one]), place) for one, place in traces.found_in(kept, short)}
    assert waiting == waits
    assert "uploader" in map(purpose_of, short.values()), "made too, and gone with the claim"


def test_what_waits_in_the_cache_counts_and_is_tied_to_no_request(followed: Any) -> None:
    """Throttles: filings, uploads, messages and wrong keys of an address, for at most an hour."""
    known, _heard, _log = followed
    told = by_pages(known)
    evidence_by_pages(told)
    waiting = traces.counted()
    assert waiting
    row = ServiceRequest.objects.get()
    tied = [row.folio, row.key_nonce, *(str(one.pk) for one in Document.objects.all())]
    for name, value in waiting.items():
        assert re.fullmatch(r".*limit:[0-9a-f]{40}", name), name
        assert int(value) > 0
        assert not any(one in f"{name}{value}" for one in tied)


def test_the_browser_that_filed_forgets_when_told_to(followed: Any) -> None:
    known, _heard, _log = followed
    told = by_pages(known)
    cyber = told.browsers[-1]
    assert cyber.get(f"{AT}solicitud-recibida/").status_code == 200
    sessions = [row.get_decoded() for row in Session.objects.all()]
    kept = next(one for one in sessions if told.folio in str(one))
    assert {name for name, value in kept.items() if value} == {"filed", "opened"}
    cyber.post("/solicitudes/salir/")
    assert told.folio not in str([row.get_decoded() for row in Session.objects.all()])


def test_who_denounces_while_logged_in_is_logged_out_first(followed: Any) -> None:
    """The sessions of the staff say who, from where and when: a denuncia is in none of them."""
    known, _heard, _log = followed
    browser = Browser("203.0.113.77", "EquipoPlantado/1.0", known)
    browser.force_login(person("reviewer@comercializacion", username="plantada77"))
    browser.get("/personal/")
    assert UserSession.objects.get().ip in known
    browser.post(AT)
    assert "_auth_user_id" not in browser.session
    browser.post(f"{AT}solicitud/", {**WORDS, "servidor_publico": "Mi jefe"})
    browser.post(f"{AT}{CONTACT}/", NOBODY)
    browser.post(f"{AT}revisar-y-enviar/")
    folio = ServiceRequest.objects.get().folio
    holding = [row for row in Session.objects.all() if folio in str(row.get_decoded())]
    assert [set(row.get_decoded()) & {"_auth_user_id", "account"} for row in holding] == [set()]
    assert not UserSession.objects.filter(session_key__in=[row.pk for row in holding]).exists()


def test_who_opens_one_with_its_key_while_logged_in_is_logged_out(followed: Any) -> None:
    told = by_api(followed[0])
    browser = Client()
    browser.force_login(person("reviewer@comercializacion"))
    browser.post("/solicitudes/", {"folio": told.folio, "key": told.key})
    assert told.folio in str(dict(browser.session)) and "_auth_user_id" not in browser.session


def test_the_clerk_keeps_nothing_of_what_was_told_at_the_window(followed: Any) -> None:
    """While the person is there the page shows folio and key; with the next one they are gone."""
    known, _heard, log = followed
    clerk = Browser("203.0.113.77", "VentanillaPlantada/1.0", known)
    user = person("counter@modulo", username="mostrador77", full_name="Mostrador Plantado")
    clerk.force_login(user)
    at = f"/personal/mostrador/{COMPLAINT}/"
    clerk.post(at, {"source": "counter"})
    row = draft_of(clerk, COMPLAINT, "intake-drafts", staff=user)
    known += [row.id.hex, row.nonce]
    clerk.post(f"{at}solicitud/", {**WORDS, "servidor_publico": "El de la toma"})
    clerk.post(f"{at}{CONTACT}/", {**NOBODY, "received_on": timezone.localdate().isoformat()})
    assert clerk.post(f"{at}revisar/")["Location"].endswith("/listo/")
    row = ServiceRequest.objects.get()
    assert row.anonymous and row.source == "counter"
    key = key_of(row.folio, row.key_nonce)
    assert key in clerk.get(f"{at}listo/").content.decode()
    assert key not in str([one.get_decoded() for one in Session.objects.all()])
    clerk.get("/personal/mostrador/")
    assert clerk.get(f"{at}listo/").status_code == 302
    kept = {**traces.everything(), "log": log.getvalue().encode()}
    # Somebody works here, and is logged in: that is known of them, and nothing of the request.
    tables = ("accounts_user", "accounts_historicaluser", "usersessions_usersession")
    theirs = {f"table {one}" for one in (*tables, "django_session")}
    told = [(word, place) for word, place in traces.found_in(kept, known) if place not in theirs]
    assert told == []
    assert row.folio.encode() not in b"".join(kept[one] for one in (*theirs, "sessions"))
    named = {place for _word, place in traces.found_in(kept, [user.username, user.full_name])}
    assert named <= theirs, named
