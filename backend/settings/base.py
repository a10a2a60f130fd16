"""Production: this file and the environment. Development and tests change what they must.

Written so that Django 6 needs nothing new: a `SECURE_CSP`-shaped policy, nothing deprecated.
"""

import os
from typing import Any

from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured

from backend.settings.environment import BASE_DIR, data_dir, env
from backend.settings.logs import logging_for
from backend.settings.secrets import demand_real

DATA_DIR = data_dir()
PORT = env.int("PORT", default=8000)
DEBUG = False
DEMO = env.bool("DEMO", default=False)
if DEMO and os.environ.get("DJANGO_SETTINGS_MODULE") == "backend.settings.base":
    raise ImproperlyConfigured("demo mode refuses production settings: unset DEMO")

# --- secrets -----------------------------------------------------------------------------------
SECRET_KEY = env("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
KEY_SECRET = env("KEY_SECRET", default="")
FIELD_KEYS = env.list("FIELD_KEYS", default=[])
SURVEY_PUBLIC_KEY = env("SURVEY_PUBLIC_KEY", default="")
SURVEY_PRIVATE_KEY = env("SURVEY_PRIVATE_KEY", default="")  # only where batches are opened
demand_real(
    {
        "SECRET_KEY": SECRET_KEY,
        "KEY_SECRET": KEY_SECRET,
        "FIELD_KEYS": ",".join(FIELD_KEYS),
        "SURVEY_PUBLIC_KEY": SURVEY_PUBLIC_KEY,
        "SURVEY_PRIVATE_KEY": SURVEY_PRIVATE_KEY,
    }
)

# --- where we answer ---------------------------------------------------------------------------
SITE_URL = env("SITE_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# How many proxies of ours stand in front: what they say of the caller is believed, no more.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

# --- the applications --------------------------------------------------------------------------
INSTALLED_APPS = [
    "frontend",
    "procedures",
    "notifications",
    "backend.accounts",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "simple_history",
    "django_structlog",
]

MIDDLEWARE = [
    "backend.security.csp.ContentSecurityPolicyMiddleware",  # first: it misses no answer
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # its files are compressed when collected
    "django.middleware.gzip.GZipMiddleware",  # with Django's padding against BREACH
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "frontend.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "frontend.bodies.BodyLimit",  # before whatever reads the body
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "backend.security.caching.PrivatePagesMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "backend.accounts.middleware.SecondFactorMiddleware",
    "frontend.errors.ErrorPages",
]

ROOT_URLCONF = "backend.urls"
WSGI_APPLICATION = "backend.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "backend" / "api" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "frontend.pages.chrome",
            ],
        },
    },
]
# Widgets from our own templates, through the cached loader (LIBRARIES: 14 times faster).
FORM_RENDERER = "frontend.renderer.Renderer"

# --- database ----------------------------------------------------------------------------------
SQLITE_OPTIONS: dict[str, Any] = {
    # Django's defaults fail nine of ten transactions under 16 writers; these fail none.
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": ("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"),
}
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR}/db.sqlite3")}
DATABASES["default"] |= {
    "ATOMIC_REQUESTS": False,  # the operation is the transaction
    "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=600),
    "CONN_HEALTH_CHECKS": True,
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS

# --- cache and sessions ------------------------------------------------------------------------
REDIS_URL = env("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "backend.cache.ForgivingRedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "ventanilla",
            "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 1},
        }
    }
else:
    # A file cache, because web and worker are two processes and throttles must count in both.
    CACHES = {
        "default": {
            "BACKEND": "backend.cache.CountingFileCache",
            "LOCATION": DATA_DIR / "cache",
            "OPTIONS": {"MAX_ENTRIES": 2000},
        }
    }
# Half-filled forms wait in the session: encrypted at rest, so never in a cache in the clear.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_SERIALIZER = "backend.security.sessions.EncryptedSerializer"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "frontend.errors.csrf_failure"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = True
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365  # seconds

# --- people ------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/personal/"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "backend.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by the utility, never by sign-up
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False  # counters share machines
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 60 * 15  # before hiring, roles, second factors, calendars
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
MFA_ADAPTER = "backend.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Ventanilla"
SECOND_FACTOR_REQUIRED = True
USERSESSIONS_TRACK_ACTIVITY = True

