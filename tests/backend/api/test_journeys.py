"""Two requests from beginning to end, by programs that know nothing but the API."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from notifications.models import OutboxMessage
from procedures.catalogue.models import ProcedureVersion
from procedures.surveys.invitations import token_for
from procedures.surveys.operations import open_batch
from tests.backend.api.callers import Caller, filing, filled, papers
from tests.backend.api.conftest import FEASIBILITY, METER


class Journey:
    """A request on its way: each step is found in `actions/` and done where that says."""

    def __init__(self, citizen: Caller, slug: str, given: dict[str, Any] | None = None) -> None:
        filed = citizen.post("/requests/", filing(citizen, slug, given=given))
        assert filed.status == 201, filed.body
        self.folio = filed.body["folio"]
        self.citizen = citizen.with_key(filed.body["key"])
        self.path = f"/requests/{self.folio}"

    def actions(self, caller: Caller) -> dict[str, dict[str, Any]]:
        body = caller.get(f"{self.path}/actions/").body
        return {one["action"]: one for one in body["results"]}

    def do(self, caller: Caller, action: str, **given: Any) -> dict[str, Any]:
        """Take a step, its form filled in with the schema's own examples."""
        told = self.actions(caller)[action]
        assert told["closed_because"] == ""
        answers = filled(told["schema"], given.pop("answers", None))
        body: dict[str, Any] = {"revision": self.state()["revision"], "answers": answers}
        documents = papers(caller, told["schema"], answers)
        body |= {"documents": documents} if documents else {}
        if told["kind"] in {"visit", "pay", "opinion"}:
            body["action"] = action
        if "inspector" in told["inputs"]:
            body["inspector"] = told["inputs"]["inspector"]["enum"][0]
        done = caller.post(told["call"].removeprefix("/api/v1"), {**body, **given})
        assert done.status == 200, done.body
        return dict(done.body)

    def state(self) -> dict[str, Any]:
        return dict(self.citizen.get(f"{self.path}/").body)


def test_a_meter_change_from_filing_to_survey(
    meter: ProcedureVersion, anybody: Caller, staff_caller: Any
) -> None:
    reviewer = staff_caller("reviewer@comercializacion")
    inspector = staff_caller("inspector@operacion", username="inspectora")
    cashier, crew = staff_caller("cashier@comercializacion"), staff_caller("crew@operacion")
    case = Journey(anybody, METER, {"tipo_atencion": "reubicacion"})
    assert "desistir" in case.actions(case.citizen)

    case.do(reviewer, "tomar")
    reviewer.post(f"{case.path}/claim/", {"revision": case.state()["revision"]})
    items = [{"field": "archivo_identificacion", "reason": "No se lee el reverso."}]
    told = case.do(reviewer, "prevenir", items=items, answers={})
    assert (told["phase"], told["due_on"]) == ("waiting_citizen", None)
    asked = case.state()["corrections"][0]
    assert asked["items"][0]["reason"] == "No se lee el reverso."

    new = anybody.upload("foto.jpg").body["id"]
    only = case.citizen.post(
        f"{case.path}/corrections/{asked['id']}/answer/",
        {"revision": case.state()["revision"], "answers": {"nombre": "Otra"}},
    )
    assert only.codes == {("nombre", "not_asked")}
    case.do(
        case.citizen,
        "desahogar",
        answers={},
        documents={"archivo_identificacion": [new]},
    )
    shown = {d["id"]: d["replaced"] for d in case.state()["documents"]}
    assert shown[new] is False and True in shown.values()

    case.do(reviewer, "programar_visita", inspector=inspector.user.username)
    visit = case.state()["visits"][0]
    checked = anybody.get(f"/verify/{visit['code']}/").body
    assert (checked["kind"], checked["valid"]) == ("visit", True)
    case.do(inspector, "registrar_visita", answers={"imputable_a_usuario": True})
    case.do(reviewer, "emitir_linea")
    assert case.state()["payments"][0]["status"] == "issued"
    case.do(cashier, "verificar_pago")
    case.do(crew, "concluir")
    done = case.do(reviewer, "resolver_favorable")

    assert done["phase"] == "closed"
    end = case.state()
    paper = end["resolutions"][0]
    verified = anybody.get(f"/verify/{paper['code']}/").body
    assert (end["outcome"], verified["valid"], verified["folio"]) == (
        "favourable",
        True,
        case.folio,
    )
    assert "Hernández" not in str(verified)
    assert case.actions(case.citizen) == {}
    assert _told(case) == [
        "request_received",
        "under_review",
        "correction_requested",
        "correction_answered",
        "visit_scheduled",
        "visit_done",
        "payment_ordered",
        "payment_verified",
        "work_done",
        "resolved_favourable",
        "survey_invitation",
    ]
    _survey(anybody, case, METER)
    _figures(anybody, staff_caller("director@direccion"), METER)


