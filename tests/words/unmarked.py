"""Text that a person would read and that no translator would ever see.

Templates are read token by token: outside the tags of translation, an HTML text or a spoken
attribute may hold no word. In Python, a sentence of Spanish must stand inside a gettext call.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from django.template.base import Lexer, TokenType

from tests.words.extraction import ROOT

TEMPLATES = ROOT / "frontend" / "templates"
PYTHON = ("frontend", "procedures/requests/operations", "procedures/casework")
SPOKEN = {"alt", "title", "aria-label", "placeholder", "aria-description", "label", "content"}
# No page of the interface: the samples of the style guide; the page of a site that is broken.
LEFT_OUT = {"style.html", "errors/500.html"}
NOT_SPOKEN_PYTHON = {
    "frontend/style.py",
    "frontend/staff/intake.py",  # what the record keeps; the labels are marked
}
WORD = re.compile(r"[^\W\d_]{2,}")
# What is written alike in every language.
SAME = re.compile(r"\b(Ventanilla|CURP|RFC|PDF|MB|Enter|Esc|Windows|Linux|macOS|v-staff)\b")
SPEAKING_TAGS = re.compile(
    r"^(button|link_button|tag|empty|details|panel|notice|warning|inset|table|stat|tabs|unconfirmed)\b"
)
LITERAL = re.compile(r"""(?<![\w(:])(?<!_\()(["'])(.*?)\1""")
SPANISH = re.compile(
    r"[áéíóúñ¿¡]|\b(el|la|los|las|de|del|que|para|con|usted|su|una|por|no|en)\b", re.I
)
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}


class _Words(HTMLParser):
    """Collects what a reader would read of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.code = 0  # what a machine reads

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.code += tag == "code"
        viewport = tag == "meta"
        self.said += [v for name, v in attrs if name in SPOKEN and v and not viewport]

    def handle_endtag(self, tag: str) -> None:
        self.code -= tag == "code"

    def handle_data(self, data: str) -> None:
        if not self.code:
            self.said.append(data)


def in_template(source: str) -> Iterator[str]:
    """The words of a template that no translation tag holds."""
    html: list[str] = []
    blocked = False
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.BLOCK:
            name = token.contents.split(" ", 1)[0]
            if name in ("blocktranslate", "blocktrans"):
                blocked = True
            elif name in ("endblocktranslate", "endblocktrans"):
                blocked = False
            elif SPEAKING_TAGS.match(token.contents):
                yield from _literals(token.contents)
        elif token.token_type == TokenType.TEXT and not blocked:
            html.append(token.contents)
    reader = _Words()
    reader.feed("".join(html))
    yield from (said.strip() for said in reader.said if WORD.search(SAME.sub("", said)))


def _literals(contents: str) -> Iterator[str]:
    """Sentences given to a tag as they are: `{% button "Entrar" %}`."""
    for _quote, said in LITERAL.findall(contents):
        if said[:1].isupper() and WORD.search(SAME.sub("", said)):
            yield said


def in_python(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of the Spanish sentences that no gettext call holds."""
    tree = ast.parse(source)
    marked: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in GETTEXT:
            marked |= {id(inner) for inner in ast.walk(node)}
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            marked.add(id(node.value))  # a docstring
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in marked
        ):
            said = node.value
            if " " in said.strip() and said[:1].isupper() and SPANISH.search(said):
                yield node.lineno, said


def findings() -> Iterator[str]:
    """Everything unmarked: file and text."""
    for path in sorted(TEMPLATES.rglob("*.html")):
        if str(path.relative_to(TEMPLATES)) not in LEFT_OUT:
            for said in in_template(path.read_text("utf-8")):
                yield f"{path.relative_to(ROOT)}: {said}"
    for folder in PYTHON:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if _ours(path):
                for line, said in in_python(path.read_text("utf-8")):
                    yield f"{path.relative_to(ROOT)}:{line}: {said}"


def _ours(path: Path) -> bool:
    return str(path.relative_to(ROOT)) not in NOT_SPOKEN_PYTHON and "migrations" not in path.parts


def main() -> int:
    """0 when every sentence is marked."""
    found = list(findings())
    print("\n".join(found))  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
