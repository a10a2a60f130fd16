"""Nothing leaks sideways: rows of one person, closed cases, conflicts of interest, anonymity."""

from __future__ import annotations

import pytest
from django.utils import timezone

from backend.accounts.actors import ANONYMOUS, Actor, staff_actor
from procedures.catalogue.institution import privacy_notice
from procedures.definition import Facts
from procedures.requests import access
from procedures.requests.errors import Conflict, Invalid
from procedures.requests.models import CaseAccess, ServiceRequest
from procedures.requests.operations import Contact, assign, claim, submit
from tests.factories import examples, filed, paper, person, published, staff, take
from tests.procedures.requests.test_filing import dump

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"
COMPLAINT = "quejas-denuncias"
STRANGERS = ("designer@*", "administrator@dti", "inspector@juridica", "crew@transparencia")


def sees(actor: Actor, row: ServiceRequest) -> bool:
    return access.visible_to(ServiceRequest.objects.filter(pk=row.pk), actor).exists()


def test_a_planned_visit_lets_in_its_inspector_and_no_passer_by() -> None:
    row = filed(published(METER)).service_request
    take(row, "tomar")
    take(row, "programar_visita")
    inspector = CaseAccess.objects.get(service_request=row, user__isnull=False).user
    assert inspector is not None
    assert sees(staff_actor(inspector), row)
    assert [grant for grant in STRANGERS if sees(staff(grant), row)] == []


def test_a_closed_case_is_not_everybodys() -> None:
    row = filed(published(METER)).service_request
    take(row, "desistir")
    row.refresh_from_db()
    assert not row.is_open
    assert sees(staff("counter@modulo"), row)
    assert [grant for grant in STRANGERS if sees(staff(grant), row)] == []


def test_who_is_a_party_neither_takes_nor_is_given_the_case() -> None:
    contact = Contact(name="Quien Revisa", email="Revisa@example.org")
    row = filed(published(METER), contact=contact).service_request
    party = person("reviewer@comercializacion")
    party.email = "revisa@example.org"
    party.save()
    with pytest.raises(Conflict) as own:
        claim(actor=staff_actor(party), service_request=row, revision=row.revision)
    assert own.value.code == "conflict_of_interest"
    boss = staff("supervisor@comercializacion")
    with pytest.raises(Invalid):
        assign(actor=boss, service_request=row, revision=row.revision, to=party)


def test_a_case_is_not_given_to_who_left() -> None:
    row = filed(published(METER)).service_request
    gone = person("reviewer@comercializacion")
    gone.is_active = False
    gone.save()
    boss = staff("supervisor@comercializacion")
    with pytest.raises(Invalid):
        assign(actor=boss, service_request=row, revision=row.revision, to=gone)


@pytest.mark.parametrize("source", ["online", "counter"])
def test_who_tells_anonymously_while_logged_in_is_nobody(source: str) -> None:
    whistle = staff("counter@modulo", username="delator77", source=source)
    row = filed(
        published(COMPLAINT), actor=whistle, anonymous=True, identity_check="ine"
    ).service_request
    event = row.events.get()
    assert (row.source, row.captured_by, row.identity_check) == (source, None, "")
    assert (event.actor_kind, event.actor_user) == ("citizen", None)
    assert {entry.history_user_id for entry in row.history.all()} == {"ciudadanía"}


def test_a_files_name_does_not_tell_whose_it_is() -> None:
    version = published(COMPLAINT)
    field = next(f for f in version.definition.form.fields if f.is_file)
    photo = paper("foto.jpg")
    photo.name = "Juana Planta.jpg"
    photo.save()
    facts = Facts(today=timezone.localdate())
    row = submit(
        actor=ANONYMOUS,
        version=version,
        answers=examples(version.definition.form, facts),
        documents={field.key: [photo]},
        privacy_notice=privacy_notice().version,
        anonymous=True,
    ).service_request
    assert row.attachments.get().document.name == f"{field.key}-1.jpg"
    assert "Juana Planta" not in dump()
