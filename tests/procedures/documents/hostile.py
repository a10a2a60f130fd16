"""Files people send, good and bad, made here so that no virus scanner ever finds the repository."""

from __future__ import annotations

import struct
import zipfile
import zlib
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SVG = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
)


def photo(size: tuple[int, int] = (64, 48), form: str = "JPEG", **options: Any) -> bytes:
    out = BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, form, **options)
    return out.getvalue()


def photo_with_place() -> bytes:
    """A photo lying on its side that says where, when and with what it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "Fabricante de la camara"
    exif[0x0112] = 6  # turned a quarter
    exif.get_ifd(0x8825).update({1: "N", 2: (17.0, 3.0, 36.0), 3: "W", 4: (96.0, 43.0, 30.0)})
    return photo(exif=exif.tobytes(), comment=b"la casa de Juana")


def pdf(**root: Any) -> bytes:
    with pikepdf.new() as paper:
        paper.add_blank_page()
        for key, value in root.items():
            paper.Root[f"/{key}"] = value
        return saved(paper)


def saved(paper: pikepdf.Pdf, **options: Any) -> bytes:
    out = BytesIO()
    paper.save(out, **options)
    return out.getvalue()


def encrypted_pdf(user: str) -> bytes:
    with pikepdf.new() as paper:
        paper.add_blank_page()
        return saved(paper, encryption=pikepdf.Encryption(owner="dueño", user=user))


def pdf_with_virus() -> bytes:
    with pikepdf.new() as paper:
        paper.add_blank_page()
        paper.pages[0].Contents = paper.make_stream(EICAR)
        return saved(paper, compress_streams=False)


def script() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def pdf_with_embedded_file() -> bytes:
    with pikepdf.new() as paper:
        paper.add_blank_page()
        paper.attachments["virus.exe"] = b"MZ"
        return saved(paper)


def pdf_with_action_of_a_link(action: Dictionary) -> bytes:
    """The action hangs from an annotation of a page, deep in an object stream."""
    with pikepdf.new() as paper:
        page = paper.add_blank_page()
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action)
        page.Annots = Array([link])
        return saved(paper, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def pdf_with_note(note: Dictionary) -> bytes:
    with pikepdf.new() as paper:
        page = paper.add_blank_page()
        note.Type, note.Rect = Name.Annot, Array([0, 0, 9, 9])
        page.Annots = Array([paper.make_indirect(note)])
        return saved(paper)


def pdf_in_object_streams() -> bytes:
    """The script is an object of its own, packed where no search of the bytes would find it."""
    with pikepdf.new() as paper:
        paper.add_blank_page()
        paper.Root.AA = Dictionary(WC=paper.make_indirect(script()))
        packed = saved(paper, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert b"JavaScript" not in packed
    return packed


@cache
def active_pdfs() -> dict[str, bytes]:
    return {
        "script on opening": pdf(OpenAction=script()),
        "launch on opening": pdf(OpenAction=Dictionary(S=Name.Launch, F=String("cmd.exe"))),
        "address on opening": pdf(OpenAction=Dictionary(S=Name.URI, URI=String("http://x"))),
        "script in the names": pdf(
            Names=Dictionary(JavaScript=Dictionary(Names=[String("a"), script()]))
        ),
        "script when closing": pdf(AA=Dictionary(WC=script())),
        "xfa form": pdf(AcroForm=Dictionary(XFA=String("<xdp/>"), Fields=[])),
        "embedded file": pdf_with_embedded_file(),
        "script of a link": pdf_with_action_of_a_link(script()),
        "launch of a link": pdf_with_action_of_a_link(Dictionary(S=Name.Launch)),
        "form sent elsewhere": pdf_with_action_of_a_link(Dictionary(S=Name.SubmitForm)),
        "nested without end": pdf(Algo=_nested(80)),
        "rich media": pdf_with_note(Dictionary(Subtype=Name.RichMedia)),
        "film": pdf_with_note(Dictionary(Subtype=Name.Movie)),
        "file pinned to a page": pdf_with_note(Dictionary(Subtype=Name.FileAttachment)),
        "script in object streams": pdf_in_object_streams(),
    }


def _nested(depth: int) -> Array:
    inner = Array([])
    for _ in range(depth):
        inner = Array([inner])
    return inner


def pdf_that_unfolds(megabytes: int) -> bytes:
    """A few kilobytes whose table of objects unpacks into gigabytes."""
    with pikepdf.new() as paper:
        paper.add_blank_page()
        body = saved(paper)
    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(b" " * 1024 * 1024) for _ in range(megabytes))
    packed += packer.flush()
    head = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>" % len(packed)
    objects = b"9 0 obj\n" + head + b"\nstream\n" + packed + b"\nendstream\nendobj\n"
    start = len(body) + 1
    row = struct.Struct(">BIB")
    rows = row.pack(2, 9, 0) + row.pack(1, start, 0)
    where = start + len(objects)
    with pikepdf.open(BytesIO(body)) as paper:
        size, root = int(paper.trailer.Size), paper.trailer.Root.objgen[0]
    table = (
        b"10 0 obj\n<< /Type /XRef /Size 11 /W [1 4 1] /Index [8 2] /Root %d 0 R /Prev %d "
        b"/Length %d >>\nstream\n" % (root, _last_xref(body), len(rows))
    )
    assert size < 8
    tail = b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % where
    return body + b"\n" + objects + table + rows + tail


def _last_xref(body: bytes) -> int:
    return int(body.rpartition(b"startxref")[2].split()[0])


def archive() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("word/document.xml", "<w:document/>")
    return out.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it is enormous and is a few bytes long."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )
