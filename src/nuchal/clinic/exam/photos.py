"""A photo that a browser sends: is it a picture, is it small, and does it tell nothing but what it shows?"""

from __future__ import annotations

from django.utils.translation import gettext as _

from nuchal.clinic.chart.asking import NoAnswer

MOST_BYTES = 1_500_000
JPEG = b"\xff\xd8\xff"
START_OF_SCAN, END, LEAST_HEAD = 0xDA, 0xD9, 4
TELLING = (*range(0xE1, 0xF0), 0xFE)
"""Segments that hold more than the picture: where and when it was taken, with which device, comments."""


class NoPhoto(NoAnswer):
    """What came is not a photo that may be kept; the message says why."""


def clean_photo(data: bytes) -> bytes:
    """The picture alone. The browser has drawn it anew; whatever tells more is left out here once more."""
    if len(data) > MOST_BYTES:
        raise NoPhoto(_("The photo is too large: at most 1.5 MB."))
    if not data.startswith(JPEG):
        raise NoPhoto(_("This is no JPEG photo."))
    parts, at = [data[:2]], 2
    while at + LEAST_HEAD <= len(data) and data[at] == 0xFF:
        kind = data[at + 1]
        if kind in (START_OF_SCAN, END):
            parts.append(data[at:])
            return b"".join(parts)
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        if kind not in TELLING:
            parts.append(data[at : at + 2 + length])
        at += 2 + length
    raise NoPhoto(_("This photo is broken."))
