"""What may be given again: what still fits, from one's own requests, never from a denuncia."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from backend.accounts.actors import ANONYMOUS, citizen_of
from procedures.catalogue.models import ProcedureVersion
from procedures.documents.models import Document
from procedures.documents.store import Rejected, discard, store_again
from procedures.holdings.reuse import Offer, offer
from procedures.requests import chain
from procedures.requests.errors import Conflict, NotFound
from procedures.requests.models import ServiceRequest
from procedures.requests.models.access import Verdict
from procedures.requests.operations import Reused
from tests.factories import filed, paper, published

pytestmark = pytest.mark.django_db
METER, RECEIPT, COMPLAINT = "mantenimiento-cambio-medidor", "falta-recibo", "quejas-denuncias"
NATURAL = {"tipo_persona": "fisica", "sin_curp": False}


def earlier(slug: str = METER, **options: Any) -> ServiceRequest:
    return filed(published(slug), given=NATURAL, **options).service_request


def offered(row: ServiceRequest, version: ProcedureVersion) -> Offer:
    today = timezone.localdate()
    return offer(actor=citizen_of(row.folio), earlier=row, version=version, today=today)


def test_of_the_same_procedure_all_that_still_fits_is_offered() -> None:
    row = earlier()
    found = offered(row, row.version)
    assert {"tipo_atencion", "numero_cuenta", "nombre", "domicilio"} <= set(found.answers)
    assert "curp" in {item.key for item in found.sensitive}
    assert "curp" not in {item.key for item in found.plain}
    assert {item.key for item in found.files} == set(found.papers) != set()


def test_of_another_procedure_only_what_its_fields_take_from_earlier_ones() -> None:
    row, other = earlier(), published(RECEIPT)
    found = offered(row, other)
    by_key = other.definition.form.by_key
    assert {"numero_cuenta", "domicilio"} <= set(found.answers)
    assert {by_key[key].default_from for key in (*found.answers, *found.papers)} == {
        "earlier_request"
    }


def test_what_is_not_right_any_more_is_not_offered() -> None:
    row = earlier()
    row.answers["fecha_deteccion"] = "2999-01-01"
    assert "fecha_deteccion" not in offered(row, row.version).answers


def test_a_paper_staff_found_wrong_is_not_offered_again() -> None:
    row = earlier()
    key = next(iter(offered(row, row.version).papers))
    row.attachments.filter(field_key=key).update(verdict=Verdict.WRONG)
    assert key not in offered(row, row.version).papers


def test_nothing_leads_from_or_to_what_may_be_a_denuncia() -> None:
    ordinary = earlier()
    denuncia = filed(published(COMPLAINT), anonymous=False).service_request
    for row, version in ((denuncia, ordinary.version), (ordinary, denuncia.version)):
        with pytest.raises(Conflict) as refused:
            offered(row, version)
        assert refused.value.code == "never_reused"


def test_only_its_citizen_is_offered_it() -> None:
    row = earlier()
    for actor in (ANONYMOUS, citizen_of("SOAPA-2026-000009-9")):
        with pytest.raises(NotFound):
            offer(actor=actor, earlier=row, version=row.version, today=timezone.localdate())


def test_a_copy_is_the_same_to_the_byte_and_a_file_of_its_own() -> None:
    row = earlier()
    first: Document = row.attachments.first().document
    copy = store_again(first)
    assert (copy.sha256, copy.size, copy.name) == (first.sha256, first.size, first.name)
    assert copy.file.name != first.file.name and copy.claimed_at is None
    discard(copy)
    with first.file.open() as kept:
        assert kept.read()


def test_a_paper_whose_file_is_gone_is_not_copied() -> None:
    first = paper()
    first.file.storage.delete(first.file.name)
    with pytest.raises(Rejected) as refused:
        store_again(first)
    assert refused.value.code == "gone"


def test_the_first_event_says_what_was_reused_and_from_where() -> None:
    before = earlier()
    reused = Reused(
        before.folio, ("nombre", "archivo_identificacion", "not_filed"), "Autorizo que se usen."
    )
    row = filed(before.version, given=NATURAL, reused=[reused]).service_request
    said = row.events.get(kind="filed").payload.data["public"]["reused"]
    assert said == [
        {
            "folio": before.folio,
            "fields": ["nombre", "archivo_identificacion"],
            "said": "Autorizo que se usen.",
        }
    ]
    assert not list(chain.faults(row))


def test_nothing_reused_says_nothing_and_a_denuncia_never_does() -> None:
    row = earlier()
    assert "reused" not in row.events.get(kind="filed").payload.data["public"]
    reused = Reused(row.folio, ("hechos",), "Autorizo que se usen.")
    denuncia = filed(published(COMPLAINT), reused=[reused]).service_request
    assert "reused" not in denuncia.events.get(kind="filed").payload.data["public"]
