"""Language and time."""

from backend.settings.environment import BASE_DIR

LANGUAGE_CODE = "es-mx"
LANGUAGES = [("es-mx", "Español"), ("en", "English")]  # each named in itself; 0015 says how to add
LOCALE_PATHS = [BASE_DIR / "backend" / "languages"]
TIME_ZONE = "America/Mexico_City"
USE_I18N = True
USE_TZ = True
