import json
import logging
from urllib.parse import urlsplit

import pytest
from cryptography.fernet import Fernet
from django.contrib.sessions.models import Session

from backend.security.encryption import InvalidToken, decrypt, encrypt
from backend.security.scrubbing import REMOVED, clean, scrub
from procedures.requests.secrets import tracking_link
from tests.factories import filed, published


def test_what_is_sealed_opens_with_an_older_key_and_with_no_other(settings):
    sealed = encrypt(b"dato")
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_KEYS]
    assert decrypt(sealed) == b"dato" and b"dato" not in sealed
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    with pytest.raises(InvalidToken):
        decrypt(sealed)


@pytest.mark.django_db
def test_a_half_filled_form_is_unreadable_in_the_database(client, settings):
    session = client.session
    session["form"] = {"nombre": "Guadalupe Ruiz"}
    session.save()
    row = Session.objects.get()
    from django.core import signing

    plain = signing.loads(
        row.session_data,
        salt="django.contrib.sessions.SessionStore",
        serializer=type("Raw", (), {"loads": lambda _self, data: data}),
    )
    assert b"Guadalupe" not in plain
    assert client.session["form"] == {"nombre": "Guadalupe Ruiz"}
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    assert "form" not in client.session


def test_the_policy_allows_no_inline_script_and_no_stranger(client):
    policy = client.get("/health/live").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy and "http" not in policy


@pytest.mark.parametrize(
    ("path", "status"),
    [("/", 301), ("/nada/", 301), ("/health/live", 200), ("/static/ventanilla/citizen.css", 301)],
)
def test_no_answer_goes_without_the_policy_not_even_the_turn_to_https(
    client, settings, path, status
):
    settings.SECURE_SSL_REDIRECT = True
    response = client.get(path)
    assert response.status_code == status
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "text",
    [
        "GET /seguimiento?clave=abc123&correo=a@b.mx",
        "mail to lupita.ruiz+x@correo.example.mx failed",
        "CURP RUGL800101MOCZPP09 repetida",
        "rfc RUGL800101AB1",
        "Authorization: Bearer vt_0123456789abcdef",
        "POST /surveys/0123456789abcdefgh/",
        "GET /encuesta/WyJ4Il0:0123456789:a0123456789/",
        "POST /avisos/WyJ4Il0:0123456789:a0123456789/",
        "GET /personal/cuenta/password/reset/key/1-c0123456789-0123456789abcdef/",
    ],
)
def test_a_log_line_names_nobody_and_opens_nothing(text):
    cleaned = clean(text)
    assert REMOVED in cleaned
    for piece in ("abc123", "a@b", "lupita", "RUGL", "0123456789"):
        assert piece not in cleaned


@pytest.mark.django_db
def test_the_link_of_a_mail_is_in_no_log(client, caplog):
    case = filed(published("mantenimiento-cambio-medidor"))
    address = urlsplit(tracking_link(case.service_request.folio)).path
    caplog.clear()
    with caplog.at_level(logging.INFO):
        assert client.get(address).status_code == 302
    assert "/solicitudes/enlace/" in caplog.text
    signed = address.split("/")[-2]
    assert not [part for part in signed.split(":") if part in caplog.text]


def test_names_that_promise_personal_data_are_blanked_however_deep():
    event = {"event": "x", "context": {"phone": "9511234567", "items": [{"curp": "algo"}]}}
    assert "9511234567" not in str(scrub(None, "info", event))
    assert "algo" not in str(scrub(None, "info", event))


def test_plain_words_stay():
    assert clean("request_finished GET /tramites/ 200 en 12 ms") == (
        "request_finished GET /tramites/ 200 en 12 ms"
    )


def test_a_traceback_is_scrubbed_and_the_line_is_json(settings):
    from backend.settings.logs import logging_for

    formatter = logging_for("INFO", json=True)["formatters"]["line"]
    handler = formatter["()"](
        processors=formatter["processors"], foreign_pre_chain=formatter["foreign_pre_chain"]
    )
    try:
        raise ValueError("no such mail: lupita@correo.mx")
    except ValueError as error:
        info = (ValueError, error, error.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "broke on %s", ("a@b.mx",), info)
    line = handler.format(record)
    assert "lupita" not in line and "a@b" not in line
    assert json.loads(line)["level"] == "error"


def test_demo_mode_answers_only_this_machine(rf):
    from django.http import HttpResponse

    from backend.security.loopback import LoopbackOnlyMiddleware

    door = LoopbackOnlyMiddleware(lambda _request: HttpResponse())
    assert door(rf.get("/", REMOTE_ADDR="127.0.0.1")).status_code == 200
    assert door(rf.get("/", REMOTE_ADDR="::1")).status_code == 200
    assert door(rf.get("/", REMOTE_ADDR="192.0.2.7")).status_code == 403
    assert door(rf.get("/", REMOTE_ADDR="")).status_code == 403
    for passed_on in ("X-Forwarded-For", "Forwarded", "Via"):
        request = rf.get("/", REMOTE_ADDR="127.0.0.1", headers={passed_on: "203.0.113.77"})
        assert door(request).status_code == 403
