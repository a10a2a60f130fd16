"""Drafted by one, signed by another: what waits is sealed, sent back, and signed as it was read."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from backend.accounts.actors import staff_actor
from backend.accounts.models import User
from notifications.models import OutboxMessage
from procedures.casework import moves, paper_drafts, signers
from procedures.casework.models import PaperDraft
from procedures.catalogue.institution import institution
from procedures.definition import Outcome
from procedures.requests.errors import Conflict, Invalid, NotAllowed, Stale
from procedures.requests.keys import key_of
from procedures.requests.models import ServiceRequest
from tests.factories import catalogue, filed, person, published, take
from tests.frontend.staff.pages import form_data, text_of

pytestmark = pytest.mark.django_db
FEASIBILITY = "factibilidad-vivienda"
REASONS = "El colector alcanza para la vivienda."
WORDS = {"fundamento": "Ley de prueba, artículo 45.", "motivacion": REASONS}
YES = "resolver_favorable"


@pytest.fixture
def two_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(institution().resolutions, "two_people", True)


@pytest.fixture
def drafter() -> User:
    return person("technical@estudios", full_name="Teresa Gil")


@pytest.fixture
def head() -> User:
    return person("signer@direccion", full_name="Rosa Directora")


@pytest.fixture
def row(drafter: User, head: User) -> ServiceRequest:
    """It waits for a signature."""
    found = filed(published(FEASIBILITY)).service_request
    for action in ("tomar", "enviar_a_dictamen", "dictaminar"):
        take(found, action)
    found.refresh_from_db()
    return found


def draft(row: ServiceRequest, user: User, **options: Any) -> None:
    row.refresh_from_db()
    given = {"action": YES, "answers": WORDS, **options}
    paper_drafts.draft_paper(
        actor=staff_actor(user), service_request=row, revision=row.revision, **given
    )


def sign(row: ServiceRequest, user: User, action: str = YES) -> None:
    row.refresh_from_db()
    moves.carry_out(
        actor=staff_actor(user),
        service_request=row,
        action=action,
        revision=row.revision,
        answers=WORDS,
    )


def send_back(row: ServiceRequest, user: User, remark: str = "Falta citar el artículo.") -> None:
    row.refresh_from_db()
    paper_drafts.return_paper(
        actor=staff_actor(user), service_request=row, revision=row.revision, remark=remark
    )


def test_where_two_are_needed_nobody_signs_alone(
    two_people: None, row: ServiceRequest, drafter: User, head: User
) -> None:
    with pytest.raises(Conflict) as alone:
        sign(row, head)
    assert alone.value.code == "two_people"
    draft(row, head)
    with pytest.raises(Conflict):
        sign(row, head)
    assert row.is_open and not row.resolutions.exists()
    draft(row, drafter)
    sign(row, head)
    assert row.resolutions.get().signed_by == head
    assert PaperDraft.objects.get().status == "signed"
    shut = [m.closed_because for m in moves.open_moves(staff_actor(head), row)]
    assert not shut


def test_a_draft_of_another_decision_is_not_one_of_this(
    two_people: None, row: ServiceRequest, drafter: User, head: User
) -> None:
    draft(row, drafter)
    with pytest.raises(Conflict):
        sign(row, head, action="negar")
    closed = {m.action: m.closed_because for m in moves.open_moves(staff_actor(head), row)}
    assert closed["negar"] and not closed[YES]


def test_what_was_sent_back_is_signed_only_once_mended(
    two_people: None, row: ServiceRequest, drafter: User, head: User
) -> None:
    draft(row, drafter)
    send_back(row, head)
    kept = PaperDraft.objects.get()
    assert (kept.status, kept.remark, kept.returned_by) == (
        "returned",
        "Falta citar el artículo.",
        head,
    )
    with pytest.raises(Conflict):
        sign(row, head)
    draft(row, drafter)
    sign(row, head)
    assert row.resolutions.count() == 1


def test_who_drafted_it_is_told_when_it_is_sent_back_and_when_it_is_signed(
    row: ServiceRequest, drafter: User, head: User
) -> None:
    draft(row, drafter)
    assert not OutboxMessage.objects.filter(address=drafter.email).exists()
    send_back(row, head, "Falta citar el artículo.")
    mail = OutboxMessage.objects.get(kind="paper_returned")
    assert mail.address == drafter.email and row.folio in mail.subject
    assert "artículo" not in mail.text, "what is to be mended is read in the case"
    draft(row, drafter)
    sign(row, head)
    assert OutboxMessage.objects.get(kind="paper_signed").address == drafter.email


def test_who_signs_their_own_draft_is_told_nothing(row: ServiceRequest, head: User) -> None:
    draft(row, head)
    sign(row, head)
    assert not OutboxMessage.objects.filter(kind="paper_signed").exists()


def test_only_who_could_sign_sends_back_and_never_to_oneself(
    row: ServiceRequest, drafter: User, head: User
) -> None:
    with pytest.raises(Conflict):
        send_back(row, head)
    draft(row, drafter)
    with pytest.raises(NotAllowed):
        send_back(row, drafter)
    with pytest.raises(Invalid):
        send_back(row, head, remark="  ")
    draft(row, head)
    with pytest.raises(NotAllowed):
        send_back(row, head)


def test_without_the_rule_one_person_signs_and_a_draft_only_helps(
    row: ServiceRequest, head: User
) -> None:
    assert institution().resolutions.two_people is False
    sign(row, head)
    assert row.resolutions.get().signed_by == head


def test_a_version_may_ask_for_two_whatever_the_institution_says(head: User) -> None:
    content = catalogue()[FEASIBILITY].content
    paper = {**content.get("paper", {"use": "resolucion"}), "two_people": True}
    row = filed(published(FEASIBILITY, paper=paper)).service_request
    for action in ("tomar", "enviar_a_dictamen", "dictaminar"):
        take(row, action)
    assert paper_drafts.needs_two(row)
    with pytest.raises(Conflict):
        sign(row, head)


def test_it_is_sealed_and_the_person_reads_nothing_of_it(
    row: ServiceRequest, drafter: User
) -> None:
    draft(row, drafter)
    assert REASONS not in PaperDraft.objects.get().words
    assert paper_drafts.words_of(PaperDraft.objects.get()).answers["motivacion"] == REASONS
    client, key = Client(), key_of(row.folio, row.key_nonce)
    client.post("/solicitudes/", {"folio": row.folio, "key": key})
    theirs = client.get(f"/solicitudes/{row.folio}/").content.decode()
    theirs += client.get(f"/api/v1/requests/{row.folio}/", HTTP_REQUEST_KEY=key).content.decode()
    theirs += client.get(
        f"/api/v1/requests/{row.folio}/events/", HTTP_REQUEST_KEY=key
    ).content.decode()
    theirs += client.get(f"/solicitudes/{row.folio}/mis-datos.json").content.decode()
    for private in (REASONS, "paper_drafted", "Redactó el documento"):
        assert private not in theirs, private
    body = {"revision": row.revision, "action": YES, "answers": WORDS}
    at = f"/api/v1/requests/{row.folio}/draft/"
    sent = client.post(at, body, content_type="application/json", HTTP_REQUEST_KEY=key)
    assert sent.status_code == 403


def test_a_draft_is_proven_as_a_signature_would_be(row: ServiceRequest, drafter: User) -> None:
    with pytest.raises(Invalid) as refused:
        draft(row, drafter, answers={"fundamento": "Ley"})
    assert set(refused.value.errors) == {"motivacion"}
    with pytest.raises(Invalid):
        draft(row, drafter, blocks={"inventado": "x"})
    with pytest.raises(Conflict):
        draft(row, drafter, action="dictaminar")
    with pytest.raises(NotAllowed):
        draft(row, person("cashier@comercializacion"))
    assert not PaperDraft.objects.exists()


def test_whoever_signs_sees_the_draft_as_it_is_now(
    row: ServiceRequest, drafter: User, head: User
) -> None:
    draft(row, drafter)
    row.refresh_from_db()
    seen = row.revision
    draft(row, drafter, answers={**WORDS, "motivacion": "Otra cosa."})
    stale = ServiceRequest.objects.get(pk=row.pk)
    with pytest.raises(Stale):
        moves.carry_out(
            actor=staff_actor(head),
            service_request=stale,
            action=YES,
            revision=seen,
            answers=WORDS,
        )


def test_a_request_that_ends_another_way_leaves_no_draft(
    row: ServiceRequest, drafter: User
) -> None:
    draft(row, drafter)
    take(row, "desistir")
    assert not PaperDraft.objects.exists()


def test_the_pages_draft_show_send_back_and_sign(
    two_people: None, row: ServiceRequest, drafter: User, head: User
) -> None:
    writes, reads = Client(), Client()
    writes.force_login(drafter)
    reads.force_login(head)
    case, at = f"/personal/{row.folio}/", f"/personal/{row.folio}/borrador/"
    said = text_of(reads.get(case))
    assert "otra persona debe redactar el documento" in said
    page = writes.get(at)
    assert "firma una persona distinta de quien redacta" in text_of(page)
    data = form_data(page, "?paso=")
    empty = writes.post(f"{at}?paso={YES}", data)
    assert empty.status_code == 200 and not PaperDraft.objects.exists()
    data |= {f"{YES}-{name}": words for name, words in WORDS.items()}
    block = next(name for name in data if name.startswith(f"{YES}-documento-"))
    data[block] = "Se visitó el predio con la vecina."
    assert writes.post(f"{at}?paso={YES}", data).status_code == 302
    said = text_of(reads.get(case))
    assert "Lo redactó Teresa Gil" in said
    sheet = reads.get(f"/personal/{row.folio}/borrador.pdf")
    told = " ".join(p.extract_text() for p in PdfReader(io.BytesIO(sheet.content)).pages)
    told = " ".join(told.split())
    assert "BORRADOR SIN VALIDEZ" in told and REASONS in told and "con la vecina" in told
    back = form_data(reads.get(at), "/regresar/")
    reads.post(f"{at}regresar/", back | {"remark": "Cite el artículo."})
    assert "Cite el artículo." in text_of(writes.get(at))
    mended = form_data(writes.get(at), "?paso=")
    assert mended[f"{YES}-motivacion"] == REASONS, "nothing has to be typed again"
    assert writes.post(f"{at}?paso={YES}", mended).status_code == 302
    ready = form_data(reads.get(case), f"/paso/{YES}/")
    assert ready[f"{YES}-motivacion"] == REASONS and ready[block] == data[block]
    assert reads.post(f"{case}paso/{YES}/", ready).status_code == 302
    paper = row.resolutions.get()
    whole = " ".join(
        p.extract_text() for p in PdfReader(io.BytesIO(bytes(paper.paper.content))).pages
    )
    assert "con la vecina" in " ".join(whole.split())
    cashier = Client()
    cashier.force_login(person("cashier@comercializacion"))
    assert cashier.get(at).status_code in (403, 404)


def test_by_the_api_too(row: ServiceRequest, drafter: User, head: User) -> None:
    writes, reads = Client(), Client()
    writes.force_login(drafter)
    reads.force_login(head)
    at = f"/api/v1/requests/{row.folio}/draft/"
    body = {"revision": row.revision, "action": YES, "answers": WORDS}
    done = writes.post(at, body, content_type="application/json")
    assert done.status_code == 200, done.content
    remark = {"revision": done.json()["revision"], "remark": "Cite el artículo."}
    back = reads.post(f"{at}return/", remark, content_type="application/json")
    assert back.status_code == 200, back.content
    assert PaperDraft.objects.get().status == "returned"


def test_every_paper_says_how_it_is_signed_and_that_it_is_no_advanced_signature(
    row: ServiceRequest, head: User
) -> None:
    sign(row, head)
    said = row.resolutions.get().paper.data["signature"]["legend"]
    assert said.startswith("Firma en ventanilla.") and "firma electrónica avanzada" in said
    assert not signers.signer().advanced


def test_every_step_that_decides_on_the_merits_signs_with_reasons_appeal_and_code() -> None:
    """R15 over the whole catalogue: no merits without reasons, and no paper without appeal."""
    merits = {Outcome.FAVOURABLE, Outcome.CONDITIONAL, Outcome.UNFAVOURABLE}
    signing = 0
    for item in catalogue().values():
        workflow = item.definition.workflow
        for step in workflow.transitions if workflow else ():
            if "sign" not in dict(step.effects):
                continue
            signing += 1
            assert workflow is not None and workflow.state(step.to).outcome in merits
            fields = step.form.by_key
            assert fields["fundamento"].required and fields["motivacion"].required
            places = {
                place
                for block in item.definition.paper.blocks_for(workflow.state(step.to).outcome)
                for place in block.places
            }
            assert {"fundamento", "motivacion", "medio_de_defensa", "consulta"} <= places
    assert signing > 40
