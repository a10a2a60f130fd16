"""Every page a citizen may meet, in each of its states, one after another in one browser.

`tour` yields (name of the address, state) with that page on the screen; whoever walks it looks.
Nothing is pressed by its words, so the same walk serves any language.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.urls import URLPattern, reverse
from django.utils import timezone

from frontend.citizen.urls import urlpatterns as of_citizens
from frontend.public.urls import urlpatterns as of_anybody
from notifications.messages import Purpose
from notifications.preferences import link
from procedures.casework.models import InspectorCredential
from procedures.holdings.codes import code_of
from procedures.holdings.models import SignInCode
from procedures.requests.keys import key_of
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import recognise_holder
from procedures.surveys.invitations import token_for
from tests.factories import filed, published, staff, take
from tests.journeys.browser import Visitor
from tests.journeys.filing import ADDRESS, MAIL, PERSON, pdf, photo
from tests.procedures.register.files import balances

Stop = tuple[str, str]
METER, COMPLAINT, REPORT = "mantenimiento-cambio-medidor", "quejas-denuncias", "falta-recibo"
RECORDS = (
    "arco",
    "registro-contratistas-2022",
    "convenio-toma-domestico-media",
    "solicitud-acceso-informacion",
)
LONG = "Una explicación larga, de varios renglones, como las que de verdad se escriben. " * 12
NO_SPACES = "identificacion_" * 8
# Addresses that show no page of their own, and what they do instead.
NO_PAGE = {
    "tracking-link": "leads to the request",
    "leave": "forgets and leads home",
    "request-receipt": "a PDF",
    "request-dossier-pdf": "a PDF",
    "request-dossier-zip": "files",
    "request-data": "data for programs",
    "request-resolution-pdf": "a PDF",
    "request-appeal": "a PDF",
    "mine-notices": "keeps a choice and leads back",
    "blank-form-pdf": "a PDF",
    "request-document": "a file",
    "request-message": "an answer with mistakes is the page of the request",
    "resume-link": "leads to the draft",
    "resume-open": "leads to the draft",
    "keep": "keeps and leads back",
    "resume-mine": "leads to the draft",
    "sign-out": "forgets and leads home",
    "inspector-photo": "a picture",
    "request-visit-day": "a calendar file",
}


def addresses() -> set[str]:
    """The names of the addresses of every page, as the URLconf has them today."""
    patterns = [one for one in (*of_citizens, *of_anybody) if isinstance(one, URLPattern)]
    return {str(one.name) for one in patterns} - set(NO_PAGE)


@dataclass(frozen=True)
class World:
    """Requests in the states that show something different; built once for a whole walk."""

    folder: Path
    asked: ServiceRequest
    visited: ServiceRequest
    to_pay: ServiceRequest
    resolved: ServiceRequest
    reported: ServiceRequest
    anonymous: ServiceRequest


def build(folder: Path) -> World:
    """File the requests of the walk and take each to its state."""
    version = published(METER)
    for slug in (REPORT, *RECORDS):
        published(slug)
    long = {"numero_cuenta": "0012345"}
    asked = filed(version, given=long).service_request
    take(asked, "tomar")
    items = [{"field": "lectura_actual", "reason": LONG}, {"field": "fotos", "reason": NO_SPACES}]
    take(asked, "prevenir", items=items, note=LONG)
    balances(folder, "0012345,1234.50,2025-10-31")
    asked.refresh_from_db()
    clerk, seen = staff("counter@modulo"), asked.revision
    recognise_holder(actor=clerk, service_request=asked, revision=seen, how="deed")
    steps = ["tomar", "programar_visita", "registrar_visita", "emitir_linea", "verificar_pago"]
    steps += ["concluir", "resolver_favorable"]
    tomorrow = (timezone.localdate() + dt.timedelta(days=1)).isoformat()
    said: dict[str, dict[str, Any]] = {
        "programar_visita": {"fecha_visita": tomorrow},
        "resolver_favorable": {"motivacion": LONG, "fundamento": NO_SPACES},
    }

    def up_to(last: str) -> ServiceRequest:
        row = filed(version).service_request
        for action in steps[: steps.index(last) + 1]:
            take(row, action, answers=said.get(action))
        row.refresh_from_db()
        return row

    reported = filed(published(REPORT)).service_request
    for action in ("asignar", "iniciar", "concluir"):
        take(reported, action)
    denuncia = filed(
        published(COMPLAINT), given={"tipo": "denuncia_servidor_publico"}, anonymous=True
    )
    return World(
        folder,
        asked=asked,
        visited=up_to("programar_visita"),
        to_pay=up_to("emitir_linea"),
        resolved=up_to("resolver_favorable"),
        reported=reported,
        anonymous=denuncia.service_request,
    )


def tour(visitor: Visitor, world: World) -> Iterator[Stop]:
    """Walk every page of `addresses()`, in each state it has."""
    yield from _reading(visitor, world)
    yield from _filing(visitor, world)
    yield from _following(visitor, world)
    yield from _keeping(visitor, world)
    yield from _surveys(visitor, world)


def _reading(visitor: Visitor, world: World) -> Iterator[Stop]:
    def at(name: str, *arguments: str, query: str = "") -> None:
        visitor.page.goto(visitor.site + reverse(name, args=arguments) + query)

    at("home")
    yield "home", "empty"
    for query, state in (("", "empty"), ("?q=medidor", "filled"), ("?q=zzz", "nothing found")):
        at("procedures", query=query)
        yield "procedures", state
    at("procedures", query=f"?q={'a' * 200}")
    yield "procedures", "long content"
    for slug in (METER, COMPLAINT, REPORT, *RECORDS, "no-existe"):
        at("procedure", slug)
        yield "procedure", slug
    at("blank-form", METER)
    yield "blank-form", "empty"
    for name in ("privacy", "personal-data", "accessibility", "help", "demo-mail"):
        at(name)
        yield name, "empty"
    at("privacy-version", "2026-11")
    yield "privacy-version", "empty"
    at("verify")
    yield "verify", "empty"
    at("verify", query="?codigo=")
    yield "verify", "error"
    visit, paper = world.visited.visits.get(), world.resolved.resolutions.get()
    for code, state in ((visit.code, "a visit"), (paper.code, "a paper"), ("ABCD", "unknown")):
        at("verify-code", code)
        yield "verify-code", state
    at("public-results")
    yield "public-results", "empty"
    at("inspectors")
    yield "inspectors", "nobody"
    inspector = world.visited.visits.get().inspector
    InspectorCredential.objects.filter(user=inspector).update(number="001-2026")
    at("inspectors")
    yield "inspectors", "filled"
    yield from _writing(visitor)


def _writing(visitor: Visitor) -> Iterator[Stop]:
    """A message that is no request."""
    visitor.page.goto(visitor.site + reverse("contact"))
    yield "contact", "empty"
    send(visitor)
    yield "contact", "error"
    send(visitor, text=f"No gira mi medidor. {LONG[:400]}", email="maria@example.org", privacy=True)
    if visitor.page.locator("[name='visto']").count():
        yield "contact", "a procedure may be what is needed"
        send(visitor)
    yield "contact-done", "filled"


def _filing(visitor: Visitor, world: World) -> Iterator[Stop]:
    photos, paper = photo(world.folder), pdf(world.folder)
    visitor.page.goto(visitor.site + reverse("filing-start", args=[METER]))
    yield "filing-start", "empty"
    send(visitor)
    yield "filing-section", "one question"
    send(visitor)
    yield "filing-section", "error"
    yield from _leaving(visitor)
    send(visitor, tipo_atencion="cambio_por_falla")
    send(visitor, falla=["no_gira"], fotos=photos, lectura_actual="abc")
    yield "filing-section", "error, with a photo kept"
    send(visitor, lectura_actual="1234")
    send(visitor, ubicacion_medidor="banqueta")
    yield "filing-section", "an account"
    send(visitor, numero_cuenta="0012345")
    send(visitor, **{"domicilio-street": "Calle de los Libres " * 5})
    yield "filing-section", "error in an address, long content"
    send(visitor, **ADDRESS)
    send(visitor, calidad="titular", tipo_persona="fisica")
    yield "filing-section", "more questions"
    send(visitor, **{**PERSON, "curp": "BOXW310820HNERXN00"})
    yield "filing-section", "papers, or a doubt about the CURP"
    if visitor.page.locator("[name='curp']").count():
        send(visitor, **PERSON)
    send(visitor, archivo_identificacion=paper)
    yield "filing-section", "contact"
    send(visitor)
    yield "filing-section", "contact with errors"
    send(visitor, **MAIL)
    yield "filing-check", "filled"
    visitor.page.goto(visitor.site + reverse("filing-start", args=[METER]))
    yield "filing-start", "filled"
    visitor.page.goto(visitor.site + reverse("filing-check", args=[METER]))
    send(visitor)
    yield "filing-done", "filled"
    visitor.page.goto(visitor.site + reverse("filing-start", args=[METER]))
    yield "filing-start", "already filed"


def _leaving(visitor: Visitor) -> Iterator[Stop]:
    """A draft left half-way, come back to, and another one deleted."""
    visitor.page.goto(visitor.site + reverse("resume"))
    yield "resume", "with a draft"
    visitor.fill({"code": "0000000000"})
    visitor.page.locator("main form:has([name='code']) button").last.click()
    yield "resume", "error"
    visitor.page.goto(visitor.site + reverse("filing-saved", args=[METER]))
    yield "filing-saved", "empty"
    visitor.page.locator("main form:has([name='email']) button").last.click()
    yield "filing-saved", "error"
    visitor.page.goto(visitor.site + reverse("resume"))
    visitor.page.locator(f"form[action='{reverse('draft-forget')}'] button").first.click()
    yield "draft-forget", "empty"
    visitor.page.goto(visitor.site + reverse("resume"))
    visitor.page.locator(f"form[action='{reverse('resume-open')}'] button").first.click()


def _following(visitor: Visitor, world: World) -> Iterator[Stop]:
    def at(name: str, row: ServiceRequest, *more: str) -> None:
        visitor.page.goto(visitor.site + reverse(name, args=[row.folio, *more]))

    visitor.page.goto(visitor.site + reverse("track"))
    yield "track", "empty"
    send(visitor)
    yield "track", "error"
    visitor.page.goto(visitor.site + reverse("new-key"))
    yield "new-key", "empty"
    send(visitor)
    yield "new-key", "error"
    at("request", world.asked)
    yield "request", "closed to this device"
    for state in ("asked", "visited", "to_pay", "resolved", "reported", "anonymous"):
        row = getattr(world, state)
        visitor.page.goto(visitor.site + reverse("track"))
        send(visitor, folio=row.folio, key=key_of(row.folio, row.key_nonce))
        yield "request", state
    at("request", world.asked)
    talk = "form[action$='/mensajes/'] button.govuk-button:not([name='subir']):visible"
    visitor.page.locator(talk).last.click()
    yield "request", "error in a message"
    visitor.page.locator("form[action$='/mensajes/'] textarea").fill(LONG + NO_SPACES)
    visitor.page.locator(talk).last.click()
    yield "request", "long content"
    at("request-debt", world.asked)
    yield "request-debt", "filled"
    at("request-notices", world.asked)
    yield "request-notices", "filled"
    at("request-dossier", world.resolved)
    yield "request-dossier", "filled"
    at("request-resolution", world.resolved)
    yield "request-resolution", "filled"
    at("correction", world.asked)
    yield "correction", "empty"
    send(visitor, lectura_actual="abc")
    yield "correction", "error"
    at("withdraw", world.asked)
    yield "withdraw", "empty"
    at("request-step", world.reported, "reabrir")
    yield "request-step", "empty"
    send(visitor)
    yield "request-step", "error"


def _keeping(visitor: Visitor, world: World) -> Iterator[Stop]:
    """An account: signing in, what it keeps, letting go."""

    def at(name: str, *more: str) -> None:
        visitor.page.goto(visitor.site + reverse(name, args=more))

    at("sign-in")
    yield "sign-in", "empty"
    send(visitor)
    yield "sign-in", "error"
    send(visitor, address="maria@example.org")
    yield "sign-in-code", "empty"
    send(visitor, code="00000000")
    yield "sign-in-code", "error"
    send(visitor, code=code_of(SignInCode.objects.latest("expires_at")))
    yield "mine", "empty"
    at("keep-with-key")
    yield "keep-with-key", "empty"
    send(visitor)
    yield "keep-with-key", "error"
    send(visitor, folio=world.asked.folio, key=key_of(world.asked.folio, world.asked.key_nonce))
    yield "mine", "filled"
    at("start-from", METER, world.asked.folio)
    yield "start-from", "empty"
    send(visitor)
    yield "start-from", "error"
    at("let-go", world.asked.folio)
    yield "let-go", "empty"
    at("delete-account")
    yield "delete-account", "empty"


def _surveys(visitor: Visitor, world: World) -> Iterator[Stop]:
    visitor.page.goto(visitor.site + urlsplit(link(Purpose.SURVEY, "maria@example.org")).path)
    yield "unsubscribe", "wanted"
    visitor.page.locator("main form button").click()
    yield "unsubscribe", "not wanted"
    visitor.page.goto(visitor.site + reverse("unsubscribe", args=["nada"]))
    yield "unsubscribe", "unknown"
    row = world.resolved
    closed_on = timezone.localdate(row.closed_at)
    token = token_for(row.folio, row.procedure.slug, row.source, closed_on)
    visitor.page.goto(visitor.site + reverse("survey", args=[token]))
    yield "survey", "empty"
    send(visitor)
    yield "survey", "error"
    visitor.page.goto(visitor.site + reverse("survey", args=["no-sirve"]))
    yield "survey", "a link that does not work"
    visitor.page.goto(visitor.site + reverse("survey-thanks"))
    yield "survey-thanks", "empty"


def send(visitor: Visitor, **answers: Any) -> None:
    """Answer the form of the page and press its main button."""
    visitor.fill(answers)
    form = visitor.page.locator("main form:has(button.govuk-button:not([hidden]))").last
    main = "button.govuk-button:not(.govuk-button--secondary):not(.govuk-visually-hidden)"
    form.locator(main).first.click()
