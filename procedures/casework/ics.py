"""Days as iCalendar (RFC 5545): for whoever is visited, and for whoever visits.

An entry of a telephone's calendar travels to whatever cloud that telephone uses: it says the day,
the hours and the folio, and neither who is visited nor where.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_LINE = 75  # octets, without the line break (RFC 5545, 3.1)
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Entry:
    """A whole day with something in it.

    Args:
        uid: never changes for the same thing.
        sequence: how often it was moved: a calendar replaces what it had.
        stamp: when this was written.
    """

    uid: str
    on: dt.date
    summary: str
    description: str
    url: str
    sequence: int
    stamp: dt.datetime


def calendar(entries: Iterable[Entry], *, name: str) -> bytes:
    """A calendar file."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Ventanilla//Visitas//ES",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for entry in entries:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{entry.uid}",
            f"DTSTAMP:{entry.stamp.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}",
            f"SEQUENCE:{entry.sequence}",
            f"DTSTART;VALUE=DATE:{entry.on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{entry.on + dt.timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_text(entry.summary)}",
            f"DESCRIPTION:{_text(entry.description)}",
            f"URL:{entry.url}",
            "TRANSP:TRANSPARENT",
            "CLASS:PRIVATE",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _text(words: str) -> str:
    """Escaped as 3.3.11 asks."""
    clean = CONTROL.sub(" ", words.replace("\r\n", "\n").replace("\r", "\n"))
    for letter in ("\\", ";", ","):
        clean = clean.replace(letter, f"\\{letter}")
    return clean.replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """In pieces of at most 75 octets, none cut inside a letter; each ends in CRLF."""
    pieces: list[bytes] = []
    here = b""
    for letter in line:
        octets = letter.encode()
        room = LONGEST_LINE - (1 if pieces else 0)
        if len(here) + len(octets) > room:
            pieces.append(here)
            here = b""
        here += octets
    pieces.append(here)
    return b"\r\n ".join(pieces) + b"\r\n"
