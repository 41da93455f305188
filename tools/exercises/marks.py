"""The few kinds of mark in a picture, each with a class for the web and plain attributes for paper."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tools.bodymap.makehuman import Floats
from tools.exercises.fitting import curve_through, number, path

INK, SKIN, CLOTH, TROUSERS, HAIR, PROP = "#2a231d", "#fcf8f0", "#ffffff", "#e3d9c7", "#8b7d6a", "#ebe3d4"
MOVE, GHOST = "#17685f", "#6c6053"
WIDE, THIN = 2.1, 1.5
FILLS = {
    "body": ("ex-body", SKIN),
    "cloth": ("ex-cloth", CLOTH),
    "trousers": ("ex-cloth ex-dark", TROUSERS),
    "hair": ("ex-hair", HAIR),
    "prop": ("ex-prop", PROP),
    "towel": ("ex-prop", "#cfc2ab"),
    "mouth": ("ex-mouth", "#6c5348"),
    "tongue": ("ex-tongue", "#e6bba6"),
}
Points = Sequence[tuple[float, float]]

DIGITS = {
    "0": [((0, 3), (0.4, 0.8), (2, 0), (3.6, 0.8), (4, 3), (4, 5), (3.6, 7.2), (2, 8), (0.4, 7.2), (0, 5), (0, 3))],
    "1": [((0.6, 1.7), (2.6, 0)), ((2.6, 0), (2.6, 8))],
    "2": [((0.2, 2.1), (0.6, 0.6), (2, 0), (3.5, 0.6), (3.8, 2.3), (2.9, 4.2), (0.1, 8)), ((0.1, 8), (4.1, 8))],
    "3": [((0.2, 1.4), (1, 0.3), (2.2, 0), (3.5, 0.6), (3.8, 2.0), (3.2, 3.3), (1.6, 3.8)),
          ((1.6, 3.8), (3.5, 4.3), (4.1, 5.8), (3.6, 7.4), (2, 8), (0.7, 7.6), (0, 6.5))],
    "4": [((3.0, 8), (3.0, 0)), ((3.0, 0), (0, 5.6)), ((0, 5.6), (4.3, 5.6))],
    "5": [((3.7, 0), (0.7, 0)), ((0.7, 0), (0.4, 3.7)), ((0.4, 3.7), (1.3, 3.1), (2.5, 3.0), (3.7, 3.8),
    (4.0, 5.4), (3.5, 7.2), (2, 8), (0.8, 7.7), (0, 6.7))],
    "6": [((3.6, 0.9), (2.4, 0), (1, 0.7), (0.1, 3.0), (0.1, 5.6), (0.7, 7.4), (2.1, 8), (3.5, 7.3), (4, 5.6),
    (3.4, 4.0), (2.1, 3.4), (0.8, 4.0), (0.1, 5.6))],
    "7": [((0, 0), (4, 0)), ((4, 0), (1.5, 8))],
    "8": [((2, 3.8), (0.6, 3.1), (0.3, 1.8), (0.8, 0.5), (2, 0), (3.2, 0.5), (3.7, 1.8), (3.4, 3.1), (2, 3.8),
    (0.5, 4.6), (0, 6), (0.5, 7.4), (2, 8), (3.5, 7.4), (4, 6), (3.5, 4.6), (2, 3.8))],
    "9": [((3.9, 2.4), (3.3, 4.0), (1.9, 4.6), (0.6, 4.0), (0, 2.4), (0.5, 0.7), (1.9, 0), (3.3, 0.6),
    (3.9, 2.4), (3.9, 5.0), (3.0, 7.3), (1.6, 8), (0.4, 7.1))],
}  # fmt: skip


def shape(kind: str, d: str, *, line: bool) -> str:
    """A filled area, with or without a line around it."""
    name, fill = FILLS[kind]
    wide = WIDE if kind == "body" else THIN
    rest = f' stroke="{INK}" stroke-width="{wide}"' if line else ' stroke="none"'
    name = f"{name} ex-line" if line else name
    return f'<path class="{name}" fill="{fill}"{rest} d="{d}"/>' if d else ""


def line(d: str, *, fine: bool = False) -> str:
    """A line of the drawing."""
    return (
        f'<path class="ex-line" fill="none" stroke="{INK}" stroke-width="{THIN if fine else WIDE}" d="{d}"/>'
        if d
        else ""
    )


def dots(d: str) -> str:
    """Pupils."""
    return f'<path class="ex-dot" fill="{INK}" stroke="none" d="{d}"/>'


def soft(d: str) -> str:
    """An area in a light tone of the accent."""
    return f'<path class="ex-move ex-soft" fill="#dbe7dc" stroke="{MOVE}" stroke-width="{THIN}" d="{d}"/>'


def cord(d: str) -> str:
    """An elastic band or a string."""
    return (
        f'<path class="ex-prop ex-cord" fill="none" stroke="#b98a3e" stroke-width="3.4" d="{d}"/>'
        if d
        else ""
    )


def ghost(d: str) -> str:
    """A dotted outline: where the movement starts or ends."""
    kind = f'class="ex-ghost" fill="none" stroke="{GHOST}" stroke-width="1.7" stroke-dasharray="0.1 4.2"'
    return f'<path {kind} d="{d}"/>'


def floor(y: float, left: float, right: float) -> str:
    """The ground."""
    return line(f"M{number(left)} {number(y)}H{number(right)}", fine=True)


def drawn(*curves: Points | Floats, kind: str = "", fine: bool = False, closed: bool = False) -> str:
    """A line by hand; with a kind, filled."""
    d = "".join(path(curve_through(c), tolerance=0.1, reach=1.5) + ("z" if closed else "") for c in curves)  # type: ignore[arg-type]
    return shape(kind, d, line=True) if kind else line(d, fine=fine)


def dashes(*curves: Points) -> str:
    """A dashed line: a limit, a mirror line."""
    d = "".join(path(curve_through(c), tolerance=0.1) for c in curves)
    return f'<path class="ex-ghost" fill="none" stroke="{GHOST}" stroke-width="1.5" stroke-dasharray="5 4" d="{d}"/>'


def dots_along(points: Points) -> str:
    """A dotted line, dot by dot."""
    d = "".join(f"M{number(x)} {number(y)}h.1" for x, y in points)
    return f'<path class="ex-ghost" fill="none" stroke="{GHOST}" stroke-width="2.4" d="{d}"/>'


def arrow(*points: tuple[float, float], both: bool = False, wide: float = 2.6, head: float = 8.0) -> str:
    """An arrow along a smooth line, with its head at the end (or at both); three points make an arc."""
    curve = _arc(points) if len(points) == 3 else curve_through(points, 16)
    heads = [_head(curve, head)]
    shaft = _shortened(curve, head * 0.7)
    if both:
        heads.append(_head(curve[::-1], head))
        shaft = _shortened(shaft[::-1], head * 0.7)[::-1]
    d = path(shaft, tolerance=0.12, reach=30)
    return (
        f'<path class="ex-move" fill="none" stroke="{MOVE}" stroke-width="{number(wide)}" d="{d}"/>'
        f'<path class="ex-move ex-tip" fill="{MOVE}" stroke="none" d="{"".join(heads)}"/>'
    )


def numeral(text: str, x: float, y: float, *, size: float = 11.0, move: bool = False) -> str:
    """Figures drawn as lines, so that no font is needed; x and y are the middle."""
    step, scale = 6.0, size / 8
    width = (step * (len(text) - 1) + 4) * scale
    d = ""
    for place, letter in enumerate(text):
        for part in DIGITS[letter]:
            points = np.asarray(part, float) * scale + np.array(
                [x - width / 2 + step * scale * place, y - size / 2]
            )
            d += path(curve_through(points) if len(part) > 2 else points, tolerance=0.08, reach=0.6)  # type: ignore[arg-type]
    kind, ink = ("ex-move", MOVE) if move else ("ex-line", INK)
    return f'<path class="{kind}" fill="none" stroke="{ink}" stroke-width="{number(max(1.4, size * 0.15))}" d="{d}"/>'


def ringed(text: str, x: float, y: float, *, radius: float = 8.5) -> str:
    """The number of a step or a part, in a ring."""
    return (
        f'<circle class="ex-cloth ex-line" cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="#ffffff" '
        f'stroke="{INK}" stroke-width="1.4"/>' + numeral(text, x, y, size=radius * 1.05)
    )


def circle(x: float, y: float, radius: float, *, kind: str = "prop") -> str:
    """A circle with a line around it."""
    name, fill = FILLS[kind]
    return (
        f'<circle class="{name} ex-line" cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="{fill}" '
        f'stroke="{INK}" stroke-width="{WIDE}"/>'
    )


def ring(x: float, y: float, radius: float) -> str:
    """A wheel: a ring that is not filled."""
    return (
        f'<circle class="ex-line" cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="none" stroke="{INK}" '
        f'stroke-width="{THIN}"/>'
    )


def block(x: float, y: float, width: float, height: float, *, kind: str = "prop") -> str:
    """A bar of a row."""
    return shape(
        kind, f"M{number(x)} {number(y)}h{number(width)}v{number(height)}h{number(-width)}z", line=True
    )


def bubble(x: float, y: float, width: float, height: float) -> str:
    """Somebody is talking: a speech bubble with three dots."""
    r = height / 2
    d = (
        f"M{number(x + r)} {number(y)}h{number(width - 2 * r)}a{number(r)} {number(r)} 0 0 1 0 {number(height)}"
        f"h{number(-(width - 2 * r) + 4)}l-8 6 1-6.4a{number(r)} {number(r)} 0 0 1 3-{number(height - 0.4)}z"
    )
    spots = "".join(
        f'<circle class="ex-dot" cx="{number(x + width / 2 + k * 7)}" cy="{number(y + r)}" r="1.7" fill="{INK}"/>'
        for k in (-1, 0, 1)
    )
    return shape("cloth", d, line=True) + spots


def crossed(x: float, y: float, radius: float) -> str:
    """Not so: a crossed-out ring."""
    a = radius * 0.707
    d = (
        f"M{number(x - radius)} {number(y)}a{number(radius)} {number(radius)} 0 1 0 {number(2 * radius)} 0"
        f"a{number(radius)} {number(radius)} 0 1 0 {number(-2 * radius)} 0z"
        f"M{number(x - a)} {number(y - a)}l{number(2 * a)} {number(2 * a)}"
    )
    return f'<path class="ex-not" fill="none" stroke="#9b1c1c" stroke-width="2.6" d="{d}"/>'


def cross(left: float, top: float, right: float, bottom: float) -> str:
    """Not so: two strokes across a small picture."""
    a, b, c, e = (number(v) for v in (left, top, right, bottom))
    return f'<path class="ex-not" fill="none" stroke="#9b1c1c" stroke-width="2" d="M{a} {b}L{c} {e}M{c} {b}L{a} {e}"/>'


def moved(x: float, y: float, inside: str, *, scale: float = 1.0) -> str:
    """A part of the picture at another place."""
    size = f" scale({number(scale) if scale in (0.5, 1.0) else scale})" if scale != 1 else ""
    return f'<g transform="translate({number(x)} {number(y)}){size}">{inside}</g>'


def _arc(points: Points) -> Floats:
    """The circle through three points, from the first to the last."""
    (ax, ay), (bx, by), (cx, cy) = points
    twice = 2 * (ax * (by - cy) + bx * (cy - ay) + cx * (ay - by))
    if abs(twice) < 1:
        return np.asarray([points[0], points[2]], float)
    a2, b2, c2 = ax**2 + ay**2, bx**2 + by**2, cx**2 + cy**2
    x = (a2 * (by - cy) + b2 * (cy - ay) + c2 * (ay - by)) / twice
    y = (a2 * (cx - bx) + b2 * (ax - cx) + c2 * (bx - ax)) / twice
    first, middle, last = (np.arctan2(py - y, px - x) for px, py in points)
    turn = (last - first) % (2 * np.pi)
    if (middle - first) % (2 * np.pi) > turn:
        turn -= 2 * np.pi
    angle = first + turn * np.linspace(0, 1, 40)
    radius = np.hypot(ax - x, ay - y)
    return np.column_stack([x + radius * np.cos(angle), y + radius * np.sin(angle)])


def _shortened(curve: Floats, by: float) -> Floats:
    step = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(curve, axis=0).T))])
    keep = step < step[-1] - by
    end = np.array([[np.interp(step[-1] - by, step, curve[:, k]) for k in range(2)]])
    return np.vstack([curve[keep], end])


def _head(curve: Floats, size: float) -> str:
    tip = curve[-1]
    back = _shortened(curve, size * 0.75)[-1]
    way = (tip - back) / np.hypot(*(tip - back))
    side = np.array([-way[1], way[0]]) * size * 0.52
    base = tip - way * size
    a, b = base + side, base - side
    return "M" + "L".join(f"{number(p[0])} {number(p[1])}" for p in (tip, a, b)) + "z"


def document(width: float, height: float, title: str, words: str, inside: str) -> str:
    """The whole picture."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(width)} {number(height)}" role="img" '
        f'stroke-linecap="round" stroke-linejoin="round"><title>{title}</title><desc>{words}</desc>{inside}</svg>\n'
    )