# --- language and time -------------------------------------------------------------------------
LANGUAGE_CODE = "es-mx"
LANGUAGES = [("es-mx", "Español"), ("en", "English")]  # each named in itself; 0015 says how to add
LOCALE_PATHS = [BASE_DIR / "backend" / "languages"]
TIME_ZONE = "America/Mexico_City"
USE_I18N = True
USE_TZ = True

# --- files -------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
PRIVATE_STORAGE = {  # never a public MEDIA_URL: views with permission hand documents out
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {
        "location": DATA_DIR / "files",
        "base_url": None,
        "file_permissions_mode": 0o600,
        "directory_permissions_mode": 0o700,
    },
}
STORAGES = {
    "default": PRIVATE_STORAGE,
    "private": PRIVATE_STORAGE,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # bytes of a body that is not a file
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=15 * 1024 * 1024)  # bytes of one file
# Of one form: without JavaScript several photos come at once. deploy/nginx.conf says the same.
UPLOAD_MAX_BODY_BYTES = 64 * 1024 * 1024
UPLOAD_MAX_PIXELS = 60_000_000  # of one photo, before it is drawn smaller
UPLOAD_KEEP_HOURS = 48  # hours an upload waits for its request
UPLOAD_QUOTA_FILES = 40  # waiting uploads of one person without a log-in, a day
UPLOAD_QUOTA_BYTES = 150 * 1024 * 1024  # and their bytes together
UPLOAD_ADDRESS_FILES = 240  # files an hour from one address, whoever sends them
UPLOAD_ADDRESS_BYTES = 1024 * 1024 * 1024  # and their bytes together
UPLOAD_DISK_RESERVE = env.int("UPLOAD_DISK_RESERVE", default=512 * 1024 * 1024)  # bytes left free
UPLOADS_AT_ONCE = 2  # files that one process draws or inspects at a time
CLAMD_URL = env("CLAMD_URL", default="")  # unix:///run/clamav/clamd.ctl or tcp://host:3310
CLAMD_SECONDS = 10  # seconds one file may take
DRAFT_DAYS = env.int("DRAFT_DAYS", default=30)  # a draft is kept since it was last opened
DRAFT_REMINDER_DAYS = 3  # before it is deleted, one mail to whoever left an address
INTAKE_DRAFT_DAYS = 3  # one of the staff, about somebody who stood at the counter
ACCEL_PREFIX = env("ACCEL_PREFIX", default="").rstrip("/")  # nginx's, of DATA_DIR/files

# --- headers -----------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^health/"]  # probes ask the container, not the proxy
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=60 * 60 * 24 * 365)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "object-src": ["'none'"],
    "base-uri": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}

# --- mail --------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Ventanilla <no-responder@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_URL = env("EMAIL_URL", default="")
EMAIL_TIMEOUT = 20  # seconds
MAIL_DIR = DATA_DIR / "mail"
MAIL_REACHES_PEOPLE = bool(EMAIL_URL)  # without a server every letter is a file in MAIL_DIR
if EMAIL_URL:
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "notifications.eml.EmailBackend"

MAILBOX_URL = env("MAILBOX_URL", default="")  # imaps://user:password@host:993/INBOX; empty: off
if MAILBOX_URL and not MAILBOX_URL.startswith("imaps://"):
    raise ImproperlyConfigured(
        "MAILBOX_URL must begin with imaps://: a password travels through it"
    )

# --- text messages -----------------------------------------------------------------------------
SMS_GATEWAY_URL = env("SMS_GATEWAY_URL", default="")  # see notifications/channels/sms.py
SMS_GATEWAY_TOKEN = env("SMS_GATEWAY_TOKEN", default="")
if SMS_GATEWAY_URL and not SMS_GATEWAY_URL.startswith("https://"):
    raise ImproperlyConfigured("SMS_GATEWAY_URL must begin with https://: codes travel through it")

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

