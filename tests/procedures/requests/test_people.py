"""Who asks, who speaks for whom, with which papers, and who is told (DOMAIN R19, R27, R28)."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.utils import timezone
from pypdf import PdfReader

from backend.accounts.actors import ANONYMOUS, citizen_of
from notifications.models import OutboxMessage
from procedures.casework.dossier import dossier_of
from procedures.catalogue.institution import privacy_notice
from procedures.catalogue.models import ProcedureVersion
from procedures.definition.file_questions import paper_label
from procedures.requests import crypto, keys, receipt
from procedures.requests.errors import Invalid
from procedures.requests.facts import facts_for_filing, facts_of
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import (
    Contact,
    Filing,
    answer_correction,
    correct_answers,
    submit,
    withdraw,
)
from tests.factories import CONTACT, examples, paper, published, staff, take

pytestmark = pytest.mark.django_db
OWNER, METER = "cambio-de-propietario", "mantenimiento-cambio-medidor"
CURP = "HECM800101MOCRRR03"
ROSA = {"id": "rosa", "tipo_persona": "fisica", "nombre": "Rosa Cruz", "curp": CURP}
PEPE = {"id": "pepe", "tipo_persona": "fisica", "nombre": "Pepe Ruiz", "sin_curp": True}
PAPERS = {"archivo_identificacion", "archivo_carta_poder", "archivo_acta_constitutiva",
          "archivo_identificacion_representante"}  # fmt: skip
MATRIX = [
    ("fisica", "propietario", {"archivo_identificacion"}, {"nombre", "curp"}),
    (
        "fisica",
        "representante",
        {
            "archivo_identificacion",
            "archivo_carta_poder",
            "archivo_identificacion_representante",
        },
        {"nombre", "curp", "representante_nombre", "representante_curp"},
    ),
    (
        "moral",
        "propietario",
        {"archivo_identificacion", "archivo_acta_constitutiva"},
        {"razon_social", "rfc", "representante_nombre", "representante_curp"},
    ),
    (
        "moral",
        "representante",
        {"archivo_identificacion", "archivo_acta_constitutiva"},
        {"razon_social", "rfc", "representante_nombre", "representante_curp"},
    ),
]
QUESTIONS = {"nombre", "curp", "razon_social", "rfc", "representante_nombre", "representante_curp"}


@pytest.fixture
def owner() -> ProcedureVersion:
    return published(OWNER)


def together(
    version: ProcedureVersion,
    *rows: dict[str, Any],
    contact: Contact | None = CONTACT,
    **given: Any,
) -> Filing:
    """A filing of several people, each with a photo of their own."""
    facts = facts_for_filing(ANONYMOUS, timezone.localdate())
    answers = examples(
        version.definition.form,
        facts,
        given={
            "calidad": "propietario",
            "tipo_persona": "fisica",
            "hay_cosolicitantes": True,
            "cosolicitantes": list(rows),
            **given,
        },
    )
    asked = version.definition.form.papers(answers, facts)
    return submit(
        actor=ANONYMOUS,
        version=version,
        answers=answers,
        contact=CONTACT,
        documents={key: [paper("foto.jpg")] for key in asked},
        privacy_notice=privacy_notice().version,
    )


def opens(row: ServiceRequest, key: str) -> bool:
    return keys.matches(row.folio, row.key_nonce, key)


@pytest.mark.parametrize("slug", [OWNER, METER])
@pytest.mark.parametrize(("kind", "stands", "papers", "questions"), MATRIX)
def test_each_way_of_standing_is_asked_for_its_own_papers_and_data(
    slug: str, kind: str, stands: str, papers: set[str], questions: set[str]
) -> None:
    version = published(slug)
    facts = facts_for_filing(ANONYMOUS, timezone.localdate())
    form = version.definition.form
    answers = examples(form, facts, given={"tipo_persona": kind, "calidad": stands})
    asked = form.visible(answers, facts)
    assert asked & PAPERS == papers
    assert (asked & QUESTIONS) - {"curp"} == questions - {"curp"}  # the example has no CURP
    row = submit(
        actor=ANONYMOUS,
        version=version,
        answers=answers,
        documents={key: [paper("foto.jpg")] for key in form.papers(answers, facts)},
        contact=Contact(),
        privacy_notice=privacy_notice().version,
    ).service_request
    assert papers <= set(row.attachments.values_list("field_key", flat=True))
    told = row.applicants.get(is_contact=True)
    assert told.role == ("representative" if "representante_nombre" in questions else "applicant")
    first = row.applicants.get(role="applicant")
    assert first.person_kind == kind and first.name


def test_each_co_applicant_is_a_row_with_papers_of_their_own(owner: ProcedureVersion) -> None:
    row = together(owner, ROSA, PEPE).service_request
    people = row.applicants.filter(role="co_applicant").values_list("row_name", "name")
    assert list(people) == [("rosa", "Rosa Cruz"), ("pepe", "Pepe Ruiz")]
    mine = row.attachments.get(field_key="cosolicitantes.rosa.identificacion")
    answers = crypto.open_answers(row.definition.form, row.answers)
    assert answers["cosolicitantes"][0]["curp"] == CURP and CURP not in str(row.answers)
    label = paper_label(row.definition.form.by_key, answers, mine.field_key)
    assert label == "Identificación oficial (Rosa Cruz)"
    acuse = receipt._documents(row)
    assert [label for label, _name, _hash in acuse if "(" in label] == [
        "Identificación oficial (Rosa Cruz)",
        "Identificación oficial (Pepe Ruiz)",
    ]


def test_a_paper_of_nobody_is_refused_and_one_of_a_hidden_question_is_not_kept(
    owner: ProcedureVersion,
) -> None:
    facts = facts_for_filing(ANONYMOUS, timezone.localdate())
    common: dict[str, Any] = {
        "actor": ANONYMOUS,
        "version": owner,
        "contact": CONTACT,
        "privacy_notice": privacy_notice().version,
    }
    alone = examples(owner.definition.form, facts, given={"hay_cosolicitantes": False})
    strange = {"cosolicitantes.rosa.identificacion": [paper()]}
    with pytest.raises(Invalid) as refused:
        submit(answers=alone, documents=strange, **common)
    assert list(refused.value.errors) == ["cosolicitantes.rosa.identificacion"]
    hidden = {**alone, "cosolicitantes": [ROSA]}
    row = submit(answers=hidden, documents=strange, **common).service_request
    assert not row.attachments.exists() and "cosolicitantes" not in row.answers
    assert not row.applicants.filter(role="co_applicant").exists()


def test_the_chosen_one_is_told_or_else_the_first_named(owner: ProcedureVersion) -> None:
    first = together(owner, ROSA, PEPE).service_request
    assert first.applicants.get(is_contact=True).role == "applicant"
    chosen = together(owner, ROSA, {**PEPE, "representante_comun": True}).service_request
    assert chosen.applicants.get(is_contact=True).name == "Pepe Ruiz"
    both = [{**ROSA, "representante_comun": True}, {**PEPE, "representante_comun": True}]
    with pytest.raises(Invalid) as refused:
        together(owner, *both)
    assert list(refused.value.errors) == ["cosolicitantes.1.representante_comun"]


def test_who_is_told_leaves_and_the_next_with_mail_gets_contact_and_a_new_key(
    owner: ProcedureVersion,
) -> None:
    reached = {**PEPE, "correo": "pepe@example.org", "acepta_avisos": True}
    filing = together(owner, ROSA, reached)
    row = filing.service_request
    withdraw(actor=citizen_of(row.folio), service_request=row, revision=row.revision)
    assert row.is_open and not opens(row, filing.key)
    assert row.applicants.get(is_contact=True).name == "Pepe Ruiz"
    event = row.events.get(kind="contact_changed")
    assert event.payload.data["public"] == {"by_mail": True}
    sent = OutboxMessage.objects.get(reference=row.folio, kind="key_renewed")
    assert "pepe@example.org" in str(vars(sent))


def test_nobody_who_stays_took_mail_so_the_case_says_to_ask_at_the_window(
    owner: ProcedureVersion,
) -> None:
    filing = together(owner, ROSA, {**PEPE, "correo": "pepe@example.org"})
    row = filing.service_request
    withdraw(actor=citizen_of(row.folio), service_request=row, revision=row.revision)
    assert row.applicants.get(is_contact=True).name == "Rosa Cruz"  # the first named who stays
    assert not opens(row, filing.key)
    assert row.events.get(kind="contact_changed").payload.data["public"] == {"by_mail": False}


def test_another_one_leaves_and_who_is_told_keeps_the_key(owner: ProcedureVersion) -> None:
    filing = together(owner, ROSA, PEPE)
    row = filing.service_request
    pepe = row.applicants.get(name="Pepe Ruiz")
    withdraw(
        actor=staff("counter@modulo"),
        service_request=row,
        revision=row.revision,
        applicant=pepe.pk,
    )
    assert opens(row, filing.key) and row.is_open
    assert row.applicants.get(is_contact=True).role == "applicant"


def test_a_correction_opens_the_paper_of_one_person_and_touches_nobody_elses(
    owner: ProcedureVersion,
) -> None:
    row = together(owner, ROSA, PEPE).service_request
    key = "cosolicitantes.rosa.identificacion"
    take(row, "tomar")
    take(row, "prevenir", items=[{"field": key, "reason": "Está borrosa."}])
    row.refresh_from_db()
    pending = row.corrections.get()
    assert pending.items[0]["label"] == "Identificación oficial (Rosa Cruz)"
    with pytest.raises(Invalid):
        answer_correction(
            actor=citizen_of(row.folio),
            service_request=row,
            revision=row.revision,
            documents={"cosolicitantes.pepe.identificacion": [paper()]},
        )
    answer_correction(
        actor=citizen_of(row.folio),
        service_request=row,
        revision=row.revision,
        documents={key: [paper()]},
    )
    replaced = row.attachments.exclude(replaced_at=None).values_list("field_key", flat=True)
    assert list(replaced) == [key]


def test_rows_typed_again_keep_what_was_not_shown_and_the_people_follow(
    owner: ProcedureVersion,
) -> None:
    row = together(owner, ROSA, PEPE).service_request
    item = row.definition.form.by_key["cosolicitantes"]
    answers = crypto.open_answers(row.definition.form, row.answers)
    shown = item.open_part(answers["cosolicitantes"])
    assert CURP not in str(shown)
    shown[0]["nombre"] = "Rosa Cruz López"
    correct_answers(
        actor=staff("counter@modulo"),
        service_request=row,
        revision=row.revision,
        answers={"cosolicitantes": shown[:1]},
        reason="Pidió corregir su nombre; Pepe no es parte.",
    )
    kept = crypto.open_answers(row.definition.form, row.answers)["cosolicitantes"]
    assert [(one["nombre"], one["curp"]) for one in kept] == [("Rosa Cruz López", CURP)]
    people = row.applicants.filter(role="co_applicant", withdrawn_at=None)
    assert [person.name for person in people] == ["Rosa Cruz López"]


def test_nobody_is_turned_away_for_want_of_a_curp_nor_of_a_paper(owner: ProcedureVersion) -> None:
    facts = facts_for_filing(ANONYMOUS, timezone.localdate())
    answers = examples(
        owner.definition.form,
        facts,
        given={"hay_cosolicitantes": True, "cosolicitantes": [PEPE], "sin_curp": True},
    )
    row = submit(
        actor=ANONYMOUS,
        version=owner,
        answers=answers,
        contact=CONTACT,
        privacy_notice=privacy_notice().version,
    ).service_request
    assert row.applicants.count() == 2 and not row.attachments.exists()
    later = row.definition.form.papers(answers, facts_of(row, ANONYMOUS, row.received_on))
    assert "cosolicitantes.pepe.identificacion" in later


TOLD = {**PEPE, "correo": "pepe@example.org", "acepta_avisos": True, "representante_comun": True}
EVA = {**ROSA, "correo": "eva@example.org", "acepta_avisos": True}


def corrected(row: ServiceRequest, *people: dict[str, Any]) -> None:
    """Staff write the rows anew, at the person's word."""
    correct_answers(
        actor=staff("counter@modulo"),
        service_request=row,
        revision=row.revision,
        answers={"cosolicitantes": list(people)},
        reason="Lo pidieron en el módulo.",
    )


