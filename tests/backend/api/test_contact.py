"""The contact form as an API: open to anybody, counted, and the same operation as the page."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from backend.api import throttles
from backend.security.limits import Limit
from procedures.catalogue.institution import privacy_notice
from procedures.contact.erasing import erase_old
from procedures.contact.models import Enquiry
from procedures.contact.words import words_of
from tests.factories.contact import counting_days

pytestmark = pytest.mark.django_db
AT = "/api/v1/contact/"


@pytest.fixture
def told():
    counting_days()
    return {"text": "¿Abren en sábado?", "privacy_notice": privacy_notice().version}


def send(told, **more):
    return Client().post(AT, told | more, content_type="application/json")


def test_a_message_gets_its_number_and_a_day_only_if_it_can_be_answered(told):
    answered, silent = send(told, email="ana@example.org"), send(told)
    assert [one.status_code for one in (answered, silent)] == [201, 201]
    rows = Enquiry.objects.order_by("pk")
    assert answered.json() == {"number": rows[0].number, "due_on": rows[0].due_on.isoformat()}
    assert silent.json() == {"number": rows[1].number, "due_on": None}
    assert words_of(rows[0]).email == "ana@example.org" and rows[0].entries.get().by is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": ""}, "text"),
        ({"privacy_notice": "1999"}, "privacy_notice"),
        ({"email": "no"}, "email"),
        ({"phone": "12"}, "phone"),
    ],
)
def test_what_is_wrong_is_said_by_field(told, wrong, field):
    refused = send(told, **wrong)
    assert refused.status_code == 400 and not Enquiry.objects.exists()
    assert [one["field"] for one in refused.json()["errors"]] == [field]


def test_it_is_counted_by_address(told, monkeypatch):
    monkeypatch.setattr(throttles.ContactThrottle, "limit", Limit("test api contact", 1, 3600))
    assert send(told).status_code == 201
    much = send(told)
    assert much.status_code == 429 and int(much["Retry-After"]) > 0


def test_a_key_makes_one_message_however_often_it_is_sent(told):
    def again(**more):
        headers = {"Idempotency-Key": "una-al-azar-0001"}
        body = told | {"email": "ana@example.org"} | more
        return Client().post(AT, body, content_type="application/json", headers=headers)

    first, second = again(), again()
    assert first.status_code == second.status_code == 201 and first.json() == second.json()
    row = Enquiry.objects.get()
    assert "una-al-azar" not in row.entries.get().origin, "a digest, that nobody can send again"
    other = again(text="¿Y en domingo?")
    assert other.status_code == 409
    assert other.json()["errors"][0]["code"] == "idempotency_conflict"
    assert again(text="").status_code == 400 and Enquiry.objects.count() == 1
    send(told, email="ana@example.org")
    assert Enquiry.objects.count() == 2, "without a key it is another message"
    now = timezone.now()
    Enquiry.objects.filter(pk=row.pk).update(state="closed", reason="other", ended_at=now)
    erase_old(now + timedelta(days=9000))
    assert again().status_code == 201, "what was erased answers for nothing"
    assert Enquiry.objects.count() == 3


def test_a_key_that_is_no_key_is_refused(told):
    long = Client().post(
        AT, told, content_type="application/json", headers={"Idempotency-Key": "k" * 201}
    )
    assert long.status_code == 400 and not Enquiry.objects.exists()
