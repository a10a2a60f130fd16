"""How hard a Spanish text is to read: its sentences, its words and one index.

The index is Szigriszt-Pazos's perspicuity, 206.835 − 62.3 · syllables/word − words/sentence
(F. Szigriszt-Pazos, "Sistemas predictivos de legibilidad del mensaje escrito: fórmula de
perspicuidad", thesis, Universidad Complutense de Madrid, 1993), the Spanish heir of Flesch and of
Fernández Huerta ("Medidas sencillas de lecturabilidad", Consigna 214, 1959). It is read with the
INFLESZ scale: under 40 very hard, 40-55 somewhat hard, 55-65 normal, 65-80 quite easy, over 80 very
easy (I. M. Barrio-Cantalejo et al., Anales del Sistema Sanitario de Navarra 31-2, 2008).
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*|\d[\d.,:/-]*")
_END = re.compile(r"(?<=[.!?…:])[»”)]*\s+(?=[«“(¿¡A-ZÁÉÍÓÚÑ])|\n+")
_SILENT_U = re.compile(r"([qg])u(?=[eiéí])")
_VOWELS = re.compile(r"[aeiouáéíóúü]+|(?<=[^aeiouáéíóúü])y$|^y$")
_STRONG = re.compile(r"[aeoáéíóú]")


def sentences(text: str) -> list[str]:
    """The sentences of a text; a new line begins another."""
    return [part.strip() for part in _END.split(text) if _WORD.search(part)]


def words(text: str) -> list[str]:
    """Its words; a number is one."""
    return _WORD.findall(text)


def syllables(word: str) -> int:
    """How many syllables a word has: each strong vowel is one, so is a run of weak ones."""
    groups = _VOWELS.findall(_SILENT_U.sub(r"\1", word.lower()))
    return max(1, sum(len(_STRONG.findall(group)) or 1 for group in groups))


def perspicuity(texts: list[str]) -> float:
    """The index of several texts read one after another; the higher, the easier."""
    said = [sentence for text in texts for sentence in sentences(text)]
    found = [word for sentence in said for word in words(sentence)]
    if not found:
        return 100.0
    long = sum(map(syllables, found)) / len(found)
    return 206.835 - 62.3 * long - len(found) / len(said)
