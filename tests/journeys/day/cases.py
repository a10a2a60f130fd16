"""What comes in on the day, and how it ends: seven procedures, each from a telephone at home and
through a clerk.

The eighth stands for the outcome that none of the seven may have: a request is taken as not filed
only where the law says so, in personal data and access to information (DOMAIN R11, R31).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

METER, DWELLING = "mantenimiento-cambio-medidor", "factibilidad-vivienda"
CERTIFICATE, OWNER = "constancia-no-adeudo", "cambio-de-propietario"
CONNECTION, BILL = "instalacion-toma-descarga", "falta-recibo"
COMPLAINT, PERSONAL_DATA = "quejas-denuncias", "arco"
ONLINE = (METER, DWELLING, CERTIFICATE, OWNER, CONNECTION, BILL, COMPLAINT)

REASONED = {"fundamento": "Ley de Agua, artículo 1.", "motivacion": "Se revisó el expediente."}
ELSEWHERE = {
    "autoridad_competente": "Comisión Estatal del Agua",
    "orientacion": "Preséntela en sus oficinas de Reforma.",
}
FINDING = {"dictamen": "Se comprobó lo que se pide."}
BUDGET = {"presupuesto": "4500.00", "presupuesto_detalle": "Toma de media pulgada."}
TO_PAY = {"monto": "785.00", "linea_captura": "0123456789", "vence": "2026-03-13"}
TO_VISIT = {"fecha_visita": "2026-03-03", "horario": "manana", "paso-inspector": "javier"}
FOUND = {"resultado": "No gira.", "imputable_a_usuario": "si"}


@dataclass(frozen=True)
class Turn:
    """A move of somebody's, by its name and what it asks; or what a resident does by themselves."""

    who: str
    action: str
    answers: Mapping[str, Any] = field(default_factory=dict)


def turn(who: str, action: str, *told: Mapping[str, Any], **answers: Any) -> Turn:
    return Turn(who, action, {k: v for one in (*told, answers) for k, v in one.items()})


@dataclass
class Case:
    """A request from the first word to the last; `folio` and `key` are given when it is filed.

    Attributes:
        turns: what is done on the day, in order, once a clerk took it.
        taken: whether the clerk of the area takes it for review, from the inbox.
        later: what is done when ten business days went by.
        in_june: what is done when three months went by since a warning.
        days: business days of the utility until it answered; None where it answered nothing.
    """

    slug: str
    source: str
    outcome: str
    days: int | None = None
    turns: tuple[Turn, ...] = ()
    later: tuple[Turn, ...] = ()
    in_june: tuple[Turn, ...] = ()
    taken: bool = True
    folio: str = ""
    key: str = ""

    @property
    def who(self) -> str:
        """The name of who asks, as they give it at the counter."""
        return f"{self.source.title()} de {self.slug.replace('-', ' ').title()}"

    @property
    def ends_at_the_counter(self) -> bool:
        """Whether who filed it for somebody does the next thing too, while they are there."""
        return bool(self.turns) and {one.who for one in self.turns} <= {"ana", "beto"}


def the_day() -> list[Case]:
    """The requests of the day, in the order in which they come."""
    return [
        Case(METER, "online", "favourable", 0, (
            turn("elena", "programar_visita", TO_VISIT),
            turn("javier", "registrar_visita", FOUND),
            turn("elena", "emitir_linea", TO_PAY),
            turn("resident", "pays"),
            turn("marta", "verificar_pago", comprobante="A-1"),
            turn("javier", "concluir", trabajo_realizado="Se cambió el medidor."),
            turn("felipe", "takes it over"),
            turn("felipe", "resolver_favorable", REASONED),
        )),
        Case(METER, "phone", "forwarded", 0, (turn("beto", "canalizar", ELSEWHERE),), taken=False),
        Case(DWELLING, "online", "conditional", 1, (
            turn("elena", "prevenir", {"falta-archivo_plano": "No se alcanza a leer."}),
        ), later=(
            turn("elena", "enviar_a_dictamen"),
            turn("elena", "pedir_opinion", pregunta="¿Alcanza el colector?"),
            turn("felipe", "rendir_opinion", opinion="Sí alcanza, con cisterna."),
            turn("elena", "dictaminar", FINDING),
            turn("oscar", "resolver_con_condiciones", REASONED, condiciones="Una cisterna."),
        )),
        Case(DWELLING, "phone", "withdrawn", None, (turn("beto", "desistir"),), taken=False),
        Case(CERTIFICATE, "online", "favourable", 0, (
            turn("elena", "dictaminar", FINDING),
            turn("oscar", "resolver_favorable", REASONED),
        )),
        Case(CERTIFICATE, "counter", "forwarded", 2, (
            turn("ana", "canalizar", ELSEWHERE),
        ), taken=False),
        Case(CERTIFICATE, "phone", "unfavourable", 0, (
            turn("elena", "dictaminar", FINDING),
            turn("oscar", "negar", REASONED),
        )),
        Case(OWNER, "online", "dismissed", None, (
            turn("elena", "prevenir", {"falta-numero_cuenta": "No existe en el padrón."}),
        ), later=(turn("elena", "vencer_prevencion"),)),
        Case(OWNER, "counter", "favourable", 2, (
            turn("elena", "dictaminar", FINDING),
            turn("oscar", "resolver_favorable", REASONED),
        )),
        Case(CONNECTION, "online", "lapsed", None, (
            turn("elena", "presupuestar", BUDGET, por_que_sin_visita="Ya se conoce el lugar."),
            turn("elena", "emitir_linea", TO_PAY),
        ), in_june=(turn("elena", "caducar"),)),
        Case(CONNECTION, "counter", "favourable", 2, (
            turn("elena", "presupuestar", BUDGET, por_que_sin_visita="Ya se conoce el lugar."),
            turn("elena", "emitir_linea", TO_PAY),
            turn("marta", "verificar_pago", comprobante="A-2"),
            turn("ana", "firmar", fecha_firma="2026-03-03", contrato_firmado="PDF"),
            turn("javier", "concluir", trabajo_realizado="Se hizo la toma."),
            turn("elena", "dar_alta", cuenta_asignada="0099887"),
        )),
        Case(CONNECTION, "phone", "unfavourable", 0, (
            turn("elena", "presupuestar", BUDGET, por_que_sin_visita="Ya se conoce el lugar."),
            turn("felipe", "negar", REASONED),
        )),
        Case(BILL, "online", "withdrawn", None, (turn("resident", "withdraws"),), taken=False),
        Case(BILL, "counter", "favourable", 2, (
            turn("felipe", "asignar", cuadrilla="Padrón"),
            turn("elena", "iniciar"),
            turn("elena", "concluir", trabajo_realizado="Se imprimió la copia."),
            turn("ana", "cerrar"),
        ), taken=False),
        Case(COMPLAINT, "online", "inadmissible", 0, (
            turn("raul", "clasificar", clasificacion="denuncia"),
            turn("raul", "turnar_investigacion"),
            turn("raul", "cerrar", motivo_cierre="No hay elementos."),
        ), taken=False),
        Case(COMPLAINT, "phone", "forwarded", 0, (
            turn("raul", "canalizar", ELSEWHERE),
        ), taken=False),
        Case(PERSONAL_DATA, "counter", "not_filed", None, (
            turn("quetzalli", "tomar"),
            turn("quetzalli", "prevenir", {"falta-archivo_identificacion": "No se ve."}),
        ), later=(turn("quetzalli", "reads it is over"),), taken=False),
    ]  # fmt: skip
