"""
Borders of zones as shared lines.

Every border between two zones is traced, smoothed and simplified once, and both zones use it: cells neither overlap
nor leave gaps. In views of both sides one half is traced and the other is its mirror.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from tools.bodymap.cameras import WIDTH, Camera
from tools.bodymap.makehuman import Floats, Ints

BEYOND_MIDLINE = -2
TOLERANCE = 0.22
SMOOTHING = 3.0
"""How far a border may move when simplified (view pixels), and over how many fine pixels steps are smoothed."""

Node = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Border:
    """A line in view coordinates, in tenths of a pixel, with the codes on its left and right hand (y down)."""

    points: Ints
    left: int
    right: int


def trace(codes: Ints, camera: Camera) -> list[Border]:
    """All borders of a label picture; paper is 0."""
    codes = np.where(codes < 0, 0, codes)
    finer = codes.shape[1] // WIDTH
    if not camera.mirrored:
        return [_simple(line, finer) for line in _lines(codes)]
    half = codes[:, : codes.shape[1] // 2]
    wall = np.full((len(half), 1), BEYOND_MIDLINE)
    borders = []
    for points, left, right in _lines(np.hstack([half, np.where(half[:, -1:] > 0, wall, 0)])):
        if {left, right} == {0, BEYOND_MIDLINE}:
            continue
        border = _simple((points, left, right), finer)
        if BEYOND_MIDLINE in (left, right):
            borders.append(_across(border))
        else:
            borders += [border, _mirror(border)]
    return borders


def mirrored(borders: list[Border]) -> list[Border]:
    """The same borders on the other side of the body: the left view is the right view in a mirror."""
    return [_mirror(border) for border in borders]


def rings(borders: list[Border]) -> dict[int, list[list[int]]]:
    """For each code its closed outlines: indices of borders, `~index` where a border is walked backwards."""
    found: dict[int, list[list[int]]] = {}
    walks: dict[int, list[int]] = defaultdict(list)
    for index, border in enumerate(borders):
        walks[border.left].append(index)
        walks[border.right].append(~index)
    for code in sorted(code for code in walks if code > 0):
        found[code] = [ring for ring in _closed(borders, walks[code]) if _area(walk(borders, ring)) > 0]
    return {code: outlines for code, outlines in found.items() if outlines}


def _area(points: Ints) -> float:
    x, y = points[:, 0], points[:, 1]
    return abs(float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum())) / 2


def walk(borders: list[Border], ring: list[int]) -> Ints:
    """The points of a closed outline; the last equals the first."""
    parts = [borders[i].points if i >= 0 else borders[~i].points[::-1] for i in ring]
    return np.concatenate([parts[0][:1], *[part[1:] for part in parts]])


def _closed(borders: list[Border], walks: list[int]) -> list[list[int]]:
    starts: dict[Node, list[int]] = defaultdict(list)
    for step in walks:
        starts[_ends(borders, step)[0]].append(step)
    outlines = []
    for first in walks:
        if first not in starts[_ends(borders, first)[0]]:
            continue
        ring, step = [], first
        start = _ends(borders, first)[0]
        while True:
            here, there = _ends(borders, step)
            starts[here].remove(step)
            ring.append(step)
            if there == start:
                break
            step = starts[there][0]
        outlines.append(ring)
    return outlines


def _ends(borders: list[Border], step: int) -> tuple[Node, Node]:
    points = borders[step].points if step >= 0 else borders[~step].points[::-1]
    first, last = points[0], points[-1]
    return (int(first[0]), int(first[1])), (int(last[0]), int(last[1]))


def _mirror(border: Border) -> Border:
    points = border.points * np.array([-1, 1]) + np.array([WIDTH * 10, 0])
    return Border(points, _other(border.right), _other(border.left))


def _across(border: Border) -> Border:
    """On the midline the neighbour is the same zone of the other side."""
    left = _other(border.right) if border.left == BEYOND_MIDLINE else border.left
    right = _other(border.left) if border.right == BEYOND_MIDLINE else border.right
    return Border(border.points, left, right)


def _other(code: int) -> int:
    return (code - 1 ^ 1) + 1 if code > 0 else code


def _lines(codes: Ints) -> list[tuple[Floats, int, int]]:
    """Chains of pixel edges between junctions, each with the code on its left and right."""
    padded = np.pad(codes, 1)
    follow: dict[Node, list[tuple[Node, int, int]]] = defaultdict(list)
    degree: dict[Node, int] = defaultdict(int)
    rows, columns = np.nonzero(padded[:, :-1] != padded[:, 1:])
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        a, b = int(padded[row, column]), int(padded[row, column + 1])
        _add(follow, degree, (column, row - 1), (column, row), b, a)
    rows, columns = np.nonzero(padded[:-1] != padded[1:])
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        a, b = int(padded[row, column]), int(padded[row + 1, column])
        _add(follow, degree, (column - 1, row), (column, row), a, b)
    junctions = [node for node in follow if _is_junction(follow[node])]
    fixed = set(junctions)
    used: set[tuple[Node, Node]] = set()
    lines = []
    for start in [*junctions, *follow]:
        for towards, left, right in follow[start]:
            if (start, towards) in used or left < right:
                continue
            chain, here, there = [start], start, towards
            while True:
                used.update({(here, there), (there, here)})
                chain.append(there)
                if there in fixed or there == start:
                    break
                here, there = there, next(n for n, _, _ in follow[there] if n != here)
            lines.append((np.array(chain, float), left, right))
    return lines


def _add(
    follow: dict[Node, list[tuple[Node, int, int]]],
    degree: dict[Node, int],
    start: Node,
    end: Node,
    left: int,
    right: int,
) -> None:
    follow[start].append((end, left, right))
    follow[end].append((start, right, left))
    degree[start] += 1
    degree[end] += 1


def _is_junction(ways: list[tuple[Node, int, int]]) -> bool:
    return len(ways) != 2


def _simple(line: tuple[Floats, int, int], finer: int) -> Border:
    points, left, right = line
    closed = bool((points[0] == points[-1]).all())
    smooth = ndimage.gaussian_filter1d(
        _reflected(points, closed), SMOOTHING, axis=0, mode="wrap" if closed else "nearest"
    )
    smooth = smooth[: len(points) - 1] if closed else smooth[PAD : PAD + len(points)]
    smooth = np.vstack([smooth, smooth[:1]]) if closed else smooth
    if not closed:
        smooth[0], smooth[-1] = points[0], points[-1]
    kept = _thinned(smooth / finer, TOLERANCE)
    return Border(np.round(kept * 10).astype(int), left, right)


PAD = 12


def _reflected(points: Floats, closed: bool) -> Floats:
    """So that a line ends where it began: mirror it through its ends before smoothing."""
    if closed:
        return points[:-1]
    size = min(PAD, len(points) - 1)
    before = 2 * points[0] - points[1 : size + 1][::-1]
    after = 2 * points[-1] - points[-size - 1 : -1][::-1]
    fill = PAD - size
    return np.vstack([np.repeat(before[:1], fill, 0), before, points, after, np.repeat(after[-1:], fill, 0)])


def _thinned(points: Floats, tolerance: float) -> Floats:
    """Douglas-Peucker; a closed line is first split where it is farthest from its start."""
    if (points[0] == points[-1]).all() and len(points) > 3:
        far = int(np.argmax(((points - points[0]) ** 2).sum(1)))
        return np.vstack([_thinned(points[: far + 1], tolerance), _thinned(points[far:], tolerance)[1:]])
    if len(points) < 3:
        return points
    start, end = points[0], points[-1]
    along = end - start
    length = float(np.hypot(*along))
    offset = points - start
    distance = np.abs(along[0] * offset[:, 1] - along[1] * offset[:, 0]) / max(length, 1e-9)
    worst = int(np.argmax(distance))
    if distance[worst] <= tolerance:
        return np.array([start, end])
    return np.vstack([_thinned(points[: worst + 1], tolerance), _thinned(points[worst:], tolerance)[1:]])
