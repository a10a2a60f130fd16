"""Several people through the API: who knows only the form files them with their papers."""

from __future__ import annotations

from procedures.catalogue.models import ProcedureVersion
from procedures.requests.models import ServiceRequest
from tests.backend.api.callers import Caller, filing
from tests.backend.api.conftest import FEASIBILITY
from tests.factories.papers import paper

PEOPLE = [
    {"id": "rosa", "tipo_persona": "fisica", "nombre": "Rosa Cruz", "sin_curp": True},
    {
        "tipo_persona": "fisica",
        "nombre": "Pepe Ruiz",
        "sin_curp": True,
        "representante_comun": True,
    },
]


def test_the_form_says_how_a_row_is_named_and_under_what_its_papers_go(
    feasibility: ProcedureVersion, anybody: Caller
) -> None:
    schema = anybody.get(f"/procedures/{FEASIBILITY}/form/").body["properties"]["cosolicitantes"]
    row = schema["items"]
    assert row["properties"]["id"]["pattern"] and "id" not in row["required"]
    photo = row["properties"]["identificacion"]
    assert photo["x-document"] == "cosolicitantes.{id}.identificacion" and photo["x-later"]
    assert "identificacion" not in row["required"]


def test_people_are_filed_with_a_paper_each_by_name_or_by_place(
    feasibility: ProcedureVersion, anybody: Caller
) -> None:
    body = filing(anybody, FEASIBILITY)
    body["answers"] |= {"hay_cosolicitantes": True, "cosolicitantes": PEOPLE}
    body["documents"] |= {
        "cosolicitantes.rosa.identificacion": [str(paper("rosa.jpg").pk)],
        "cosolicitantes.2.identificacion": [str(paper("pepe.jpg").pk)],
    }
    answer = anybody.post("/requests/", body)
    assert answer.status == 201, answer.body
    row = ServiceRequest.objects.get(folio=answer.body["folio"])
    seen = anybody.with_key(answer.body["key"]).get(f"/requests/{row.folio}/").body
    whose = {one["field"]: one["name"] for one in seen["documents"]}
    assert whose["cosolicitantes.rosa.identificacion"] == "rosa.jpg"
    assert whose["cosolicitantes.2.identificacion"] == "pepe.jpg"
    assert [one["id"] for one in seen["answers"]["cosolicitantes"]] == ["rosa", "2"]
    assert row.applicants.get(is_contact=True).name == "Pepe Ruiz"


def test_a_paper_of_a_row_that_is_not_there_is_told_by_its_key(
    feasibility: ProcedureVersion, anybody: Caller
) -> None:
    body = filing(anybody, FEASIBILITY)
    body["answers"] |= {"hay_cosolicitantes": True, "cosolicitantes": PEOPLE}
    body["documents"] |= {"cosolicitantes.eva.identificacion": [str(paper().pk)]}
    answer = anybody.post("/requests/", body)
    assert answer.status == 400
    assert ("cosolicitantes.eva.identificacion", "unknown") in answer.codes
