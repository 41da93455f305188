// The drawing pad without a page: what it works out, it works out as the server does.

import assert from "node:assert/strict";
import test from "node:test";

import { Surface, unpacked } from "../../src/nuchal/bodymap/web/pad/geometry.js";
import { inflate } from "../../src/nuchal/bodymap/web/pad/inflate.js";
import { blurred } from "../../src/nuchal/bodymap/web/pad/painting.js";
import { Pointers } from "../../src/nuchal/bodymap/web/pad/pointers.js";
import { Kept, storeOf } from "../../src/nuchal/bodymap/web/pad/storage.js";
import { knownOf, Line, painStep, sendable, thinnedLine, zoneMarks } from "../../src/nuchal/bodymap/web/pad/strokes.js";
import { vectors } from "./vectors.mjs";

const told = vectors("pad_vectors");
const { rules } = told.data;
const surface = await Surface.read(told.data);
const manner = { view: "right", radius: 24, intensity: 5 };

const bytesOf = (text) => Uint8Array.from(Buffer.from(text, "base64"));
function adler(bytes) {
  let [a, b] = [1, 0];
  for (const one of bytes) [a, b] = [(a + one) % 65521, (b + a + one) % 65521];
  return b * 65536 + a;
}

test("data packed by zlib come back without the browser's own unpacking", () => {
  for (const { length, sum, packed } of told.packed) {
    for (const text of Object.values(packed)) assert.equal(adler(inflate(bytesOf(text), length)), sum);
  }
});

test("data that are cut or changed are refused, never half read", () => {
  const { length, packed } = told.packed.find((one) => one.length > 1000);
  const bytes = bytesOf(packed[9]);
  assert.throws(() => inflate(bytes.subarray(0, bytes.length >> 1), length));
  assert.throws(() => inflate(bytes, length + 1));
});

test("the surface is the same with and without the browser's own unpacking", async () => {
  const own = globalThis.DecompressionStream;
  const with_ = await unpacked(told.data.surface);
  try {
    globalThis.DecompressionStream = undefined;
    assert.deepEqual(await unpacked(told.data.surface), with_);
  } finally {
    globalThis.DecompressionStream = own;
  }
});

test("a triangle is seen in a view where the server says so", () => {
  for (const [view, count] of Object.entries(told.shown)) {
    let shown = 0;
    for (const byte of surface.shows[view]) for (let bit = byte; bit; bit &= bit - 1) shown += 1;
    assert.equal(shown, count, view);
  }
});

test("a strength has the same step of colour as on pages and papers", () => {
  for (const { intensity, step } of told.steps) assert.equal(painStep(intensity, rules), step, String(intensity));
});

test("a dot covers the squares whose middle it reaches", () => {
  for (const { point, radius, cells } of told.dots) {
    assert.deepEqual([...surface.covered([point], radius)].sort((a, b) => a - b), cells);
  }
});

test("the places that a drawing names are those that the server reads", () => {
  let [same, all] = [0, 0];
  for (const { strokes, places } of told.drawings) {
    const found = zoneMarks(surface, { strokes, chosen: [] }, rules).map(({ zone, side }) => `${zone} ${side}`);
    same += found.filter((place) => places.includes(place)).length;
    all += new Set([...found, ...places]).size;
  }
  assert.ok(all > 100);
  assert.ok(same / all > 0.95, `${same} of ${all}`); // squares are coarser than pixels: a few lie on the threshold
});

test("what is rubbed out afterwards is not named, and strength 0 rubs out", () => {
  const [stroke] = told.drawings[0].strokes;
  for (const rub of [{ ...stroke, intensity: undefined, erases: true, radius: 80 }, { ...stroke, intensity: 0, radius: 80 }]) {
    assert.deepEqual(zoneMarks(surface, { strokes: [stroke, rub], chosen: [] }, rules), []);
  }
});

/** A hand that never rests: a spiral over the head, as dense as a screen reports it. */
function* restless(count) {
  for (let n = 1; n <= count; n += 1) yield [380 + Math.cos(n / 40) * (60 + n / 400), 300 + Math.sin(n / 40) * (60 + n / 400)];
}

test("a line of any length is kept whole: a new stroke begins where the old one ends", () => {
  for (const count of [1, rules.most_points - 1, rules.most_points, rules.most_points + 1, 3 * rules.most_points + 7]) {
    const line = new Line(manner, [380, 300], rules);
    let added = 1;
    for (const point of restless(count)) added += line.add(point) ? 1 : 0;
    const { strokes } = line;
    assert.ok(strokes.every(({ points }) => points.length <= rules.most_points));
    assert.equal(strokes.reduce((sum, { points }) => sum + points.length, 0) - (strokes.length - 1), added);
    strokes.slice(1).forEach(({ points }, n) => assert.deepEqual(points[0], strokes[n].points.at(-1)));
    assert.ok(strokes.every(({ view, radius, intensity }) => view === "right" && radius === 24 && intensity === 5));
  }
});

test("a drawing that is too long to be sent becomes lighter and names the same places", () => {
  const line = new Line(manner, [380, 300], rules);
  for (const point of restless(3 * rules.most_points_in_all)) line.add(point);
  const before = { strokes: line.strokes, chosen: [] };
  const { drawing, fits } = sendable(surface, before, rules);
  assert.ok(fits);
  assert.ok(drawing.strokes.flatMap(({ points }) => points).length <= rules.most_points_in_all);
  assert.ok(line.strokes.flatMap(({ points }) => points).length > rules.most_points_in_all);
  const places = (one) => zoneMarks(surface, one, rules).map(({ zone, side }) => `${zone} ${side}`).sort();
  assert.deepEqual(places(drawing), places(before));
});

