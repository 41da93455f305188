"""
The head-neck-shoulder surface: views, zones, strokes to zones and back, pictures. Pure geometry; knows no clinic.

A drawing made in any view lies on one surface, so the same spot painted in two views is one spot.
"""

from nuchal.bodymap.atlas import MODES, SIDES, BodymapError, Mode, Place, Sheet, Side, plate, views, zones
from nuchal.bodymap.comparing import (
    Extent,
    Frequency,
    Overlap,
    Symmetry,
    extent,
    frequency,
    overlap,
    symmetry,
)
from nuchal.bodymap.drawings import FORMAT, Drawing, Stroke, ZoneMark, mirrored, of_marks, read, write
from nuchal.bodymap.outlines import borders, outline, silhouette, zone_at
from nuchal.bodymap.spots import Spot, locate, moved, spot
from nuchal.bodymap.strokes import footprint, stroke_zones, zone_marks
from nuchal.bodymap.svg import LegendRow, Referral, legend, pain_class, referral, svg

__all__ = [
    "FORMAT",
    "MODES",
    "SIDES",
    "BodymapError",
    "Drawing",
    "Extent",
    "Frequency",
    "LegendRow",
    "Mode",
    "Overlap",
    "Place",
    "Referral",
    "Sheet",
    "Side",
    "Spot",
    "Stroke",
    "Symmetry",
    "ZoneMark",
    "borders",
    "extent",
    "footprint",
    "frequency",
    "legend",
    "locate",
    "mirrored",
    "moved",
    "of_marks",
    "outline",
    "overlap",
    "pain_class",
    "plate",
    "read",
    "referral",
    "silhouette",
    "spot",
    "stroke_zones",
    "svg",
    "symmetry",
    "views",
    "write",
    "zone_at",
    "zone_marks",
    "zones",
]
