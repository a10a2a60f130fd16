"""What the people of the demonstration say: names, streets, sentences; none of them real."""

from __future__ import annotations

import random
import unicodedata
from datetime import timedelta
from typing import Any

from django.utils import timezone

from procedures.definition.fields.base import Field
from procedures.definition.form_schema import example_of
from procedures.requests import clock
from procedures.requests.operations import Contact

FIRST = "María Juana José Luis Rosa Pedro Guadalupe Miguel Teresa Jorge Lucía Carmen Raúl".split()
LAST = "Hernández García Martínez López Cruz Santiago Jiménez Ramírez Vásquez Mendoza".split()
STREETS = "Reforma,Porfirio Díaz,Crespo,Tinoco y Palacios,Libres,Xóchitl,Pino Suárez".split(",")
COLONIES = "Centro,Reforma,Jalatlaco,Xochimilco,La Noria,Volcanes,Santa Rosa".split(",")
SENTENCES = {
    "hechos": [
        "Desde hace tres semanas no llega agua a nuestra calle y nadie nos da informes.",
        "En el módulo me atendieron de mala manera y no quisieron recibir mi papel.",
        "Hay una fuga grande frente a la escuela y se desperdicia mucha agua.",
    ],
    "proyecto": [
        "Casa de dos niveles para una familia, con cisterna de cinco mil litros.",
        "Ampliación de un cuarto y un baño en la planta alta.",
    ],
    "resultado": [
        "Se encontró el medidor detenido; se toma lectura y se recomienda el cambio.",
        "Se verificó la red: hay tubería de tres pulgadas a seis metros del predio.",
    ],
    "motivacion": [
        "De la revisión del expediente y de la visita se comprobó que se cumple lo que se pide.",
    ],
    "fundamento": [
        "Ley de Agua Potable y Alcantarillado para el Estado de Oaxaca (artículos por confirmar).",
    ],
}
PLAIN = "Se revisó lo que pidió la persona y se dejó constancia en el expediente."


class Voice:
    """One person of the demonstration; the same seed says the same things."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - a story, not a secret
        pick = self.random.choice
        self.first, self.last, self.mother = pick(FIRST), pick(LAST), pick(LAST)
        self.account = str(self.random.randint(100000, 999999))

    @property
    def name(self) -> str:
        return f"{self.first} {self.last} {self.mother}"

    def contact(self) -> Contact:
        """How to reach this person; three in four have an e-mail."""
        plain = unicodedata.normalize("NFKD", f"{self.first}.{self.last}".lower())
        email = "".join(c for c in plain if not unicodedata.combining(c))
        phone = f"951{self.random.randint(1000000, 9999999)}"
        if self.random.random() < 0.25:
            return Contact(name=self.name, phone=phone, channel="counter")
        return Contact(
            name=self.name,
            email=f"{email}{self.random.randint(1, 99)}@example.org",
            phone=phone,
            channel="email",
            accepts_electronic_notice=True,
        )

    def given(self) -> dict[str, Any]:
        """What this person answers wherever it is asked."""
        pick = self.random.choice
        return {
            "nombre": self.first,
            "primer_apellido": self.last,
            "segundo_apellido": self.mother,
            "titular_recibo": self.name,
            "nuevo_nombre": self.name,
            "representante_nombre": self.name,
            "razon_social": f"Abarrotes {self.last}",
            "calle": pick(STREETS),
            "numero_exterior": str(self.random.randint(100, 999)),
            "colonia": pick(COLONIES),
            "codigo_postal": f"68{self.random.randint(0, 1)}{self.random.randint(10, 99)}",
            "numero_cuenta": self.account,
        }

    def say(self, field: Field) -> Any:
        """An answer to a question: believable where we can, its own example elsewhere."""
        known = self.given()
        if field.key in known:
            return known[field.key]
        if not field.required and self.random.random() < 0.35:
            return None
        if field.key in SENTENCES:
            return self.random.choice(SENTENCES[field.key])
        kind = field.type.name
        if field.key == "calculo":  # no UMA is put down in a new house, and none is invented
            return "fijo"
        if kind == "choice" and field.options:
            return self.random.choice(field.options).value
        if kind == "multi_choice" and field.options:
            return [self.random.choice(field.options).value]
        if kind == "yes_no":
            return self.random.random() < 0.5
        if kind == "textarea":
            return PLAIN
        if field.key in {"fecha_visita", "vence"}:
            day = timezone.localdate() + timedelta(days=self.random.randint(1, 4))
            return clock.BusinessCalendar().roll(day).isoformat()
        if field.key == "linea_captura":
            return f"SIOX{self.random.randint(10**11, 10**12 - 1)}"
        if field.key == "monto":
            return f"{self.random.randint(150, 1800)}.00"
        return example_of(field)
