"""A photo that a browser sends: drawn anew, so that what is kept is the picture and nothing else."""

from __future__ import annotations

from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from nuchal.clinic.chart.asking import NoAnswer

MOST_BYTES = 1_500_000
LEAST_SIDE, MOST_SIDE = 32, 4096
"""Pixels of one side. The browser sends at most 1280."""
MOST_SCANS = 64
"""Scans of a progressive picture; each makes the whole picture be computed once more."""
JPEG, SCAN = b"\xff\xd8\xff", b"\xff\xda"
QUALITY = 90
_UNREADABLE = (
    UnidentifiedImageError, OSError, SyntaxError, ValueError, IndexError, KeyError, TypeError, EOFError,
    Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip
"""What Pillow raises for bytes that are no whole picture."""


class NoPhoto(NoAnswer):
    """What came is not a photo that may be kept; the message says why."""


def clean_photo(data: bytes) -> bytes:
    """
    The picture alone, encoded anew: no position, no time, no device, no second picture, nothing after its end.

    Raises NoPhoto for what is no whole JPEG, and for one that is too large to be computed.
    """
    if len(data) > MOST_BYTES:
        raise NoPhoto(_("The photo is too large: at most 1.5 MB."))
    if not data.startswith(JPEG):
        raise NoPhoto(_("This is no JPEG photo."))
    if data.count(SCAN) > MOST_SCANS:
        raise NoPhoto(_("This photo is broken."))
    try:
        with Image.open(BytesIO(data), formats=["JPEG"]) as sent:
            _refuse_sides(*sent.size)
            picture = sent.convert("RGB")
    except _UNREADABLE:
        raise NoPhoto(_("This photo is broken.")) from None
    bare = Image.frombytes("RGB", picture.size, picture.tobytes())
    target = BytesIO()
    bare.save(target, "JPEG", quality=QUALITY)
    return target.getvalue()


def _refuse_sides(width: int, height: int) -> None:
    if max(width, height) > MOST_SIDE:
        raise NoPhoto(
            _("The photo has too many pixels: at most %(most)s on each side.") % {"most": MOST_SIDE}
        )
    if min(width, height) < LEAST_SIDE:
        raise NoPhoto(
            _("The photo has too few pixels: at least %(least)s on each side.") % {"least": LEAST_SIDE}
        )
