"""Following a case: told once of each thing that matters, and only while one may see it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from backend.accounts.actors import SYSTEM, Actor, citizen_of, staff_actor
from backend.accounts.models import User
from notifications.models import OutboxMessage
from procedures.casework.desk.models import Watch
from procedures.casework.desk.watching import KIND, tell_of_terms, watch, watchers_of
from procedures.casework.leaving import see_off
from procedures.requests.errors import NotAllowed, NotFound
from procedures.requests.models import ServiceRequest
from procedures.requests.operations import assign, claim, excuse, post_message
from tests.factories import filed, person, published, staff, take

pytestmark = pytest.mark.django_db
METER = "mantenimiento-cambio-medidor"
AREA = "comercializacion"


@pytest.fixture
def case() -> ServiceRequest:
    return filed(published(METER)).service_request


@pytest.fixture
def ana() -> User:
    return person(f"reviewer@{AREA}", username="ana")


@pytest.fixture
def following(case: ServiceRequest, ana: User) -> Actor:
    actor = staff_actor(ana)
    watch(actor=actor, service_request=case)
    return actor


def told(*words: str) -> list[OutboxMessage]:
    found = list(OutboxMessage.objects.filter(kind=KIND).order_by("id"))
    assert all(word in row.text for row in found for word in words)
    return found


def test_one_follows_once_and_stops(case: ServiceRequest, ana: User) -> None:
    actor = staff_actor(ana)
    assert watch(actor=actor, service_request=case) and watch(actor=actor, service_request=case)
    assert watchers_of(case) == [ana] and Watch.objects.count() == 1
    assert watch(actor=actor, service_request=case, on=False) is False
    assert watchers_of(case) == []


def test_only_who_works_on_cases_and_sees_it_follows(case: ServiceRequest) -> None:
    with pytest.raises(NotFound):
        watch(actor=staff("reviewer@juridica"), service_request=case)
    with pytest.raises(NotAllowed):
        watch(actor=citizen_of(case.folio), service_request=case)
    denuncia = filed(published("quejas-denuncias"), anonymous=True).service_request
    with pytest.raises(NotFound):
        watch(actor=staff("supervisor@*", "director@direccion"), service_request=denuncia)
    aside = staff(f"reviewer@{AREA}")
    excuse(actor=aside, service_request=case, revision=case.revision, reason="Es mi prima.")
    with pytest.raises(NotAllowed):
        watch(actor=aside, service_request=case)


def test_a_change_of_hands_is_told_once_and_not_to_who_made_it(
    case: ServiceRequest, following: Actor
) -> None:
    clerk = staff(f"reviewer@{AREA}")
    claim(actor=clerk, service_request=case, revision=case.revision)
    (first,) = told("Cambió la persona a cargo.", case.folio)
    assert first.address == following.user.email  # type: ignore[union-attr]
    boss = staff(f"supervisor@{AREA}")
    assign(actor=boss, service_request=case, revision=case.revision, to=None)
    assert len(told()) == 2
    claim(actor=following, service_request=case, revision=case.revision)
    assert len(told()) == 2


def test_an_answer_of_the_person_is_told_and_what_staff_write_is_not(
    case: ServiceRequest, following: Actor
) -> None:
    clerk = staff(f"reviewer@{AREA}")
    post_message(actor=clerk, service_request=case, text="¿Puede el martes?")
    assert told() == []
    post_message(actor=citizen_of(case.folio), service_request=case, text="Mi clave es 77-ZQ.")
    (one,) = told("La persona respondió.")
    for secret in ("77-ZQ", "María", "Hernández"):
        assert secret not in one.text + one.html + one.subject
    take(case, "tomar")
    take(case, "prevenir")
    take(case, "desahogar")
    assert len(told()) == 2


def test_a_term_that_is_ending_is_told_once_of_each_date_and_not_to_the_owner(
    case: ServiceRequest, following: Actor
) -> None:
    owner = staff(f"reviewer@{AREA}")
    watch(actor=owner, service_request=case)
    assign(actor=SYSTEM, service_request=case, revision=case.revision, to=owner.user)
    OutboxMessage.objects.all().delete()
    assert case.due_on is not None
    assert tell_of_terms(case.due_on - dt.timedelta(days=20)) == 0
    assert tell_of_terms(case.due_on) == 1 and tell_of_terms(case.due_on) == 0
    assert told("Su plazo está por terminar.")[0].address == following.user.email  # type: ignore[union-attr]
    assert tell_of_terms(case.due_on + dt.timedelta(days=1)) == 0


def test_the_hourly_look_costs_the_same_however_many_are_followed_and_were_told(
    case: ServiceRequest, following: Actor, django_assert_num_queries: Any
) -> None:
    today = case.due_on
    assert today is not None
    assert tell_of_terms(today) == 1
    with django_assert_num_queries(5):  # cases, business days, who follows them (2), what was said
        assert tell_of_terms(today) == 0
    for _each in range(4):
        other = filed(published(METER)).service_request
        for actor in (following, staff(f"reviewer@{AREA}")):
            watch(actor=actor, service_request=other)
    assert tell_of_terms(today) == 8
    with django_assert_num_queries(5):
        assert tell_of_terms(today) == 0


def test_who_lost_sight_of_it_is_not_told_of_its_term_and_follows_no_more(
    case: ServiceRequest, following: Actor, ana: User
) -> None:
    other = staff(f"reviewer@{AREA}")
    watch(actor=other, service_request=case)
    ana.memberships.all().delete()
    assert case.due_on is not None
    assert tell_of_terms(case.due_on) == 1
    assert told()[0].address == other.user.email  # type: ignore[union-attr]
    assert watchers_of(case) == [other.user]


def test_who_left_or_lost_sight_of_it_is_told_no_more_and_follows_no_more(
    case: ServiceRequest, following: Actor, ana: User
) -> None:
    ana.memberships.all().delete()
    claim(actor=staff(f"reviewer@{AREA}"), service_request=case, revision=case.revision)
    assert told() == [] and not Watch.objects.exists()
    other = person(f"reviewer@{AREA}")
    watch(actor=staff_actor(other), service_request=case)
    see_off(actor=staff("administrator@*"), user=other, to=None, reason="Se jubila.")
    assert not Watch.objects.exists()


def test_what_was_undone_told_nobody(case: ServiceRequest, following: Actor) -> None:
    boss = staff(f"supervisor@{AREA}")
    stranger = person("reviewer@juridica")
    with pytest.raises(Exception, match="no puede atender"):
        assign(actor=boss, service_request=case, revision=case.revision, to=stranger)
    assert told() == []
