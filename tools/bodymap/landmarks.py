"""Where are the bony and soft landmarks of the neutral adult? Set by hand on the mean mesh, in decimetres."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Point = tuple[float, float, float]

LANDMARKS: Mapping[str, Point] = MappingProxyType(
    {
        # |x| from the midline, y up, z forward; one side, since the mesh is symmetric
        "vertex": (0.0, 8.40, 0.45),
        "trichion": (0.0, 8.10, 1.24),
        "glabella": (0.0, 7.50, 1.44),
        "nasion": (0.0, 7.36, 1.41),
        "pupil": (0.285, 7.36, 1.33),
        "medial_canthus": (0.13, 7.33, 1.28),
        "lateral_canthus": (0.45, 7.33, 1.22),
        "nose_tip": (0.0, 7.00, 1.59),
        "ala": (0.17, 6.98, 1.42),
        "mouth_corner": (0.22, 6.68, 1.38),
        "menton": (0.0, 6.29, 1.30),
        "gonion": (0.52, 6.60, 0.62),
        "zygion": (0.62, 7.14, 0.86),
        "tragus": (0.68, 7.12, 0.57),
        "ear_canal": (0.70, 7.12, 0.47),
        "ear_top": (0.80, 7.39, 0.42),
        "lobe": (0.74, 6.90, 0.52),
        "mastoid_tip": (0.58, 6.84, 0.30),
        "external_occipital_protuberance": (0.0, 7.10, -0.33),
        "c2_spine": (0.0, 6.66, -0.14),
        "c7_spine": (0.0, 5.78, -0.36),
        "hyoid": (0.0, 6.22, 0.90),
        "jugular_notch": (0.0, 5.46, 0.70),
        "sternal_clavicle": (0.20, 5.48, 0.66),
        "acromion": (1.60, 5.56, 0.10),
        "superior_scapular_angle": (0.62, 5.42, -0.50),
        "inferior_scapular_angle": (0.80, 4.25, -0.60),
        "scapular_spine_root": (0.60, 5.15, -0.60),
        "deltoid_insertion": (2.12, 4.20, 0.20),
    }
)
