"""What may be handed in: four formats, known by their first bytes and by their endings.

A closed list of signatures is stricter than a general sniffer: what is not on it is not taken.
"""

from __future__ import annotations

from dataclasses import dataclass

_HEIF_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}


@dataclass(frozen=True)
class Kind:
    """A format. `kept_as` is the media type and ending it is stored under."""

    name: str
    endings: frozenset[str]
    kept_as: tuple[str, str]


PDF = Kind("PDF", frozenset({"pdf"}), ("application/pdf", "pdf"))
JPEG = Kind("JPEG", frozenset({"jpg", "jpeg", "jpe", "jfif"}), ("image/jpeg", "jpg"))
PNG = Kind("PNG", frozenset({"png"}), ("image/png", "png"))
HEIF = Kind("HEIF", frozenset({"heic", "heif"}), ("image/jpeg", "jpg"))
ENDINGS = PDF.endings | JPEG.endings | PNG.endings | HEIF.endings


def sniff(content: bytes) -> Kind | None:
    """The format the first bytes say, or None where it is none of ours."""
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
        return HEIF
    return None
