"""A mail taken apart: who wrote, what, and whether a machine did. Pure; whatever comes is read.

HTML is reduced to its words. Files stay in the mailbox: their number is told and nothing of them is
opened here.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from email.utils import parseaddr
from html.parser import HTMLParser

SILENT = frozenset({"script", "style", "head", "template", "title"})
BLOCKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "blockquote", "table"})
MACHINES = re.compile(r"(?i)^(mailer-daemon|postmaster|no-?reply|no-?responder|bounces?)@")
IDENTIFIER = re.compile(r"<[^<>\s]{3,250}>")
ENQUIRY = re.compile(r"\bC-\d{4}-\d{6,12}-\d\b", re.I)


@dataclass(frozen=True)
class Letter:
    """What was read of one mail.

    Attributes:
        origin: its Message-ID, or a digest of it all where it has none.
        answers: identifiers of the mails it answers, the nearest first.
        number: an enquiry's, where the subject names one.
        automatic: a machine wrote it: nobody waits for an answer.
        files: how many came with it.
    """

    origin: str
    name: str
    email: str
    subject: str
    text: str
    answers: tuple[str, ...]
    number: str
    automatic: bool
    files: int


def read_letter(raw: bytes) -> Letter:
    """A mail as it lies in a mailbox, whole or only its headers; nothing it holds makes it fail."""
    message = BytesParser(policy=default).parsebytes(raw)
    assert isinstance(message, EmailMessage)
    name, address = parseaddr(_header(message, "From"))
    subject = _header(message, "Subject")
    found = IDENTIFIER.findall(_header(message, "Message-ID"))
    named = ENQUIRY.search(subject)
    earlier = [
        *IDENTIFIER.findall(_header(message, "In-Reply-To")),
        *reversed(IDENTIFIER.findall(_header(message, "References"))),
    ]
    return Letter(
        origin=found[0] if found else hashlib.sha256(raw).hexdigest(),
        name=name.strip(),
        email=address.strip(),
        subject=" ".join(subject.split()),
        text=_text(message),
        answers=tuple(dict.fromkeys(earlier))[:20],
        number=named[0] if named else "",
        automatic=_automatic(message, address),
        files=sum(1 for part in message.walk() if _is_file(part)),
    )


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, "") or "")
    except Exception:  # the parser of headers stumbles over some that are broken on purpose
        raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
        return str(raw)


def _automatic(message: EmailMessage, address: str) -> bool:
    """By RFC 3834 and what lists and bounces say of themselves."""
    said = _header(message, "Auto-Submitted").strip().lower()
    bulk = _header(message, "Precedence").strip().lower() in {"bulk", "junk", "list", "auto_reply"}
    return (
        (bool(said) and not said.startswith("no"))
        or bulk
        or bool(_header(message, "List-Id") or _header(message, "X-Autoreply"))
        or _header(message, "Return-Path").strip() == "<>"
        or bool(MACHINES.match(address))
    )


def _is_file(part: object) -> bool:
    return isinstance(part, EmailMessage) and bool(
        part.get_content_disposition() == "attachment"
        or (part.get_content_maintype() not in {"text", "multipart"})
    )


def _text(message: EmailMessage) -> str:
    found: dict[str, str] = {}
    for part in message.walk():
        kind = part.get_content_type()
        if kind not in {"text/plain", "text/html"} or _is_file(part) or kind in found:
            continue
        raw = part.get_payload(decode=True)
        if not isinstance(raw, bytes):
            continue
        try:
            found[kind] = raw.decode(part.get_content_charset() or "utf-8", "replace")
        except LookupError:  # a character set nobody knows
            found[kind] = raw.decode("utf-8", "replace")
    plain = found.get("text/plain", "")
    return _tidy(plain if plain.strip() else words_of_html(found.get("text/html", "")))


def _tidy(text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


class _Words(HTMLParser):
    """What a person would read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self.silent += 1
        elif tag in BLOCKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in BLOCKS:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.said.append(re.sub(r"\s+", " ", data))


def words_of_html(html: str) -> str:
    """The words of a page, without a tag, a script or an address to fetch."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return _tidy("".join(reader.said))
