"""Spanish as people type it: accents left out, b for v, s for c, letters swapped.

Two words are the same here when they sound the same to a speaker from Oaxaca and differ only in
their ending. A handful of rules, not a dictionary: what they do not equate, the distance between
two spellings does (`finding`).
"""

from __future__ import annotations

import re
import unicodedata

# In this order: a later rule reads what an earlier one wrote. «C» stands for the sound of «ch».
SOUNDS = tuple(
    (re.compile(pattern), written)
    for pattern, written in (
        ("^[gh]ue", "ue"),
        ("ch", "C"),
        ("h", ""),
        ("ll", "y"),
        ("qu(?=[ei])|q", "k"),
        ("gu(?=[ei])", "G"),  # hard, before the soft one is rewritten
        ("g(?=[ei])", "j"),
        ("G", "g"),
        ("c(?=[ei])|[zx]", "s"),
        ("c", "k"),
        ("v", "b"),
        ("y(?![aeiou])", "i"),
        ("n(?=[bp])", "m"),
        (r"(.)\1{1,3}", r"\1"),  # «aguaaa», not a key that was leant on
    )
)
ATTACHED = re.compile("(?<=[aei]r)(?:[mts]e|l[eao]s?|nos)$")  # cambiar-me, poner-lo
ENDINGS = (
    *("asiones", "asion", "siones", "sion", "mientos", "miento", "iendo", "ieron", "ando"),
    *("aron", "aban", "ados", "adas", "idos", "idas", "aba", "ado", "ada", "ido", "ida"),
    *("ar", "er", "ir", "es", "s"),
)
SHORTEST = 3  # letters a root keeps
VOWELS = "aeio"


def normal(text: str) -> str:
    """Lower case without accents, one space between words: how people type and clerks search."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def words_of(text: str) -> list[str]:
    """The words of a text, normal, without punctuation."""
    return "".join(c if c.isalnum() else " " for c in normal(text)).split()


def sound(word: str) -> str:
    """How a normal word sounds: "resivo" and "recibo" are both "resibo"."""
    for pattern, written in SOUNDS:
        word = pattern.sub(written, word)
    return word


def root(word: str) -> str:
    """The sound of a normal word without its ending: "cambiarme", "cambio" and "kambio" are one.

    What has no root to speak of (a number, an acronym) is itself.
    """
    heard = ATTACHED.sub("", sound(word))
    for ending in ENDINGS:
        least = SHORTEST + (len(ending) > 3)
        if heard.endswith(ending) and len(heard) - len(ending) >= least:
            heard = heard.removesuffix(ending)
            break
    bare = heard.rstrip(VOWELS)
    return bare if len(bare) >= SHORTEST else heard
