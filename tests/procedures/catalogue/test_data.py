"""The institution's own catalogue says what the source says, and promises nothing more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from procedures.catalogue.institution import DATA, institution, privacy_notice
from procedures.catalogue.sources import Sources, read_folder
from procedures.catalogue.spelling import words_of
from procedures.definition import Definition, Facts, Kind, Outcome, Phase
from tests.factories.catalogue import catalogue

SOURCE = Path(__file__).parents[4] / "shared" / "catalogue" / "catalogue.yaml"
ONLINE = {
    "mantenimiento-cambio-medidor",
    "factibilidad-vivienda",
    "constancia-no-adeudo",
    "cambio-de-propietario",
    "instalacion-toma-descarga",
    "falta-recibo",
    "quejas-denuncias",
}
FACTS = Facts(today=dt.date(2026, 11, 20))
CONTRAST_AA = 4.5


def definitions() -> dict[str, Definition]:
    return {slug: item.definition for slug, item in catalogue().items()}


def sources() -> Sources:
    return read_folder(DATA)


def told() -> dict[str, Any]:
    if not SOURCE.exists():
        pytest.skip("the source catalogue is not beside the repository")
    read: dict[str, Any] = yaml.safe_load(SOURCE.read_text("utf-8"))
    return read


def rows() -> dict[str, dict[str, Any]]:
    return {row["slug"]: row for row in told()["procedures"]}


def everything(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        yield value
        for item in value.values():
            yield from everything(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from everything(item)


def test_the_44_rows_of_the_source_are_here_under_their_own_names() -> None:
    """The same words; the source's capitals and stops ("20 cm. De") are spelled as they should."""
    assert {slug: words_of(one.name) for slug, one in definitions().items()} == {
        slug: words_of(row["name"]) for slug, row in rows().items()
    }


def test_each_row_keeps_its_place_family_areas_and_workflow() -> None:
    for slug, row in rows().items():
        one = definitions()[slug]
        assert (one.position, one.family) == (row["n"], row["family"])
        assert list(one.record.areas) == row["areas"], slug
        assert list(one.who_can_file) == row["who_can_file"], slug
        if one.workflow is not None:
            assert one.workflow.key == row["workflow"], slug


def test_each_term_is_the_one_of_the_source() -> None:
    for slug, row in rows().items():
        limit = definitions()[slug].time.limit
        assert (limit.days if limit else None) == row["response_time"]["business_days"], slug
        if limit:
            assert definitions()[slug].time.basis == row["response_time"]["basis"], slug


def test_each_cost_keeps_its_basis_and_what_others_charge() -> None:
    for slug, row in rows().items():
        cost = definitions()[slug].record.cost
        assert cost.basis == row["cost"]["basis"], slug
        assert list(cost.comparables) == row["cost"].get("comparables", []), slug


def test_each_requirement_of_the_source_is_asked_for_and_an_internal_check_is_not() -> None:
    for slug, row in rows().items():
        found = definitions()[slug].record
        documents = [one for one in row["requirements"] if one.get("ref") != "al_corriente"]
        assert len(found.requirements) == len(documents), slug
        assert sum(one.required for one in found.requirements) == sum(
            bool(one.get("required")) for one in documents
        ), slug
        checked = any(one.get("ref") == "al_corriente" for one in row["requirements"])
        assert checked == any("Verificación interna" in note for note in found.notes), slug


def test_every_question_of_the_source_is_asked_but_those_of_the_fixed_last_step() -> None:
    last_step = {"quejas-denuncias": {"anonima", "nombre", "contacto_libre"}}
    for slug, row in rows().items():
        asked = {item.key for item in definitions()[slug].form.fields}
        expected = {item["key"] for item in row["fields"]} - last_step.get(slug, set())
        assert expected <= asked or definitions()[slug].status == "merged", slug


def test_the_seven_of_the_pick_are_online_and_no_other() -> None:
    assert {slug for slug, one in definitions().items() if one.status == "online"} == ONLINE


def test_the_other_statuses_are_those_of_the_source() -> None:
    by_status: dict[str, set[str]] = {}
    for slug, one in definitions().items():
        by_status.setdefault(one.status, set()).add(slug)
    assert by_status["merged"] == {"instalacion-descarga", "regularizacion-descarga"}
    assert by_status["closed"] == {"registro-contratistas-2020", "registro-contratistas-2021"}
    assert by_status["external"] == {"solicitud-acceso-informacion"}
    assert by_status["informative"] == {"registro-contratistas-2022"}


