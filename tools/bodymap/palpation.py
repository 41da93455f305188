"""
Where do the hands go? A band on the skin over each structure that can be palpated, schematic.

Each site is one or more lines (|x|, y, z in decimetres, set on the landmarks of `landmarks.py`) and half its width;
seen from a view it is the skin near those lines. Not reviewed by an anatomist.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import cKDTree
from skimage import measure

from tools.bodymap.cameras import CAMERAS, HEIGHT, WIDTH, Camera
from tools.bodymap.landmarks import Point
from tools.bodymap.makehuman import Floats, Ints
from tools.bodymap.picture import look
from tools.bodymap.plates import dissolve
from tools.bodymap.surface import Surface

Site = tuple[float, Sequence[Sequence[Point]]]
FINER = 2
OPEN = 0.2
"""Skin sees at least this much sky; the inside of the mouth does not."""
SMALLEST = 40.0
"""A site that shows less than this many square pixels is left out of a view."""

SITES: Mapping[str, Site] = MappingProxyType(
    {
        "trap_upper_1": (0.11, [[(0.62, 6.00, 0.10), (1.05, 5.84, 0.06), (1.30, 5.72, 0.06)]]),
        "trap_upper_2": (0.10, [[(0.45, 6.05, -0.10), (0.75, 5.86, -0.12), (1.05, 5.72, -0.12)]]),
        "trap_middle_5": (0.12, [[(0.15, 5.25, -0.50), (0.55, 5.30, -0.55)]]),
        "trap_middle_6": (0.10, [[(1.25, 5.50, -0.20), (1.50, 5.48, -0.05)]]),
        "trap_lower_3": (0.10, [[(0.30, 4.45, -0.66), (0.50, 4.75, -0.64)]]),
        "trap_lower_4": (0.10, [[(0.52, 4.92, -0.62), (0.66, 5.12, -0.60)]]),
        "scm_sternal": (
            0.065,
            [[(0.50, 6.76, 0.32), (0.44, 6.40, 0.48), (0.30, 5.95, 0.62), (0.14, 5.54, 0.68)]],
        ),
        "scm_clavicular": (
            0.065,
            [[(0.53, 6.70, 0.27), (0.52, 6.35, 0.36), (0.47, 5.95, 0.46), (0.38, 5.62, 0.55)]],
        ),
        "splenius_capitis": (0.075, [[(0.50, 6.84, 0.14), (0.40, 6.62, 0.02)]]),
        "splenius_cervicis_u": (0.07, [[(0.46, 6.58, 0.06), (0.42, 6.42, 0.00)]]),
        "splenius_cervicis_l": (0.08, [[(0.48, 6.02, -0.10), (0.36, 5.88, -0.22)]]),
        "semispinalis_capitis_u": (0.075, [[(0.24, 6.92, -0.20), (0.24, 6.72, -0.12)]]),
        "semispinalis_cervicis": (0.07, [[(0.14, 6.45, -0.14), (0.14, 6.20, -0.17)]]),
        "longissimus_capitis": (0.06, [[(0.54, 6.80, 0.22), (0.48, 6.64, 0.14)]]),
        "multifidi_cervical": (0.055, [[(0.11, 6.50, -0.14), (0.12, 5.95, -0.28)]]),
        "rcp_major": (0.055, [[(0.18, 6.90, -0.20), (0.08, 6.70, -0.14)]]),
        "rcp_minor": (0.045, [[(0.07, 6.92, -0.23), (0.05, 6.80, -0.18)]]),
        "oc_superior": (0.055, [[(0.38, 6.94, -0.04), (0.46, 6.84, 0.08)]]),
        "oc_inferior": (0.055, [[(0.08, 6.66, -0.13), (0.28, 6.72, -0.09), (0.46, 6.76, 0.10)]]),
        "levator_scapulae": (0.08, [[(0.52, 6.10, 0.06), (0.60, 5.85, -0.15), (0.62, 5.50, -0.45)]]),
        "scalenes": (0.08, [[(0.50, 6.10, 0.40), (0.52, 5.85, 0.45)]]),
        "rhomboids": (
            0.09,
            [[(0.26, 5.36, -0.50), (0.58, 5.02, -0.60)], [(0.26, 5.06, -0.55), (0.60, 4.70, -0.62)]],
        ),
        "sps": (0.09, [[(0.70, 5.30, -0.55), (0.92, 5.22, -0.58)]]),
        "supraspinatus": (0.09, [[(0.78, 5.50, -0.42), (1.20, 5.50, -0.30)]]),
        "infraspinatus": (
            0.11,
            [[(0.82, 5.00, -0.60), (1.26, 4.98, -0.50)], [(0.88, 4.76, -0.60), (1.20, 4.82, -0.52)]],
        ),
        "temporalis_1": (0.08, [[(0.57, 7.44, 1.00), (0.55, 7.66, 1.00)]]),
        "temporalis_2": (0.08, [[(0.63, 7.46, 0.84), (0.63, 7.72, 0.80)]]),
        "temporalis_3": (0.08, [[(0.68, 7.50, 0.62), (0.68, 7.74, 0.56)]]),
        "temporalis_4": (0.08, [[(0.70, 7.50, 0.38), (0.69, 7.60, 0.18)]]),
        "masseter_sup_upper": (0.07, [[(0.56, 7.02, 0.96), (0.55, 6.90, 0.92)]]),
        "masseter_sup_lower": (0.07, [[(0.55, 6.82, 0.86), (0.54, 6.70, 0.82)]]),
        "masseter_angle": (0.06, [[(0.56, 6.64, 0.74), (0.55, 6.64, 0.68)]]),
        "masseter_deep": (0.055, [[(0.64, 7.04, 0.76), (0.63, 6.94, 0.76)]]),
        "pterygoid_medial": (0.05, [[(0.50, 6.50, 0.68), (0.53, 6.55, 0.60)]]),
        "digastric_post": (0.045, [[(0.57, 6.80, 0.42), (0.53, 6.66, 0.50)]]),
        "digastric_ant": (0.055, [[(0.08, 6.24, 1.16), (0.08, 6.22, 0.98)]]),
        "frontalis": (0.12, [[(0.28, 7.70, 1.36), (0.28, 7.90, 1.30)]]),
        "occipitalis": (0.10, [[(0.34, 7.36, -0.36), (0.38, 7.48, -0.34)]]),
        "corrugator": (0.045, [[(0.10, 7.50, 1.42), (0.20, 7.53, 1.39)]]),
        "orbicularis_oculi": (0.035, [[(0.20, 7.465, 1.39), (0.40, 7.455, 1.28)]]),
        "zygomaticus_major": (0.045, [[(0.43, 7.06, 1.18), (0.28, 6.78, 1.33)]]),
        "levator_labii": (0.045, [[(0.21, 7.14, 1.33), (0.20, 6.98, 1.38)]]),
        "buccinator": (0.07, [[(0.34, 6.82, 1.24), (0.42, 6.78, 1.10)]]),
        "platysma": (0.10, [[(0.40, 6.20, 0.70), (0.38, 5.82, 0.60)]]),
        "superior_oblique_eye": (0.035, [[(0.15, 7.44, 1.36), (0.16, 7.44, 1.36)]]),
        "tmj": (0.06, [[(0.66, 7.09, 0.66), (0.66, 7.07, 0.66)]]),
        "j_c0_1": (0.055, [[(0.38, 6.87, -0.04), (0.38, 6.86, -0.03)]]),
        "j_c1_2": (0.055, [[(0.30, 6.73, -0.08), (0.30, 6.72, -0.08)]]),
        "j_c2_3": (0.055, [[(0.24, 6.60, -0.11), (0.24, 6.59, -0.11)]]),
        "j_c3_4": (0.055, [[(0.23, 6.46, -0.12), (0.23, 6.45, -0.12)]]),
        "j_c4_5": (0.055, [[(0.22, 6.32, -0.13), (0.22, 6.31, -0.13)]]),
        "j_c5_6": (0.055, [[(0.22, 6.17, -0.16), (0.22, 6.16, -0.16)]]),
        "j_c6_7": (0.055, [[(0.22, 6.02, -0.23), (0.22, 6.01, -0.23)]]),
        "j_c7_t1": (0.055, [[(0.22, 5.85, -0.33), (0.22, 5.84, -0.33)]]),
        "n_gon": (0.05, [[(0.20, 7.03, -0.29), (0.21, 7.03, -0.29)]]),
        "n_lon": (0.05, [[(0.53, 6.84, 0.17), (0.52, 6.82, 0.16)]]),
        "n_ton": (0.045, [[(0.14, 6.66, -0.13), (0.15, 6.66, -0.13)]]),
        "n_great_auricular": (0.04, [[(0.52, 6.56, 0.30), (0.58, 6.80, 0.44)]]),
        "n_supraorbital": (0.05, [[(0.22, 7.54, 1.38), (0.20, 7.78, 1.38)]]),
        "n_auriculotemporal": (0.04, [[(0.67, 7.18, 0.64), (0.68, 7.46, 0.60)]]),
    }
)


def sites(surface: Surface) -> dict[str, dict[str, list[Ints]]]:
    """For each structure and view the closed lines around its right-hand site, in tenths of a pixel."""
    folded = surface.points * np.array([-1, 1, 1])
    outside = surface.sky > OPEN
    near = {name: _near(folded, outside, lines) - half for name, (half, lines) in SITES.items()}
    found: dict[str, dict[str, list[Ints]]] = {name: {} for name in SITES}
    for view, camera in CAMERAS.items():
        if view == "left" or camera.pose != "bust":
            continue
        for name, lines in _in_view(camera, surface, near).items():
            found[name][view] = lines
    return found


def _near(points: Floats, outside: NDArray[np.bool_], lines: Sequence[Sequence[Point]]) -> Floats:
    """Distance to the lines, laid on the skin; only the side on which |x| was folded to plus counts."""
    skin = points[outside]
    tree = cKDTree(skin)
    steps = []
    for line in lines:
        corners = np.array(line)
        t = np.linspace(0, len(corners) - 1, 40 * (len(corners) - 1))
        between = np.column_stack([np.interp(t, np.arange(len(corners)), corners[:, k]) for k in range(3)])
        steps.append(ndimage.gaussian_filter1d(skin[tree.query(between)[1]], 4, axis=0, mode="nearest"))
    return np.asarray(cKDTree(np.concatenate(steps)).query(points)[0])


def _in_view(camera: Camera, surface: Surface, near: Mapping[str, Floats]) -> dict[str, list[Ints]]:
    picture = look(camera, surface.points, surface.triangles, finer=FINER)
    height = picture.carry(surface.points)[..., 1]
    visible = picture.hit & (dissolve(camera.name, picture.hit.shape, height) > 0.15)
    found = {}
    for name, distance in near.items():
        field = np.where(visible, -picture.carry(distance[:, None])[..., 0], -1.0)
        lines = [
            _line(line / FINER) for line in measure.find_contours(np.pad(field, 1, constant_values=-1.0), 0.0)
        ]
        if kept := [line for line in lines if _area(line) / 100 >= SMALLEST]:
            found[name] = kept
    return found


def _line(rows_and_columns: Floats) -> Ints:
    thinned = measure.approximate_polygon(rows_and_columns, 0.35)
    x = np.clip(thinned[:, 1] - 0.5 / FINER, 0, WIDTH)
    y = np.clip(thinned[:, 0] - 0.5 / FINER, 0, HEIGHT)
    return np.round(np.column_stack([x, y]) * 10).astype(int)


def _area(line: Ints) -> float:
    x, y = line[:, 0], line[:, 1]
    return abs(float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum())) / 2
