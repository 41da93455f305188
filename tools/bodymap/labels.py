"""Which zone does each pixel of a view show? Sampled finely, so that outlines follow the skin and not its net."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from tools.bodymap.cameras import Camera
from tools.bodymap.makehuman import Floats, Ints
from tools.bodymap.picture import look
from tools.bodymap.plates import dissolve
from tools.bodymap.surface import Surface
from tools.bodymap.zones import ARM, NOWHERE, ON_SKIN, nearest

FINER = 2
FIRST_ARM = ON_SKIN.index(ARM[0])
FAINTEST = {"top": 0.45, "nape": 0.2}
"""Where the bust has dissolved beyond this (elsewhere 0.1), nothing can be pointed at."""


def label(camera: Camera, surface: Surface, distance: Floats) -> Ints:
    """Per pixel: 0 for paper, -1 for skin without a zone, else 1 + 2 * zone, and one more on the left."""
    picture = look(camera, surface.posed(camera.pose).points, surface.shown(camera.pose), finer=FINER)
    place = picture.carry(surface.points)
    visible = picture.hit & (
        dissolve(camera.name, picture.hit.shape, place[..., 1]) > FAINTEST.get(camera.name, 0.1)
    )
    codes = np.zeros(visible.shape, int)
    rows, columns = np.nonzero(visible)
    for start in range(0, len(rows), 100_000):
        at = rows[start : start + 100_000], columns[start : start + 100_000]
        picked = picture.triangles[picture.triangle[at]]
        share = picture.corners[at]
        mixed = sum(share[:, k, None] * distance[picked[:, k]] for k in range(3))
        zone = nearest(np.asarray(mixed))
        if camera.pose == "arms":
            zone[zone < FIRST_ARM] = NOWHERE
        left = place[at][:, 0] > 0
        codes[at] = np.where(zone == NOWHERE, -1, 1 + 2 * zone + left)
    return without_specks(_mirrored(codes, camera))


def without_specks(codes: Ints) -> Ints:
    """
    Give splinters of a zone (the inside of the lips, a fold) to the neighbour they border most.

    A splinter is a piece under an eighth of the zone's largest piece here, or too narrow to point at.
    """
    result = codes.copy()
    for code in np.unique(codes[codes > 0]):
        pieces, _ = ndimage.label(codes == code)
        sizes = np.bincount(pieces.ravel())[1:]
        thick = np.bincount(
            (pieces * ndimage.binary_erosion(pieces > 0, iterations=3)).ravel(), minlength=len(sizes) + 1
        )
        for piece in np.flatnonzero((sizes < sizes.max() / 8) | (thick[1:] < 4)) + 1:
            inside = pieces == piece
            rim = result[ndimage.binary_dilation(inside) & ~inside]
            rim = rim[rim > 0]
            if len(rim):
                result[inside] = np.bincount(rim).argmax()
    return result


def flip(codes: Ints) -> Ints:
    """The same picture of the other side: columns reversed, left and right exchanged."""
    turned = codes[:, ::-1]
    return np.where(turned > 0, (turned - 1 ^ 1) + 1, turned)


def _mirrored(codes: Ints, camera: Camera) -> Ints:
    """In views of both sides one half is the exact mirror of the other; in side views only the near side counts."""
    if not camera.mirrored:
        near = 1 if camera.name == "left" else 0
        return np.where(codes > 0, (codes - 1) // 2 * 2 + near + 1, codes)
    half = codes.shape[1] // 2
    result = codes.copy()
    result[:, half:] = flip(codes)[:, half:]
    # the midline belongs to the columns next to it: no stray pixel of the other side
    own = 0 if camera.turn[0, 0] > 0 else 1
    for part, side in ((np.s_[:, :half], own), (np.s_[:, half:], 1 - own)):
        block = result[part]
        result[part] = np.where(block > 0, (block - 1) // 2 * 2 + side + 1, block)
    return result