def letters(row: ServiceRequest) -> list[tuple[str, str, str]]:
    """What waits to be sent, or was taken back: (kind, address, state), without the acuse."""
    sent = OutboxMessage.objects.filter(reference=row.folio)
    return [(one.kind, one.address, str(one.state)) for one in sent]


def test_a_correction_takes_out_who_is_told_and_the_next_gets_key_and_mail(
    owner: ProcedureVersion,
) -> None:
    filing = together(owner, TOLD, EVA)
    row = filing.service_request
    assert letters(row) == [("request_received", "pepe@example.org", "created")]
    corrected(row, EVA)
    assert not opens(row, filing.key)
    assert row.applicants.get(is_contact=True).role == "applicant"
    assert letters(row) == [
        ("request_received", "pepe@example.org", "cancelled"),  # it would carry the new key
        ("contact_changed", "pepe@example.org", "created"),
        ("key_renewed", CONTACT.email, "created"),
    ]
    assert row.events.get(kind="contact_changed").payload.data["public"] == {"by_mail": True}
    pepe = row.applicants.get(name="Pepe Ruiz")
    assert [one.is_contact for one in pepe.history.order_by("history_date")][-1] is False
    told_old = OutboxMessage.objects.get(kind="contact_changed")
    assert "{" not in told_old.text and "http" not in told_old.text


