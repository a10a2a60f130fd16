import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ImproperlyConfigured

from backend.settings.secrets import demand_real, generate, read_or_create
from tests.check import production


def start(tmp_path, **changes):
    """Import the settings in a process of their own; what it printed, and whether it started."""
    environment = os.environ | production() | {"DATA_DIR": str(tmp_path)} | changes
    clean = {name: value for name, value in environment.items() if value is not None}
    return subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        env=clean,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_with_real_secrets(tmp_path):
    assert start(tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", None),
        ("SECRET_KEY", "django-insecure-" + "x" * 60),
        ("KEY_SECRET", "corta"),
        ("FIELD_KEYS", "not-a-key"),
        ("SURVEY_PUBLIC_KEY", ""),
    ],
)
def test_production_refuses_a_secret_that_is_missing_or_not_real(tmp_path, name, value):
    started = start(tmp_path, **{name: value})
    assert started.returncode != 0
    assert f"not real: {name}" in started.stderr
    assert not value or value not in started.stderr


@pytest.mark.parametrize(
    ("register", "sentence"),
    [
        ({"BILLING": "excel"}, "BILLING must be csv, http or none"),
        (
            {"BILLING": "http", "BILLING_URL": "http://cobro"},
            "BILLING_URL must begin with https://",
        ),
        ({"REGISTER": "excel"}, "REGISTER must be csv, http or none"),
        ({"REGISTER": "http"}, "REGISTER_URL must begin with https://"),
        ({"REGISTER": "http", "REGISTER_URL": "http://padron"}, "must begin with https://"),
    ],
)
def test_production_refuses_a_register_it_cannot_ask(tmp_path, register, sentence):
    started = start(tmp_path, **register)
    assert started.returncode != 0 and sentence in started.stderr


@pytest.mark.parametrize(
    ("mail", "sentence"),
    [
        ({"MAIL_PROVIDER": "postmark", "EMAIL_URL": "smtp://mail"}, "mail goes one way"),
        ({"MAIL_PROVIDER": "pigeon"}, "knows no such provider"),
        ({"MAIL_RECEIPT_SECRET": "a-word-without-its-user"}, "must be user:password"),
        ({"MAIL_RECEIPT_SECRET": "user:short"}, "must have 20 letters or more"),
        ({"SMS_RECEIPT_TOKEN": "short"}, "must have 20 letters or more"),
    ],
)
def test_production_refuses_mail_and_receipts_badly_set_up(tmp_path, mail, sentence):
    started = start(tmp_path, **mail)
    assert started.returncode != 0 and sentence in started.stderr


def test_production_starts_with_a_mail_provider(tmp_path):
    told = {"MAIL_PROVIDER": "postmark", "ANYMAIL": '{"POSTMARK_SERVER_TOKEN": "x"}'}
    assert start(tmp_path, **told).returncode == 0


def test_production_refuses_demo_mode(tmp_path):
    started = start(tmp_path, DEMO="1")
    assert started.returncode != 0 and "demo mode refuses production" in started.stderr


def test_production_needs_no_private_survey_key():
    demand_real(generate() | {"SURVEY_PRIVATE_KEY": ""})
    with pytest.raises(ImproperlyConfigured):
        demand_real(generate() | {"SURVEY_PRIVATE_KEY": "x"})


def test_secrets_are_made_once_and_only_the_owner_reads_them(tmp_path):
    folder = tmp_path / "var"
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: read_or_create(folder), range(8)))
    assert all(secrets == made[0] for secrets in made)
    assert stat.S_IMODE((folder / "secrets.env").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    demand_real(made[0])
