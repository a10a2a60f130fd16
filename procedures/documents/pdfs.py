"""Is a PDF only paper, and whose? Looked at in a process of its own, with little memory and time.

A PDF of a few kilobytes can unfold into gigabytes or keep a parser busy for hours, and people
without an account send them. The child knows nothing: no settings, no secrets, no database. It is
this very file, run alone, which is why nothing here is imported from the project.
"""

from __future__ import annotations

import re
import subprocess
import sys
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf

MEMORY = 512 * 1024 * 1024  # bytes the child may address
SECONDS = 20
DEEPEST = 60  # objects inside objects; honest files stay below ten
MOST_OBJECTS = 300_000

FINE, UNREADABLE, ENCRYPTED, ACTIVE = "fine", "unreadable", "encrypted", "active"

# Keys whose mere presence means something to run, send, or unpack.
_ACTIVE_KEYS = {"/JS", "/JavaScript", "/XFA", "/EmbeddedFiles", "/EF", "/RichMediaContent"}
# Actions other than going to a page or to an address; `/S` also names harmless structure.
_ACTIVE_VALUES = {
    "/Type": {"/EmbeddedFile"},
    "/Subtype": {"/RichMedia", "/3D", "/Movie", "/Sound", "/Screen", "/FileAttachment"},
    "/S": {
        "/JavaScript",
        "/Launch",
        "/SubmitForm",
        "/ImportData",
        "/GoToE",
        "/GoToR",
        "/Rendition",
        "/RichMediaExecute",
    },
}


@dataclass(frozen=True)
class Finding:
    """What was found in a PDF.

    Attributes:
        verdict: FINE, UNREADABLE, ENCRYPTED or ACTIVE.
        bare: the PDF without what tells who made it; None where that was not asked, or cannot be
            done: it is signed, or holds pictures of a kind that cannot be looked into.
    """

    verdict: str
    bare: bytes | None = None


