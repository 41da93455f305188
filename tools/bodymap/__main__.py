"""`python -m tools.bodymap [--only PART …] [FOLDER]`: make the body map anew."""

from __future__ import annotations

import argparse
from pathlib import Path

from tools.bodymap import mouth
from tools.bodymap.cameras import CAMERAS
from tools.bodymap.labels import flip, label
from tools.bodymap.makehuman import read_person
from tools.bodymap.outlines import mirrored, trace
from tools.bodymap.palpation import sites
from tools.bodymap.plates import draw
from tools.bodymap.surface import build
from tools.bodymap.table import tabulate
from tools.bodymap.writing import write_notice, write_plate, write_sites, write_table, write_views
from tools.bodymap.zones import ON_SKIN, arm_marks, fields

HERE = Path(__file__).resolve().parents[2] / "src" / "nuchal" / "bodymap" / "data"
PARTS = ("plates", "zones", "palpation")


def main() -> None:
    """Read the mesh, label it, draw it, write it."""
    parser = argparse.ArgumentParser(prog="python -m tools.bodymap", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=HERE, help="where to write")
    parser.add_argument(
        "--only", action="append", choices=PARTS, help="make only this part (may be repeated)"
    )
    choice = parser.parse_args()
    make(choice.folder, tuple(choice.only or PARTS))


def make(folder: Path, parts: tuple[str, ...] = PARTS) -> None:
    """Write the chosen parts of the body map into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    person = read_person()
    fine, coarse = build(person, light="plates" in parts or "palpation" in parts)
    if "zones" in parts:
        marks = arm_marks(person)
        distance = fields(fine, marks)
        pictures = {name: label(camera, fine, distance) for name, camera in CAMERAS.items() if name != "left"}
        pictures["mouth"] = mouth.label(len(ON_SKIN))
        borders = {
            name: trace(codes, {**CAMERAS, "mouth": mouth.CAMERA}[name]) for name, codes in pictures.items()
        }
        borders["left"] = mirrored(borders["right"])
        ordered = {name: borders[name] for name in (*CAMERAS, "mouth")}
        write_views(folder, ordered)
        pictures["left"] = flip(pictures["right"])
        write_table(folder, tabulate(coarse, fields(coarse, marks), pictures))
        write_notice(folder)
    if "palpation" in parts:
        write_sites(folder, sites(fine))
    if "plates" in parts:
        for name, camera in CAMERAS.items():
            write_plate(folder, name, draw(camera, fine))
        write_plate(folder, "mouth", mouth.draw())


if __name__ == "__main__":
    main()
