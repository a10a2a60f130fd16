"""Tests: fixed secrets, and a folder of its own that goes away when the process ends."""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="ventanilla-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ.update(
    SECRET_KEY="secret-of-the-tests-and-of-nothing-else-in-the-world",
    KEY_SECRET="key-secret-of-the-tests-and-of-nothing-else-in-the-world",
    FIELD_KEYS="MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    SURVEY_PRIVATE_KEY="QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl8=",
    SURVEY_PUBLIC_KEY="eaYx7t4b-cmPEgMs3q3Q56B5OY_HhriMyEbsia-FpRo=",
    DATA_DIR=_folder,
    DEMO="0",
)

from backend.settings.base import *  # noqa: E402
from backend.settings.base import (  # noqa: E402
    CACHES,
    DATA_DIR,
    DATABASES,
    REDIS_URL,
    SQLITE_OPTIONS,
    STORAGES,
)

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
SITE_URL = "http://testserver"
SECOND_FACTOR_REQUIRED = False
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
LANGUAGE_COOKIE_SECURE = False

if "sqlite" in DATABASES["default"]["ENGINE"]:
    # A file, not memory: threads of a test get connections of their own, as in production.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS | {
        "init_command": SQLITE_OPTIONS["init_command"].replace("NORMAL", "OFF")
    }
if REDIS_URL:
    # Processes of one run, and runs of one machine, share the server but never a key.
    TEST_MARK = f"test-{os.getpid()}-"
    CACHES["default"]["KEY_PREFIX"] = CELERY_TASK_DEFAULT_QUEUE = TEST_MARK
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    CELERY_BROKER_URL = "memory://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MAIL_REACHES_PEOPLE = True
QUIET_HOURS = None  # a test says the same at any hour of the day
OUTBOX_LIMITS = {}
