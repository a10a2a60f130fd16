"""The secrets of an installation: made once under DATA_DIR for development, required in production.

`SECRET_KEY` signs, `FIELD_KEYS` encrypt what is sensitive at rest (first one in use, the others
still readable), `KEY_SECRET` derives the keys of requests, and the survey pair seals answers:
the public half closes them, the private half opens them in batches.
"""

from __future__ import annotations

import base64
import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.core.exceptions import ImproperlyConfigured

FILE_NAME = "secrets.env"
SHORTEST = 40  # characters of a secret somebody made rather than typed


def generate() -> dict[str, str]:
    """A fresh set of secrets, by the name of their environment variable."""
    survey = X25519PrivateKey.generate()
    private = survey.private_bytes_raw()
    public = survey.public_key().public_bytes(
        serialization.Encoding.Raw, serialization.PublicFormat.Raw
    )
    return {
        "SECRET_KEY": secrets.token_urlsafe(64),
        "KEY_SECRET": secrets.token_urlsafe(48),
        "FIELD_KEYS": Fernet.generate_key().decode(),
        "SURVEY_PUBLIC_KEY": base64.urlsafe_b64encode(public).decode(),
        "SURVEY_PRIVATE_KEY": base64.urlsafe_b64encode(private).decode(),
    }


def read_or_create(folder: Path) -> dict[str, str]:
    """The secrets kept in `folder`, making the file (mode 600) the first time.

    Safe when web and worker start together: whoever loses the race reads what the winner wrote.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # the database lives here too
    path = folder / FILE_NAME
    if not path.exists():
        handle, draft = tempfile.mkstemp(prefix=f".{FILE_NAME}.", dir=folder)  # mode 600
        with os.fdopen(handle, "w") as file:
            file.writelines(f"{name}={value}\n" for name, value in generate().items())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            os.unlink(draft)
    lines = path.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def demand_real(values: Mapping[str, str]) -> None:
    """Refuse to start with a missing, short or sample secret.

    Raises ImproperlyConfigured naming every secret at fault, never its value.
    """
    faults = [
        name
        for name in ("SECRET_KEY", "KEY_SECRET")
        if len(values[name]) < SHORTEST or values[name].startswith("django-insecure")
    ]
    keys = [key for key in values["FIELD_KEYS"].split(",") if key]
    if not keys or not all(_opens(Fernet, key) for key in keys):
        faults.append("FIELD_KEYS")
    if len(_decoded(values["SURVEY_PUBLIC_KEY"])) != 32:
        faults.append("SURVEY_PUBLIC_KEY")
    if values["SURVEY_PRIVATE_KEY"] and len(_decoded(values["SURVEY_PRIVATE_KEY"])) != 32:
        faults.append("SURVEY_PRIVATE_KEY")
    if faults:
        raise ImproperlyConfigured(
            f"these secrets are missing or not real: {', '.join(faults)}"
            " (make a set with: python -m backend.settings.secrets)"
        )


def _opens(cipher: type[Fernet], key: str) -> bool:
    try:
        cipher(key)
    except ValueError:
        return False
    return True


def _decoded(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text)
    except ValueError:
        return b""


if __name__ == "__main__":
    for _name, _value in generate().items():
        print(f"{_name}={_value}")  # noqa: T201 - the answer of this command
