"""
The drawing pad in the browser: what its script needs to know of the map, and a page to try it on.

The script knows no view, zone, word or rule by itself; everything arrives as one JSON object, so that a language, a map
or a threshold can change without touching it. Serve the folder `pad` and `tokens.css` as static files, and the data as
JSON.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuchal.bodymap.atlas import LEFT_IS, MODES, NOTHING, atlas, plate
from nuchal.bodymap.drawings import MOST_POINTS, MOST_POINTS_IN_ALL
from nuchal.bodymap.outlines import borders, silhouette
from nuchal.bodymap.spots import sight
from nuchal.bodymap.strength import STEP_TOPS, UNKNOWN_STEP
from nuchal.bodymap.strokes import ENOUGH_OF_STROKE, ENOUGH_OF_ZONE
from nuchal.bodymap.web.modules import joined_script
from nuchal.bodymap.web.words import WORDS

FORMAT = "nuchal.pad/2"
MAIN_VIEWS = ("front", "back", "left", "right", "top", "face", "nape", "mouth", "arms_front", "arms_back")
FOLDER = files("nuchal.bodymap.web")
SIZES: Mapping[str, int] = {"fine": 12, "middle": 24, "broad": 44}
"""Radius of each brush, in pixels of the picture."""


def pad_data(
    names: Mapping[str, str],
    groups: Mapping[str, Iterable[str]],
    qualities: Mapping[str, str],
    words: Mapping[str, Any] = WORDS,
) -> dict[str, Any]:
    """
    Everything the pad shows: views, which triangle each square of a view sees, zones with names, and words.

    `names`: zone id -> name; `groups`: heading -> zone ids, in the order of the list; `qualities`: id -> short name.
    """
    known = atlas()
    return {
        "format": FORMAT,
        "size": [known.view("front").width, known.view("front").height],
        "cell": known.view("front").cell,
        "rules": rules(),
        "views": {
            name: {
                "leftIs": LEFT_IS[name],
                "silhouette": silhouette(name),
                "borders": borders(name),
                "matrix": _matrix(name),
            }
            for name in MAIN_VIEWS
        },
        "zones": list(known.zones),
        "names": {zone: names.get(zone, zone) for zone in known.zones},
        "groups": [
            {"name": name, "zones": [z for z in members if z in known.zones]}
            for name, members in groups.items()
        ],
        "qualities": dict(qualities),
        "surface": _seen(),
        "middles": _middles(),
        "shows": _shows(),
        "words": dict(words),
    }


def rules() -> dict[str, Any]:
    """Every number that the script and the server share; it stands in Python and is handed over."""
    return {
        "enough_of_zone": ENOUGH_OF_ZONE,
        "enough_of_stroke": ENOUGH_OF_STROKE,
        "most_points": MOST_POINTS,
        "most_points_in_all": MOST_POINTS_IN_ALL,
        "step_tops": list(STEP_TOPS),
        "unknown_step": UNKNOWN_STEP,
        "nothing": NOTHING,
        "sizes": dict(SIZES),
    }


def demo_page(data: Mapping[str, Any], mode: str = "light", fonts: Mapping[str, bytes] | None = None) -> str:
    """The pad on a page of its own with everything inside; its content security policy allows nothing else."""
    style = "\n".join([_faces(fonts or {}), _read("tokens.css"), plates_css(), _read("pad/pad.css")])
    script = joined_script()
    told = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; img-src data:; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        f'<!doctype html>\n<html lang="en" data-mode="{mode}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n<title>{WORDS["title"]} · Nuchal</title>\n'
        f'<style>{style}</style>\n</head>\n<body>\n<main>\n<h1 class="pad-title">{WORDS["title"]}</h1>\n'
        '<form><nuchal-pad data="#pad-data" name="drawing" keep="demo"></nuchal-pad></form>\n</main>\n'
        f'<script type="application/json" id="pad-data">{told}</script>\n<script type="module">{script}</script>\n'
        "</body>\n</html>\n"
    )


def plates_css(address: str | None = None) -> str:
    """Style rules that put a plate behind every view: inside the sheet, or under `address` as static files."""

    def rules(mode: Any) -> str:
        return "".join(f" --fig-{view}: url({_plate(view, mode, address)});" for view in MAIN_VIEWS)

    light, dark, dim = (rules(mode) for mode in MODES)
    not_chosen = ":root:not([data-mode], :has(#mode-light:checked, #mode-dark:checked, #mode-dim:checked))"
    return (
        f':root, [data-mode="light"], :root:has(#mode-light:checked) {{{light} }}\n'
        f'[data-mode="dark"], :root:has(#mode-dark:checked) {{{dark} }}\n'
        f'[data-mode="dim"], :root:has(#mode-dim:checked) {{{dim} }}\n'
        f"@media (prefers-color-scheme: dark) {{ {not_chosen} {{{dark} }} }}\n"
        + "".join(f".fig-{view} {{ background-image: var(--fig-{view}); }}\n" for view in MAIN_VIEWS)
    )


def _plate(view: str, mode: Any, address: str | None) -> str:
    if address is not None:
        return f"{address}/{view}-{mode}.webp"
    return f"data:image/webp;base64,{base64.b64encode(plate(view, mode)).decode()}"


STEPS = 200
"""Middles of triangles are told in steps of half a millimetre."""


def _matrix(view: str) -> list[list[float]] | None:
    """From the middle of a triangle, in steps, to pixel x, pixel y and depth; None where the pose is another."""
    shown = atlas().view(view)
    if shown.pose != "bust" or view == "mouth":
        return None
    return [[*(round(float(n) / STEPS, 8) for n in row[:3]), round(float(row[3]), 5)] for row in shown.matrix]


def _seen() -> dict[str, Any]:
    """The count of triangles, the code of each, then per view the triangle in every square."""
    known = atlas()
    parts = [known.surface.codes.astype(np.uint16)]
    for name in MAIN_VIEWS:
        seen = known.view(name).seen
        parts.append(np.where(seen < 0, NOTHING, seen).astype(np.uint16).ravel())
    return _packed(np.concatenate([np.array([len(parts[0])], np.uint16), *parts]))


def _shows() -> dict[str, Any]:
    """Per view one bit for each triangle: whether its middle is seen, as `nuchal.bodymap.spots.sight` decides."""
    views = [name for name in MAIN_VIEWS if _matrix(name) is not None]
    bits = b"".join(np.packbits(sight(name)[1], bitorder="little").tobytes() for name in views)
    return _packed(np.frombuffer(bits + bytes(len(bits) % 2), "<u2"))


def _middles() -> dict[str, Any]:
    surface = atlas().surface
    middles = surface.bust[surface.triangles].mean(axis=1)
    return _packed(np.round(middles.T * STEPS).astype(np.int16).ravel().view(np.uint16))


def _packed(numbers: NDArray[np.uint16]) -> dict[str, Any]:
    """Deltas, deflated, in base64, with how many bytes they are."""
    deltas = np.diff(numbers, prepend=np.uint16(0)).astype("<u2").tobytes()
    return {"bytes": len(deltas), "packed": base64.b64encode(zlib.compress(deltas, 9)).decode()}


def _faces(fonts: Mapping[str, bytes]) -> str:
    return "".join(
        f'@font-face {{ font-family: "{family}"; font-weight: 400 700; src: '
        f'url(data:font/woff2;base64,{base64.b64encode(data).decode()}) format("woff2"); }}\n'
        for family, data in fonts.items()
    )


def _read(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
