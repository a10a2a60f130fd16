"""Papers as tagged PDF (PDF/UA-1): data in, bytes out, and nothing else.

Data travels to the template as JSON, never as markup, so nothing a person typed can become part of
the document's code. Drawing reads no file but the templates, once per process, and no font but
those inside typst, so that the same data gives the same bytes on any machine.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import segno
import typst
from django.utils.translation import gettext as _

from procedures.catalogue.institution import institution

TEMPLATES = Path(__file__).parent / "papers"
SHEET = "hoja"  # what every paper shares: the page, the head, the rows of facts
# Letters that are in the fonts that come with typst, for certain: no control, no soft hyphen.
ORDINARY = re.compile("[\n -~\u00a1-\u00ac\u00ae-\u017f]")
MOST_PROBED = 80  # letters; a text with more than these out of the ordinary is not worth the time
# Marks that turn text around: on a paper they could make a name read as another one.
TURNERS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
PROBE = b'#set document(title: "x")\n#text(lang: "es", json(bytes(sys.inputs.data)))'


class Undrawable(ValueError):
    """The data cannot be drawn even with its strange letters replaced: a fault of the template."""


def draw(template: str, data: Mapping[str, Any], *, large: bool = False) -> bytes:
    """A paper.

    Args:
        template: a file of `papers/`, without its ending.
        data: what it says, JSON; line breaks inside a text are kept.
        large: for people who read large letters: the same words at 18 points.

    Returns:
        A PDF/UA-1 file, the same for the same data.

    Raises:
        Undrawable: not for anything people type; the template is at fault.
    """
    whole = _whole(data, large)
    try:
        return _compiled(_source(template), whole)
    except typst.TypstError:
        # A letter our fonts have no shape for (an emoji, say): PDF/UA refuses the whole document.
        return _without_strangers(template, whole)


def digest_of(template: str, data: Mapping[str, Any], *, large: bool = False) -> str:
    """What tells a paper from any other before it is drawn: the same digest, the same bytes."""
    told = json.dumps(_whole(data, large), ensure_ascii=False, sort_keys=True).encode()
    return hashlib.sha256(_source(template) + told + version("typst").encode()).hexdigest()


def _whole(data: Mapping[str, Any], large: bool) -> Any:
    """All that a template is given."""
    return _straight(
        {
            "institution": institution().name,
            "colour": institution().colours["primary"],
            "lang": "es",
            "region": "MX",
            **data,
            "large": large,
            "warning": "",
        }
    )


def qr(address: str) -> str:
    """A QR of an address, as SVG."""
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", xmldecl=False, border=4)
    return drawn.getvalue().decode()


def _without_strangers(template: str, data: dict[str, Any]) -> bytes:
    letters = sorted({c for c in json.dumps(data, ensure_ascii=False) if not ORDINARY.match(c)})
    known = {c for c in letters[:MOST_PROBED] if _has_shape(c)}
    warning = _(
        "Los signos que no pueden imprimirse aparecen como «?»; el expediente los conserva."
    )
    for allowed in (known, set[str]()):  # apart each has a shape; together they may not
        try:
            return _compiled(_source(template), {**_only(data, allowed), "warning": warning})
        except typst.TypstError as refused:
            last = refused
    raise Undrawable(str(last))


def _only(value: Any, allowed: set[str]) -> Any:
    """Texts with "?" in the place of every letter that is neither Latin nor allowed."""
    if isinstance(value, str):
        return "".join(c if ORDINARY.match(c) or c in allowed else "?" for c in value)
    if isinstance(value, list):
        return [_only(item, allowed) for item in value]
    if isinstance(value, dict):
        return {key: _only(item, allowed) for key, item in value.items()}
    return value


def _straight(value: Any) -> Any:
    """Texts that read in one direction, and break lines in one way."""
    if isinstance(value, str):
        return TURNERS.sub("", value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    if isinstance(value, list | tuple):
        return [_straight(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _straight(item) for key, item in value.items()}
    return value


@lru_cache(maxsize=4096)
def _has_shape(letter: str) -> bool:
    try:
        _compiled(PROBE, letter)
    except typst.TypstError:
        return False
    return True


def _compiled(source: bytes, data: Any) -> bytes:
    pdf: bytes = typst.compile(
        source,
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        ignore_system_fonts=True,
        pdf_standards="ua-1",
    )
    return pdf


@lru_cache(maxsize=8)
def _source(template: str) -> bytes:
    return (TEMPLATES / f"{SHEET}.typ").read_bytes() + (TEMPLATES / f"{template}.typ").read_bytes()