test("a drawing that cannot be made lighter says so and stays as it is", () => {
  const strokes = Array.from({ length: rules.most_points_in_all + 1 }, (_, n) => ({ ...manner, points: [[300 + (n % 90), 300]] }));
  const before = { strokes, chosen: [] };
  assert.deepEqual(sendable(surface, before, rules), { drawing: before, fits: false });
});

test("a thinned line keeps its ends and never strays farther than told", () => {
  const points = [...restless(500)];
  const thin = thinnedLine(points, 2);
  assert.deepEqual([thin[0], thin.at(-1)], [points[0], points.at(-1)]);
  assert.ok(thin.length < points.length / 2);
  const far = (p, [a, b]) => {
    const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
    const t = Math.min(Math.max(((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / (dx * dx + dy * dy), 0), 1);
    return Math.hypot(p[0] - a[0] - t * dx, p[1] - a[1] - t * dy);
  };
  for (const point of points) assert.ok(Math.min(...thin.slice(1).map((end, n) => far(point, [thin[n], end]))) <= 2 + 1e-9);
});

test("what this map does not know of a drawing is left out", () => {
  const known = knownOf({ strokes: [{ view: "inside", points: [[1, 1]], radius: 3 }, { ...manner, points: [[1, 1]] }] }, surface);
  assert.equal(known.strokes.length, 1);
  assert.deepEqual(known.chosen, []);
});

test("a store that is absent, forbidden, full or broken is never the end of the pad", () => {
  const refuses = () => {
    throw new Error("SecurityError");
  };
  const windows = [
    { get localStorage() { return refuses(); } }, {}, { localStorage: null },
    { localStorage: { getItem: refuses, setItem: refuses, removeItem: refuses } },
    { localStorage: { getItem: () => "{broken", setItem: refuses, removeItem: () => {} } },
  ];
  for (const window of windows) {
    const kept = new Kept(storeOf(window), "key");
    assert.equal(kept.read(), null);
    assert.equal(kept.write("{}"), false);
    kept.forget();
  }
});

test("a store that works gives back what was kept", () => {
  const held = new Map();
  const store = { getItem: (key) => held.get(key) ?? null, setItem: (key, text) => held.set(key, text), removeItem: (key) => held.delete(key) };
  const kept = new Kept(storeOf({ localStorage: store }), "key");
  assert.equal(kept.write('{"strokes":[]}'), true);
  assert.deepEqual(kept.read(), { strokes: [] });
  kept.forget();
  assert.equal(kept.read(), null);
});

const finger = (id, at, more = {}) => ({ id, type: "touch", at, x: 10 * id, y: 0, breadth: 20, ...more });
const pen = (at) => ({ id: 99, type: "pen", at, x: 5, y: 5 });

test("a hand that rests first gives way to the pen, and two resting fingers too", () => {
  for (const resting of [1, 2, 3]) {
    const pointers = new Pointers();
    for (let id = 1; id <= resting; id += 1) pointers.press(finger(id, id));
    assert.match(pointers.press(pen(100)), /begin$/);
    assert.equal(pointers.move(finger(1, 110)), "ignore");
    assert.equal(pointers.lift(finger(1, 120)), "ignore");
    assert.equal(pointers.move(pen(130)), "draw");
    assert.equal(pointers.press(finger(7, 140)), "ignore");
    assert.equal(pointers.lift(pen(150)), "end");
  }
});

test("what a resting hand had begun to paint is dropped when the pen comes", () => {
  const pointers = new Pointers();
  assert.equal(pointers.press(finger(1, 0)), "begin");
  assert.equal(pointers.press(pen(50)), "cancel and begin");
});

test("a hand that rests after the pen does not paint, a fingertip later does, a palm never", () => {
  const pointers = new Pointers();
  pointers.press(pen(0));
  pointers.lift(pen(10));
  assert.equal(pointers.press(finger(1, 500)), "ignore");
  assert.equal(pointers.press(finger(2, 5000, { breadth: 80 })), "ignore");
  assert.equal(pointers.press(finger(3, 5000)), "begin");
});

test("one finger paints, a second zooms and what was begun is dropped, until both are lifted", () => {
  const pointers = new Pointers();
  assert.equal(pointers.press(finger(1, 0)), "begin");
  assert.equal(pointers.move(finger(1, 5)), "draw");
  assert.equal(pointers.press(finger(2, 10)), "cancel");
  assert.equal(pointers.move(finger(1, 15)), "zoom");
  assert.deepEqual(pointers.span(), { far: 10, x: 15, y: 0 });
  assert.equal(pointers.lift(finger(1, 20)), "ignore");
  assert.equal(pointers.lift(finger(2, 25)), "ignore");
  assert.equal(pointers.press(finger(3, 30)), "begin");
  assert.equal(pointers.lift(finger(3, 35)), "end");
});

test("one finger left of two does not zoom", () => {
  const pointers = new Pointers();
  pointers.press(finger(1, 0));
  pointers.press(finger(2, 1));
  pointers.lift(finger(2, 2));
  assert.equal(pointers.move(finger(1, 3)), "ignore");
});

test("the middle button of a mouse drags, the right one does nothing", () => {
  const pointers = new Pointers();
  assert.equal(pointers.press({ id: 1, type: "mouse", at: 0, x: 0, y: 0, button: 1 }), "ignore");
  assert.equal(pointers.mode, "drag");
  assert.equal(pointers.press({ id: 2, type: "mouse", at: 0, x: 0, y: 0, button: 2 }), "ignore");
});

test("a blurred field keeps its sum away from the edge", () => {
  const mask = new Float32Array(400);
  mask[210] = 1;
  assert.ok(Math.abs(blurred(mask, 20, 20).reduce((sum, one) => sum + one) - 1) < 1e-5);
});
