"""Files: where they are, and how many and how large they may be."""

from backend.settings.environment import BASE_DIR, data_dir, env

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
PRIVATE_STORAGE = {  # never a public MEDIA_URL: views with permission hand documents out
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {
        "location": data_dir() / "files",
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
