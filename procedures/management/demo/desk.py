"""The desks of the demonstration: rules, labels, replies, the register, what people ask."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils import timezone

from backend.accounts.actors import ANONYMOUS, staff_actor
from backend.accounts.models import User
from backend.accounts.roles import Role
from procedures.casework.desk.assigning import save_rule
from procedures.casework.desk.labels import save_label
from procedures.casework.desk.models.assigning import Way
from procedures.casework.desk.replies import save_reply
from procedures.catalogue.institution import privacy_notice
from procedures.contact.models import Kind
from procedures.contact.receiving import receive
from procedures.register.importing import import_file
from procedures.register.sheets import BALANCES, REGISTER, Sheet

from .stories import At, Plan
from .talk import Voice

# Areas whose cases are given out by turns; in the others somebody takes them.
BY_TURNS = ("comercializacion", "padron", "estudios")
LABELS = (("Adulto mayor", "teal"), ("Urgente", "red"), ("Segunda visita", "blue"))
REPLIES = (
    (
        "Estamos revisando",
        "Buenos días, {nombre}. Ya estamos revisando su solicitud {folio}. Le responderemos a más"
        " tardar el {fecha_limite}.",
    ),
    (
        "Fuimos y no había nadie",
        "Buenos días, {nombre}. Fuimos a su domicilio y no encontramos a nadie. Escríbanos por aquí"
        " qué día y a qué hora podemos volver.",
    ),
)
# Subject, text, name, e-mail, how many days ago.
ENQUIRIES = (
    (
        "Corte en mi colonia",
        "¿Hasta cuándo va a durar el corte de agua en la colonia Reforma? Llevamos dos días.",
        "Lucía Mendoza",
        "lucia.mendoza@example.org",
        1,
    ),
    (
        "Dónde pago",
        "Buenas tardes. ¿Puedo pagar mi recibo vencido en una tienda o tengo que ir al módulo?",
        "Pedro Cruz",
        "pedro.cruz@example.org",
        3,
    ),
    (
        "Medidor roto",
        "El medidor de mi casa ya no gira desde hace un mes. ¿Qué tengo que hacer?",
        "Rosa Santiago",
        "rosa.santiago@example.org",
        6,
    ),
)


def set_up() -> None:
    """Write the lists that administration keeps."""
    chief = staff_actor(User.objects.filter(memberships__role=Role.ADMINISTRATOR).earliest("id"))
    for area in BY_TURNS:
        save_rule(
            actor=chief,
            rule=None,
            area=area,
            procedure=None,
            way=Way.ROUND_ROBIN,
            role=Role.REVIEWER,
        )
    for name, colour in LABELS:
        save_label(actor=chief, label=None, name=name, colour=colour, area="")
    for title, body in REPLIES:
        save_reply(actor=chief, reply=None, title=title, body=body, area="")


def load_register(plans: Iterable[Plan], today: dt.date) -> None:
    """Give every person who files an account of the register, and one in four a debt.

    Through the files a utility would bring, so that what is shown is what they do.
    """
    people = {voice.account: voice for voice in (Voice(plan.seed) for plan in plans)}
    accounts = [
        {
            "cuenta": account,
            "medidor": voice.meter,
            "titular": voice.name,
            "domicilio": f"{voice.given()['calle']} {int(account) % 900 + 100}",
            "colonia": voice.given()["colonia"],
            "uso": "Doméstico",
        }
        for account, voice in people.items()
    ]
    balances = [
        {"cuenta": account, "saldo": f"{int(account) % 1700 + 120}.00" if in_debt(account) else "0"}
        for account in people
    ]
    with TemporaryDirectory() as folder:
        _bring(Path(folder), accounts, REGISTER, today)
        _bring(Path(folder), balances, BALANCES, today)


def in_debt(account: str) -> bool:
    return int(account) % 4 == 0


def ask(at: At) -> None:
    """Write what people ask by the site's form, some days ago."""
    for subject, text, name, email, days in ENQUIRIES:
        with at(timezone.now() - dt.timedelta(days=days)):
            receive(
                actor=ANONYMOUS,
                kind=Kind.FORM,
                told={"subject": subject, "text": text, "name": name, "email": email},
                privacy_notice=privacy_notice().version,
            )


def _bring(folder: Path, rows: list[dict[str, str]], sheet: Sheet, today: dt.date) -> None:
    path = folder / f"{sheet.kind}.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        lines = csv.DictWriter(out, fieldnames=[*rows[0]])
        lines.writeheader()
        lines.writerows(rows)
    import_file(path, as_of=today, sheet=sheet, by="demo", apply=True)
