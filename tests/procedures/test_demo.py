"""Whoever tries the demonstration sees it begin: its people and its staff say what forms accept."""

from __future__ import annotations

import datetime as dt
from functools import cache
from itertools import product
from typing import Any

import pytest
from django.utils import timezone

from notifications.models import OutboxMessage
from procedures.casework.desk.models import AssignmentRule
from procedures.casework.models import Appeal, PaymentOrder, PaymentStatus
from procedures.contact.models import Enquiry
from procedures.definition import Facts, Form
from procedures.management.commands.demo import moved_to
from procedures.management.demo import desk, post, recursos
from procedures.management.demo.cast import Cast, hire
from procedures.management.demo.playing import fill
from procedures.management.demo.stories import DEMAND, Plan, plans, tell
from procedures.management.demo.talk import Voice
from procedures.register.billing import balance_of
from procedures.register.lookup import lookup
from procedures.requests.models import ServiceRequest
from tests.factories import definition, filed, published, take

VOICES = range(12)  # answers are drawn by lot: some say yes where others say no
FACTS = Facts(today=timezone.localdate())
STEPS = {  # procedures share workflows: each step is walked once
    f"{workflow.key}-{transition.action}-{number}": (slug, transition)
    for slug in sorted(DEMAND)
    for workflow in [definition(slug).workflow]
    for number, transition in enumerate(workflow.transitions)
    if transition.form.fields
}


def handed_in(form: Form, asked: set[str]) -> dict[str, int]:
    return {field.key: 1 for field in form.fields if field.is_file and field.key in asked}


@cache
def taken(slug: str, seed: int) -> dict[str, object]:
    """What one person answers to the procedure, as its form takes it."""
    form = definition(slug).form
    answers = fill(form, FACTS, say=Voice(seed).say)
    return form.clean(answers, FACTS, handed_in(form, form.visible(answers, FACTS)))


@pytest.mark.parametrize("slug", sorted(DEMAND))
def test_what_the_people_of_the_demonstration_answer_is_accepted(slug: str) -> None:
    for seed in VOICES:
        assert taken(slug, seed)


@pytest.mark.parametrize("step", sorted(STEPS))
def test_what_is_answered_at_each_step_is_accepted_and_charges_an_amount(step: str) -> None:
    slug, transition = STEPS[step]
    form = transition.form
    for seed in VOICES:
        filed = taken(slug, seed)
        answers = fill(form, FACTS, background=filed, say=Voice(seed).say)
        asked = form.visible(answers, FACTS, given=filed)
        clean = form.clean(answers, FACTS, handed_in(form, asked), given=filed)
        if "order_payment" in dict(transition.effects):  # a new house has no UMA put down
            assert clean.get("monto") and not clean.get("veces_uma"), seed


@pytest.mark.once
@pytest.mark.django_db
def test_what_began_long_ago_is_lived_to_today() -> None:
    hire(())
    for slug in DEMAND:
        published(slug)
    begun = timezone.localdate() - dt.timedelta(days=300)
    when = timezone.make_aware(dt.datetime.combine(begun, dt.time(10)))
    cast = Cast()
    for slug, seed in product(DEMAND, (2, 3)):
        tell(Plan(when, slug, "counter", seed), cast, moved_to)
    assert ServiceRequest.objects.filter(closed_at__isnull=False).count() > len(DEMAND)
    issued = PaymentOrder.objects.exclude(status=PaymentStatus.TO_ISSUE)
    assert issued.filter(amount__gt=0, uma_factor=None).count() == issued.count() > 0


@pytest.mark.django_db
def test_desks_have_what_the_staff_work_with(settings: Any) -> None:
    settings.REGISTER = settings.BILLING = "csv"
    published("falta-recibo")
    hire(())
    today = timezone.localdate()
    stories = plans(6, today)
    desk.set_up()
    desk.load_register(stories, today)
    desk.ask(moved_to)
    assert {rule.area for rule in AssignmentRule.objects.all()} == set(desk.BY_TURNS)
    assert Enquiry.objects.open().count() == len(desk.ENQUIRIES)
    for plan in stories:
        voice = Voice(plan.seed)
        entry = lookup(account=voice.account)
        assert entry is not None and (entry.holder, entry.meter) == (voice.name, voice.meter)
        balance = balance_of(voice.account)
        assert balance is not None and balance.owes is desk.in_debt(voice.account)


@pytest.mark.django_db
def test_two_refusals_are_appealed_against_and_one_is_decided() -> None:
    hire(())
    version = published("mantenimiento-cambio-medidor")
    long_ago = timezone.now() - dt.timedelta(days=40)
    with moved_to(long_ago):
        for _each in range(3):
            row = filed(version).service_request
            for action in ("tomar", "programar_visita", "registrar_visita", "negar"):
                take(row, action)
    recursos.bring(moved_to)
    recursos.bring(moved_to)
    assert sorted(Appeal.objects.values_list("status", flat=True)) == ["confirmed", "received"]
    assert all(
        timezone.localdate(one.received_at) < timezone.localdate() for one in Appeal.objects.all()
    )


@pytest.mark.django_db
def test_what_was_to_be_said_long_ago_is_no_message_that_waits() -> None:
    hire(())
    version = published("mantenimiento-cambio-medidor")
    with moved_to(timezone.now() - dt.timedelta(days=40)):
        row = filed(version).service_request
        for action in ("tomar", "programar_visita", "registrar_visita", "negar"):
            take(row, action)
    assert OutboxMessage.objects.unfinished().exists()
    post.send_what_waited(moved_to)
    assert not OutboxMessage.objects.unfinished().exists()
    assert not OutboxMessage.objects.exclude(failed_at=None, expired_at=None).exists()
    assert OutboxMessage.objects.get(kind="survey_invitation").sent_at
