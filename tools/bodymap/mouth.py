"""
The open mouth, for teeth, tongue, palate and throat: a drawing of its own, since the surface cannot show them.

Seen from in front: the person's right is on the left of the picture, upper teeth above, lower teeth below.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from tools.bodymap.cameras import HEIGHT, WIDTH, Camera
from tools.bodymap.makehuman import Floats, Ints
from tools.bodymap.plates import FINER, LIGHT, Drawn

ZONES = (
    "teeth_upper_incisor", "teeth_upper_premolar", "teeth_upper_molar",
    "teeth_lower_incisor", "teeth_lower_molar", "palate_hard", "tongue", "throat_pharynx",
)  # fmt: skip
CAMERA = Camera("mouth", np.eye(3), (0, 0), 1, True)
MIDDLE = WIDTH / 2


@dataclass(frozen=True, slots=True)
class Arch:
    """A row of teeth on half an ellipse: widths from the midline outwards, depths, and the zone of each tooth."""

    centre: float
    across: float
    high: float
    upwards: bool
    widths: tuple[float, ...]
    depths: tuple[float, ...]
    zones: tuple[str, ...]


UPPER = Arch(
    372, 222, 274, True,
    (8.6, 6.8, 7.8, 7.2, 7.0, 10.2, 9.8, 8.8), (42, 40, 46, 56, 58, 68, 68, 62),
    ("teeth_upper_incisor",) * 2 + ("teeth_upper_premolar",) * 3 + ("teeth_upper_molar",) * 3,
)  # fmt: skip
LOWER = Arch(
    448, 206, 252, False,
    (5.4, 6.0, 7.0, 7.2, 7.4, 11.0, 10.6, 9.6), (36, 36, 42, 50, 54, 64, 64, 58),
    ("teeth_lower_incisor",) * 3 + ("teeth_lower_molar",) * 5,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tooth:
    """One tooth of the right half: where it stands, which way it faces, how large it is."""

    centre: Floats
    along: Floats
    width: float
    depth: float
    zone: str


def label(first: int, *, finer: int = 2) -> Ints:
    """Label picture: 1 + 2 * zone index, counted from `first`, one more on the person's left; 0 is paper."""
    x, y = _grid(finer)
    codes = np.zeros(x.shape, int)
    inner_upper, inner_lower = _reach(UPPER, x, y), _reach(LOWER, x, y)
    throat = _throat(x, y)
    palate = (inner_upper < 0.80) & (y < _palate_ends(x))
    tongue = (inner_lower < 0.80) & (y > _tongue_begins(x))
    areas = [
        ("palate_hard", palate),
        ("tongue", tongue & ~palate),
        ("throat_pharynx", throat & ~palate & ~tongue),
    ]
    for zone, inside in areas:
        codes[inside] = _code(zone, first, x[inside])
    for arch, inner in ((UPPER, inner_upper), (LOWER, inner_lower)):
        band = (inner >= 0.80) & (inner < 1.19) & ((y < arch.centre) if arch.upwards else (y > arch.centre))
        place = _tooth_at(arch, x[band], y[band])
        zones = np.array([first + ZONES.index(zone) for zone in arch.zones])[place]
        codes[band] = 1 + 2 * zones + (x[band] > MIDDLE)
    return codes


