"""With a full read of the database and none of its secrets, no answer is joined to a request.

The attacker of these tests reads every table, in the order rows were written, with PostgreSQL's
transaction ids, and knows how tokens are made; only KEY_SECRET, SECRET_KEY and the private key
of the survey are not in the database.
"""

from __future__ import annotations

import base64
import datetime as dt
import hmac
import json
import uuid
from collections import Counter
from hashlib import sha256

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import DateTimeField

from procedures.requests.models import Fact, ServiceRequest
from procedures.surveys.crowds import CROWD
from procedures.surveys.invitations import read, token_for
from procedures.surveys.models import SealedAnswer, SpentInvitation, SurveyResponse
from procedures.surveys.operations import answer, open_batch
from tests.factories.facts import DAY, invited, open_request

MONTH = DAY.replace(day=1)
# Who was offered the survey: many of one procedure, few of another, one of a third.
OFFERED = {("cambio-medidor", "online"): 14, ("factibilidad", "counter"): 4, ("fuga", "phone"): 1}
TABLES = [model._meta.db_table for model in (SpentInvitation, SealedAnswer, SurveyResponse)]


def told(number: int) -> dict[str, object]:
    """What one person answers; the comment tells the test, and only it, who that was."""
    return {
        "ease": 1 + number % 5, "time": 3, "treatment": None, "solved": "yes",
        "comment": f"persona {number}",
    }  # fmt: skip


def offered() -> list[ServiceRequest]:
    """Requests that were closed in the month, each with its fact."""
    rows = []
    for (procedure, source), many in OFFERED.items():
        for _n in range(many):
            row = open_request(procedure=procedure, source=source)
            invited(procedure=procedure, source=source, service_request=row)
            rows.append(row)
    return rows


def reply(row: ServiceRequest, number: int) -> None:
    token = token_for(row.folio, row.procedure.slug, row.source, DAY)
    answer(read(token), told(number))


def everybody_answers() -> list[ServiceRequest]:
    """Everybody answered, in the order of their folios, and the batch was opened."""
    rows = offered()
    for number, row in enumerate(rows):
        reply(row, number)
    assert open_batch() == len(rows)
    return rows


@pytest.fixture
def answered(db) -> list[ServiceRequest]:
    return everybody_answers()


def dump(tables: list[str]) -> str:
    """Tables as they lie, with all their columns."""
    parts = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            parts += [repr(row) for row in cursor.fetchall()]
    return "\n".join(parts)


def as_written(table: str, column: str) -> list[str]:
    """A column in the order its rows were written."""
    place = "ctid" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM "{table}" ORDER BY {place}')
        return [str(row[0]) for row in cursor.fetchall()]


def test_nothing_of_a_request_stands_in_the_tables_of_the_survey(answered):
    lying = dump(TABLES)
    for row in answered:
        assert row.folio not in lying
        assert row.key_nonce not in lying


def test_nothing_of_an_answer_stands_in_any_other_table(answered):
    with connection.cursor() as cursor:
        others = sorted(set(connection.introspection.table_names(cursor)) - set(TABLES))
    lying = dump(others)
    for value in (
        *SpentInvitation.objects.values_list("digest", flat=True),
        *map(str, SurveyResponse.objects.values_list("pk", flat=True)),
        *(pk.hex for pk in SurveyResponse.objects.values_list("pk", flat=True)),
        "persona ",
    ):
        assert value not in lying


def test_no_key_leads_in_or_out(db):
    survey = {SpentInvitation, SealedAnswer, SurveyResponse}
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if field.is_relation and field.related_model is not None:
                assert not ({model, field.related_model} & survey), field
    with connection.cursor() as cursor:
        for table in TABLES:
            assert connection.introspection.get_relations(cursor, table) == {}


def test_nothing_is_finer_than_the_month(answered):
    for model in (SpentInvitation, SealedAnswer, SurveyResponse):
        assert not [f for f in model._meta.get_fields() if isinstance(f, DateTimeField)]
    assert set(SurveyResponse.objects.values_list("month", flat=True)) == {MONTH}