def test_another_address_of_who_is_told_gets_a_new_key_and_the_old_one_is_told(
    owner: ProcedureVersion,
) -> None:
    filing = together(owner, TOLD, ROSA)
    row = filing.service_request
    corrected(row, {**TOLD, "correo": "jose@example.org"}, ROSA)
    assert not opens(row, filing.key)
    assert letters(row)[1:] == [
        ("contact_changed", "pepe@example.org", "created"),
        ("key_renewed", "jose@example.org", "created"),
    ]
    key = keys.key_of(row.folio, row.key_nonce)
    corrected(row, {**TOLD, "correo": "JOSE@example.org", "nombre": "José Ruiz"}, ROSA)
    assert opens(row, key) and row.events.filter(kind="contact_changed").count() == 1


def test_who_takes_their_address_back_keeps_the_key(owner: ProcedureVersion) -> None:
    filing = together(owner, TOLD, ROSA)
    row = filing.service_request
    corrected(row, {**PEPE, "representante_comun": True}, ROSA)
    assert opens(row, filing.key) and not row.events.filter(kind="contact_changed").exists()


def test_those_who_ask_choose_another_common_representative_or_none(
    owner: ProcedureVersion,
) -> None:
    row = together(owner, TOLD, EVA).service_request
    corrected(row, {**TOLD, "representante_comun": False}, {**EVA, "representante_comun": True})
    assert row.applicants.get(is_contact=True).name == "Rosa Cruz"
    corrected(row, {**TOLD, "representante_comun": False}, EVA)
    first = row.applicants.get(is_contact=True)
    assert first.role == "applicant" and first.email == CONTACT.email
    assert letters(row)[-1] == ("key_renewed", CONTACT.email, "created")


