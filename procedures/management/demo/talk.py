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
    "descripcion": [
        "Sale agua junto a la banqueta desde el lunes, de día y de noche.",
        "El tubo se rompió al arreglar la calle; ya cerramos la llave de paso.",
    ],
    "falla_otro": ["El medidor hace ruido y la carátula está empañada."],
    "acceso": ["Estoy en la casa por las mañanas, de 9 a 13 horas.", "La vecina tiene la llave."],
    "giro": ["Tienda de abarrotes", "Fonda de comida corrida", "Taller de bicicletas"],
    "dice": ["Dato con un error de captura"],
    "debe_decir": ["Como aparece en la identificación que anexo"],
    "motivo_otro": ["Permuta entre familiares"],
    "cuadrilla": ["Cuadrilla 2, turno de la mañana", "Cuadrilla 4, turno de la tarde"],
    "comprobante": ["Folio de caja 48213", "Folio de caja 50977"],
    "concepto_pago": ["Derechos del trámite, según la tarifa vigente"],
    "autoridad_competente": ["Ayuntamiento de Oaxaca de Juárez"],
    "orientacion": ["Acuda al Ayuntamiento con su acuse; ya les enviamos su solicitud."],
    "instruccion": ["Revise la red frente al domicilio y avise el resultado."],
    "pregunta": ["¿Hay presión y diámetro suficientes en la red para lo que se pide?"],
    "opinion": ["Sin objeción: la red frente al predio tiene capacidad."],
    "condiciones": ["Instalar una cisterna de al menos cinco metros cúbicos antes de conectarse."],
    "trabajo_realizado": [
        "Se cambió el medidor, se tomó la lectura y se selló la conexión.",
        "Se reparó el tubo y se repuso la banqueta.",
    ],
    "respuesta": ["Se atendió lo que reportó; si vuelve a pasar, llámenos con este folio."],
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
    def meter(self) -> str:
        """What the register says of this account, whatever the person reads on the meter."""
        return f"M{self.account}"

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
            "nuevo_usuario": self.name,
            "titular_designado": self.name,
            "representante_nombre": self.name,
            "razon_social": f"Abarrotes {self.last}",
            "calle": pick(STREETS),
            "numero_exterior": str(self.random.randint(100, 999)),
            "colonia": pick(COLONIES),
            "codigo_postal": f"68{self.random.randint(0, 1)}{self.random.randint(10, 99)}",
            "numero_cuenta": self.account,
            "numero_medidor": self.meter,
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
        if field.key == "sin_curp":
            return self.random.random() < 0.1
        if field.key == "tipo_persona":  # six in seven ask for themselves
            return "fisica" if self.random.random() < 0.85 else "moral"
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