# --- API ---------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "backend.api.authentication.BearerToken",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["backend.api.content.BoundedJSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "backend.api.content.OneRepresentation",
    "DEFAULT_SCHEMA_CLASS": "backend.api.schema.Schema",
    "DEFAULT_METADATA_CLASS": None,  # the OpenAPI says it; OPTIONS is no second door
    "EXCEPTION_HANDLER": "backend.api.errors.handle",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Ventanilla",
    "DESCRIPTION": "Trámites en línea: presentar, seguir y atender solicitudes.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [],  # enumerations stay where they are used
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}

# --- tasks -------------------------------------------------------------------------------------
CELERY_IMPORTS = ["backend.health", "backend.adapters"]  # apps bring their own tasks.py
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300  # seconds
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_TASK_PUBLISH_RETRY_POLICY = {
    # A hung broker may hold a filing for seconds, never for a minute.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "visibility_timeout": 600,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_timeout": 2,
        "socket_connect_timeout": 1,
    }
else:
    _queue, _control = DATA_DIR / "broker" / "queue", DATA_DIR / "broker" / "control"
    for _folder in (_queue, _control):
        _folder.mkdir(parents=True, exist_ok=True)  # the transport makes neither
    CELERY_BROKER_URL = "filesystem://localhost/"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue),
        "data_folder_out": str(_queue),
        "control_folder": str(_control),
    }
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "backend.health.beat", "schedule": 20.0, "options": {"expires": 60}},
    "sweep the outbox": {
        "task": "notifications.tasks.sweep_outbox",
        "schedule": 30.0,
        "options": {"expires": 60},
    },
    "look at the clocks": {
        "task": "procedures.requests.tasks.look_at_the_clocks",
        "schedule": crontab(minute=7),  # safe to repeat: an hour missed is made up by the next
    },
    "look at the work": {
        "task": "procedures.casework.tasks.look_at_the_work",
        "schedule": crontab(minute=12),  # safe to repeat, as the clocks
    },
    "take up bulk jobs": {
        "task": "procedures.casework.tasks.take_up_bulk_jobs",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "forget bulk jobs": {
        "task": "procedures.casework.tasks.forget_bulk_jobs",
        "schedule": crontab(hour=3, minute=50),
    },
    "look at the enquiries": {
        "task": "procedures.contact.tasks.look_at_the_enquiries",
        "schedule": crontab(minute=19),  # safe to repeat: each date is told of once
    },
    "read the mailbox": {
        "task": "procedures.contact.tasks.read_the_mailbox",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 240},
    },
    "erase old enquiries": {
        "task": "procedures.contact.tasks.erase_old_enquiries",
        "schedule": crontab(hour=3, minute=20),
    },
    "forget filing keys": {
        "task": "procedures.requests.tasks.forget_filing_keys",
        "schedule": crontab(minute=37),
    },
    "forget codes and unused accounts": {
        "task": "procedures.holdings.tasks.forget_what_ended",
        "schedule": crontab(minute=47),
    },
    "open sealed answers": {
        "task": "procedures.surveys.tasks.open_sealed_answers",
        "schedule": crontab(hour=4, minute=10),
    },
    "sweep unclaimed uploads": {
        "task": "procedures.documents.tasks.sweep_unclaimed",
        "schedule": crontab(minute=17),
    },
    "scan waiting documents": {
        "task": "procedures.documents.tasks.scan_waiting",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 600},
    },
    "remind of drafts": {
        "task": "procedures.drafts.tasks.remind_of_drafts",
        "schedule": crontab(minute=23),  # safe to repeat: each draft is told of once
    },
    "delete old drafts": {
        "task": "procedures.drafts.tasks.delete_old_drafts",
        "schedule": crontab(minute=27),
    },
    "forget ended sessions": {
        "task": "backend.accounts.tasks.forget_ended_sessions",
        "schedule": crontab(hour=3, minute=40),
    },
}

# --- logs --------------------------------------------------------------------------------------
LOG_LEVEL = env("LOG_LEVEL", default="INFO")
LOGGING = logging_for(LOG_LEVEL, json=True)
# Who reports wrongdoing leaves no address, nor a name while logged in; deeds are in the history.
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_USER_ID_FIELD = None
