"""How does a view look? Carbon dust: soft light from upper left, hollows and edges that turn dark, a fine contour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from tools.bodymap.cameras import Camera
from tools.bodymap.landmarks import LANDMARKS
from tools.bodymap.makehuman import Floats
from tools.bodymap.picture import Picture, look
from tools.bodymap.surface import Surface

FINER, DEEP, HEM = 3, 0.26, 0.70
"""Fine pixels a side; where shadow begins to flatten; the tone into which shadows fade where the bust dissolves."""
LID_SHADE = 0.62
"""How much of their brightness above mid-tone the lids lose."""
LIGHT = np.array([-0.42, 0.62, 0.66]) / np.linalg.norm([-0.42, 0.62, 0.66])


@dataclass(frozen=True, slots=True)
class Palette:
    """Five tones from shadow to light, and the ink of the contour with its strength."""

    tones: tuple[str, str, str, str, str]
    ink: str
    strength: float
    lift: float = 0.0
    """How far shadows stay above the darkest tone, so that an edge never sinks into a dark page."""


PALETTES: Mapping[str, Palette] = {
    "light": Palette(("#745744", "#a4856d", "#cdb299", "#e6d2bd", "#f4e8d8"), "#4a3526", 0.62),
    "dark": Palette(("#1e1914", "#2d2620", "#4a3f36", "#6b5b4e", "#8a7867"), "#0a0806", 0.85, 0.13),
    "dim": Palette(("#140d07", "#1d130b", "#302013", "#452f1c", "#5a3f27"), "#060301", 0.85, 0.13),
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A view in grey, at final size: tone, contour and opacity, each 0 to 1."""

    tone: Floats
    line: Floats
    opacity: Floats


def draw(camera: Camera, surface: Surface) -> Drawn:
    """Everything about a plate except its colours."""
    points = surface.posed(camera.pose)
    triangles = surface.shown(camera.pose)
    picture = look(camera, points.points, triangles, finer=FINER)
    lids = _lids(surface.points)
    carried = picture.carry(
        np.column_stack([points.normals @ camera.turn.T, surface.sky, surface.points, lids])
    )
    length = np.linalg.norm(carried[..., :3], axis=-1, keepdims=True)
    normal = carried[..., :3] / np.maximum(length, 1e-9)
    opacity = picture.hit * dissolve(camera.name, picture.hit.shape, carried[..., 5])
    tone, line = (
        _tone(picture, normal, carried[..., 3], camera.scale),
        _contour(picture, normal, camera.scale),
    )
    tone -= LID_SHADE * carried[..., 7] * np.clip(tone - 0.35, 0, 1)
    tone += (HEM - tone) * np.clip(1 - opacity, 0, 1) * 0.8 * (tone < HEM)
    cover = np.maximum(_shrink(opacity), 1e-4)
    return Drawn(_shrink(tone * opacity) / cover, _shrink(line * opacity) / cover, _shrink(opacity))


def _lids(points: Floats) -> Floats:
    """
    Where the closed lids are, 0 to 1 with a soft border.

    They bulge towards the light; without a shade of their own they shine like open, empty eyes on dark paper.
    """
    x, y, _ = LANDMARKS["pupil"]
    reach = np.sqrt(((np.abs(points[:, 0]) - x) / 0.235) ** 2 + ((points[:, 1] - y) / 0.125) ** 2)
    return np.where(points[:, 2] > 0.95, _step(1.0, 0.45, reach), 0.0)


def dissolve(view: str, shape: tuple[int, ...], height: Floats) -> Floats:
    """How the bust fades into the paper instead of being cut; `height` is that of each pixel on the body."""
    rows, columns = np.mgrid[0 : shape[0], 0 : shape[1]]
    u, v = (columns + 0.5) / shape[1] * 2 - 1, (rows + 0.5) / shape[0]
    side = np.abs(u)
    match view:
        case "top":
            around = np.sqrt((u / 0.99) ** 2 + ((v - 0.52) / 0.56) ** 2)
            return np.where(height > 6.6, 1.0, _step(1.0, 0.58, around))
        case "arms_front" | "arms_back":
            return _step(0.045, 0.15, v)
        case "face":
            return _step(0.992, 0.86, v + 0.05 * u * u)
        case "nape":
            return (
                _step(0.99, 0.84, v + 0.05 * u * u)
                * _step(0.012, 0.13, v - 0.03 * u * u)
                * _step(1.0, 0.82, side)
            )
        case _:
            return _step(0.992, 0.83, v + 0.06 * u * u) * _step(1.002, 0.93, side)


