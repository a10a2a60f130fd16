"""Labels: of the staff who see the case, in its story, in the queue, and nowhere else."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from backend.accounts.actors import Actor, citizen_of
from procedures.casework.desk.labels import (
    MOST,
    labels_of,
    offered,
    put_label,
    retire_label,
    save_label,
    take_label,
)
from procedures.casework.desk.models import CaseLabel, Label
from procedures.casework.desk.queue import Filters, queue, read_filters
from procedures.casework.desk.watching import watch
from procedures.casework.dossier import dossier_pdf
from procedures.casework.portability import data_of
from procedures.requests import chain
from procedures.requests.errors import Invalid, NotAllowed, NotFound
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import Filing, assign, excuse
from procedures.requests.receipt import acuse_pdf
from tests.factories import filed, person, published, staff

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"
WORD = "Zafarrancho77"


@pytest.fixture
def admin() -> Actor:
    return staff("administrator@*")


@pytest.fixture
def filing() -> Filing:
    return filed(published(METER))


@pytest.fixture
def case(filing: Filing) -> ServiceRequest:
    return filing.service_request


@pytest.fixture
def clerk() -> Actor:
    return staff("reviewer@comercializacion")


def label(admin: Actor, name: str = "Urgente", area: str = "") -> Label:
    return save_label(actor=admin, label=None, name=name, colour="red", area=area)


def words_of(pdf: bytes) -> bytes:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).encode()


def test_it_is_put_on_and_taken_off_once_and_the_story_says_it(
    admin: Actor, clerk: Actor, case: ServiceRequest
) -> None:
    mine, seen = label(admin), case.revision
    assert put_label(actor=clerk, service_request=case, label=mine.pk) is not None
    assert put_label(actor=clerk, service_request=case, label=mine.pk) is None
    assert list(case.labels.values_list("label", "put_by")) == [(mine.pk, clerk.user.pk)]
    assert take_label(actor=clerk, service_request=case, label=mine.pk) is not None
    assert take_label(actor=clerk, service_request=case, label=mine.pk) is None
    case.refresh_from_db()
    assert case.revision == seen  # nobody's open form gets old by a label
    told = list(case.events.filter(kind__in=["labelled", "unlabelled"]))
    assert [one.kind for one in told] == ["labelled", "unlabelled"]
    assert not any(one.public for one in told)
    assert list(chain.faults(case)) == []


def test_who_does_not_see_the_case_or_is_its_person_puts_none(
    admin: Actor, case: ServiceRequest
) -> None:
    mine = label(admin)
    with pytest.raises(NotFound):
        put_label(actor=staff("reviewer@juridica"), service_request=case, label=mine.pk)
    with pytest.raises(NotAllowed):
        put_label(actor=citizen_of(case.folio), service_request=case, label=mine.pk)
    with pytest.raises(NotAllowed):
        take_label(actor=citizen_of(case.folio), service_request=case, label=mine.pk)
    assert not CaseLabel.objects.exists()


def test_labels_of_another_area_or_retired_are_not_there_to_put(
    admin: Actor, clerk: Actor, case: ServiceRequest
) -> None:
    person("reviewer@oic")
    theirs, old = label(admin, "Investigación", "oic"), label(admin, "Vieja")
    retire_label(actor=admin, label=old, retired=True)
    assert not set(offered(clerk, case)) & {theirs, old}
    assert theirs not in labels_of(clerk) and theirs in labels_of(staff("oic@oic"))
    for one in (theirs, old):
        with pytest.raises(NotFound):
            put_label(actor=clerk, service_request=case, label=one.pk)


def test_a_retired_label_stays_where_it_is_and_can_be_taken_off(
    admin: Actor, clerk: Actor, case: ServiceRequest
) -> None:
    mine = label(admin)
    put_label(actor=clerk, service_request=case, label=mine.pk)
    retire_label(actor=admin, label=mine, retired=True)
    assert case.labels.count() == 1
    assert take_label(actor=clerk, service_request=case, label=mine.pk) is not None


def test_a_case_bears_no_more_labels_than_can_be_read(
    admin: Actor, clerk: Actor, case: ServiceRequest
) -> None:
    for number in range(MOST):
        put_label(actor=clerk, service_request=case, label=label(admin, f"e{number}").pk)
    with pytest.raises(Invalid):
        put_label(actor=clerk, service_request=case, label=label(admin, "una más").pk)


@pytest.mark.parametrize("wrong", [{"name": "  "}, {"name": "x" * 41}, {"colour": "neon"}])
def test_a_label_without_a_name_or_with_a_made_up_colour_is_refused(
    admin: Actor, wrong: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as refused:
        save_label(
            actor=admin, label=None, **{"name": "Urgente", "colour": "red", "area": "", **wrong}
        )
    assert set(refused.value.errors) == set(wrong)


def test_the_queue_is_narrowed_by_a_label(admin: Actor, clerk: Actor, case: ServiceRequest) -> None:
    filed(case.version)
    mine, other = label(admin), label(admin, "Otra")
    put_label(actor=clerk, service_request=case, label=mine.pk)
    put_label(actor=clerk, service_request=case, label=other.pk)
    assert [row.folio for row in queue(clerk, Filters(label=str(mine.pk)))] == [case.folio]
    assert not queue(staff("reviewer@juridica"), Filters(label=str(mine.pk))).exists()
    for wrong in ("x", "-1", "٣", "9" * 40, "1.0"):
        with pytest.raises(Invalid):
            read_filters({"label": wrong})


def test_nobody_outside_ever_reads_what_the_desk_keeps(
    admin: Actor, clerk: Actor, filing: Filing, case: ServiceRequest
) -> None:
    """A label, who follows the case, why somebody stepped aside, by what rule it was given."""
    put_label(actor=clerk, service_request=case, label=label(admin, WORD).pk)
    other = staff("reviewer@comercializacion", full_name=f"Ana {WORD}", username=WORD.lower())
    watch(actor=other, service_request=case)
    assign(
        actor=staff("supervisor@comercializacion"),
        service_request=case,
        revision=case.revision,
        to=other.user,
        reason=WORD,
    )
    excuse(actor=other, service_request=case, revision=case.revision, reason=WORD)
    browser = Client()
    browser.post("/solicitudes/", {"folio": case.folio, "key": filing.key})
    headers: dict[str, Any] = {"headers": {"Request-Key": filing.key}}
    api = f"/api/v1/requests/{case.folio}"
    seen = [
        browser.get(f"/solicitudes/{case.folio}/").content,
        Client().get(f"{api}/", **headers).content,
        Client().get(f"{api}/events/", **headers).content,
        words_of(acuse_pdf(case)),
        words_of(dossier_pdf(case)),
        json.dumps(data_of(case), default=str).encode(),
    ]
    assert all(case.folio.encode() in answer for answer in (*seen[:2], *seen[3:]))
    assert not any(WORD.lower().encode() in answer.lower() for answer in seen)
    for path in ("labels", "replies"):
        assert Client().get(f"{api}/{path}/", **headers).status_code in (403, 405)
    assert Client().get("/api/v1/labels/", **headers).status_code == 401
