"""Photos that a browser sends: what is kept is the picture and nothing else, and no picture stops the server."""

from __future__ import annotations

import struct
import time
from io import BytesIO

import pytest
from PIL import Image

from nuchal.clinic.exam.photos import MOST_SIDE, NoPhoto, clean_photo


def jpeg(size=(120, 80), mode="RGB", **more) -> bytes:
    target = BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(target, "JPEG", **more)
    return target.getvalue()


def with_exif() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "SECRET description"
    exif[0x0132] = "2026:11:27 10:00:00"
    exif.get_ifd(0x8825)[1] = "N"
    return jpeg(exif=exif, comment=b"SECRET comment", icc_profile=b"SECRET profile", dpi=(72, 72))


TELLING = {
    "exif, comment and profile": with_exif(),
    "something after the end": jpeg() + b"SECRET PK\x03\x04",
    "a second picture": jpeg() + jpeg() + b"SECRET",
    "a segment that no standard knows": jpeg()[:2]
    + b"\xff\xed"
    + struct.pack(">H", 8)
    + b"SECRET"
    + jpeg()[2:],
}


@pytest.mark.parametrize("what", TELLING)
def test_nothing_but_the_picture_is_kept(what):
    kept = clean_photo(TELLING[what])
    assert b"SECRET" not in kept
    assert b"Exif" not in kept
    assert kept.endswith(b"\xff\xd9")
    with Image.open(BytesIO(kept)) as picture:
        assert (picture.size, picture.mode, dict(picture.getexif())) == ((120, 80), "RGB", {})
        assert not {"comment", "icc_profile", "exif"} & set(picture.info)
    assert (
        abs(
            Image.open(BytesIO(kept)).convert("L").getpixel((60, 40))
            - Image.open(BytesIO(jpeg())).convert("L").getpixel((60, 40))
        )
        < 4
    )


def of_size(width: int, height: int) -> bytes:
    """A small file that says it is a large picture."""
    data = bytearray(jpeg())
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def many_scans() -> bytes:
    data = jpeg((1200, 1200), progressive=True)
    at = data.index(b"\xff\xda")
    return data[:at] + data[at:-2] * 40 + b"\xff\xd9"


BAD = {
    "a bomb of 65,000 by 65,000": of_size(65_000, 65_000),
    "a bomb that Pillow only warns of": of_size(12_000, 9_000),
    "one side too long": jpeg((MOST_SIDE + 1, 40)),
    "one pixel": jpeg((1, 1)),
    "many scans": many_scans(),
    "cut": jpeg()[:-200],
    "no picture": b"\xff\xd8\xff" + b"x" * 500,
    "only a head": b"\xff\xd8\xff\xe0",
    "PNG": b"\x89PNG\r\n\x1a\n",
    "empty": b"",
    "too many bytes": jpeg() + b"x" * 1_500_000,
}


@pytest.mark.parametrize("what", BAD)
def test_what_cannot_be_kept_is_refused_at_once_with_a_sentence(what):
    began = time.perf_counter()
    with pytest.raises(NoPhoto, match=r"^[A-Z].*\.$"):
        clean_photo(BAD[what])
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_other_colours_are_kept_as_a_picture(mode):
    with Image.open(BytesIO(clean_photo(jpeg(mode=mode)))) as picture:
        assert picture.size == (120, 80)