def colour(drawn: Drawn, palette: Palette) -> Image.Image:
    """A plate in one of the three modes; invisible pixels continue the edge, so that lossy borders stay clean."""
    tones = np.array([_rgb(tone) for tone in palette.tones])
    at = (palette.lift + (1 - palette.lift) * np.clip(drawn.tone, 0, 1)) * (len(tones) - 1)
    low = np.clip(at.astype(int), 0, len(tones) - 2)
    skin = tones[low] + (tones[low + 1] - tones[low]) * (at - low)[..., None]
    ink = (drawn.line * palette.strength)[..., None]
    mixed = skin * (1 - ink) + _rgb(palette.ink) * ink
    empty = drawn.opacity <= 0.02
    rows, columns = ndimage.distance_transform_edt(empty, return_distances=False, return_indices=True)
    pixels = np.concatenate([mixed[rows, columns], drawn.opacity[..., None] * 255], axis=-1)
    return Image.fromarray(pixels.round().clip(0, 255).astype(np.uint8), "RGBA")


def _tone(picture: Picture, normal: Floats, sky: Floats, scale: float) -> Floats:
    hit = picture.hit
    half = np.clip(normal @ LIGHT * 0.5 + 0.5, 0, 1)
    above = np.clip(normal[..., 1] * 0.5 + 0.5, 0, 1)
    sky = np.clip((sky - 0.12) / 0.80, 0, 1) ** 0.85
    edge = 1 - np.clip(normal[..., 2], 0, 1)
    tone = 0.15 + 0.61 * half**1.4 * (0.35 + 0.65 * sky) + 0.24 * sky * (0.45 + 0.55 * above)
    tone -= 0.34 * edge**2.4
    # hollows darker and ridges lighter at three sizes, as a hand would lay the dust
    depth = np.where(hit, picture.depth, 0)
    for size, strength, most in ((0.045, 5.0, 0.10), (0.14, 2.3, 0.12), (0.32, 0.9, 0.07)):
        relief = depth - _blurred(depth, hit, size * scale * FINER)
        tone += _soft(relief * strength, most, most * 0.45)
    # a gentle local contrast of the normals lets muscle bellies turn
    for size, strength in ((0.09, 0.14), (0.26, 0.12)):
        blur = size * scale * FINER
        turned = sum((normal[..., k] - _blurred(normal[..., k], hit, blur)) * LIGHT[k] for k in (0, 1))
        tone += strength * _soft(turned, 0.5, 0.5)
    # deep shadow keeps its modelling: it nears the darkest tone and never reaches it
    deep = DEEP * np.exp(np.minimum(tone - DEEP, 0) / DEEP)
    return np.asarray(np.clip(np.where(tone < DEEP, deep, tone), 0, 1))


def _soft(values: Floats, least: float, most: float) -> Floats:
    """Keep between `-least` and `most` without an edge: a hard limit would draw a step on the skin."""
    return np.where(values < 0, -least * np.tanh(-values / least), most * np.tanh(values / most))


def _contour(picture: Picture, normal: Floats, scale: float) -> Floats:
    """A fine line where the surface ends against something farther away."""
    depth = np.where(picture.hit, picture.depth, picture.depth[picture.hit].min() - 3)
    jump = ndimage.grey_dilation(depth, 3) - ndimage.grey_erosion(depth, 3)
    slope = np.clip(normal[..., 2], 0.12, 1)
    line = (jump > 0.06 + 4 / (scale * FINER) / slope) & picture.hit
    softened: Floats = ndimage.gaussian_filter(line.astype(float), FINER * 0.45)
    return np.clip(softened * 1.9, 0, 1)


def _blurred(values: Floats, hit: NDArray[np.bool_], size: float) -> Floats:
    """Blur inside the figure only; wide blurs run on a coarser grid."""
    step = max(1, int(size // 4))
    inside, whole = np.where(hit, values, 0)[::step, ::step], hit.astype(float)[::step, ::step]
    blurred = ndimage.gaussian_filter(inside, size / step) / np.maximum(
        ndimage.gaussian_filter(whole, size / step), 1e-3
    )
    if step == 1:
        return np.asarray(blurred)
    rows, columns = np.mgrid[0 : values.shape[0], 0 : values.shape[1]] / step
    return np.asarray(ndimage.map_coordinates(blurred, [rows, columns], order=1, mode="nearest"))


def _shrink(values: Floats) -> Floats:
    rows, columns = values.shape
    return np.asarray(values.reshape(rows // FINER, FINER, columns // FINER, FINER).mean((1, 3)))


def _step(start: float, end: float, values: Floats) -> Floats:
    t = np.clip((values - start) / (end - start), 0, 1)
    return np.asarray(t * t * (3 - 2 * t))


def _rgb(text: str) -> Floats:
    return np.array([int(text[i : i + 2], 16) for i in (1, 3, 5)], float)
