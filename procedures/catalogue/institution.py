"""The utility itself: who it is, where it is, when it opens. One YAML file says it all.

Another utility changes `data/institution.yaml` and the catalogue's data, never the code.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parent / "data"


class Institution(dict[str, Any]):
    """The file's facts, read by key or by attribute (templates and code read alike)."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError as missing:
            raise AttributeError(name) from missing


def _wrap(value: Any) -> Any:
    if isinstance(value, Mapping):
        return Institution({key: _wrap(item) for key, item in value.items()})
    if isinstance(value, list):
        return tuple(_wrap(item) for item in value)
    return value


@lru_cache(maxsize=1)
def institution() -> Institution:
    """The facts of the utility this installation serves, read once per process.

    Returns:
        `data/institution.yaml` as it stands: name, folio_prefix, offices, phones, areas, families…
    """
    return _wrap(yaml.safe_load((DATA / "institution.yaml").read_text(encoding="utf-8")))


@lru_cache(maxsize=8)
def privacy_notice(version: str | None = None) -> Institution:
    """A privacy notice by version (LGPDPPSO arts. 20-22); the newest when none is named.

    Raises:
        KeyError: there is no such version.
    """
    files = {path.stem: path for path in sorted((DATA / "privacy").glob("*.yaml"))}
    chosen = version or max(files)
    return _wrap({"version": chosen, **yaml.safe_load(files[chosen].read_text(encoding="utf-8"))})
