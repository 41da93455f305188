"""A picture that was uploaded, drawn anew: nothing but its pixels is kept."""

from __future__ import annotations

import warnings
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

MOST_PIXELS = 40_000_000
FORMATS = ("PNG", "JPEG", "WEBP")


class NoPicture(ValueError):
    """What came is no picture that can be kept; the message says why."""


def redrawn_png(data: bytes, *, width: int, height: int) -> bytes:
    """
    The picture of a PNG, JPEG or WebP file as a new PNG that fits into `width` by `height` pixels.

    Metadata, and whatever lies behind the picture, stay out. Raises NoPicture for anything else.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise NoPicture(_("This picture has too many pixels."))
                upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except (
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as bad:
        if isinstance(bad, NoPicture):
            raise
        raise NoPicture(_("This is no picture that can be read. Use a PNG, JPEG or WebP file.")) from None
    upright.thumbnail((width, height), Image.Resampling.LANCZOS)
    kept = BytesIO()
    clean = Image.new("RGBA", upright.size)
    clean.paste(upright)
    clean.save(kept, "PNG", optimize=True)
    return kept.getvalue()