def test_a_merged_procedure_leads_to_one_that_can_be_filed() -> None:
    for one in definitions().values():
        if one.status == "merged":
            assert definitions()[one.merged_into].can_be_filed


def test_access_to_information_links_to_the_national_platform_and_staff_keep_a_register() -> None:
    access = definitions()["solicitud-acceso-informacion"]
    assert access.external_url == "https://www.plataformadetransparencia.org.mx/"
    assert access.can_be_filed
    assert "online" not in access.channels


def test_every_fact_has_a_basis() -> None:
    for slug, one in definitions().items():
        document = one.document
        record = document["record"]
        facts = [record["cost"], record["result"], record["field_visit"], record["origin"]]
        facts += [*record["legal_basis"], *record.get("requirements", [])]
        facts += [document["time"], record["origin"]["summary"]]
        assert all(fact.get("basis") for fact in facts), slug
        for section in document.get("form", []):
            for field in section["fields"]:
                assert field.get("basis") or field["type"] == "info", (slug, field["key"])


def test_every_area_office_telephone_and_text_of_the_institution_has_a_basis() -> None:
    said = institution()
    for fact in (said, *said.areas, *said.offices, *said.phones, said.municipalities, said.appeal):
        assert fact.basis in ("seen", "comparable", "assumed")
    assert privacy_notice().basis == "assumed"


def test_nothing_unconfirmed_is_told_as_confirmed() -> None:
    for slug, one in definitions().items():
        assert not one.time.confirmed, slug
        for fact in everything(one.document):
            if fact.get("basis") == "confirmed":
                assert fact.get("confirmed_by") and fact.get("confirmed_on"), slug


def test_a_cost_in_figures_is_only_what_a_national_law_says_is_free() -> None:
    priced = {
        slug: one.record.cost for slug, one in definitions().items() if one.record.cost.amount
    }
    assert set(priced) == {"quejas-denuncias", "solicitud-acceso-informacion", "arco"}
    assert all(cost.free and cost.basis == "seen" for cost in priced.values())


def test_every_block_and_every_workflow_template_is_used() -> None:
    found = sources()
    used_blocks, used_workflows = set(), set()
    for source in found.procedures.values():
        used_blocks |= {part["use"] for part in source.content.get("form", []) if "use" in part}
        used_workflows |= {source.content.get("workflow", {}).get("use")} - {None}
    assert used_blocks == set(found.blocks)
    assert used_workflows == set(found.workflows)
    assert len(found.workflows) == 8


def test_every_abstract_base_is_the_base_of_something() -> None:
    found = sources().procedures
    bases = {name for name, one in found.items() if one.content.get("abstract")}
    assert bases == {one.content["based_on"] for one in found.values() if "based_on" in one.content}


def test_a_variant_is_a_few_lines() -> None:
    for slug, source in sources().procedures.items():
        if source.content.get("based_on") in ("convenio-toma", "convenio-descarga"):
            assert len(source.text.splitlines()) < 30, slug


def test_every_document_asked_for_may_come_later_except_the_photo_that_is_the_request() -> None:
    for slug, one in definitions().items():
        for item in one.form.fields:
            if item.is_file and item.required and item.key != "foto_serie":
                assert item.later, (slug, item.key)


def test_every_curp_and_rfc_is_sensitive_and_found_by_its_digest() -> None:
    for slug, one in definitions().items():
        for item in one.form.fields:
            if item.type.name in ("curp", "rfc"):
                assert item.sensitive and item.searchable, (slug, item.key)


def test_nobody_is_turned_away_for_want_of_a_curp() -> None:
    form = definitions()["mantenimiento-cambio-medidor"].form
    asked = form.visible({"tipo_persona": "fisica", "sin_curp": True}, FACTS)
    assert "curp" not in asked
    assert "curp" in form.visible({"tipo_persona": "fisica"}, FACTS)


def test_contact_notice_and_oath_are_no_questions() -> None:
    fixed = {"telefono", "correo", "medio_notificacion", "aviso_privacidad", "protesta"}
    for slug, one in definitions().items():
        assert not fixed & {item.key for item in one.form.fields}, slug


def test_a_denuncia_asks_for_nobody_and_is_seen_by_the_internal_control_body_only() -> None:
    one = definitions()["quejas-denuncias"]
    assert one.anonymous and one.audience == ("role:oic",)
    assert one.workflow is not None
    assert one.workflow.state(one.workflow.start).owner == "oic@oic"
    names = {"curp", "rfc", "person_name", "email", "phone"}
    assert not names & {item.type.name for item in one.form.fields}


