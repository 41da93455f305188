"""From many small steps to few smooth curves: Bezier fitting after Schneider, and numbers as SVG paths."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from scipy import ndimage

from tools.bodymap.makehuman import Floats

CORNER = 52.0
"""Degrees: a sharper turn stays a corner."""


def path(points: Floats, *, tolerance: float = 0.22, closed: bool = False, reach: float = 2.2) -> str:
    """An SVG path through points; `reach` is how far to either side a turn is measured to be called a corner."""
    points = _apart(points)
    if len(points) < 2:
        return ""
    if closed:
        return _closed(points, tolerance, reach)
    marks = [0, *_corners(points, reach), len(points) - 1]
    curves = [curve for a, b in pairwise(marks) for curve in _fitted(points[a : b + 1], tolerance)]
    return _written(curves)


def smoothed(points: Floats, sigma: float) -> Floats:
    """An open line without its smallest wiggles; its ends stay."""
    if len(points) < 5:
        return points
    size = min(len(points) - 1, int(4 * sigma) + 1)
    before = 2 * points[0] - points[1 : size + 1][::-1]
    after = 2 * points[-1] - points[-size - 1 : -1][::-1]
    padded = np.vstack([before, points, after])
    return np.asarray(ndimage.gaussian_filter1d(padded, sigma, axis=0)[size : size + len(points)])


def curve_through(points: Sequence[tuple[float, ...]] | Floats, steps: int = 12) -> Floats:
    """A smooth line through a few set points (Catmull-Rom), as many small steps."""
    p = np.asarray(points, float)
    if len(p) < 3:
        return np.asarray(p)
    p = np.vstack([2 * p[0] - p[1], p, 2 * p[-1] - p[-2]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    parts = []
    for a, b, c, d in zip(p[:-3], p[1:-2], p[2:-1], p[3:], strict=True):
        parts.append(
            0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        )
    return np.vstack([*parts, p[-2:-1]])


def number(value: float) -> str:
    """At most one decimal, no empty zeros."""
    text = f"{value:.1f}"
    text = text[:-2] if text.endswith(".0") else text
    return "0" if text == "-0" else text


def _apart(points: Floats) -> Floats:
    keep = np.concatenate([[True], np.hypot(*np.diff(points, axis=0).T) > 1e-6])
    return points[keep]


def _closed(points: Floats, tolerance: float, reach: float) -> str:
    ring = points[:-1] if np.allclose(points[0], points[-1]) else points
    corners = _corners(np.vstack([ring, ring, ring]), reach)
    inside = [c - len(ring) for c in corners if len(ring) <= c < 2 * len(ring)]
    ring = np.roll(ring, -(inside[0] if inside else 0), axis=0)
    marks = sorted({0, *[(c - inside[0]) % len(ring) for c in inside]} if inside else {0, len(ring) // 2})
    ring = np.vstack([ring, ring[:1]])
    marks = [*marks, len(ring) - 1]
    curves = []
    for a, b in pairwise(marks):
        part = ring[a : b + 1]
        if not inside:
            ahead = ring[(a + 2) % (len(ring) - 1)] - ring[(a - 2) % (len(ring) - 1)]
            behind = ring[(b - 2) % (len(ring) - 1)] - ring[(b + 2) % (len(ring) - 1)]
            curves += _fitted(part, tolerance, _unit(ahead), _unit(behind))
        else:
            curves += _fitted(part, tolerance)
    return _written(curves) + "z"


def _corners(points: Floats, reach: float) -> list[int]:
    """Where a line turns sharply, measured over a fixed length to both sides."""
    step = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    before = np.column_stack([np.interp(step - reach, step, points[:, k]) for k in range(2)])
    after = np.column_stack([np.interp(step + reach, step, points[:, k]) for k in range(2)])
    one, two = points - before, after - points
    turn = np.abs(np.arctan2(one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0], (one * two).sum(1)))
    turn[(step < reach) | (step > step[-1] - reach)] = 0
    found = []
    for i in np.nonzero(turn > np.radians(CORNER))[0]:
        near = np.abs(step - step[i]) < reach
        if turn[i] == turn[near].max() and not (found and step[i] - step[found[-1]] < reach):
            found.append(int(i))
    return found


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / max(float(np.hypot(*vector)), 1e-9))


def _fitted(
    points: Floats, tolerance: float, start: Floats | None = None, end: Floats | None = None
) -> list[Floats]:
    """Cubic curves (four points each) that stay within the tolerance."""
    if start is None:
        start = _unit(points[min(3, len(points) - 1)] - points[0])
    if end is None:
        end = _unit(points[max(-4, -len(points))] - points[-1])
    if len(points) == 2:
        third = np.hypot(*(points[1] - points[0])) / 3
        return [np.array([points[0], points[0] + start * third, points[1] + end * third, points[1]])]
    u = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    u = u / u[-1]
    for _ in range(5):
        curve = _best(points, u, start, end)
        gap = np.hypot(*(_at(curve, u) - points).T)
        if gap.max() <= tolerance:
            return [curve]
        if gap.max() > tolerance * 12:
            break
        u = _nearer(curve, points, u)
    split = int(np.clip(np.argmax(gap), 1, len(points) - 2))
    around = _unit(points[max(split - 3, 0)] - points[min(split + 3, len(points) - 1)])
    return [
        *_fitted(points[: split + 1], tolerance, start, around),
        *_fitted(points[split:], tolerance, -around, end),
    ]


def _at(curve: Floats, u: Floats) -> Floats:
    u = u[:, None]
    return np.asarray(
        (1 - u) ** 3 * curve[0]
        + 3 * (1 - u) ** 2 * u * curve[1]
        + 3 * (1 - u) * u**2 * curve[2]
        + u**3 * curve[3]
    )


def _best(points: Floats, u: Floats, start: Floats, end: Floats) -> Floats:
    b1, b2 = 3 * (1 - u) ** 2 * u, 3 * (1 - u) * u**2
    fixed = np.outer((1 - u) ** 3 + b1, points[0]) + np.outer(u**3 + b2, points[-1])
    a, b = np.outer(b1, start), np.outer(b2, end)
    rest = points - fixed
    m = np.array([[(a * a).sum(), (a * b).sum()], [(a * b).sum(), (b * b).sum()]])
    v = np.array([(a * rest).sum(), (b * rest).sum()])
    size = np.hypot(*(points[-1] - points[0]))
    lengths = np.linalg.solve(m, v) if abs(np.linalg.det(m)) > 1e-9 else np.array([size / 3, size / 3])
    along = np.hypot(*np.diff(points, axis=0).T).sum()
    if lengths.min() < size * 0.02 or lengths.max() > along:
        lengths = np.array([size / 3, size / 3])
    return np.array([points[0], points[0] + start * lengths[0], points[-1] + end * lengths[1], points[-1]])


def _nearer(curve: Floats, points: Floats, u: Floats) -> Floats:
    d1, d2 = 3 * np.diff(curve, axis=0), 6 * np.diff(curve, 2, axis=0)
    w = u[:, None]
    gap = _at(curve, u) - points
    first = (1 - w) ** 2 * d1[0] + 2 * (1 - w) * w * d1[1] + w**2 * d1[2]
    second = (1 - w) * d2[0] + w * d2[1]
    over = (gap * first).sum(1)
    under = (first**2).sum(1) + (gap * second).sum(1)
    moved = np.where(np.abs(under) > 1e-9, u - over / np.where(np.abs(under) > 1e-9, under, 1), u)
    return np.asarray(np.maximum.accumulate(np.clip(moved, 0, 1)))


def _written(curves: Sequence[Floats]) -> str:
    """Relative cubic curves in tenths, so that rounding never adds up."""
    here = np.round(curves[0][0], 1)
    text = f"M{number(here[0])} {number(here[1])}"
    for curve in curves:
        to = np.round(curve, 1)
        straight = max(_off(curve[1], curve[0], curve[3]), _off(curve[2], curve[0], curve[3])) < 0.12
        chosen = to[3:] if straight else to[1:]
        text += ("l" if straight else "c") + _joined((chosen - here).ravel())
        here = to[3]
    return text


def _off(point: Floats, start: Floats, end: Floats) -> float:
    way = end - start
    size = np.hypot(*way)
    if size < 1e-6:
        return float(np.hypot(*(point - start)))
    return float(abs(way[0] * (point - start)[1] - way[1] * (point - start)[0]) / size)


def _joined(values: Floats) -> str:
    """Numbers with as few signs between them as the format allows: `.5.6`, `1-2`."""
    text, last = "", ""
    for value in values:
        part = number(float(value))
        part = part.replace("0.", ".", 1) if part.startswith(("0.", "-0.")) else part
        apart = not last or part.startswith("-") or (part.startswith(".") and "." in last)
        text += part if apart else f" {part}"
        last = part
    return text
