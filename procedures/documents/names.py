"""The name of a file as it is kept: what people recognise, nothing that deceives or breaks out."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120  # characters, with the ending
# What Windows takes for a device whatever its ending: nobody there could save the file.
_DEVICES = {"con", "prn", "aux", "nul"} | {f"{one}{n}" for one in ("com", "lpt") for n in range(10)}


def clean_name(name: str) -> str:
    """The last part of a path without control, invisible or direction-changing characters.

    The name is only ever shown and offered for saving; on disk the file has another one.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name[-1000:]))[-1]
    visible = "".join(" " if c.isspace() else c for c in last if _is_shown(c))
    return re.sub(r'[<>:"|?*%;\s]+', " ", visible).strip().rstrip(" .")


def split_ending(name: str) -> tuple[str, str]:
    """(stem, ending in lower case without its dot); the ending is "" where there is none."""
    stem, dot, ending = name.rpartition(".")
    return (stem, ending.lower()) if dot else (name, "")


def kept_name(stem: str, ending: str) -> str:
    """A name of at most LONGEST characters with the ending of what is really inside."""
    if stem.strip(" .").lower() in _DEVICES:
        stem = f"documento {stem.strip(' .')}"
    return f"{stem.strip(' .')[: LONGEST - len(ending) - 1].rstrip(' .') or 'documento'}.{ending}"


def _is_shown(character: str) -> bool:
    """False for Unicode's "other": controls, changes of direction, zero widths, surrogates."""
    return character.isspace() or not unicodedata.category(character).startswith("C")