def test_a_prevencion_answered_by_who_leaves_tells_the_next(owner: ProcedureVersion) -> None:
    filing = together(owner, TOLD, EVA)
    row = filing.service_request
    take(row, "tomar")
    take(row, "prevenir", items=[{"field": "cosolicitantes", "reason": "¿Sigue Pepe?"}])
    row.refresh_from_db()
    answer_correction(
        actor=citizen_of(row.folio),
        service_request=row,
        revision=row.revision,
        answers={"cosolicitantes": [EVA]},
    )
    assert not opens(row, filing.key)
    assert [kind for kind, _to, state in letters(row) if state == "created"] == [
        "contact_changed",
        "key_renewed",
        "correction_answered",
    ]
    assert letters(row)[-1][1] == CONTACT.email


def test_who_may_hear_notices_is_on_every_paper_and_is_no_applicant(
    owner: ProcedureVersion,
) -> None:
    row = together(owner, ROSA, autorizados="Elena Cruz López y Luis Paz").service_request
    pages = PdfReader(io.BytesIO(receipt.acuse_pdf(row))).pages
    acuse = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "oír y recibir notificaciones" in acuse and "Elena Cruz López y Luis Paz" in acuse
    assert "Elena Cruz López y Luis Paz" in str(dossier_of(row))
    assert not row.applicants.filter(name__contains="Elena").exists()
    assert not owner.definition.form.by_key["autorizados"].required
