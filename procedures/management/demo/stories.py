"""A year of requests: who files what and when, and how far each one has come by now."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Container, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw

from backend.accounts.actors import ANONYMOUS, Actor, citizen_of, staff_actor
from backend.accounts.models import User
from procedures.casework.moves import open_moves
from procedures.catalogue.models import Procedure
from procedures.definition import Field, Kind, Transition
from procedures.documents.models import Document
from procedures.documents.store import store
from procedures.requests import sweeps
from procedures.requests.models import ServiceRequest
from procedures.surveys import invitations, operations

from .cast import Cast
from .playing import file, play
from .talk import Voice

# How often each is asked for; the seven online ones first (catalogue/pick.md, demand assumed).
DEMAND = {
    "falta-recibo": 26,
    "mantenimiento-cambio-medidor": 34,
    "constancia-no-adeudo": 32,
    "cambio-de-propietario": 24,
    "factibilidad-vivienda": 20,
    "quejas-denuncias": 16,
    "instalacion-toma-descarga": 14,
    "reparacion-toma": 10,
    "cambio-de-usuario": 8,
    "correccion-datos-usuario": 6,
    "suspension-temporal": 4,
    "inspeccion-medidor": 6,
}
CHANNELS = {"online": 52, "counter": 32, "phone": 13, "letter": 3}
# A person's patience: what rarely happens, and how rarely.
SELDOM = {
    Kind.CORRECT: 0.45,
    Kind.WITHDRAW: 0.01,
    Kind.LAPSE: 0.0,
    Kind.EXPIRE: 0.0,
    Kind.OPINION: 0.35,
}
SELDOM_ACTIONS = {
    "ampliar": 0.02,
    "canalizar": 0.04,
    "negar": 0.12,
    "no_procede": 0.08,
    "reprogramar": 0.15,
    "reabrir": 0.08,
    "regresar_a_revision": 0.05,
    "reemitir_linea": 0.05,
}
MOST_STEPS = 24
NIGHT = dt.time(5, 10)
At = Callable[[dt.datetime], AbstractContextManager[object]]


@dataclass
class Plan:
    """One request to come: when it is filed, of what, how, and by whose voice."""

    when: dt.datetime
    slug: str
    source: str
    seed: int


def plans(count: int, today: dt.date, seed: int = 7) -> list[Plan]:
    """`count` filings of the last twelve months, oldest first; more of them lately."""
    chance = random.Random(seed)  # noqa: S311 - a story, not a secret
    found = []
    for number in range(count):
        lately = chance.random() < 0.3  # a desk has work on it
        days_ago = int(16 * chance.random() if lately else 365 * chance.random())
        day = today - dt.timedelta(days=days_ago)
        while day.weekday() > 4:
            day -= dt.timedelta(days=1)
        moment = dt.datetime.combine(
            day, dt.time(chance.randint(8, 14), chance.randint(0, 59), chance.randint(0, 59))
        )
        slug = chance.choices([*DEMAND], [*DEMAND.values()])[0]
        source = chance.choices([*CHANNELS], [*CHANNELS.values()])[0]
        found.append(Plan(timezone.make_aware(moment), slug, source, seed + number))
    return sorted(found, key=lambda plan: plan.when)


def tell(plan: Plan, cast: Cast, at: At) -> ServiceRequest:
    """Live one request from its filing to today, or to its end.

    Args:
        at: moves the clock for what happens inside.
    """
    voice = Voice(plan.seed)
    procedure = Procedure.objects.select_related("current").get(slug=plan.slug)
    version = procedure.current
    if version is None:
        raise LookupError(f"{plan.slug} is not published")
    online = plan.source == "online" and procedure.status == "online"
    source = plan.source if online or plan.source != "online" else "counter"
    anonymous = version.definition.anonymous and voice.random.random() < 0.5
    with at(plan.when):
        filing = file(
            version,
            paper=lambda field: paper(field, voice),
            actor=(
                ANONYMOUS
                if source == "online"
                else staff_actor(_clerk(cast, source), source=source)
            ),
            given=_fitting(version.definition.form.by_key, voice),
            say=voice.say,
            contact=None if anonymous else voice.contact(),
            anonymous=anonymous,
        )
    row = filing.service_request
    for moment in _moments(plan.when, _pace(row), voice):
        _watch_the_clock(row, moment, at)
        with at(moment):
            transition = _next(row, voice)
            if transition is None:
                break
            play(
                row,
                transition.action,
                cast=cast,
                paper=lambda field: paper(field, voice),
                say=voice.say,
            )
    _watch_the_clock(row, timezone.now(), at)
    _answer_survey(row, voice, at)
    return row


def _watch_the_clock(row: ServiceRequest, until: dt.datetime, at: At) -> None:
    """What the night's sweep finds of a term that ran out, on the morning after it did."""
    row.refresh_from_db()
    if row.silence or row.due_on is None or not row.is_open:
        return
    after = timezone.make_aware(dt.datetime.combine(row.due_on + dt.timedelta(days=1), NIGHT))
    if after < until:
        with at(after):
            sweeps.flag_silence(timezone.localdate())


