"""Where rows, cached things and sessions are kept."""

from typing import Any

from backend.settings.environment import data_dir, env

# --- database ----------------------------------------------------------------------------------
SQLITE_OPTIONS: dict[str, Any] = {
    # Django's defaults fail nine of ten transactions under 16 writers; these fail none.
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": ("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"),
}
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{data_dir()}/db.sqlite3")}
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
            "LOCATION": data_dir() / "cache",
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
