"""Plain language: sentences short enough, words people use, "usted"; and where it is not so.

What is measured and how hard it may be stands in `LIMITS`; the words, in `plain_words.yaml`. The
thresholds are ours: 25 words a sentence is what GOV.UK and the Mexican guide "Lenguaje claro" (SFP,
2007) both ask; an index of 55 is where INFLESZ begins to call a text readable by most adults.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.words.readability import perspicuity, sentences, words
from tests.words.texts import Text, every_text

ENOUGH = 60  # words: a shorter text has no index worth the name


@dataclass(frozen=True)
class Limit:
    """How long a sentence may be, how long on average (words), and the least index of a file."""

    longest: int
    average: float
    index: float


LIMITS = {
    "page": Limit(25, 15, 55),
    "letter": Limit(25, 15, 55),
    "catalogue": Limit(25, 15, 55),
    "notice": Limit(28, 16, 50),  # the law says what it must tell (LGPDPPSO arts. 20-22)
}


@cache
def lists() -> dict[str, Any]:
    """The words and the exceptions, read once."""
    return yaml.safe_load(Path(__file__).with_name("plain_words.yaml").read_text("utf-8"))


def findings(texts: list[Text]) -> Iterator[str]:
    """What is not plain: file, rule and sentence."""
    files: dict[tuple[str, str], list[str]] = defaultdict(list)
    excused: set[int] = set()
    for text in texts:
        number = _exception(text)
        if number is not None:
            excused.add(number)
            continue
        files[text.kind, text.file].append(text.words)
        yield from (f"{text.file}: {rule}: {said}" for rule, said in _in_one(text))
    for (kind, file), said in sorted(files.items()):
        yield from (f"{file}: {rule}" for rule in _in_file(file, LIMITS[kind], said))
    for number, exception in enumerate(lists()["exceptions"]):
        if number not in excused:
            yield f"plain_words.yaml: nobody needs this exception: {exception['text']}"


def _exception(text: Text) -> int | None:
    for number, one in enumerate(lists()["exceptions"]):
        if one["file"] == text.file and one["text"] in text.words:
            return number
    return None


def _in_one(text: Text) -> Iterator[tuple[str, str]]:
    longest = LIMITS[text.kind].longest
    for sentence in sentences(text.words):
        if (count := len(words(sentence))) > longest:
            yield f"{count} words, at most {longest}", sentence
        for pattern, instead in lists()["instead"].items():
            if found := _whole(pattern).search(sentence):
                yield f"«{found[0]}»: say «{instead}»", sentence
        for pattern in lists()["familiar"]:
            if found := _whole(pattern).search(sentence):
                yield f"«{found[0]}»: it is usted", sentence


@cache
def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.I)


def _in_file(file: str, limit: Limit, said: list[str]) -> Iterator[str]:
    together = " ".join(said)
    for word, explanations in lists()["explained"].items():
        if word in together and not any(one in together for one in explanations):
            yield f"«{word}» is not explained"
    for word, places in lists()["first_met"].items():
        if file in places and word not in together:
            yield f"a person meets it here for the first time; write «{word}»"
    full = [sentence for text in said for sentence in sentences(text) if sentence[-1] in ".?!"]
    counted = [len(words(sentence)) for sentence in full]
    if sum(counted) < ENOUGH:
        return
    if (average := sum(counted) / len(counted)) > limit.average:
        yield f"{average:.1f} words a sentence on average, at most {limit.average}"
    if (index := perspicuity(full)) < limit.index:
        yield f"index {index:.0f}, at least {limit.index}"


def main() -> int:
    """0 when every text is plain; each finding on a line of its own."""
    found = list(findings(every_text()))
    print("\n".join(found))  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
