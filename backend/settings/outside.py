"""Other machines: the mail, text messages, the customer register and billing."""

import json
from importlib.util import find_spec

from django.core.exceptions import ImproperlyConfigured

from backend.settings.environment import data_dir, env
from backend.settings.schedule import quiet_hours

# --- mail --------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Ventanilla <no-responder@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_URL = env("EMAIL_URL", default="")
EMAIL_TIMEOUT = 20  # seconds
MAIL_DIR = data_dir() / "mail"
# A provider of django-anymail (the extra `anymail`) instead of a server: postmark, mailgun…
MAIL_PROVIDER = env("MAIL_PROVIDER", default="")
MAIL_RECEIPT_SECRET = env("MAIL_RECEIPT_SECRET", default="")  # user:password of its webhook
ANYMAIL = {  # as JSON, what the provider asks: {"POSTMARK_SERVER_TOKEN": "…"}
    "REQUESTS_TIMEOUT": EMAIL_TIMEOUT,
    **json.loads(env("ANYMAIL", default="") or "{}"),
    "WEBHOOK_SECRET": MAIL_RECEIPT_SECRET,
}
if MAIL_RECEIPT_SECRET and ":" not in MAIL_RECEIPT_SECRET:
    raise ImproperlyConfigured("MAIL_RECEIPT_SECRET must be user:password")
if MAIL_PROVIDER and EMAIL_URL:
    raise ImproperlyConfigured("MAIL_PROVIDER or EMAIL_URL: mail goes one way")
# Without either, every letter is a file in MAIL_DIR.
MAIL_REACHES_PEOPLE = bool(EMAIL_URL or MAIL_PROVIDER)
if MAIL_PROVIDER:
    EMAIL_BACKEND = f"anymail.backends.{MAIL_PROVIDER}.EmailBackend"
    if not find_spec("anymail") or not find_spec(EMAIL_BACKEND.rpartition(".")[0]):
        raise ImproperlyConfigured(
            "MAIL_PROVIDER: the extra `anymail` is not installed, or knows no such provider"
        )
elif EMAIL_URL:
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "notifications.eml.EmailBackend"

MAILBOX_URL = env("MAILBOX_URL", default="")  # imaps://user:password@host:993/INBOX; empty: off
if MAILBOX_URL and not MAILBOX_URL.startswith("imaps://"):
    raise ImproperlyConfigured(
        "MAILBOX_URL must begin with imaps://: a password travels through it"
    )

# --- messages ----------------------------------------------------------------------------------
# Seconds to wait after each failure that may pass, by its class (notifications/problems.py); the
# last of each again and again, until the time of the message is up: 72 h in all.
OUTBOX_RETRY = {
    "temporary": [60, 300, 900, 3600, 3 * 3600, 6 * 3600],
    "throttled": [60, 120, 300, 600, 1200, 1800],
    "configuration": [300, 900, 1800, 3600],
}
OUTBOX_LEASE = 6 * 60  # seconds; longer than a send can take: Celery kills a task at 300 s
# To one address: seconds between two messages that are not urgent, and messages an hour.
OUTBOX_LIMITS = {"email": (10, 60), "sms": (60, 10), "whatsapp": (60, 10)}
QUIET_HOURS = quiet_hours(env("QUIET_HOURS", default="21-8"))  # local; empty: none

# --- text messages -----------------------------------------------------------------------------
SMS_GATEWAY_URL = env("SMS_GATEWAY_URL", default="")  # see notifications/channels/sms.py
SMS_GATEWAY_TOKEN = env("SMS_GATEWAY_TOKEN", default="")
if SMS_GATEWAY_URL and not SMS_GATEWAY_URL.startswith("https://"):
    raise ImproperlyConfigured("SMS_GATEWAY_URL must begin with https://: codes travel through it")
SMS_RECEIPT_TOKEN = env("SMS_RECEIPT_TOKEN", default="")  # what its receipts come with; empty: none

WHATSAPP_URL = env("WHATSAPP_URL", default="")  # https://graph.facebook.com/v…/<number>/messages
WHATSAPP_TOKEN = env("WHATSAPP_TOKEN", default="")
WHATSAPP_APP_SECRET = env("WHATSAPP_APP_SECRET", default="")  # signs its receipts; empty: none
WHATSAPP_VERIFY_TOKEN = env("WHATSAPP_VERIFY_TOKEN", default="")  # what it asks with, once
WHATSAPP_PREFIX = env("WHATSAPP_PREFIX", default="")  # of the names of the approved templates
WHATSAPP_TEMPLATES = env.list("WHATSAPP_TEMPLATES", default=[])  # messages that have one
if WHATSAPP_URL and not WHATSAPP_URL.startswith("https://"):
    raise ImproperlyConfigured("WHATSAPP_URL must begin with https://: a token travels through it")

LONG_ENOUGH = 20  # letters: what opens a door from outside is not guessed
for _name, _secret in (
    ("MAIL_RECEIPT_SECRET", MAIL_RECEIPT_SECRET),
    ("SMS_RECEIPT_TOKEN", SMS_RECEIPT_TOKEN),
    ("WHATSAPP_APP_SECRET", WHATSAPP_APP_SECRET),
    ("WHATSAPP_VERIFY_TOKEN", WHATSAPP_VERIFY_TOKEN),
):
    if _secret and len(_secret) < LONG_ENOUGH:
        raise ImproperlyConfigured(f"{_name} must have {LONG_ENOUGH} letters or more")

# --- webhooks ----------------------------------------------------------------------------------
WEBHOOKS = env.bool("WEBHOOKS", default=False)  # whether other systems are told of what happens
WEBHOOK_NETWORKS = env.list("WEBHOOK_NETWORKS", default=[])  # inside, yet told: 10.2.0.0/24

# --- customer register -------------------------------------------------------------------------
REGISTER = env("REGISTER", default="none")  # csv: what import_register loaded; http: below; none
REGISTER_URL = env("REGISTER_URL", default="")  # see procedures/register/http.py
REGISTER_TOKEN = env("REGISTER_TOKEN", default="")
REGISTER_SECONDS = 3  # a filing may wait this long for it, and goes on without it
BILLING = env("BILLING", default="none")  # likewise, for what accounts owe: import_balances
BILLING_URL = env("BILLING_URL", default="")
BILLING_TOKEN = env("BILLING_TOKEN", default="")
for _name, _where, _url in (
    ("REGISTER", REGISTER, REGISTER_URL),
    ("BILLING", BILLING, BILLING_URL),
):
    if _where not in {"csv", "http", "none"}:
        raise ImproperlyConfigured(f"{_name} must be csv, http or none")
    if _where == "http" and not _url.startswith("https://"):
        raise ImproperlyConfigured(f"{_name}_URL must begin with https://: names travel through it")
