"""A draft is opened only by who began it, is deleted for good, and never touches the record."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from notifications.delivery import deliver, sweep
from notifications.models import OutboxMessage
from procedures.documents.models import Document
from procedures.documents.tasks import sweep_unclaimed
from procedures.drafts import keys, operations, tasks
from procedures.drafts.content import blank, merged
from procedures.drafts.models import Draft
from procedures.requests.errors import Conflict
from procedures.requests.models import Event, ServiceRequest
from tests.factories import paper, person, published

pytestmark = pytest.mark.django_db
METER, COMPLAINT = "mantenimiento-cambio-medidor", "quejas-denuncias"
SECRET = "Filomena"
MAIL = "filomena@example.org"


@pytest.fixture
def draft(db) -> Draft:
    return operations.begin(version=published(METER), given={"answers": {"nombre": SECRET}})


def write(draft: Draft, **changes: object) -> operations.Saved:
    base = operations.content_of(draft)
    return operations.keep(draft=draft, base=base, mine={**deepcopy(base), **changes})


def everything_stored() -> str:
    """Every cell of every table."""
    told = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")
            told.append(repr(cursor.fetchall()))
    return "\n".join(told)


def test_it_is_opened_by_its_link_and_its_code_alone(draft):
    opener, code = keys.opener_of(draft), keys.code_of(draft)
    assert operations.open_with(opener) == operations.open_with_code(code) == draft
    assert operations.open_with_code(f" {code.lower().replace('-', ' ')} ") == draft
    for wrong in ("", "x", ".", opener[:-1], f"{draft.id.hex}.", f"{draft.id.hex}.é" * 2):
        assert operations.open_with(wrong) is None
        assert operations.open_with_code(wrong) is None


def test_who_reads_the_whole_database_opens_nothing(draft):
    operations.send_link(draft=draft, email=MAIL)
    told = everything_stored()
    proof = keys.opener_of(draft).partition(".")[2]
    code = keys.code_of(draft)
    assert not [one for one in (SECRET, proof, code, code.replace("-", "")) if one in told]
    assert MAIL not in repr(list(Draft.objects.values_list()))


def test_the_link_of_a_mail_is_made_when_it_is_delivered(draft, mailoutbox):
    operations.send_link(draft=draft, email=MAIL)
    row = OutboxMessage.objects.get()
    assert keys.opener_of(draft) not in row.text + row.html
    assert deliver(row.pk)
    assert f"/continuar/{keys.opener_of(draft)}/" in mailoutbox[0].body
    assert mailoutbox[0].to == [MAIL] and "medidor" not in mailoutbox[0].subject


def test_a_link_asked_for_twice_is_sent_once(draft):
    with time_machine.travel(timezone.now(), tick=False):
        operations.send_link(draft=draft, email=MAIL)
        operations.send_link(draft=draft, email=MAIL.upper())
    assert OutboxMessage.objects.count() == 1


def test_what_may_be_anonymous_is_never_mailed(db):
    complaint = operations.begin(version=published(COMPLAINT), given={"answers": {}})
    with pytest.raises(Conflict):
        operations.send_link(draft=complaint, email=MAIL)
    assert not OutboxMessage.objects.exists()


def test_a_draft_of_the_staff_is_only_theirs_and_is_kept_less(db):
    clerk, other = person("counter@modulo"), person("counter@modulo")
    mine = operations.begin(version=published(METER), given={"answers": {}}, staff=clerk)
    opener = keys.opener_of(mine)
    assert operations.open_with(opener, staff=clerk) == mine
    assert operations.open_with(opener) is None
    assert operations.open_with(opener, staff=other) is None
    assert operations.open_with_code(keys.code_of(mine)) is None
    assert mine.expires_at - mine.created_at == timedelta(days=settings.INTAKE_DRAFT_DAYS)


def test_it_never_touches_the_record(draft):
    write(draft, answers={"nombre": "Otra"})
    operations.send_link(draft=draft, email=MAIL)
    operations.forget(draft)
    assert not ServiceRequest.objects.exists() and not Event.objects.exists()
    assert not apps.get_model("procedures", "HistoricalServiceRequest").objects.exists()


def test_forgotten_is_deleted_with_its_papers_and_its_mails(draft):
    document = paper("ine.jpg")
    write(draft, papers={"archivo_identificacion": [str(document.pk)]})
    operations.send_link(draft=draft, email=MAIL)
    file = document.file
    operations.forget(draft)
    operations.forget(draft)  # repeated, it does nothing
    told = everything_stored()
    assert not [one for one in (MAIL, str(draft.pk), document.name) if one in told]
    assert file.storage.exists(file.name)  # until the transaction of the test would commit


def test_papers_wait_as_long_as_their_draft(draft):
    document = paper("ine.jpg")
    write(draft, papers={"archivo_identificacion": [str(document.pk)]})
    document.refresh_from_db()
    assert document.expires_at == draft.expires_at
    with time_machine.travel(timezone.now() + timedelta(days=10)):
        operations.extend(draft)
        document.refresh_from_db()
        assert document.expires_at == draft.expires_at > timezone.now() + timedelta(days=29)


def test_its_day_comes_after_one_reminder(draft, mailoutbox):
    operations.send_link(draft=draft, email=MAIL)
    sweep()
    end = draft.expires_at
    for day in range(4, -2, -1):
        with time_machine.travel(end - timedelta(days=day), tick=False):
            tasks.remind_of_drafts()
            tasks.delete_old_drafts()
            sweep()
            alive = operations.open_with(keys.opener_of(draft)) is not None
            assert alive == (day > 0)
    assert [mail.subject for mail in mailoutbox] == [
        "Para continuar su trámite más tarde",
        "Su trámite sin terminar se va a borrar",
    ]
    assert not Draft.objects.exists() and not OutboxMessage.objects.exists()


def test_who_left_no_address_is_not_written_to(draft):
    with time_machine.travel(draft.expires_at - timedelta(days=1), tick=False):
        tasks.remind_of_drafts()
    assert not OutboxMessage.objects.exists()


def test_one_whose_day_came_opens_to_nobody_even_before_the_sweep(draft):
    with time_machine.travel(draft.expires_at + timedelta(seconds=1), tick=False):
        assert operations.open_with(keys.opener_of(draft)) is None
        assert operations.open_with_code(keys.code_of(draft)) is None


def test_a_draft_is_filed_with_its_request_or_not_at_all(draft):
    with pytest.raises(RuntimeError), transaction.atomic():
        operations.filed(draft)
        raise RuntimeError
    assert operations.open_with(keys.opener_of(draft)) == draft


def test_a_mail_about_a_deleted_draft_is_not_sent(draft, mailoutbox):
    operations.send_link(draft=draft, email=MAIL)
    row = OutboxMessage.objects.get()
    Draft.objects.all().delete()
    assert not deliver(row.pk)
    assert mailoutbox == []


def test_two_windows_on_different_pages_both_stay(draft):
    base = operations.content_of(draft)
    one, other = deepcopy(base), deepcopy(base)
    one["answers"]["a"] = 1
    one["seen"] = ["uno"]
    other["answers"]["b"] = 2
    other["seen"] = ["dos"]
    operations.keep(draft=draft, base=base, mine=one, page="uno", fields=["a"], shown_at=1)
    told = operations.keep(draft=draft, base=base, mine=other, page="dos", fields=["b"], shown_at=1)
    assert told.disputed == []
    assert told.content["answers"] == {"nombre": SECRET, "a": 1, "b": 2}
    assert told.content["seen"] == ["dos", "uno"]


def test_the_same_page_answered_otherwise_is_told_and_not_stored(draft):
    base = operations.content_of(draft)
    one, other = deepcopy(base), deepcopy(base)
    one["answers"]["nombre"], other["answers"]["nombre"] = "Ana", "Eva"
    other["papers"]["foto"] = ["1" * 32]
    page = {"page": "uno", "fields": ["nombre"]}
    operations.keep(draft=draft, base=base, mine=one, shown_at=draft.revision, **page)
    told = operations.keep(draft=draft, base=base, mine=other, shown_at=1, **page)
    assert told.disputed == ["nombre"]
    assert told.content["answers"]["nombre"] == "Ana"
    assert told.content["papers"]["foto"] == ["1" * 32], "what was uploaded is never lost"
    again = operations.keep(
        draft=draft, base=told.content, mine={**told.content, "answers": {"nombre": "Eva"}},
        shown_at=draft.revision, **page,
    )  # fmt: skip
    assert again.disputed == [] and again.content["answers"]["nombre"] == "Eva"


def test_uploads_and_removals_of_two_windows_come_together():
    base = {**blank(), "papers": {"fotos": ["a", "b"]}}
    mine = {**blank(), "papers": {"fotos": ["b", "c"]}}
    now = {**blank(), "papers": {"fotos": ["a", "b", "d"]}}
    assert merged(base, mine, now)["papers"] == {"fotos": ["b", "d", "c"]}


def test_papers_of_a_draft_are_not_swept_before_it(draft):
    document = paper("ine.jpg")
    write(draft, papers={"archivo_identificacion": [str(document.pk)]})
    with time_machine.travel(timezone.now() + timedelta(days=20)):
        sweep_unclaimed()
    assert Document.objects.filter(pk=document.pk).exists()
