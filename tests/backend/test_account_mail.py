import re
import stat
from email import message_from_bytes, policy

import pytest
from django.conf import settings
from django.core import mail
from django.db import DatabaseError
from django.urls import reverse

from backend.settings import base
from notifications.delivery import deliver
from notifications.models import OutboxMessage
from tests.factories import person

pytestmark = pytest.mark.django_db
LINK = re.compile(r"https?://\S+/cuenta/\S+")


@pytest.fixture
def user():
    user = person(username="lupita", full_name="Guadalupe Ruiz")
    user.set_password("la contraseña de antes")
    user.save()
    return user


@pytest.fixture
def ask(client):
    def ask(email, **headers):
        answer = client.post(reverse("account_reset_password"), {"email": email}, headers=headers)
        assert answer.status_code == 302, "the same answer whoever asks"

    return ask


def link_in(text):
    return LINK.search(text)[0]


def test_asking_for_a_new_password_leaves_a_row_and_sends_nothing_by_itself(ask, user):
    ask(user.email)
    row = OutboxMessage.objects.get()
    assert (row.kind, row.address, row.reference) == (
        "account_mail",
        user.email,
        f"user:{user.pk}",
    )
    assert not mail.outbox


def test_the_link_that_opens_an_account_is_never_in_the_database(ask, user):
    ask(user.email)
    row = OutboxMessage.objects.values().get()
    deliver(row["id"])
    link = link_in(mail.outbox[0].body)
    secret = link.rstrip("/").rpartition("/")[2]
    assert secret
    assert not [name for name, value in row.items() if secret in str(value)]
    assert not [name for name, value in row.items() if "cuenta/" in str(value)]


def test_the_subject_names_nobody(ask, user):
    ask(user.email)
    subject = OutboxMessage.objects.get().subject
    assert subject
    assert not {"lupita", "guadalupe", "ruiz", user.email} & set(subject.lower().split())


def test_the_delivered_link_gives_a_new_password(ask, user, client):
    ask(user.email)
    deliver(OutboxMessage.objects.get().pk)
    body = mail.outbox[0].body
    assert "lupita" in body
    page = client.get(link_in(body).removeprefix(settings.SITE_URL))
    assert page.status_code == 302
    chosen = "otra-contraseña-mucho-mejor"
    client.post(page["Location"], {"password1": chosen, "password2": chosen})
    user.refresh_from_db()
    assert user.check_password(chosen)


def test_the_link_is_on_our_site_whatever_host_the_caller_says(ask, user, settings):
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_URL = "https://tramites.example.org"
    ask(user.email, host="evil.example.com")
    deliver(OutboxMessage.objects.get().pk)
    body = mail.outbox[0].body
    assert link_in(body).startswith("https://tramites.example.org/personal/cuenta/")
    assert "evil" not in body


def test_asking_twice_is_answered_twice(ask, user):
    ask(user.email)
    ask(user.email)
    assert OutboxMessage.objects.filter(reference=f"user:{user.pk}").count() == 2


def test_who_has_no_account_is_written_nothing_and_told_the_same(ask):
    ask("nadie@example.org")
    assert not OutboxMessage.objects.exists()


def test_a_mail_server_that_is_down_does_not_fail_the_page(ask, user, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    ask(user.email)
    row = OutboxMessage.objects.get()
    assert not deliver(row.pk)
    row.refresh_from_db()
    assert row.sent_at is None and row.tries == 1 and row.due_at > row.created_at


def test_a_mail_that_cannot_be_written_leaves_nothing_behind(ask, user, monkeypatch):
    def break_down(*_args, **_kwargs):
        raise DatabaseError("planted")

    monkeypatch.setattr(OutboxMessage.objects, "get_or_create", break_down)
    with pytest.raises(DatabaseError, match="planted"):
        ask(user.email)
    assert not mail.outbox


@pytest.mark.skipif(bool(base.EMAIL_URL), reason="EMAIL_URL is set here")
def test_without_a_mail_server_mails_are_private_files_that_sort_by_time(
    ask, user, settings, tmp_path
):
    settings.EMAIL_BACKEND = base.EMAIL_BACKEND
    settings.MAIL_DIR = tmp_path / "mail"
    for _time in range(2):
        ask(user.email)
    rows = list(OutboxMessage.objects.order_by("pk"))
    for row in rows:
        assert deliver(row.pk)
    files = sorted(settings.MAIL_DIR.iterdir())
    assert [file.suffix for file in files] == [".eml", ".eml"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    letters = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    for row, letter in zip(rows, letters, strict=True):
        assert letter["To"] == user.email
        assert letter["Message-ID"].startswith(f"<{row.pk}.")
        assert letter["Auto-Submitted"] == "auto-generated"
        assert link_in(letter.get_body(("plain",)).get_content())
