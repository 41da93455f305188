// Strokes as data: how a line of the hand becomes strokes, which places they say hurt, and how a long drawing is thinned.
// Every number that the server knows too comes from there as `rules` (`nuchal.bodymap.web.rules`).

const LEAST_STEP = 1.5; // pixels of the picture; nearer points add nothing
const THINNING = [0.5, 1, 1.5, 2, 3, 4, 6, 8]; // pixels by which a thinned line may stray

const tenth = (number) => Math.round(number * 10) / 10;

/** One line of the hand, from the first touch until it is lifted: one stroke, or several where it is very long. */
export class Line {
  constructor(manner, first, rules) {
    this.manner = manner;
    this.rules = rules;
    this.strokes = [{ ...manner, points: [first.map(tenth)] }];
  }

  get last() {
    return this.strokes.at(-1).points.at(-1);
  }

  /** Add a point; false where it lies too near to the one before to say anything. */
  add(point) {
    const { points } = this.strokes.at(-1);
    const [x, y] = this.last;
    const far = Math.hypot(point[0] - x, point[1] - y);
    if (far === 0 || (far < LEAST_STEP && points.length > 1)) return false;
    if (points.length >= this.rules.most_points) this.strokes.push({ ...this.manner, points: [this.last] });
    this.strokes.at(-1).points.push(point.map(tenth));
    return true;
  }
}

/** The step of the pain ramp, 1 to 5, for a strength from 0 to 10 or an unknown one. */
export function painStep(intensity, rules) {
  if (intensity == null) return rules.unknown_step;
  const step = rules.step_tops.findIndex((top) => intensity <= top);
  return step < 0 ? rules.step_tops.length : step + 1;
}

/** What of a drawing this map knows. */
export function knownOf({ strokes = [], chosen = [] }, { views, zones }) {
  return {
    strokes: strokes.filter((stroke) => views.includes(stroke.view) && stroke.points.length > 0 && stroke.radius > 0),
    chosen: chosen.filter((mark) => zones.includes(mark.zone)),
  };
}

/** What is left of the strokes of each view and manner, after what was rubbed out. */
function layersOf(surface, strokes) {
  const layers = new Map();
  for (const stroke of strokes) {
    const { cells } = surface.under(stroke);
    if (stroke.erases || stroke.intensity === 0) {
      for (const layer of layers.values()) {
        if (layer.stroke.view === stroke.view) for (const cell of cells) layer.cells.delete(cell);
      }
      continue;
    }
    const key = JSON.stringify([stroke.view, stroke.intensity, stroke.quality, stroke.depth, stroke.spreads_to]);
    const layer = layers.get(key) ?? { stroke, cells: new Set() };
    layer.stroke = stroke;
    for (const cell of cells) layer.cells.add(cell);
    layers.set(key, layer);
  }
  return layers.values();
}

/** The codes of the places that one layer says hurt. */
function codesOf(surface, { stroke, cells }, rules) {
  const inside = new Map();
  let all = 0;
  for (const cell of cells) {
    const triangle = surface.seen[stroke.view][cell];
    const code = triangle === surface.nothing ? 0 : surface.codes[triangle];
    if (code > 0) {
      inside.set(code, (inside.get(code) ?? 0) + 1);
      all += 1;
    }
  }
  const wholes = surface.wholes[stroke.view];
  const counts = ([code, count]) => count >= rules.enough_of_zone * wholes[code] || count >= rules.enough_of_stroke * all;
  return [...inside].filter(counts).map(([code]) => code);
}

/** The places that a drawing says hurt, the strongest first: the rule of `zone_marks` on the server, on coarser squares. */
export function zoneMarks(surface, drawing, rules) {
  const marks = new Map();
  const keep = (code, mark) => {
    const before = marks.get(code);
    if (mark.intensity !== 0 && (!before || (mark.intensity ?? -1) > (before.intensity ?? -1))) marks.set(code, mark);
  };
  for (const layer of layersOf(surface, drawing.strokes)) {
    const { intensity, spreads_to } = layer.stroke;
    for (const code of codesOf(surface, layer, rules)) keep(code, { ...surface.place(code), intensity, spreads_to });
  }
  for (const mark of drawing.chosen) keep(surface.code(mark.zone, mark.side), { ...mark, chosen: true });
  return [...marks.values()].sort((a, b) => (b.intensity ?? -1) - (a.intensity ?? -1));
}

/** The points that keep a line within `stray` of itself (Ramer, Douglas and Peucker). */
export function thinnedLine(points, stray) {
  const keep = new Uint8Array(points.length);
  keep[0] = keep[points.length - 1] = 1;
  const parts = [[0, points.length - 1]];
  while (parts.length) {
    const [first, last] = parts.pop();
    const [from, to] = [points[first], points[last]];
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    const length = Math.max(dx * dx + dy * dy, 1e-9);
    let [worst, at] = [stray, -1];
    for (let n = first + 1; n < last; n += 1) {
      const [x, y] = [points[n][0] - from[0], points[n][1] - from[1]];
      const along = Math.min(Math.max((x * dx + y * dy) / length, 0), 1);
      const off = Math.hypot(x - along * dx, y - along * dy);
      if (off > worst) [worst, at] = [off, n];
    }
    if (at < 0) continue;
    keep[at] = 1;
    parts.push([first, at], [at, last]);
  }
  return points.filter((_, n) => keep[n]);
}

const pointsIn = (strokes) => strokes.reduce((sum, { points }) => sum + points.length, 0);
const placesIn = (surface, drawing, rules) =>
  zoneMarks(surface, drawing, rules).map((mark) => `${mark.zone} ${mark.side} ${mark.intensity}`).sort().join();

/**
 * A drawing that may be sent: one with more points than the server takes is thinned as little as it needs, and names the
 * same places as before. `fits` is false where that cannot be done; then nothing is changed.
 */
export function sendable(surface, drawing, rules) {
  if (pointsIn(drawing.strokes) <= rules.most_points_in_all) return { drawing, fits: true };
  for (const stray of THINNING) {
    const strokes = drawing.strokes.map((stroke) => ({ ...stroke, points: thinnedLine(stroke.points, Math.min(stray, stroke.radius / 3)) }));
    if (pointsIn(strokes) > rules.most_points_in_all) continue;
    const thinned = { ...drawing, strokes };
    const same = placesIn(surface, thinned, rules) === placesIn(surface, drawing, rules);
    return same ? { drawing: thinned, fits: true } : { drawing, fits: false };
  }
  return { drawing, fits: false };
}
