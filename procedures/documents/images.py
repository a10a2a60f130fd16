"""Photos are drawn again: the picture is kept, not the place, the camera or hidden passengers."""

from __future__ import annotations

from io import BytesIO

from django.conf import settings
from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

from .kinds import PNG, Kind
from .rejections import Rejected

LONG_SIDE = 2000  # pixels
JPEG_QUALITY = 85

register_heif_opener(thumbnails=False)


def redraw(content: bytes, kind: Kind) -> bytes:
    """The same picture, upright, at most 2000 pixels long, with no metadata at all.

    PNG stays PNG (plans, screens); the others become JPEG. Its size is looked at before a pixel is
    unpacked, so a small file that unfolds into gigabytes costs nothing.

    Raises:
        Rejected: `too_many_pixels`, or `unreadable` (truncated, broken, not a picture).
    """
    try:
        with Image.open(BytesIO(content), formats=[kind.name]) as image:
            if image.width * image.height > settings.UPLOAD_MAX_PIXELS:
                raise Rejected("too_many_pixels")
            # For JPEG `thumbnail` also asks the decoder for fewer pixels: a third of the time.
            image.thumbnail((LONG_SIDE, LONG_SIDE))
            upright = ImageOps.exif_transpose(image)
            return _save(_bare(upright, kind), kind)
    except Rejected:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Rejected("too_many_pixels") from bomb
    except Exception as broken:  # a decoder given hostile bytes may raise anything
        raise Rejected("unreadable") from broken


def _bare(image: Image.Image, kind: Kind) -> Image.Image:
    """The pixels alone, in a mode that can be saved; profiles, comments and texts stay behind."""
    if image.mode.startswith("I"):  # sixteen bits a pixel: scale, or everything turns white
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    see_through = "A" in image.getbands() or "transparency" in image.info
    mode = "L" if image.mode in {"1", "L"} and not see_through else "RGB"
    pixels = image.convert("RGBA" if see_through and kind is PNG else mode)
    bare = Image.new(pixels.mode, pixels.size)
    bare.paste(pixels)
    return bare


def _save(image: Image.Image, kind: Kind) -> bytes:
    out = BytesIO()
    if kind is PNG:
        image.save(out, "PNG")
    else:
        image.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return out.getvalue()
