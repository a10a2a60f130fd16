"""Development and the demo: secrets made once under DATA_DIR, SQLite, plain HTTP on loopback."""

import os

from backend.settings.environment import data_dir
from backend.settings.secrets import read_or_create

for _name, _value in read_or_create(data_dir()).items():
    os.environ.setdefault(_name, _value)
os.environ.setdefault("DEMO", "1")
os.environ.setdefault("LOG_LEVEL", "WARNING")  # a terminal is for what went wrong

from backend.settings.base import *  # noqa: E402
from backend.settings.base import DEMO, LOG_LEVEL, MIDDLEWARE, STORAGES, env  # noqa: E402
from backend.settings.logs import logging_for  # noqa: E402

DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
if DEMO:
    MIDDLEWARE = ["backend.security.loopback.LoopbackOnlyMiddleware", *MIDDLEWARE]
    REGISTER, BILLING = env("REGISTER", default="csv"), env("BILLING", default="csv")
SECOND_FACTOR_REQUIRED = not DEMO

SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
LANGUAGE_COOKIE_SECURE = False
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0

if DEMO:
    QUIET_HOURS = None  # what is shown at night is mailed at night

STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
STATIC_ROOT = None  # nothing is collected: files are served from where they are
WHITENOISE_USE_FINDERS = True
LOGGING = logging_for(LOG_LEVEL, json=False)