def test_a_feasibility_from_filing_to_resolution(
    feasibility: ProcedureVersion, anybody: Caller, staff_caller: Any
) -> None:
    case = Journey(anybody, FEASIBILITY)
    areas = dict.fromkeys(("reviewer", "technical", "cashier", "signer", "supervisor"))
    for role in areas:
        areas[role] = staff_caller(f"{role}@*")
    staff_caller("inspector@*")

    case.do(areas["reviewer"], "tomar")
    items = [{"field": "archivo_plano", "reason": "Falta la escala."}]
    case.do(areas["reviewer"], "prevenir", items=items, answers={})
    new = anybody.upload().body["id"]
    case.do(case.citizen, "desahogar", answers={}, documents={"archivo_plano": [new]})
    case.do(areas["reviewer"], "programar_visita")
    inspector = staff_caller("inspector@*")
    case.do(inspector, "registrar_visita")
    case.do(areas["technical"], "pedir_opinion")
    case.do(areas["technical"], "rendir_opinion")
    case.do(areas["technical"], "emitir_linea")
    case.do(areas["cashier"], "verificar_pago")
    case.do(areas["signer"], "resolver_favorable")
    assert case.state()["outcome"] == "favourable"
    _survey(anybody, case, FEASIBILITY)


def test_the_citizen_withdraws_and_the_counter_talks_to_them(
    meter: ProcedureVersion, anybody: Caller, staff_caller: Any
) -> None:
    case = Journey(anybody, METER)
    reviewer = staff_caller("reviewer@comercializacion")
    assert case.citizen.post(f"{case.path}/messages/", {"text": "¿Cuándo vienen?"}).status == 200
    assert reviewer.post(f"{case.path}/messages/", {"text": "El lunes."}).status == 200
    assert case.citizen.post(f"{case.path}/notes/", {"text": "x"}).status == 403
    said = case.citizen.get(f"{case.path}/events/").body["results"]
    assert [e["said"].get("text") for e in said[1:]] == ["¿Cuándo vienen?", "El lunes."]
    case.do(case.citizen, "desistir")
    assert case.state()["outcome"] == "withdrawn"
    again = case.citizen.post(f"{case.path}/withdraw/", {"revision": case.state()["revision"]})
    assert again.status == 409


def test_of_several_people_staff_name_who_withdraws(
    feasibility: ProcedureVersion, anybody: Caller, staff_caller: Any
) -> None:
    rosa = {"tipo_persona": "fisica", "nombre": "Rosa Cruz", "sin_curp": True}
    case = Journey(anybody, FEASIBILITY, {"hay_cosolicitantes": True, "cosolicitantes": [rosa]})
    counter = staff_caller("counter@modulo")
    assert case.actions(case.citizen)["desistir"]["inputs"] == {}
    asked = case.actions(counter)["desistir"]["inputs"]["applicant"]
    assert [one["label"] for one in asked["x-options"]][1:] == ["Rosa Cruz"]
    case.do(counter, "desistir", applicant=asked["enum"][1])
    assert case.state()["outcome"] == ""
    assert "applicant" not in case.actions(counter)["desistir"]["inputs"]
    case.do(counter, "desistir")
    assert case.state()["outcome"] == "withdrawn"


def test_a_new_key_goes_to_the_contact_and_the_old_one_dies(
    meter: ProcedureVersion, anybody: Caller, staff_caller: Any
) -> None:
    case = Journey(anybody, METER)
    told = case.citizen.post(f"{case.path}/key/")
    assert (told.status, told.body["sent"], told.body["key"]) == (200, True, None)
    assert case.citizen.get(f"{case.path}/").status == 404

    silent = filing(anybody, METER, contact={"name": "Juan"})
    filed = anybody.post("/requests/", silent).body
    path = f"/requests/{filed['folio']}/key/"
    refused = anybody.with_key(filed["key"]).post(path)
    assert (refused.status, refused.codes) == (409, {("", "no_contact")})
    printed = staff_caller("counter@modulo").post(path).body
    assert printed["sent"] is False
    fresh = anybody.with_key(printed["key"])
    assert fresh.get(f"/requests/{filed['folio']}/").status == 200


def _told(case: Journey) -> list[str]:
    """What the person was written, in order."""
    letters = OutboxMessage.objects.filter(reference=case.folio, address="maria@example.org")
    return list(letters.order_by("id").values_list("kind", flat=True))


def _survey(anybody: Caller, case: Journey, slug: str) -> None:
    token = token_for(case.folio, slug, "online", timezone.localdate())
    path = f"/surveys/{token}/"
    assert {q["key"] for q in anybody.get(path).body["questions"]} == {
        "ease",
        "time",
        "treatment",
        "solved",
        "comment",
    }
    assert anybody.post(path, {"ease": 5, "solved": "yes"}).status == 201
    assert anybody.post(path, {"ease": 1}).codes == {("", "spent")}
    assert open_batch(smallest=1) == 1


def _figures(anybody: Caller, director: Caller, slug: str) -> None:
    today = timezone.localdate().isoformat()
    query = {"from": today, "to": today, "procedure": slug, "by": "procedure"}
    own = {i["name"]: i for i in director.get("/indicators/", **query).body["results"]}
    assert own["closed"]["value"] == own["filed"]["value"] == 1
    public = {i["name"]: i for i in anybody.get("/public/indicators/").body["results"]}
    assert public["filed"]["count"] == 0  # one is too few to publish, and the month is not over
