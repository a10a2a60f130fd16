"""Where things are: read once from the environment, so that every settings module agrees."""

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent.parent

env = environ.Env()


def data_dir() -> Path:
    """The folder everything that is kept lives under: `DATA_DIR`, or `var/` in the repository."""
    return Path(env("DATA_DIR", default=str(BASE_DIR / "var"))).expanduser().resolve()
