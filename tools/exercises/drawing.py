"""One frame from its scene: fills, lines, dotted positions and arrows, as SVG elements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from scipy import ndimage

from tools.bodymap.makehuman import Floats
from tools.bodymap.surface import normals_of
from tools.exercises import lines, marks
from tools.exercises.body import FIELDS, read_body
from tools.exercises.face import FAR, NEAR, features
from tools.exercises.fitting import curve_through, path
from tools.exercises.lines import FINER, Camera, Seen, Solid
from tools.exercises.posing import Pose, Three, pose

NEVER = 1e6
CLOSE = 24.0
"""Units per decimetre from which a face gets all its lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What one frame shows."""

    camera: Camera
    figures: tuple[Pose, ...] = ()
    ghosts: tuple[Pose, ...] = ()
    """Postures drawn as a dotted outline where they leave the figure."""
    props: Sequence[Solid] = ()
    flat: str = ""
    """Own marks behind the figure, in units of the frame."""
    over: Sequence[str] = ()
    """Own marks in front."""
    ghost_inside: bool = False
    ghost_box: tuple[float, float, float, float] | None = None
    """Left, top, right, bottom: where the dotted outline is wanted."""
    shut_eyes: bool = False
    cut: tuple[float, float, float, float] | None = None
    """Left, top, right, bottom: lines and fills end here (for close-ups, where the body goes on)."""
    face: tuple[str, ...] | None = None
    bare_lines: float = 1.0
    """How much farther than usual a part must stand off to get its own line."""
    above: float = -1.0
    """Only what lies higher than this is drawn (a view from above, without the feet)."""
    front_of: float = -99.0
    """Only what lies farther forward than this is drawn (an arm without its body)."""
    fit: float = 0.22
    """How far a curve may stray from its line, in units; more for small figures."""
    cords: Sequence[Sequence[Three]] = ()
    """Bands and cords in the room, as single strong lines where they are seen."""


def draw(scene: Scene) -> str:
    """The elements of a frame, from back to front."""
    solids = _solids(scene)
    seen = lines.look(scene.camera, solids)
    if scene.cut:
        seen = _cropped(seen, scene.cut)
    parts = [scene.flat]
    for index, solid in enumerate(solids):
        parts += _filled(seen, index, solid, scene)
    for index, solid in enumerate(solids):
        parts += _inner(seen, index, solid, scene)
    for cord in scene.cords:
        way = curve_through(cord) if len(cord) > 2 else np.array(cord, float)  # type: ignore[arg-type]
        parts.append(
            marks.cord("".join(path(run) for run in lines.stroke(seen, way, slack=2.0, anywhere=True)))
        )
    for ghost in scene.ghosts:
        parts += _ghost(scene, seen, ghost)
    return "".join([*parts, *scene.over])


def _solids(scene: Scene) -> list[Solid]:
    return [*[_figure(posture, scene) for posture in scene.figures], *scene.props]


def _figure(posture: Pose, scene: Scene) -> Solid:
    body = read_body()
    points, _ = pose(body, posture)
    fine, triangles, fields = body.smooth(points)
    corners = fine[triangles]
    kept = (corners[:, :, 1].min(1) > scene.above) & (corners[:, :, 2].min(1) > scene.front_of)
    return Solid("figure", fine, triangles[kept], normals_of(fine, triangles), fields)


def _cropped(seen: Seen, cut: tuple[float, float, float, float]) -> Seen:
    left, top, right, bottom = (round(value * FINER) for value in cut)
    inside = np.zeros(seen.which.shape, bool)
    inside[top:bottom, left:right] = True
    return replace(seen, which=np.where(inside, seen.which, -1), near=np.where(inside, seen.near, -1e9))


def _filled(seen: Seen, index: int, solid: Solid, scene: Scene) -> list[str]:
    mask = seen.mask(index)
    if not mask.any():
        return []
    fit = scene.fit
    kind = "body" if solid.name == "figure" else solid.name
    outline = lines.outlines(mask)
    joined = "".join(path(ring, closed=True, tolerance=fit) for ring in outline)
    if scene.cut is None or kind != "body":
        parts = [marks.shape(kind, joined, line=True)]
    else:
        parts = [marks.shape(kind, joined, line=False)]
        parts.append(
            marks.line(
                "".join(path(run, tolerance=fit) for ring in outline for run in _uncut(ring, scene.cut))
            )
        )
    if kind != "body":
        return parts
    for name, rings in _regions(seen, index).items():
        if rings:
            parts.append(
                marks.shape(
                    name, "".join(path(r, closed=True, tolerance=1.5 * fit) for r in rings), line=False
                )
            )
    return parts


def _regions(seen: Seen, index: int) -> dict[str, list[Floats]]:
    """Outlines of what is cloth and hair, a little inside of the figure's own outline."""
    mask = seen.mask(index)
    inner = lines.depth_in(mask) > 0.95
    hair, shirt, shorts, shoes, head = (seen.fields[..., k] for k in range(5))
    wanted = {
        "cloth": shirt > 0,
        "trousers": (np.maximum(shorts, shoes) > 0) & (shirt <= 0),
        "hair": (hair > 0) & (head > 0.3),
    }
    return {
        name: lines.outlines((area & inner).astype(float), least=8, blur=1.2) for name, area in wanted.items()
    }


