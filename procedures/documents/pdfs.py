"""Is a PDF only paper? Looked at in a process of its own, with little memory and little time.

A PDF of a few kilobytes can unfold into gigabytes or keep a parser busy for hours, and people
without an account send them. The child knows nothing: no settings, no secrets, no database. It is
this very file, run alone, which is why nothing here is imported from the project.
"""

from __future__ import annotations

import subprocess
import sys
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


def verdict(content: bytes) -> str:
    """FINE, UNREADABLE, ENCRYPTED or ACTIVE, found in a child with limits.

    A child that ends badly (memory, time, a crash of the parser) means UNREADABLE.
    """
    try:
        child = subprocess.run(  # noqa: S603 - our own file, our own interpreter
            [sys.executable, "-I", __file__],
            input=content,
            capture_output=True,
            timeout=SECONDS * 2,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return UNREADABLE
    said = child.stdout.decode("ascii", "replace").strip()
    return said if said in {FINE, ENCRYPTED, ACTIVE} else UNREADABLE


def inspect(content: bytes) -> str:
    """What `verdict` says, in this process and without limits."""
    if not _ends_as_it_should(content):
        return UNREADABLE
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                return ENCRYPTED
            if not len(pdf.pages) or len(pdf.objects) > MOST_OBJECTS:
                return UNREADABLE
            if _is_active(pdf):
                return ACTIVE
            return UNREADABLE if _hides_objects(pdf) else FINE
    except pikepdf.PasswordError:
        return ENCRYPTED
    except (pikepdf.PdfError, ValueError, TypeError, RecursionError, MemoryError):
        return UNREADABLE


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


def _limit_this_process() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if sys.platform == "linux":  # elsewhere it is refused, and the parent still has its clock
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    _limit_this_process()
    sys.stdout.write(inspect(sys.stdin.buffer.read()))