def test_identifiers_are_random_and_follow_no_order(answered):
    keys = [uuid.UUID(key) for key in as_written(SurveyResponse._meta.db_table, "id")]
    assert {key.version for key in keys} == {4}
    assert keys != sorted(keys)


def test_the_order_of_the_answers_is_not_that_of_the_requests(answered):
    """19 answers by chance in the order they came: once in 10^17 runs."""
    lying = as_written(SurveyResponse._meta.db_table, "comment")
    came = [f"persona {number}" for number in range(len(answered))]
    assert sorted(lying) == sorted(came)
    assert lying not in (came, came[::-1])
    by_key = list(SurveyResponse.objects.order_by("pk").values_list("comment", flat=True))
    assert by_key not in (came, came[::-1])


@pytest.mark.postgres
def test_transaction_ids_say_nothing(transactional_db):
    everybody_answers()
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT xmin::text FROM procedures_surveyresponse")
        published = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT xmin::text FROM procedures_spentinvitation")
        spent = [row[0] for row in cursor.fetchall()]
    assert len(published) == 1, "a batch is one transaction"
    assert not published & set(spent)


def test_sealed_answers_are_gone_once_opened(answered):
    assert not SealedAnswer.objects.exists()


def test_every_answer_could_be_of_five_requests_or_more(answered):
    """Who knows procedure, channel and month of every request still meets a crowd."""
    for response in SurveyResponse.objects.all():
        fitting = Fact.objects.filter(kind="invited", on__month=response.month.month)
        if response.procedure:
            fitting = fitting.filter(procedure=response.procedure)
        else:  # it would have been named, had it come from a procedure that others were named by
            named = SurveyResponse.objects.exclude(procedure="").values("procedure")
            fitting = fitting.exclude(procedure__in=named)
        if response.source:
            fitting = fitting.filter(source=response.source)
        assert fitting.count() >= CROWD, response


def test_what_is_published_is_what_was_answered(answered):
    assert Counter(SurveyResponse.objects.values_list("procedure", "source")) == {
        ("cambio-medidor", "online"): 14,
        ("", ""): 5,
    }
    assert Counter(SurveyResponse.objects.values_list("ease", flat=True)) == Counter(
        told(number)["ease"] for number in range(len(answered))
    )


def test_no_digest_can_be_tried_without_the_secret(answered):
    spent = set(SpentInvitation.objects.values_list("digest", flat=True))
    assert len(spent) == len(answered)
    for row in answered:
        for text in (row.folio, str(row.pk), row.key_nonce):
            for guess in (
                sha256(text.encode()).hexdigest(),
                hmac.new(b"", text.encode(), sha256).hexdigest(),
                hmac.new(b"survey nonce", text.encode(), sha256).hexdigest(),
            ):
                assert guess not in spent
                assert guess[:32] not in dump(TABLES)


def test_a_digest_changes_with_the_secret(settings):
    one = read(token_for("SOAPA-2026-000001-0", "x", "online", DAY)).digest
    settings.KEY_SECRET = "another"
    assert read(token_for("SOAPA-2026-000001-0", "x", "online", DAY)).digest != one


def test_what_waits_says_nothing(db):
    rows = offered()[:4]
    for number, row in enumerate(rows):
        reply(row, number)
    sealed = [bytes(row) for row in SealedAnswer.objects.values_list("sealed", flat=True)]
    assert len({len(text) for text in sealed}) == 1, "its length would tell a long comment"
    lying = b"".join(sealed)
    for word in (b"persona", b"cambio-medidor", b"ease", rows[0].folio.encode()):
        assert word not in lying
    assert settings.SURVEY_PRIVATE_KEY not in dump(TABLES)


def test_a_token_says_no_folio():
    payload = token_for("SOAPA-2026-000001-0", "cambio-medidor", "online", DAY).split(":")[0]
    said = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert said[:3] == ["cambio-medidor", "online", "2026-02-01"]
    assert "000001" not in json.dumps(said)
    assert dt.date.fromisoformat(said[2]).day == 1