def _unmarked(
    seen: Seen, index: int, regions: dict[str, list[Floats]], drawn: Sequence[Floats]
) -> list[Floats]:
    """Borders of cloth along which nothing was drawn yet: where one part sinks into another."""
    height, width = seen.which.shape
    marked = np.ones((height, width), bool)
    for line in drawn:
        fine = np.vstack([np.linspace(a, b, 6, endpoint=False) for a, b in pairwise(line)])
        row, column = (
            np.clip((fine[:, k] * FINER).astype(int), 0, size - 1) for k, size in ((1, height), (0, width))
        )
        marked[row, column] = False
    far = ndimage.distance_transform_edt(marked) / FINER
    deep = lines.depth_in(seen.mask(index))
    found = []
    for name in ("cloth", "trousers"):
        for ring in regions[name]:
            row, column = (
                np.clip((ring[:, k] * FINER).astype(int), 0, size - 1)
                for k, size in ((1, height), (0, width))
            )
            free = (far[row, column] > 1.5) & (deep[row, column] > 1.7)
            if free.any() and not free.all():
                start = int(np.argmin(free))
                ring, free = np.roll(ring[:-1], -start, axis=0), np.roll(free[:-1], -start)
            new = [ring[run] for run in lines.runs(free, 2) if len(run) > 14]
            found += new
            for line in new:
                row, column = (
                    np.clip((line[:, k] * FINER).astype(int), 0, size - 1)
                    for k, size in ((1, height), (0, width))
                )
                marked[row, column] = False
        far = ndimage.distance_transform_edt(marked) / FINER
    return found


def _uncut(ring: Floats, cut: tuple[float, float, float, float]) -> list[Floats]:
    """The parts of an outline that are not the rim of the close-up."""
    left, top, right, bottom = cut
    x, y = ring.T
    free = (x > left + 0.7) & (x < right - 0.7) & (y > top + 0.7) & (y < bottom - 0.7)
    if free.all():
        return [np.vstack([ring, ring[:1]])]
    start = int(np.argmin(free))
    ring, free = np.roll(ring[:-1], -start, axis=0), np.roll(free[:-1], -start)
    return [ring[run] for run in lines.runs(free, 2)]


def _inner(seen: Seen, index: int, solid: Solid, scene: Scene) -> list[str]:
    scale = scene.camera.scale
    drawn: list[Floats] = []
    fine: list[Floats] = []
    dots: list[Floats] = []
    if solid.name == "figure":
        quiet = _quiet(solid, scale) * scene.bare_lines
        hand = solid.fields[:, FIELDS.index("hand")] > 0.6
        drawn += lines.hidden_edges(
            seen, solid, index, jump=1.7, least=4.5, quiet=np.where(hand, NEVER, quiet)
        )
        fine += lines.hidden_edges(
            seen, solid, index, jump=1.7, least=3.0, quiet=np.where(hand, quiet, NEVER)
        )
        for name in ("hair", "shirt", "hem", "shoes"):
            level = solid.fields[:, FIELDS.index(name)]
            if name == "hair":
                level = np.where(solid.fields[:, 4] > 0.3, level, -1.0)
            fine += lines.seam(seen, solid, index, level, least=2.0)
        fine += _unmarked(seen, index, _regions(seen, index), [*drawn, *fine])
        fine_face, dots = _face(seen, solid, scene)
        fine += fine_face
    else:
        if solid.round:
            drawn += lines.hidden_edges(
                seen, solid, index, jump=0.8, least=2.5, quiet=np.ones(len(solid.points))
            )
        fine += [run for edge in solid.edges for run in lines.stroke(seen, edge)]
    parts = []
    if drawn:
        parts.append(marks.line("".join(path(line, tolerance=scene.fit) for line in drawn)))
    if fine:
        parts.append(marks.line("".join(path(line, tolerance=scene.fit) for line in fine), fine=True))
    if dots:
        parts.append(marks.dots("".join(path(line, closed=True) for line in dots)))
    return parts


