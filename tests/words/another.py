"""A third language made on the fly: every sentence of ours in Greek letters, so none hides.

What a page then shows in Latin letters is either marked as Spanish (the record's) or was never
marked for translation. Greek, because Django has its own words in it: months, errors, sizes.
"""

from __future__ import annotations

import re
from pathlib import Path

from tests.words.extraction import LANGUAGES, compile_catalogue

CODE = "el"
# What is the same in every language: names, abbreviations, addresses, what was typed or quoted.
SAME = (
    r"Ventanilla|SOAPA\S*|PDF|JPG|PNG|HEIC|MB|KB|CURP|RFC|INE|ARCO|WCAG|JavaScript|WhatsApp|SIOX\S*"
    r"|Windows|Linux|macOS|bytes|/continuar/|Ejemplo|Persona Servidora \d+|«[^»]*»|[0-9a-f]{8,}"
    r"|\S+@\S+|https?://\S+|\S+\.(?:jpg|pdf|png)|[A-Z0-9]{4}(?:-[A-Z0-9]{4}){3}|[A-Z0-9]{12,}"
    r"|[A-Z0-9]{5}-[A-Z0-9]{5}|PRUEBA-\d+"
)
_KEPT = re.compile(r"%\(\w+\)[sd]|%[sd]|%%\{\w+\}|%%|\{\w*\}|<[^>]+>|&\w+;|\\.|" + SAME)
_GREEK = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzáéíóúüñABCDEFGHIJKLMNOPQRSTUVWXYZÁÉÍÓÚÑ",
    "αβψδεφγηιξκλμνοπθρστυωςχυζάέίόύϋνΑΒΨΔΕΦΓΗΙΞΚΛΜΝΟΠΘΡΣΤΥΩΣΧΥΖΆΈΊΌΎΝ",
)
# Every text of the page outside the parts that say they are in another language.
FOREIGN = """(same) => {
  const found = [], known = new RegExp(same, 'g'), latin = /[A-Za-zÀ-ÿ]{3,}/
  const look = (text, where) => {
    const left = text.replace(known, '')
    if (latin.test(left)) found.push(where + ': ' + text.trim().slice(0, 120))
  }
  const ours = (element) => element.closest('[lang]')?.lang === 'el'
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement
    if (!parent.closest('script, style, textarea, code') && ours(parent)) {
      look(walker.currentNode.data, parent.tagName.toLowerCase())
    }
  }
  for (const name of ['alt', 'title', 'aria-label', 'placeholder']) {
    for (const one of document.body.querySelectorAll(`[${name}]`)) {
      if (ours(one)) look(one.getAttribute(name), name)
    }
  }
  return found
}"""


def make(folder: Path) -> None:
    """Write and compile the catalogue into `folder`, as a translator would."""
    source = (LANGUAGES / "en" / "LC_MESSAGES" / "django.po").read_text("utf-8")
    place = folder / CODE / "LC_MESSAGES"
    place.mkdir(parents=True)
    entries = [_entry(block) for block in source.split("\n\n")[1:]]
    head = source.split("\n\n")[0].replace("Language: en", f"Language: {CODE}")
    (place / "django.po").write_text("\n\n".join([head, *entries]), "utf-8")
    compile_catalogue(place / "django.po", place / "django.mo")


def _entry(block: str) -> str:
    """One entry that says its own Spanish in Greek letters; patterns of dates stay."""
    same = 'msgctxt "date"' in block
    lines, said = [line for line in block.splitlines() if not line.startswith("#|")], {}
    kept = []
    key = ""
    for line in lines:
        if line.startswith(("msgid", "msgstr", "msgctxt")):
            key, _, line_text = line.partition(" ")
        elif line.startswith('"'):
            line_text = line
        else:
            kept.append(line)
            continue
        if not key.startswith("msgstr"):
            said.setdefault(key, []).append(line_text)
            kept.append(line)
    one = "\n".join(said["msgid"] if same else map(greek, said["msgid"]))
    many = "\n".join(map(greek, said.get("msgid_plural", [])))
    if many:
        return "\n".join([*kept, f"msgstr[0] {one}", f"msgstr[1] {many}"])
    return "\n".join([*kept, f"msgstr {one}"])


def greek(text: str) -> str:
    """A text in Greek letters; gaps, tags and what is the same everywhere stay."""
    out, at = [], 0
    for match in _KEPT.finditer(text):
        out += [text[at : match.start()].translate(_GREEK), match[0]]
        at = match.end()
    return "".join([*out, text[at:].translate(_GREEK)])
