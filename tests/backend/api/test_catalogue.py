"""The catalogue through the API, and a client that knows nothing but it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator

from procedures.catalogue.models import ProcedureVersion
from tests.backend.api.callers import Caller, filing
from tests.backend.api.conftest import FEASIBILITY, METER
from tests.factories import published
from tests.factories.catalogue import catalogue

ONLINE = sorted(slug for slug, item in catalogue().items() if item.definition.status == "online")
ROW = {
    "slug",
    "name",
    "family",
    "summary",
    "status",
    "channels",
    "limit_days",
    "limit_months",
    "limit_confirmed",
    "cost",
    "cost_confirmed",
}


def test_the_catalogue_lists_every_status_with_what_a_person_asks_first(
    meter: ProcedureVersion, feasibility: ProcedureVersion, anybody: Caller
) -> None:
    answer = anybody.get("/procedures/")
    assert answer.status == 200
    assert [row["slug"] for row in answer.body["results"]] == [METER, FEASIBILITY]
    assert answer.body["results"][0].keys() == ROW
    assert answer.body["results"][0]["limit_confirmed"] is False


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "MEDIDOR cambio"}, [METER]),
        ({"q": "construcción"}, [FEASIBILITY]),
        ({"family": "medidores"}, [METER]),
        ({"status": "external"}, []),
        ({"channel": "phone", "q": "medidor"}, [METER]),
        ({"q": "zzz"}, []),
    ],
)
def test_the_catalogue_is_narrowed_by_words_family_channel_and_status(
    query: dict[str, str],
    found: list[str],
    meter: ProcedureVersion,
    feasibility: ProcedureVersion,
    anybody: Caller,
) -> None:
    answer = anybody.get("/procedures/", **query)
    assert [row["slug"] for row in answer.body["results"]] == found


def test_pages_of_the_catalogue_lead_forward_and_back(
    meter: ProcedureVersion, feasibility: ProcedureVersion, anybody: Caller
) -> None:
    first = anybody.get("/procedures/", size="1").body
    second = anybody.client.get(first["next"]).json()
    assert [row["slug"] for row in first["results"] + second["results"]] == [METER, FEASIBILITY]
    assert (first["previous"], second["next"]) == (None, None)
    assert anybody.client.get(second["previous"]).json()["results"] == first["results"]


def test_the_catalogue_costs_the_same_queries_however_long_it_is(
    meter: ProcedureVersion, anybody: Caller
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            anybody.get("/procedures/")
        return len(seen)

    alone = queries()
    published(FEASIBILITY)
    assert queries() == alone == 2


def test_a_record_says_its_version_and_where_each_requirement_comes_from(
    meter: ProcedureVersion, anybody: Caller
) -> None:
    body = anybody.get(f"/procedures/{METER}/").body
    assert (body["version"], body["merged_into"], body["can_be_filed"]) == (1, None, True)
    assert body["requirements"] and all(row["basis"] for row in body["requirements"])


def test_a_merged_procedure_says_into_which(db: None, anybody: Caller) -> None:
    slug = next(s for s, item in catalogue().items() if item.definition.status == "merged")
    published(slug)
    body = anybody.get(f"/procedures/{slug}/").body
    assert body["merged_into"] == catalogue()[slug].definition.merged_into
    assert anybody.get(f"/procedures/{slug}/form/").status == 404


def test_an_unknown_procedure_is_a_problem(db: None, anybody: Caller) -> None:
    assert anybody.get("/procedures/no-hay/").status == 404
    assert anybody.get("/procedures/no-hay/form/").status == 404
    assert anybody.get("/procedures/", status="abierto").codes == {("status", "invalid_choice")}


@pytest.mark.parametrize("slug", ONLINE)
def test_a_client_that_knows_only_the_schema_files_any_online_procedure(
    slug: str, db: None, anybody: Caller
) -> None:
    published(slug)
    schema = anybody.get(f"/procedures/{slug}/form/").body
    Draft202012Validator.check_schema(schema)
    body = filing(anybody, slug)
    Draft202012Validator(schema).validate(body["answers"])
    answer = anybody.post("/requests/", body)
    assert answer.status == 201, answer.body