def _quiet(solid: Solid, scale: float) -> Floats:
    """Where small steps of the surface get no line: face and ears (they have their own), far hands, shoes."""
    calm = np.ones(len(solid.points))
    head, hand, shoes, ear = (
        solid.fields[:, FIELDS.index(name)] for name in ("head", "hand", "shoes", "ear")
    )
    calm = np.where(head > 0.5, 3.0 if scale < CLOSE else 4.0, calm)
    calm = np.where((ear > 0.1) & (head > 0.5), max(8.0, scale / 5), calm)
    calm = np.where(hand > 0.5, 1.5 if scale < CLOSE else 1.2, calm)
    return np.where(shoes > 0, 3.0, calm)


def _face(seen: Seen, solid: Solid, scene: Scene) -> tuple[list[Floats], list[Floats]]:
    names = list(scene.face or (NEAR if scene.camera.scale >= CLOSE else FAR))
    if scene.shut_eyes:
        names = ["shut" if name in ("lid", "eye") else name for name in names if name != "iris"]
    drawn, dots = [], []
    towards = scene.camera.turn[2]
    for name in names:
        for vertices, share in features()[name]:
            place = (solid.points[vertices] * share[..., None]).sum(1)
            facing = (solid.normals[vertices] * share[..., None]).sum(1) @ towards
            if _turned_away(name, place, facing, towards):
                continue
            if name in ("iris", "eye"):
                flat = scene.camera.project(place)
                if lines.visible(seen, flat, 0.05 * scene.camera.scale).mean() > 0.4 and (
                    name == "iris" or facing.mean() > 0.3
                ):
                    if name == "iris":
                        dots.append(_widened(flat[:, :2]))
                    else:
                        dots.append(_disc(flat[:, :2].mean(0), 1.25))
                continue
            whole = name in ("ear", "mouth", "lip")
            for part in [place] if whole else [place[run] for run in lines.runs(facing > 0.2, 1)]:
                drawn += lines.stroke(
                    seen,
                    part,
                    slack={"ear": 0.4, "mouth": 0.12, "lip": 0.12}.get(name, 0) * scene.camera.scale + 1.2,
                    least=1.5,
                )
    return drawn, dots


def _turned_away(name: str, place: Floats, facing: Floats, towards: Floats) -> bool:
    """An ear shows when its rim, taken as a flat shape, faces the viewer; other features by the skin they lie on."""
    if name != "ear":
        return bool(facing.mean() < (0.0 if name == "iris" else 0.1))
    spread = place - place.mean(0)
    flat = np.cross(spread[:-1], spread[1:]).sum(0)
    return bool(facing.mean() < 0.05 or abs(flat @ towards) / np.linalg.norm(flat) < 0.55)


def _widened(rim: Floats) -> Floats:
    """A pupil seen from the side is thin; it stays a dot that can be seen."""
    middle = rim.mean(0)
    high = np.hypot(*(rim - middle).T).max()
    angle = np.linspace(0, 2 * np.pi, 17)
    thin = np.abs(rim[:, 0] - middle[0]).max() < 0.5 * high
    return np.asarray(middle + high * np.column_stack([np.cos(angle) * 0.55, np.sin(angle)])) if thin else rim


def _disc(middle: Floats, radius: float) -> Floats:
    angle = np.linspace(0, 2 * np.pi, 17)
    return np.asarray(middle + radius * np.column_stack([np.cos(angle), np.sin(angle)]))


def _ghost(scene: Scene, seen: Seen, posture: Pose) -> list[str]:
    solid = _figure(posture, scene)
    other = lines.look(scene.camera, [solid])
    if scene.cut:
        other = _cropped(other, scene.cut)
    figure = np.isin(seen.which, range(len(scene.figures)))
    away = ndimage.distance_transform_edt(~figure) / FINER
    inside = ndimage.distance_transform_edt(figure) / FINER
    found = []
    for ring in lines.outlines(other.mask(0)):
        r = np.clip((ring[:, 1] * FINER).astype(int), 0, figure.shape[0] - 1)
        c = np.clip((ring[:, 0] * FINER).astype(int), 0, figure.shape[1] - 1)
        free = away[r, c] > 1.6
        if scene.ghost_inside:
            free |= inside[r, c] > 1.6
        for box in (scene.cut, scene.ghost_box):
            if box:
                free &= ((ring > np.add(box[:2], 1)) & (ring < np.subtract(box[2:], 1))).all(1)
        if free.all():
            found.append(ring)
            continue
        start = int(np.argmin(free))
        ring, free = np.roll(ring[:-1], -start, axis=0), np.roll(free[:-1], -start)
        found += [ring[run] for run in lines.runs(free, 10) if len(run) > 20]
    return [marks.ghost("".join(path(line) for line in found))] if found else []