def test_a_denuncia_is_never_turned_over_to_an_area() -> None:
    workflow = definitions()["quejas-denuncias"].workflow
    assert workflow is not None
    moves = {
        transition.action
        for transition in workflow.transitions
        if "assign_area" in dict(transition.effects)
    }
    assert moves == {"turnar"}
    (turn,) = (t for t in workflow.transitions if t.action == "turnar")
    assert turn.condition == {"!=": [{"var": "case.clasificacion"}, "denuncia"]}


def test_the_law_fixes_the_terms_of_arco_and_access() -> None:
    for slug in ("arco", "solicitud-acceso-informacion"):
        time = definitions()[slug].time
        assert (time.limit.days if time.limit else 0) == 20
        assert time.extension is not None and time.extension.days(20) == 10
        assert (time.correction.authority_days, time.correction.citizen_days) == (5, 10)
        assert (time.correction.effect, time.silence) == ("restart", "none")
        assert time.calendar == "transparencia"
    (second,) = definitions()["arco"].time.terms
    assert (second.key, second.term.days, second.from_) == (
        "hacer_efectivo",
        15,
        "respondida_procedente",
    )


def test_an_unanswered_correction_of_arco_is_not_filed_and_of_a_procedure_is_dismissed() -> None:
    for slug, outcome in (
        ("arco", Outcome.NOT_FILED),
        ("cambio-de-propietario", Outcome.DISMISSED),
    ):
        workflow = definitions()[slug].workflow
        assert workflow is not None
        (expire,) = (t for t in workflow.transitions if t.kind is Kind.EXPIRE)
        assert workflow.state(expire.to).outcome is outcome


def test_every_state_tells_the_citizen_what_comes_next_in_a_sentence() -> None:
    for one in definitions().values():
        if one.workflow:
            for state in one.workflow.states.values():
                assert state.next.endswith("."), (one.slug, state.key)


def test_a_citizen_may_withdraw_from_every_open_state_and_be_asked_once_for_what_lacks() -> None:
    for one in definitions().values():
        if one.workflow is None:
            continue
        (withdraw,) = (t for t in one.workflow.transitions if t.kind is Kind.WITHDRAW)
        still_open = {s.key for s in one.workflow.states.values() if not s.closed}
        assert set(withdraw.from_) == still_open and "citizen" in withdraw.by
        kinds = {t.kind for t in one.workflow.transitions}
        assert {Kind.CORRECT, Kind.ANSWER, Kind.EXPIRE} <= kinds, one.slug


def test_only_what_waits_for_the_citizen_lapses() -> None:
    waiting = {Phase.WAITING_CITIZEN, Phase.WAITING_PAYMENT}
    for one in definitions().values():
        for transition in one.workflow.transitions if one.workflow else ():
            if transition.kind is Kind.LAPSE:
                assert one.workflow is not None
                assert {one.workflow.state(key).phase for key in transition.from_} <= waiting


def test_a_meter_is_paid_for_only_when_the_user_is_to_blame_or_asks_for_more() -> None:
    workflow = definitions()["mantenimiento-cambio-medidor"].workflow
    assert workflow is not None
    (order,) = (t for t in workflow.transitions if t.action == "emitir_linea")
    free = {t.action for t in workflow.transitions if "visita_realizada" in t.from_}
    assert order.condition is not None
    assert "ordenar_trabajo" in free
    (close,) = (t for t in workflow.transitions if t.action == "resolver_favorable")
    captured = {"serie_retirada", "lectura_retiro", "serie_instalada", "lectura_inicial"}
    assert captured <= {item.key for item in close.form.fields}


def test_the_notice_in_force_has_a_short_and_a_whole_text() -> None:
    notice = privacy_notice()
    assert notice.version == "2026-11"
    for text in (notice.simplified, notice.integral):
        assert all(part.title and part.text for part in text.sections)
    assert "por confirmar" in str(notice.integral)


def test_the_calendars_hold_the_days_of_the_federal_list_for_three_years() -> None:
    for key in ("soapa-oaxaca", "transparencia"):
        calendar = yaml.safe_load((DATA / "calendars" / f"{key}.yaml").read_text("utf-8"))
        days = [day["date"] for day in calendar["days"]]
        assert len(days) == len(set(days)) == 27
        assert {day.year for day in days} == {2025, 2026, 2027}
        assert dt.date(2026, 5, 5) in days and dt.date(2026, 9, 1) in days
        assert all(day["reason"] and day["source"] for day in calendar["days"])


def test_the_colours_are_readable_on_white() -> None:
    for name in ("primary", "accent"):
        assert 1.05 / (_luminance(institution().colours[name]) + 0.05) >= CONTRAST_AA


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
