"""Lists are narrowed by what people answered, as the definition of each version allows."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.accounts.actors import SYSTEM, Actor
from procedures.casework.desk.queue import Filters, count_tabs, queue, read_filters
from procedures.catalogue.models import ProcedureVersion
from procedures.catalogue.publishing import publish
from procedures.definition import DefinitionError, parse
from procedures.definition.field_types import TYPES
from procedures.requests import crypto
from procedures.requests.errors import Invalid
from procedures.requests.filtering import filterables
from procedures.requests.models import FilterValue, ServiceRequest
from procedures.requests.operations import correct_answers
from tests.factories import catalogue, filed, published, staff
from tests.procedures.definition.sample import problems_of, source, workflow_source

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"
MORE: list[dict[str, Any]] = [
    {"key": "ultima_lectura", "type": "date", "label": "Última lectura", "filterable": True},
    {"key": "monto", "type": "money", "label": "Monto", "filterable": True},
    {"key": "rentado", "type": "yes_no", "label": "¿Es rentado?", "filterable": True},
    {"key": "ruta", "type": "text", "label": "Ruta", "filterable": True},
]


def with_more(fields: list[dict[str, Any]], slug: str = METER) -> dict[str, Any]:
    content = deepcopy(catalogue()[slug].content)
    content["form"].append({"section": "mas", "title": "Más", "fields": fields})
    return content


@pytest.fixture
def version() -> ProcedureVersion:
    published(METER)
    item = catalogue()[METER]
    definition = parse(with_more(MORE), known=item.known)
    return publish(actor=SYSTEM, definition=definition, source_text=item.text).version


@pytest.fixture
def window(version: ProcedureVersion) -> Actor:
    return staff("counter@modulo")


def made(version: ProcedureVersion, **given: Any) -> ServiceRequest:
    return filed(version, given=given).service_request


def found(actor: Actor, **answers: str) -> set[str]:
    params = {f"answer[{key.replace('__', '.')}]": value for key, value in answers.items()}
    filters = read_filters({"procedure": METER, **params}, filterables(actor, METER))
    shown = {row.folio for row in queue(actor, filters)}
    assert count_tabs(actor, filters)["area"] == len(shown)
    return shown


def test_each_kind_of_answer_narrows_in_its_own_way(
    version: ProcedureVersion, window: Actor
) -> None:
    one = made(
        version, tipo_atencion="cambio_por_falla", falla=["no_gira", "otro"], rentado=True,
        ultima_lectura="2026-03-01", monto="1250.50", ruta="Ruta Norte 7",
    ).folio  # fmt: skip
    two = made(
        version, tipo_atencion="reubicacion", rentado=False, ultima_lectura="2026-05-01",
        monto="90", ruta="Sur",
    ).folio  # fmt: skip
    assert found(window, tipo_atencion="reubicacion") == {two}
    assert found(window, falla="no_gira") == found(window, falla="otro") == {one}
    assert found(window, falla="vidrio_roto") == set()
    assert found(window, rentado="si") == {one} and found(window, rentado="no") == {two}
    assert found(window, ultima_lectura__from="2026-03-02") == {two}
    assert found(window, ultima_lectura__to="2026-03-01") == {one}
    assert found(window, monto__from="90", monto__to="1,250.50") == {one, two}
    assert found(window, monto__from="90.01") == {one}
    assert found(window, ruta="ruta norte") == found(window, ruta="RUTA NORTÉ 7") == {one}
    assert found(window, ruta="norte") == set()
    assert found(window, rentado="si", tipo_atencion="reubicacion") == set()


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("tipo_atencion", "regalo", "invalid"),
        ("monto.from", "mucho", "invalid"),
        ("monto.to", "NaN", "invalid"),
        ("monto.to", "1e99", "invalid"),
        ("ultima_lectura.from", "2026-02-30", "invalid"),
        ("ultima_lectura.from", "ayer", "invalid"),
        ("monto", "3", "unknown"),
        ("nombre", "Ana", "unknown"),
        ("curp", "BOXW310820HNERXN09", "unknown"),
        ("", "x", "unknown"),
        ("ruta", "x" * 121, "invalid"),
    ],
)
def test_a_filter_that_means_nothing_is_refused_by_its_name(
    name: str, value: str, code: str, version: ProcedureVersion, window: Actor
) -> None:
    with pytest.raises(Invalid) as refused:
        read_filters({f"answer[{name}]": value}, filterables(window, METER))
    [(key, [(told, _sentence)])] = refused.value.errors.items()
    assert (key, told) == (f"answer[{name}]", code)


def test_without_a_procedure_nothing_is_offered(version: ProcedureVersion, window: Actor) -> None:
    assert filterables(window, "") == filterables(window, "no-hay") == ()
    with pytest.raises(Invalid):
        read_filters({"answer[tipo_atencion]": "reubicacion"})


def test_the_versions_of_a_procedure_are_filtered_as_one(
    version: ProcedureVersion, window: Actor
) -> None:
    """An option that was dropped and a label that was changed: the old requests are still found."""
    old = made(version, ubicacion_medidor="fachada").folio
    content = with_more([{**MORE[2], "label": "¿Lo renta?"}])
    fields = [field for section in content["form"] for field in section.get("fields", ())]
    [asked] = [field for field in fields if field["key"] == "ubicacion_medidor"]
    asked["options"] = [
        *(option for option in asked["options"] if option["value"] != "fachada"),
        {"value": "patio", "label": "En el patio"},
    ]
    item = catalogue()[METER]
    newer = publish(
        actor=SYSTEM, definition=parse(content, known=item.known), source_text=item.text
    ).version
    new = made(newer, ubicacion_medidor="patio").folio
    offered = {one.key: one for one in filterables(window, METER)}
    assert {"ruta", "monto"} <= offered.keys() and offered["rentado"].label == "¿Lo renta?"
    options = [one.value for one in offered["ubicacion_medidor"].options]
    assert options == ["banqueta", "interior", "no_se", "patio", "fachada"]
    assert found(window, ubicacion_medidor="fachada") == {old}
    assert found(window, ubicacion_medidor="patio") == {new}


def test_what_a_denuncia_asks_is_offered_to_its_audience_only() -> None:
    published("quejas-denuncias")
    assert filterables(staff("oic@oic"), "quejas-denuncias")
    assert not filterables(staff("director@*", "supervisor@*"), "quejas-denuncias")


def test_a_corrected_answer_is_filtered_by_the_new_one(
    version: ProcedureVersion, window: Actor
) -> None:
    row = made(version, rentado=True, monto="10")
    answers = crypto.open_answers(row.definition.form, row.answers)
    changed = {**answers, "rentado": False, "monto": "20"}
    correct_answers(
        actor=window, service_request=row, revision=row.revision, answers=changed, reason="Así es"
    )
    assert found(window, rentado="si") == found(window, monto__to="10") == set()
    assert found(window, rentado="no", monto__from="20") == {row.folio}


def test_the_values_can_be_worked_out_again(version: ProcedureVersion) -> None:
    row = made(version, rentado=True, monto="10.5", ultima_lectura="2026-03-01", ruta="Ñandú 3")

    def kept() -> set[Any]:
        return {*row.filter_values.values_list("key", "text", "number", "day")}

    was, keys = kept(), {*row.filter_values.values_list("pk", flat=True)}
    assert len(was) > 5
    call_command("reindex_requests", verbosity=0)
    assert kept() == was and {*row.filter_values.values_list("pk", flat=True)} == keys
    FilterValue.objects.all().delete()
    call_command("reindex_requests", verbosity=0)
    assert kept() == was


@pytest.mark.parametrize(
    ("field", "where"),
    [
        ({"type": "text", "sensitive": True}, ""),
        ({"type": "curp"}, ".filterable"),
        ({"type": "textarea"}, ".filterable"),
        ({"type": "file"}, ""),
    ],
)
def test_what_cannot_be_filtered_by_is_told_when_it_is_published(
    field: dict[str, Any], where: str
) -> None:
    content = with_more([{"key": "x", "label": "X", "filterable": True, **field}])
    with pytest.raises(DefinitionError) as refused:
        parse(content, known=catalogue()[METER].known)
    at = f"form[{len(content['form']) - 1}].fields[0]{where}"
    assert at in {problem.path for problem in refused.value.problems}


def test_a_group_and_a_step_have_nothing_to_filter_by() -> None:
    inner = {"key": "y", "type": "text", "label": "Y", "filterable": True}
    content = with_more([{"key": "g", "type": "group", "label": "G", "fields": [inner]}])
    with pytest.raises(DefinitionError) as refused:
        parse(content, known=catalogue()[METER].known)
    [problem] = refused.value.problems
    assert problem.path.endswith("fields[0].fields[0].filterable")
    flow = workflow_source()
    flow["transitions"][0]["form"] = [inner]
    told = problems_of(source(workflow=flow))
    assert "workflow.transitions[0].form[0].filterable" in told


def test_nothing_sealed_is_of_a_kind_that_is_filtered() -> None:
    for item in catalogue().values():
        for field in item.definition.form.fields:
            assert not (field.filterable and field.holds_sensitive)
    assert {kind.filtered for kind in TYPES.values()} == {"", "choice", "text", "number", "day"}


def test_filtering_costs_one_query_more_however_many_versions_and_filters(
    version: ProcedureVersion, window: Actor
) -> None:
    made(version)
    filterables(window, METER)  # reads each version once a process

    def queries(**given: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            offered = filterables(window, METER)
            list(queue(window, read_filters({"procedure": METER, **given}, offered)))
        return len(caught)

    plain = queries()
    assert queries(**{"answer[rentado]": "si"}) <= plain + 1
    many = {"answer[rentado]": "si", "answer[monto.from]": "1", "answer[ruta]": "n"}
    assert queries(**many) <= plain + 1
    assert Filters().answers == ()
