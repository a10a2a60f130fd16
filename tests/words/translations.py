"""Every catalogue says all the interface says, with the same gaps to fill, and no Spanish left."""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.words.extraction import LANGUAGES, Messages, codes, compile_catalogue, marked, messages

GAP = re.compile(r"%\(\w+\)[sd]|%[sd]|%%|\{\w*\}|<[^>]+>|&\w+;")
# What no other language would write, outside quotes: what people must type stays Spanish.
SPANISH = re.compile(r"[¿¡ñ]|\b(el|la|los|las|del|una|que|para|con|usted|su|sus|por)\b", re.I)
QUOTED = re.compile(r"[«“][^»”]*[»”]|\(\w+\)|<[^>]+>|%\(\w+\)s")
DATES = "date\x04"  # patterns, not words
SAME = frozenset({"CURP", "RFC", "WhatsApp", "No", "%", "inspector", "horario", "Folio"})


def findings(code: str, found: Messages) -> Iterator[str]:
    """What is wrong with the catalogue of one language.

    Args:
        code: the folder's name.
        found: every sentence the code marks now.
    """
    folder = LANGUAGES / code / "LC_MESSAGES"
    with tempfile.TemporaryDirectory() as place:
        fresh = Path(place) / "django.mo"
        compile_catalogue(folder / "django.po", fresh)
        held = messages(fresh)
    if not (folder / "django.mo").exists() or messages(folder / "django.mo") != held:
        yield "what is compiled is not what is written: run `make words`"
    for key in found:
        if key not in held:
            yield f"no translation, or a doubtful one: {sentence(key)}"
    for key in held:
        if key not in found:
            yield f"nobody says this any more: {sentence(key)}"
    for key, text in held.items():
        if key in found:
            yield from _wrong(key, found[key], text)


def sentence(key: str | tuple[str, int]) -> str:
    """A catalogue's key as it is read: without context and plural."""
    text = key if isinstance(key, str) else key[0]
    return text.rpartition("\x04")[2]


def _wrong(key: str | tuple[str, int], spanish: str, text: str) -> Iterator[str]:
    said = sentence(key)
    # The one of a plural may say "one" instead of filling the gap in.
    if Counter(GAP.findall(spanish)) != Counter(GAP.findall(text)):
        yield f"other gaps or tags than the Spanish: {said} → {text}"
    if isinstance(key, str) and key.startswith(DATES):
        return
    left = SPANISH.search(QUOTED.sub("", text))
    letters = re.search(r"\w", GAP.sub("", said))
    if left or (text == said and letters and said not in SAME and " " in said):
        yield f"still in Spanish: {said} → {text}"


def main() -> int:
    """0 when every catalogue is complete; each finding on a line of its own."""
    if not shutil.which("xgettext"):
        print("needs GNU gettext: apt-get install gettext")  # noqa: T201
        return 1
    found = marked()
    wrong = [f"{code}: {line}" for code in codes() for line in findings(code, found)]
    print("\n".join(wrong))  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
