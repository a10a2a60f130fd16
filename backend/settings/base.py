"""Production: these settings and the environment. Development and tests change what they must.

Written so that Django 6 needs nothing new: a `SECURE_CSP`-shaped policy, nothing deprecated.
"""

import os

from django.core.exceptions import ImproperlyConfigured

from backend.settings.api import *
from backend.settings.environment import BASE_DIR, data_dir, env
from backend.settings.files import *
from backend.settings.language import *
from backend.settings.logs import logging_for
from backend.settings.outside import *
from backend.settings.people import *
from backend.settings.secrets import demand_real
from backend.settings.stores import *
from backend.settings.tasks import *

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
    *(["anymail"] if MAIL_PROVIDER else []),  # its system checks
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

# --- logs --------------------------------------------------------------------------------------
LOG_LEVEL = env("LOG_LEVEL", default="INFO")
LOGGING = logging_for(LOG_LEVEL, json=True)
# Who reports wrongdoing leaves no address, nor a name while logged in; deeds are in the history.
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_USER_ID_FIELD = None