def draw() -> Drawn:
    """The same carbon dust as the other plates, on a modelled relief."""
    x, y = _grid(FINER)
    height, tooth = _relief(x, y)
    slope_y, slope_x = np.gradient(ndimage.gaussian_filter(height, 1.2 * FINER / 3), 1 / FINER)
    normal = np.stack([-slope_x, slope_y, np.ones_like(height)], -1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    inside = _inside(x, y) / 1.32
    deep = ndimage.gaussian_filter(height, 16 * FINER) - height
    hollow = ndimage.gaussian_filter(height, 4 * FINER) - height
    half = np.clip(normal @ LIGHT * 0.5 + 0.5, 0, 1)
    tone = 0.10 + 0.66 * half**1.5 - 0.16 * np.tanh(deep / 26) - 0.12 * np.tanh(hollow / 7)
    tone += np.where(tooth, 0.20, -0.02)
    tone -= 0.50 * np.clip(_darkness(x, y), 0, 1)
    gap = np.abs(ndimage.gaussian_filter(tooth.astype(float), 0.6 * FINER) - 0.5) < 0.28
    line = ndimage.gaussian_filter(gap.astype(float), FINER * 0.4) * 0.55
    opacity = _step(1.0, 0.80, inside)
    return Drawn(*(_shrink(part) for part in (np.clip(tone, 0, 1), np.clip(line, 0, 1), opacity)))


def _grid(finer: int) -> tuple[Floats, Floats]:
    rows, columns = np.mgrid[0 : HEIGHT * finer, 0 : WIDTH * finer]
    return (columns + 0.5) / finer, (rows + 0.5) / finer


def _reach(arch: Arch, x: Floats, y: Floats) -> Floats:
    """1 on the line of the teeth, less inside; straight legs behind the ellipse."""
    beyond = np.minimum(y - arch.centre, 0) if arch.upwards else np.maximum(y - arch.centre, 0)
    return np.asarray(np.sqrt(((x - MIDDLE) / arch.across) ** 2 + (beyond / arch.high) ** 2))


def _inside(x: Floats, y: Floats) -> Floats:
    """The same for the whole mouth: upper arch, lower arch, and cheeks in between."""
    across = np.interp(y, [UPPER.centre, LOWER.centre], [UPPER.across, LOWER.across])
    above = np.minimum(y - UPPER.centre, 0) / UPPER.high
    below = np.maximum(y - LOWER.centre, 0) / LOWER.high
    return np.asarray(np.sqrt(((x - MIDDLE) / across) ** 2 + above**2 + below**2))


def _palate_ends(x: Floats) -> Floats:
    return np.asarray(352 - 46 * np.exp(-(((x - MIDDLE) / 90) ** 2)))


def _tongue_begins(x: Floats) -> Floats:
    return np.asarray(452 + 0.0011 * (x - MIDDLE) ** 2 + 6 * np.exp(-(((x - MIDDLE) / 20) ** 2)))


def _throat(x: Floats, y: Floats) -> NDArray[np.bool_]:
    return np.asarray((_inside(x, y) < 0.80) & (y > 250) & (y < 560))


def _darkness(x: Floats, y: Floats) -> Floats:
    """The opening to the throat: an arch under the soft palate, behind the tongue."""
    arch = np.sqrt(((x - MIDDLE) / 128) ** 2 + ((y - 410) / 66) ** 2)
    uvula = np.sqrt(((x - MIDDLE) / 15) ** 2 + ((y - 356) / 40) ** 2)
    return (
        _step(1.05, 0.62, arch) * _step(0.75, 1.15, uvula) * _step(470, 440, y - 0.0011 * (x - MIDDLE) ** 2)
    )


def _relief(x: Floats, y: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    height = np.zeros(x.shape)
    teeth = np.zeros(x.shape, bool)
    for arch in (UPPER, LOWER):
        sign = 1 if arch.upwards else -1
        own = _step(arch.centre + 52 * sign, arch.centre - 20 * sign, y)
        height += own * 16 * np.exp(-(((_reach(arch, x, y) - 1.0) / 0.20) ** 2))
    tongue_far = np.sqrt(((x - MIDDLE) / 158) ** 2 + ((y - 560) / 124) ** 2)
    tongue = 34 * np.sqrt(np.clip(1 - tongue_far**2.6, 0, 1))
    groove = 7 * np.exp(-(((x - MIDDLE) / 9) ** 2)) * _step(470, 520, y) * _step(675, 600, y)
    height = np.maximum(height, tongue - groove)
    vault = _reach(UPPER, x, y)
    ridge = (
        np.sin((y - 150 - 0.10 * np.abs(x - MIDDLE)) / 9.0)
        * 1.3
        * _step(300, 210, y)
        * _step(0.72, 0.55, vault)
    )
    raphe = 2.2 * np.exp(-(((x - MIDDLE) / 6) ** 2)) * _step(330, 280, y)
    dome = np.clip(1 - (vault / 0.84) ** 2, 0, 1)
    height += _step(400, 300, y) * (-26 * dome**1.5 + (ridge + raphe) * np.clip(dome * 3, 0, 1))
    for tooth in [t for arch in (UPPER, LOWER) for t in _teeth(arch)]:
        for sign in (1, -1):
            centre = np.array([MIDDLE + sign * (tooth.centre[0] - MIDDLE), tooth.centre[1]])
            along = tooth.along * np.array([sign, 1])
            s = ((x - centre[0]) * along[0] + (y - centre[1]) * along[1]) / (tooth.width / 2)
            r = ((x - centre[0]) * -along[1] + (y - centre[1]) * along[0]) / (tooth.depth / 2)
            round_ = np.abs(s) ** 3.2 + np.abs(r) ** 2.8
            crown = 20 * np.clip(1 - round_, 0, 1) ** 0.42
            if tooth.depth > 48:  # cusps and the furrow between them
                crown -= 5.5 * np.exp(-((r / 0.30) ** 2)) * np.clip(1 - s * s, 0, 1)
            if tooth.depth > 60:
                crown -= 4.0 * np.exp(-((s / 0.26) ** 2)) * np.clip(1 - r * r, 0, 1)
            height = np.where(round_ < 1, np.maximum(height, height * 0.55 + crown), height)
            teeth |= round_ < 0.97
    return height, teeth


def _teeth(arch: Arch) -> list[Tooth]:
    """Teeth of the right half (smaller x), set along the arch from the midline."""
    angle = np.linspace(np.pi / 2, 0.02, 2000)
    sign = -1 if arch.upwards else 1
    line = np.column_stack(
        [MIDDLE - arch.across * np.cos(angle), arch.centre + sign * arch.high * np.sin(angle)]
    )
    run = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    scale = run[-1] / sum(arch.widths)
    edges = np.concatenate([[0], np.cumsum(arch.widths)]) * scale
    teeth = []
    for index, (start, end) in enumerate(pairwise(edges)):
        at = int(np.searchsorted(run, (start + end) / 2))
        along = line[min(at + 5, len(line) - 1)] - line[at - 5]
        teeth.append(
            Tooth(
                line[at],
                along / np.linalg.norm(along),
                (end - start) * 0.97,
                arch.depths[index],
                arch.zones[index],
            )
        )
    return teeth


def _tooth_at(arch: Arch, x: Floats, y: Floats) -> Ints:
    folded = np.column_stack([MIDDLE - np.abs(x - MIDDLE), y])
    far = [np.linalg.norm((folded - tooth.centre), axis=1) - tooth.width / 2 for tooth in _teeth(arch)]
    return np.asarray(np.argmin(far, axis=0))


def _code(zone: str, first: int, x: Floats) -> Ints:
    return 1 + 2 * (first + ZONES.index(zone)) + (x > MIDDLE)


def _step(start: float, end: float, values: Floats) -> Floats:
    t = np.clip((values - start) / (end - start), 0, 1)
    return np.asarray(t * t * (3 - 2 * t))


def _shrink(values: Floats) -> Floats:
    return np.asarray(values.reshape(HEIGHT, FINER, WIDTH, FINER).mean((1, 3)))