def _clerk(cast: Cast, source: str) -> User:
    return cast("counter", "call_center" if source == "phone" else "modulo")


def _fitting(asked: Container[str], voice: Voice) -> dict[str, object]:
    return {key: value for key, value in voice.given().items() if key in asked}


def _pace(row: ServiceRequest) -> float:
    """Days a step takes on average, so that most requests end within their term."""
    limit = row.definition.time.limit
    return ((limit.days if limit else None) or 10) / 7


def _moments(begun: dt.datetime, pace: float, voice: Voice) -> Iterator[dt.datetime]:
    """When something may happen next, in office hours, until today is reached.

    One request in twenty is forgotten on the way, as happens.
    """
    moment, now = begun, timezone.now()
    forgotten = voice.random.randint(1, 4) if voice.random.random() < 0.05 else MOST_STEPS
    for _step in range(forgotten):
        slow = 1.0 if voice.random.random() < 0.9 else 4.0
        days = slow * pace * voice.random.expovariate(1.0)
        moment = _in_hours(moment + dt.timedelta(days=days, minutes=voice.random.randint(20, 400)))
        if moment >= now:
            return
        yield moment


def _in_hours(moment: dt.datetime) -> dt.datetime:
    local = timezone.localtime(moment)
    if not 8 <= local.hour < 15:
        local = local.replace(hour=9, minute=local.minute) + dt.timedelta(days=local.hour >= 15)
    while local.weekday() > 4:
        local += dt.timedelta(days=1)
    return local


def _next(row: ServiceRequest, voice: Voice) -> Transition | None:
    """The move that comes next: any that is open to anybody, the rare ones rarely."""
    everybody = frozenset(
        who if "@" in who else f"{who}@*" for t in row.workflow.transitions for who in t.by
    )
    staff = Actor("staff", grants=everybody)
    found, weights = [], []
    for move in (*open_moves(staff, row), *open_moves(citizen_of(row.folio), row)):
        weight = SELDOM.get(move.kind, SELDOM_ACTIONS.get(move.action, 1.0))
        if weight and not move.closed_because:
            found.append(move.transition)
            weights.append(weight)
    return voice.random.choices(found, weights)[0] if found else None


def paper(field: Field, voice: Voice) -> Document:
    """A drawn page, plainly a sample, as a phone would send it."""
    image = Image.new("RGB", (420, 300), "#f4f1ea")
    draw = ImageDraw.Draw(image)
    draw.rectangle((12, 12, 407, 287), outline="#0b6075", width=3)
    draw.text((30, 40), "MUESTRA / SAMPLE", fill="#a8442a")
    draw.text((30, 80), field.key.replace("_", " ").upper(), fill="#12282f")
    draw.text((30, 120), f"{voice.account}", fill="#12282f")
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=70)
    upload = SimpleUploadedFile(f"{field.key}.jpg", buffer.getvalue(), content_type="image/jpeg")
    return store(upload, name=upload.name or "muestra.jpg", bare=True)


def _answer_survey(row: ServiceRequest, voice: Voice, at: At) -> None:
    if row.closed_at is None or row.anonymous or voice.random.random() > 0.45:
        return
    contact = row.applicants.filter(is_contact=True, channel="email").first()
    if contact is None:
        return
    good = row.outcome in {"favourable", "conditional"}
    weights = [44, 34, 12, 6, 4] if good else [18, 24, 24, 18, 16]
    marks = voice.random.choices([5, 4, 3, 2, 1], weights, k=3)
    with at(row.closed_at + dt.timedelta(hours=5)):
        token = invitations.token_for(
            row.folio, row.procedure.slug, row.source, timezone.localdate(row.closed_at)
        )
        operations.answer(
            invitations.read(token),
            {
                **dict(zip(("ease", "time", "treatment"), marks, strict=True)),
                "solved": "yes" if good else "no",
                "comment": "",
            },
        )