def examine(content: bytes, *, bare: bool = False) -> Finding:
    """What a child with limits finds.

    A child that ends badly (memory, time, a crash of the parser) means UNREADABLE.

    Args:
        bare: make it bare as well.
    """
    try:
        child = subprocess.run(  # noqa: S603 - our own file, our own interpreter
            [sys.executable, "-I", __file__, *(["bare"] if bare else [])],
            input=content,
            capture_output=True,
            timeout=SECONDS * 2,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Finding(UNREADABLE)
    word, _line, made = child.stdout.partition(b"\n")
    said = word.decode("ascii", "replace")
    if child.returncode or said not in {FINE, ENCRYPTED, ACTIVE}:
        return Finding(UNREADABLE)
    return Finding(said, made or None)


def inspect(content: bytes, *, bare: bool = False) -> Finding:
    """What `examine` finds, in this process and without limits."""
    if not _ends_as_it_should(content):
        return Finding(UNREADABLE)
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                return Finding(ENCRYPTED)
            if not len(pdf.pages) or len(pdf.objects) > MOST_OBJECTS:
                return Finding(UNREADABLE)
            if _is_active(pdf):
                return Finding(ACTIVE)
            if _hides_objects(pdf):
                return Finding(UNREADABLE)
            return Finding(FINE, _made_bare(pdf) if bare else None)
    except pikepdf.PasswordError:
        return Finding(ENCRYPTED)
    except (pikepdf.PdfError, ValueError, TypeError, RecursionError, MemoryError):
        return Finding(UNREADABLE)


def _ends_as_it_should(content: bytes) -> bool:
    """Neither cut short nor with something else hanging on: a zip is read from its end."""
    _body, marker, rest = content.rpartition(b"%%EOF")
    return (
        bool(marker) and not rest.strip(b"\0\r\n\t \x1a") and b"PK\x05\x06" not in content[-66000:]
    )


def _is_active(pdf: pikepdf.Pdf) -> bool:
    return _opens_with_an_action(pdf.Root) or any(_runs(item, DEEPEST) for item in pdf.objects)


def _hides_objects(pdf: pikepdf.Pdf) -> bool:
    """Objects packed where this parser could not unpack them; another reader perhaps can.

    Pages are never unpacked here, so an error of unpacking is one of a pack of objects.
    """
    return any("decoding stream" in said or "unfilterable" in said for said in pdf.get_warnings())


def _opens_with_an_action(root: Any) -> bool:
    """Half of all honest PDFs open on a page or at a zoom; anything else is refused."""
    action = root.get("/OpenAction")
    if action is None or isinstance(action, pikepdf.Array):
        return False
    return not (isinstance(action, pikepdf.Dictionary) and action.get("/S") == "/GoTo")


def _runs(item: Any, depth: int) -> bool:
    """Does this object, or what is written inside it, act? What it refers to is seen by itself."""
    if isinstance(item, pikepdf.Array):
        inside = list(item)
    elif isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
        entries = dict((item.stream_dict if isinstance(item, pikepdf.Stream) else item).items())
        if _ACTIVE_KEYS & entries.keys() or any(
            str(entries.get(key)) in active for key, active in _ACTIVE_VALUES.items()
        ):
            return True
        inside = list(entries.values())
    else:
        return False
    nested = [one for one in inside if isinstance(one, pikepdf.Object) and not one.is_indirect]
    return bool(nested) and (depth == 0 or any(_runs(one, depth - 1) for one in nested))


# --- what tells who made it ----------------------------------------------------------------------

# Beside the dictionary of information and the identifier, which hang from the trailer.
_TELLING_KEYS = {"/Metadata", "/PieceInfo", "/LastModified", "/CreatorInfo", "/SpiderInfo", "/DPM"}
_TELLING_KEYS |= {"/Thumb"}  # a small picture of what the page once was
_NOTE_KEYS = {"/T", "/M", "/NM", "/CreationDate", "/Subj"}  # author and moment of a note
_JPEG_KEPT = {0xE0, 0xEE}  # of the segments for programs: JFIF, and Adobe's order of colours


def _made_bare(pdf: pikepdf.Pdf) -> bytes | None:
    """The PDF written anew without metadata, identifiers, earlier revisions and authors of notes.

    None where it is signed (writing it anew would undo the signature) or a picture in it is of a
    kind that cannot be looked into.
    """
    if any(isinstance(one, pikepdf.Dictionary) and "/ByteRange" in one for one in pdf.objects):
        return None
    for key in ("/Info", "/ID"):
        if key in pdf.trailer:
            del pdf.trailer[key]
    for item in pdf.objects:
        _forget(item, DEEPEST)
        if isinstance(item, pikepdf.Stream) and not _forget_in_picture(item):
            return None
    out = BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _forget(item: Any, depth: int) -> None:
    """Take the telling keys out of an object and of what is written inside it."""
    if isinstance(item, pikepdf.Array):
        inside = list(item)
    elif isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
        note = "/Rect" in item and item.get("/Subtype") != "/Widget"
        for key in (_TELLING_KEYS | _NOTE_KEYS if note else _TELLING_KEYS) & set(item.keys()):
            del item[key]
        inside = [item[key] for key in item.keys()]
    else:
        return
    for one in inside:
        if isinstance(one, pikepdf.Object) and not one.is_indirect and depth:
            _forget(one, depth - 1)


def _forget_in_picture(item: pikepdf.Stream) -> bool:
    """Take place, camera and comments out of a photo inside; False where it cannot be done."""
    filters = item.get("/Filter")
    names = [str(one) for one in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    if "/JPXDecode" in names:
        return False
    if "/DCTDecode" not in names:
        return True
    raw = item.read_raw_bytes()
    if names == ["/FlateDecode", "/DCTDecode"]:
        raw = zlib.decompressobj().decompress(raw, MEMORY // 8)
    elif names != ["/DCTDecode"]:
        return False
    plain = _without_segments(raw)
    if plain is None:
        return False
    item.write(plain, filter=pikepdf.Name.DCTDecode)
    return True


def _without_segments(photo: bytes) -> bytes | None:
    """A JPEG up to its end, without comments and segments for programs; None if it is broken."""
    kept, at = [b"\xff\xd8"], 2
    if not photo.startswith(b"\xff\xd8"):
        return None
    while at + 4 <= len(photo) and photo[at] == 0xFF:
        marker = photo[at + 1]
        if marker == 0xD9:
            break
        end = at + 2 + int.from_bytes(photo[at + 2 : at + 4])
        if marker == 0xDA:  # the picture itself, until a marker that is none of its own
            rest = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]").search(photo, end)
            end = rest.start() if rest else len(photo)
        if not (0xE0 <= marker <= 0xEF or marker == 0xFE) or marker in _JPEG_KEPT:
            kept.append(photo[at:end])
        at = end
    else:
        if at < len(photo) - 2:
            return None
    return b"".join([*kept, b"\xff\xd9"])


def _limit_this_process() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if sys.platform == "linux":  # elsewhere it is refused, and the parent still has its clock
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    _limit_this_process()
    found = inspect(sys.stdin.buffer.read(), bare="bare" in sys.argv)
    sys.stdout.buffer.write(found.verdict.encode() + b"\n" + (found.bare or b""))
