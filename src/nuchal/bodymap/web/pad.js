// The drawing pad: shade where it hurts, with finger, pen, mouse or keyboard, on any picture of the body.
//
//   <nuchal-pad data="/static/pad.json" name="drawing" keep="intake-42"></nuchal-pad>
//
// `data` is the address of the pad data, or "#id" of a JSON script element. The drawing (`nuchal.drawing/1`) stands in a
// hidden field called `name` and in the detail of the event `nuchal:drawing`. With `keep` an unfinished drawing stays on
// this device until the form around the pad is submitted or `done()` is called. A pad that is `plain` asks only where:
// no strength, no kind of pain, no arrows. `drawing` can be set, to go on with what was painted before.
//
// A stroke belongs to the skin: it is painted on one picture, remembered as the triangles of the surface under it, and
// shown in every picture that sees those triangles.

const FORMAT = "nuchal.drawing/1";
const NOTHING = 65535;
const ENOUGH_OF_ZONE = 0.12; // as in nuchal.bodymap.strokes: hands are not scalpels
const ENOUGH_OF_STROKE = 0.3;
const HIDDEN_BELOW = 0.1; // decimetres behind what is seen
const MOST_POINTS = 4000;
const SIZES = { fine: 12, middle: 24, broad: 44 };
const PEN_RESTS_MS = 1500; // a palm that touches shortly after a pen does not paint
const LARGEST = 5;

const ICONS = {
  paint: "M14.5 4.8l4.7 4.7-7.6 7.3-4.4-4.4zM7.2 12.4c-2 .6-2.3 2.6-2.5 4.2-.1 1-.6 1.9-1.4 2.6 3.4.8 7 .2 8.3-2.4",
  erase: "M9 19h11M4.6 14.2l9-9a1.6 1.6 0 0 1 2.3 0l3.5 3.5a1.6 1.6 0 0 1 0 2.3L11.5 19H8.7L4.6 14.9zM9.3 9.5l5.8 5.8",
  arrow: "M5 18.5C7 12 11 8.5 18 8M13.5 4.5L18.5 8l-3.5 5",
  undo: "M8.5 5L4.5 9l4 4M5 9h9a5.5 5.5 0 0 1 0 11h-3",
  redo: "M15.5 5l4 4-4 4M19 9h-9a5.5 5.5 0 0 0 0 11h3",
  list: "M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01",
  picture: "M12 4a6 6 0 0 1 6 6c0 3-1.5 4-2 6v4H8v-4c-.5-2-2-3-2-6a6 6 0 0 1 6-6z",
  zoom_in: "M12 6v12M6 12h12",
  zoom_out: "M6 12h12",
  zoom_all: "M5 9.500V5h4.500M19 9.500V5h-4.500M5 14.500V19h4.500M19 14.500V19h-4.500",
};

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value != null) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

function drawn(tag, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function icon(name) {
  const box = drawn("svg", { class: "i", viewBox: "0 0 24 24", "aria-hidden": "true" });
  box.append(drawn("path", { d: ICONS[name] }));
  return box;
}

// -- the surface ---------------------------------------------------------------------------------

/** Numbers that were stored as deltas, deflated, in base64. */
async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const numbers = new Uint16Array(await new Response(stream).arrayBuffer());
  for (let at = 1; at < numbers.length; at += 1) numbers[at] += numbers[at - 1];
  return numbers;
}

/** The map behind the pictures: which triangle each square of a view sees, and the zone of each triangle. */
class Surface {
  static async read(data) {
    const [numbers, middles] = await Promise.all([data.surface, data.middles].map(unpacked));
    return new Surface(data, numbers, new Int16Array(middles.buffer));
  }

  constructor(data, numbers, middles) {
    const count = numbers[0];
    this.codes = numbers.subarray(1, 1 + count);
    this.cell = data.cell;
    [this.width, this.height] = data.size;
    this.columns = Math.floor(this.width / this.cell);
    this.rows = Math.floor(this.height / this.cell);
    this.seen = {};
    this.wholes = {};
    this.zones = data.zones;
    let at = 1 + count;
    for (const view of Object.keys(data.views)) {
      this.seen[view] = numbers.subarray(at, at + this.columns * this.rows);
      at += this.columns * this.rows;
      const whole = new Uint16Array(256);
      for (const triangle of this.seen[view]) if (triangle !== NOTHING) whole[this.codes[triangle]] += 1;
      this.wholes[view] = whole;
    }
    this.touched = new WeakMap();
    this.middles = middles;
    this.matrices = Object.fromEntries(Object.entries(data.views).map(([view, { matrix }]) => [view, matrix]));
    this.inMouth = new Set(this.seen.mouth);
    this.squares = {};
  }

  /** For each triangle the square in which a view shows its middle, or -1: small ones lie between the squares. */
  squaresOf(view) {
    if (this.squares[view] || !this.matrices[view]) return this.squares[view];
    const [across, down, deep] = this.matrices[view];
    const count = this.codes.length;
    const depth = new Float32Array(count);
    const square = new Int32Array(count).fill(-1);
    const [x, y, z] = [0, 1, 2].map((axis) => this.middles.subarray(axis * count, (axis + 1) * count));
    const dot = (row, at) => row[0] * x[at] + row[1] * y[at] + row[2] * z[at] + row[3];
    for (let at = 0; at < count; at += 1) depth[at] = dot(deep, at);
    for (let at = 0; at < count; at += 1) {
      const [column, row] = [Math.floor(dot(across, at) / this.cell), Math.floor(dot(down, at) / this.cell)];
      if (column < 0 || row < 0 || column >= this.columns || row >= this.rows || this.inMouth.has(at)) continue;
      const front = this.seen[view][row * this.columns + column];
      if (front !== NOTHING && depth[at] > depth[front] - HIDDEN_BELOW) square[at] = row * this.columns + column;
    }
    this.squares[view] = square;
    return square;
  }

  place(code) {
    return code > 0 ? { zone: this.zones[(code - 1) >> 1], side: (code - 1) % 2 ? "left" : "right" } : null;
  }

  code(zone, side) {
    return 1 + 2 * this.zones.indexOf(zone) + (side === "left" ? 1 : 0);
  }

  codeAt(view, x, y) {
    const column = Math.floor(x / this.cell);
    const row = Math.floor(y / this.cell);
    if (column < 0 || row < 0 || column >= this.columns || row >= this.rows) return 0;
    const triangle = this.seen[view][row * this.columns + column];
    return triangle === NOTHING ? 0 : this.codes[triangle];
  }

  /** The squares of its view under a stroke, and the triangles that they see; worked out once for each stroke. */
  under(stroke) {
    let found = this.touched.get(stroke);
    if (!found) {
      const cells = this.covered(stroke.points, stroke.radius);
      const triangles = new Set();
      for (const cell of cells) {
        const triangle = this.seen[stroke.view][cell];
        if (triangle !== NOTHING) triangles.add(triangle);
      }
      this.squaresOf(stroke.view)?.forEach((square, triangle) => square >= 0 && cells.has(square) && triangles.add(triangle));
      found = { cells, triangles };
      this.touched.set(stroke, found);
    }
    return found;
  }

  covered(points, radius) {
    const { cell, columns, rows } = this;
    const cells = new Set();
    const square = radius * radius;
    points.forEach((end, index) => {
      const start = points[Math.max(index - 1, 0)];
      const [dx, dy] = [end[0] - start[0], end[1] - start[1]];
      const length = Math.max(dx * dx + dy * dy, 1e-9);
      const left = Math.max(Math.floor((Math.min(start[0], end[0]) - radius) / cell), 0);
      const right = Math.min(Math.floor((Math.max(start[0], end[0]) + radius) / cell), columns - 1);
      const top = Math.max(Math.floor((Math.min(start[1], end[1]) - radius) / cell), 0);
      const bottom = Math.min(Math.floor((Math.max(start[1], end[1]) + radius) / cell), rows - 1);
      for (let row = top; row <= bottom; row += 1) {
        for (let column = left; column <= right; column += 1) {
          const [x, y] = [(column + 0.5) * cell - start[0], (row + 0.5) * cell - start[1]];
          const along = Math.min(Math.max((x * dx + y * dy) / length, 0), 1);
          const [offX, offY] = [x - along * dx, y - along * dy];
          if (offX * offX + offY * offY <= square) cells.add(row * columns + column);
        }
      }
    });
    return cells;
  }

  /** The places that a drawing says hurt: the same rule as `zone_marks` on the server, on coarser squares. */
  marks(drawing) {
    const layers = new Map();
    for (const stroke of drawing.strokes) {
      const { cells } = this.under(stroke);
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
    const marks = new Map();
    const keep = (code, mark) => {
      const before = marks.get(code);
      if (mark.intensity !== 0 && (!before || (mark.intensity ?? -1) > (before.intensity ?? -1))) marks.set(code, mark);
    };
    for (const { stroke, cells } of layers.values()) {
      const inside = new Map();
      let all = 0;
      for (const cell of cells) {
        const triangle = this.seen[stroke.view][cell];
        const code = triangle === NOTHING ? 0 : this.codes[triangle];
        if (code > 0) {
          inside.set(code, (inside.get(code) ?? 0) + 1);
          all += 1;
        }
      }
      for (const [code, count] of inside) {
        if (count >= ENOUGH_OF_ZONE * this.wholes[stroke.view][code] || count >= ENOUGH_OF_STROKE * all) {
          keep(code, { ...this.place(code), intensity: stroke.intensity, spreads_to: stroke.spreads_to });
        }
      }
    }
    for (const mark of drawing.chosen) keep(this.code(mark.zone, mark.side), { ...mark, chosen: true });
    return [...marks.entries()].sort(([, a], [, b]) => (b.intensity ?? -1) - (a.intensity ?? -1)).map(([, mark]) => mark);
  }
}

// -- paint ---------------------------------------------------------------------------------------

/** Soft stamps on a canvas, one after another; a stroke in progress only ever adds stamps. */
class Brush {
  constructor(context) {
    this.context = context;
    this.stamps = new Map();
  }

  forget() {
    this.stamps.clear();
  }

  stamp(colour, radius) {
    const key = `${colour} ${radius}`;
    let made = this.stamps.get(key);
    if (!made) {
      const reach = Math.ceil(radius * 1.25);
      made = element("canvas", { width: 2 * reach, height: 2 * reach });
      const context = made.getContext("2d");
      const soft = context.createRadialGradient(reach, reach, radius * 0.45, reach, reach, reach);
      context.fillStyle = colour;
      const plain = context.fillStyle; // #rrggbb; fading to a clear black would leave a dark rim
      soft.addColorStop(0, plain);
      soft.addColorStop(0.55, `${plain}60`);
      soft.addColorStop(1, `${plain}00`);
      context.fillStyle = soft;
      context.fillRect(0, 0, 2 * reach, 2 * reach);
      this.stamps.set(key, made);
    }
    return made;
  }

  line(from, to, radius, colour, erases) {
    const { context } = this;
    const stamp = this.stamp(erases ? "#000" : colour, radius);
    const half = stamp.width / 2;
    const far = Math.hypot(to[0] - from[0], to[1] - from[1]);
    const steps = Math.max(1, Math.ceil(far / (radius * 0.35)));
    context.globalCompositeOperation = erases ? "destination-out" : "source-over";
    for (let step = 1; step <= steps; step += 1) {
      const share = step / steps;
      context.drawImage(stamp, from[0] + (to[0] - from[0]) * share - half, from[1] + (to[1] - from[1]) * share - half);
    }
  }

  /** Squares of the surface as one soft field: what another view painted, without the corners of the net. */
  field(mask, columns, rows, colour, erases) {
    const { context } = this;
    const alpha = blurred(blurred(mask, columns, rows), columns, rows);
    this.small ??= element("canvas", { width: columns, height: rows });
    const small = this.small.getContext("2d", { willReadFrequently: true });
    small.globalCompositeOperation = "copy";
    small.fillStyle = erases ? "#000" : colour;
    small.fillRect(0, 0, columns, rows);
    const image = small.getImageData(0, 0, columns, rows);
    for (let cell = 0; cell < alpha.length; cell += 1) {
      const share = Math.min(Math.max((alpha[cell] - 0.22) / 0.45, 0), 1);
      image.data[4 * cell + 3] = 255 * share * share * (3 - 2 * share);
    }
    small.putImageData(image, 0, 0);
    context.globalCompositeOperation = erases ? "destination-out" : "source-over";
    context.imageSmoothingQuality = "high";
    context.drawImage(this.small, 0, 0, context.canvas.width, context.canvas.height);
  }
}

const REACH = 2; // squares to each side

/** A box blur in both directions. */
function blurred(mask, columns, rows) {
  const once = new Float32Array(mask.length);
  const twice = new Float32Array(mask.length);
  const share = 1 / (2 * REACH + 1);
  for (let row = 0; row < rows; row += 1) {
    let sum = 0;
    for (let column = -REACH; column < columns; column += 1) {
      if (column + REACH < columns) sum += mask[row * columns + column + REACH];
      if (column - REACH - 1 >= 0) sum -= mask[row * columns + column - REACH - 1];
      if (column >= 0) once[row * columns + column] = sum * share;
    }
  }
  for (let column = 0; column < columns; column += 1) {
    let sum = 0;
    for (let row = -REACH; row < rows; row += 1) {
      if (row + REACH < rows) sum += once[(row + REACH) * columns + column];
      if (row - REACH - 1 >= 0) sum -= once[(row - REACH - 1) * columns + column];
      if (row >= 0) twice[row * columns + column] = sum * share;
    }
  }
  return twice;
}

// -- the pad -------------------------------------------------------------------------------------

export class NuchalPad extends HTMLElement {
  async read(from) {
    if (from.startsWith("#")) return JSON.parse(document.querySelector(from).textContent);
    const answer = await fetch(from);
    if (!answer.ok) throw new Error(`${from}: ${answer.status}`);
    return answer.json();
  }

  // The map did not arrive: whoever came to say where it hurts gets what a page without scripts has.
  giveWay() {
    const instead = this.parentElement.querySelector("noscript");
    if (instead) this.insertAdjacentHTML("afterend", instead.textContent);
    this.dispatchEvent(new CustomEvent("pad-failed", { bubbles: true }));
    this.remove();
  }

  async connectedCallback() {
    if (this.data) return;
    try {
      this.data = await this.read(this.getAttribute("data"));
    } catch {
      this.giveWay();
      return;
    }
    this.words = this.data.words;
    this.surface = await Surface.read(this.data);
    this.state = { strokes: [], chosen: [] };
    this.past = [];
    this.future = [];
    this.tool = "paint";
    this.size = "middle";
    this.strength = null;
    this.quality = null;
    this.depth = null;
    this.zoom = { scale: 1, x: 0, y: 0 };
    this.pointers = new Map();
    this.waiting = [];
    this.build();
    this.listen();
    this.restore();
    this.show(this.getAttribute("view") ?? "front");
    this.dispatchEvent(new CustomEvent("nuchal:ready", { bubbles: true }));
  }

  disconnectedCallback() {
    this.watch?.abort();
    this.modeWatch?.disconnect();
  }

  /** The drawing as `nuchal.drawing/1`. */
  get drawing() {
    const said = (entry) => Object.fromEntries(Object.entries(entry).filter(([, value]) => value != null && value !== false));
    return { format: FORMAT, strokes: this.state.strokes.map(said), chosen: this.state.chosen.map(said) };
  }

  /** Go on with this drawing; nothing before it can be undone. */
  set drawing(given) {
    this.state = this.known(given);
    this.past = [];
    this.future = [];
    this.paint();
    this.sum();
  }

  /** What of a drawing this map knows. */
  known({ strokes = [], chosen = [] }) {
    return {
      strokes: strokes.filter((stroke) => stroke.view in this.data.views && stroke.points.length > 0 && stroke.radius > 0),
      chosen: chosen.filter((mark) => this.data.zones.includes(mark.zone)),
    };
  }

  get plain() {
    return this.hasAttribute("plain");
  }

  /** The drawing was handed in: nothing of it stays on this device. */
  done() {
    if (this.hasAttribute("keep")) localStorage.removeItem(this.key);
  }

  get key() {
    return `nuchal.pad.${this.getAttribute("keep")}`;
  }

  // -- building

  build() {
    const { words } = this;
    const views = Object.keys(this.data.views);
    this.buttons = { views: {}, tools: {}, sizes: {}, qualities: {}, depths: {} };
    this.viewBar = element("div", { class: "pad-views", role: "group", "aria-label": words.view });
    for (const view of views) {
      const painted = element("span", { class: "pad-hidden" });
      const button = element(
        "button",
        { type: "button", class: "pad-view", "aria-pressed": "false", onclick: () => this.show(view), "data-view": view },
        element("span", { class: `fig fig-${view}`, "aria-hidden": "true" }), words.views[view], painted,
      );
      this.buttons.views[view] = { button, painted };
      this.viewBar.append(button);
    }
    this.canvas = element("canvas", { class: "pad-paint", width: this.surface.width, height: this.surface.height });
    this.context = this.canvas.getContext("2d");
    this.brush = new Brush(this.context);
    const box = { viewBox: `0 0 ${this.surface.width} ${this.surface.height}`, "aria-hidden": "true" };
    this.over = drawn("svg", box);
    this.lines = drawn("path", { class: "pad-lines" });
    this.arrows = drawn("g", {});
    this.over.append(this.lines, this.arrows);
    this.layer = element("div", { class: "pad-layer fig", role: "img", "aria-label": words.canvas }, this.canvas, this.over);
    this.corners = ["start", "end"].map((end) => element("span", { class: `pad-corner pad-corner-${end}`, "aria-hidden": "true" }));
    this.underFinger = element("span", { class: "pad-under", "aria-hidden": "true" });
    const zoom = element("div", { class: "pad-zoom" });
    for (const [name, factor] of [["zoom_in", 1.6], ["zoom_out", 1 / 1.6], ["zoom_all", 0]]) {
      const press = () => this.zoomBy(factor, this.surface.width / 2, this.surface.height / 2);
      const button = element("button", { type: "button", "aria-label": words[name], onclick: press }, icon(name));
      button.addEventListener("pointerdown", (event) => event.stopPropagation());
      zoom.append(button);
    }
    this.stage = element("div", { class: "pad-stage" }, this.layer, ...this.corners, this.underFinger, zoom);
    const tools = element("div", { class: "pad-tools", role: "group", "aria-label": words.tools });
    for (const tool of this.plain ? ["paint", "erase"] : ["paint", "erase", "arrow"]) {
      tools.append((this.buttons.tools[tool] = this.toolButton(tool, () => this.choose("tool", tool), "false")));
    }
    this.undoButton = this.toolButton("undo", () => this.undo());
    this.redoButton = this.toolButton("redo", () => this.redo());
    this.listButton = this.toolButton("list", () => this.toggleList(), "false");
    tools.append(this.undoButton, this.redoButton, this.listButton);
    const sizes = element("div", { class: "pad-sizes", role: "group", "aria-label": words.size });
    for (const size of Object.keys(SIZES)) sizes.append(this.chip("sizes", size, words.sizes[size], () => this.choose("size", size), ""));
    this.value = element("output", { class: "pad-value" });
    this.range = element("input", { type: "range", min: 0, max: 10, step: 1, value: 5, "aria-label": words.strength });
    this.thumb = element("span", { class: "pad-thumb", "aria-hidden": "true" });
    this.slider = element("div", { class: "pad-strength" }, this.range, this.thumb);
    const feel = element("div", { class: "pad-chips", role: "group", "aria-label": words.feel });
    for (const [id, name] of Object.entries(this.data.qualities)) {
      feel.append(this.chip("qualities", id, name, () => this.choose("quality", this.quality === id ? null : id)));
    }
    feel.append(element("span", { class: "pad-gap", "aria-hidden": "true" }));
    for (const [id, name] of Object.entries(words.depths)) {
      feel.append(this.chip("depths", id, name, () => this.choose("depth", this.depth === id ? null : id)));
    }
    this.note = element("p", { class: "pad-note", role: "status", hidden: true });
    this.said = element("p", { class: "pad-said", "aria-live": "polite" });
    this.field = element("input", { type: "hidden", name: this.getAttribute("name") ?? "drawing" });
    this.list = element("section", { class: "pad-list", hidden: true, "aria-label": words.list });
    const how = [
      element("div", { class: "pad-row" }, element("span", { class: "pad-label", "aria-hidden": "true" }, words.strength), this.value),
      this.slider, feel,
    ];
    this.append(
      this.viewBar, this.stage, tools, this.note, this.list,
      element("div", { class: "pad-row" }, element("span", { class: "pad-label" }, words.size), sizes),
      ...(this.plain ? [] : how), this.said, this.field,
    );
    this.choose("tool", "paint");
    this.choose("size", this.size);
    this.showStrength();
  }

  toolButton(name, press, pressed) {
    const attributes = { type: "button", class: "pad-tool", onclick: press, "aria-pressed": pressed, "data-tool": name };
    return element("button", attributes, icon(name), element("span", {}, this.words[name]));
  }

  chip(kind, id, name, press, look = "pad-chip") {
    const attributes = { type: "button", class: look || null, "aria-pressed": "false", onclick: press, "data-chip": id };
    return (this.buttons[kind][id] = element("button", attributes, name));
  }

  choose(what, value) {
    this[what] = value;
    const kinds = { tool: "tools", size: "sizes", quality: "qualities", depth: "depths" };
    for (const [id, button] of Object.entries(this.buttons[kinds[what]])) button.setAttribute("aria-pressed", String(id === value));
    if (what === "tool") this.tell("");
  }

  // -- listening

  listen() {
    this.watch = new AbortController();
    const options = { signal: this.watch.signal };
    const quick = { ...options, passive: false };
    this.stage.addEventListener("pointerdown", (event) => this.press(event), quick);
    this.stage.addEventListener("pointermove", (event) => this.move(event), quick);
    for (const name of ["pointerup", "pointercancel"]) this.stage.addEventListener(name, (event) => this.lift(event), options);
    this.stage.addEventListener("pointerleave", () => (this.underFinger.textContent = ""), options);
    this.stage.addEventListener("wheel", (event) => this.wheel(event), quick);
    for (const name of ["input", "change", "pointerup", "keyup"]) {
      this.range.addEventListener(name, (event) => this.setStrength(event), options);
    }
    this.addEventListener("keydown", (event) => this.shortcut(event), options);
    this.closest("form")?.addEventListener("submit", () => this.done(), options);
    const recolour = () => {
      this.brush.forget();
      this.paint();
    };
    this.modeWatch = new MutationObserver(recolour);
    this.modeWatch.observe(document.documentElement, { attributes: true, attributeFilter: ["data-mode"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour, options);
    document.addEventListener("change", (event) => event.target.name === "mode" && recolour(), options);
  }

  shortcut(event) {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    if (event.shiftKey) this.redo();
    else this.undo();
  }

  setStrength(event) {
    const keyed = event.type === "keyup" && !/^(Arrow|Home|End|Page|[0-9]$)/.test(event.key);
    if (keyed || (event.type === "keyup" && event.key === "Tab")) return;
    const value = Number(this.range.value);
    if (value === this.strength) return;
    const first = this.strength === null;
    this.strength = value;
    this.showStrength();
    if (first) this.fillIn(value);
  }

  /** What was painted before any strength was said gets the first that is said. */
  fillIn(value) {
    const open = (entry) => (entry.intensity == null && !entry.erases ? { ...entry, intensity: value } : entry);
    if (![...this.state.strokes, ...this.state.chosen].some((entry) => entry.intensity == null && !entry.erases)) return;
    this.become({ strokes: this.state.strokes.map(open), chosen: this.state.chosen.map(open) });
  }

  showStrength() {
    const { words, strength } = this;
    const said = strength === null
      ? words.strength_unset
      : fill(words.of_ten, { n: strength, word: words.strength_words[strength] });
    this.slider.classList.toggle("is-unset", strength === null);
    this.slider.style.setProperty("--at", strength ?? 5);
    this.thumb.textContent = strength ?? "?";
    this.value.textContent = said;
    this.range.setAttribute("aria-valuetext", said);
  }

  // -- pointers

  spot(event) {
    const { frame } = this;
    return [((event.clientX - frame.left) * this.surface.width) / frame.width,
      ((event.clientY - frame.top) * this.surface.height) / frame.height];
  }

  press(event) {
    if (event.pointerType === "mouse" && event.button > 1) return;
    if (event.pointerType === "pen") this.penAt = event.timeStamp;
    if (event.pointerType === "touch" && event.timeStamp - (this.penAt ?? -1e9) < PEN_RESTS_MS) return;
    event.preventDefault();
    this.frame = this.layer.getBoundingClientRect();
    try {
      this.stage.setPointerCapture(event.pointerId);
    } catch {
      // a pointer that is already gone cannot be held
    }
    this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
    if (this.pointers.size === 2) {
      this.dropStroke();
      this.pinch = this.span();
      return;
    }
    if (this.pointers.size > 2) return;
    if (event.button === 1) this.pan = [event.clientX, event.clientY];
    else this.begin(this.spot(event));
  }

  begin(point) {
    if (this.tool === "arrow") {
      this.arrowFrom = point;
      return;
    }
    const erases = this.tool === "erase" || this.strength === 0;
    const radius = Math.max(4, Math.round((SIZES[this.size] / this.zoom.scale) * 10) / 10);
    this.stroke = {
      view: this.view, points: [point.map(tenth)], radius,
      ...(erases ? { erases: true } : { intensity: this.strength, quality: this.quality, depth: this.depth }),
    };
    this.colour = this.colourOf(this.stroke.intensity);
    this.waiting = [point];
    this.next();
  }

  move(event) {
    if (!this.pointers.has(event.pointerId)) {
      if (event.pointerType === "mouse") this.tellUnder(event);
      return;
    }
    if (event.pointerType === "pen") this.penAt = event.timeStamp;
    this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
    if (this.pinch) {
      this.pinchMove();
    } else if (this.pan) {
      this.place(this.zoom.scale, this.zoom.x + event.clientX - this.pan[0], this.zoom.y + event.clientY - this.pan[1]);
      this.pan = [event.clientX, event.clientY];
    } else if (this.arrowFrom) {
      this.arrowTo = this.spot(event);
      this.next();
    } else if (this.stroke) {
      const events = event.getCoalescedEvents?.() ?? [];
      for (const one of events.length ? events : [event]) this.waiting.push(this.spot(one));
      this.next();
    }
  }

  /** Paint what has come in since the last frame, once a frame. */
  next() {
    this.frameAsked ??= requestAnimationFrame(() => {
      this.frameAsked = null;
      this.flush();
    });
  }

  flush() {
    if (this.arrowFrom && this.arrowTo) this.arrows.replaceChildren(...arrow(this.arrowFrom, this.arrowTo));
    if (!this.stroke) return;
    for (const point of this.waiting) {
      const { points, radius, erases } = this.stroke;
      const last = points[points.length - 1];
      const far = Math.hypot(point[0] - last[0], point[1] - last[1]);
      if ((far < 1.5 && points.length > 1) || points.length >= MOST_POINTS) continue;
      this.brush.line(last, point, radius, this.colour, erases);
      if (far > 0) points.push(point.map(tenth));
    }
    this.waiting = [];
  }

  lift(event) {
    if (!this.pointers.delete(event.pointerId)) return;
    if (this.pinch) {
      if (this.pointers.size === 0) this.pinch = null;
      return;
    }
    this.pan = null;
    if (this.arrowFrom) this.endArrow(event.type === "pointercancel" ? null : this.spot(event));
    if (!this.stroke) return;
    this.flush();
    const { stroke } = this;
    this.stroke = null;
    if (this.surface.under(stroke).triangles.size === 0) {
      this.paint();
      return;
    }
    this.become({ strokes: [...this.state.strokes, stroke], chosen: this.withoutErased(stroke) });
  }

  /** Rubbing out more than half of a place from the list takes it off the list. */
  withoutErased(stroke) {
    if (!stroke.erases) return this.state.chosen;
    const { cells } = this.surface.under(stroke);
    return this.state.chosen.filter((mark) => {
      const code = this.surface.code(mark.zone, mark.side);
      const whole = this.surface.wholes[stroke.view][code];
      let hit = 0;
      for (const cell of cells) {
        const triangle = this.surface.seen[stroke.view][cell];
        if (triangle !== NOTHING && this.surface.codes[triangle] === code) hit += 1;
      }
      return whole === 0 || hit < whole / 2;
    });
  }

  dropStroke() {
    this.stroke = null;
    this.arrowFrom = null;
    this.arrowTo = null;
    this.paint();
  }

  tellUnder(event) {
    this.frame = this.layer.getBoundingClientRect();
    const place = this.surface.place(this.surface.codeAt(this.view, ...this.spot(event)));
    const said = place ? this.placeWords(place) : "";
    if (this.underFinger.textContent !== said) this.underFinger.textContent = said;
  }

  // -- arrows

  endArrow(to) {
    const from = this.arrowFrom;
    this.arrowFrom = null;
    this.arrowTo = null;
    const start = this.surface.codeAt(this.view, ...from);
    const end = to && this.surface.place(this.surface.codeAt(this.view, ...to));
    const index = this.strokeAt(from);
    const chosen = this.state.chosen.findIndex((mark) => this.surface.code(mark.zone, mark.side) === start);
    if (!end || (index < 0 && chosen < 0)) {
      this.tell(end ? this.words.start_on_pain : "");
      this.paint();
      return;
    }
    const set = (entries, at) => entries.map((entry, n) => (n === at ? { ...entry, spreads_to: end.zone } : entry));
    this.become(index >= 0
      ? { ...this.state, strokes: set(this.state.strokes, index) }
      : { ...this.state, chosen: set(this.state.chosen, chosen) });
  }

  strokeAt([x, y]) {
    const cell = Math.floor(y / this.surface.cell) * this.surface.columns + Math.floor(x / this.surface.cell);
    const triangle = this.surface.seen[this.view][cell];
    return this.state.strokes.findLastIndex((stroke) => !stroke.erases && this.surface.under(stroke).triangles.has(triangle));
  }

  drawArrows() {
    const made = [];
    const marked = [...this.state.strokes.filter((stroke) => stroke.spreads_to), ...this.state.chosen.filter((mark) => mark.spreads_to)];
    for (const one of marked) {
      const from = this.middle((triangle) => (one.points
        ? this.surface.under(one).triangles.has(triangle)
        : this.surface.codes[triangle] === this.surface.code(one.zone, one.side)));
      if (!from) continue;
      const code = this.surface.code(one.spreads_to, this.surface.place(this.surface.codes[from[2]])?.side ?? "right");
      const to = this.middle((triangle) => this.surface.codes[triangle] === code);
      if (to) made.push(...arrow(from, to));
    }
    this.arrows.replaceChildren(...made);
  }

  /** The middle of what this view sees of some triangles, and one of them. */
  middle(wanted) {
    const seen = this.surface.seen[this.view];
    let [x, y, count, one] = [0, 0, 0, null];
    for (let cell = 0; cell < seen.length; cell += 1) {
      if (seen[cell] === NOTHING || !wanted(seen[cell])) continue;
      x += (cell % this.surface.columns) + 0.5;
      y += Math.floor(cell / this.surface.columns) + 0.5;
      count += 1;
      one = seen[cell];
    }
    return count ? [(x / count) * this.surface.cell, (y / count) * this.surface.cell, one] : null;
  }

  // -- zoom

  span() {
    const [[ax, ay], [bx, by]] = [...this.pointers.values()];
    return { far: Math.hypot(ax - bx, ay - by), x: (ax + bx) / 2, y: (ay + by) / 2, ...{ zoom: { ...this.zoom } } };
  }

  pinchMove() {
    const now = this.span();
    const scale = Math.min(Math.max(this.pinch.zoom.scale * (now.far / Math.max(this.pinch.far, 1)), 1), LARGEST);
    const box = this.layer.parentElement.getBoundingClientRect();
    const grow = scale / this.pinch.zoom.scale;
    const home = this.layer.offsetLeft;
    const x = now.x - box.left - home - (this.pinch.x - box.left - home - this.pinch.zoom.x) * grow;
    const y = now.y - box.top - (this.pinch.y - box.top - this.pinch.zoom.y) * grow;
    this.place(scale, x, y);
  }

  wheel(event) {
    if (!event.ctrlKey) return; // a plain wheel scrolls the page: no trap
    event.preventDefault();
    this.frame = this.layer.getBoundingClientRect();
    this.zoomBy(event.deltaY < 0 ? 1.15 : 1 / 1.15, ...this.spot(event));
  }

  /** Grow around a point of the picture; 0 shows the whole picture. */
  zoomBy(factor, x, y) {
    const scale = factor === 0 ? 1 : Math.min(Math.max(this.zoom.scale * factor, 1), LARGEST);
    const unit = this.layer.offsetWidth / this.surface.width;
    const grown = (scale - this.zoom.scale) * unit;
    this.place(scale, this.zoom.x - x * grown, this.zoom.y - y * grown);
  }

  place(scale, x, y) {
    const [width, height] = [this.layer.offsetWidth, this.layer.offsetHeight];
    this.zoom = {
      scale,
      x: Math.min(0, Math.max(x, width - width * scale)),
      y: Math.min(0, Math.max(y, height - height * scale)),
    };
    this.layer.style.transform = scale === 1 ? "" : `translate(${this.zoom.x}px, ${this.zoom.y}px) scale(${scale})`;
  }

  // -- states

  become(state) {
    this.past.push(this.state);
    this.future = [];
    this.state = state;
    this.changed();
  }

  undo() {
    if (!this.past.length) return;
    this.future.push(this.state);
    this.state = this.past.pop();
    this.changed();
  }

  redo() {
    if (!this.future.length) return;
    this.past.push(this.state);
    this.state = this.future.pop();
    this.changed();
  }

  changed() {
    this.paint();
    this.sum();
    const text = JSON.stringify(this.drawing);
    if (this.hasAttribute("keep")) {
      try {
        localStorage.setItem(this.key, text);
      } catch {
        // a full or forbidden store only means that nothing is kept
      }
    }
    this.dispatchEvent(new CustomEvent("nuchal:drawing", { bubbles: true, detail: { drawing: this.drawing, places: this.places } }));
  }

  restore() {
    const text = this.hasAttribute("keep") ? localStorage.getItem(this.key) : null;
    try {
      const kept = JSON.parse(text ?? "null");
      if (kept?.format === FORMAT && kept.strokes.length + kept.chosen.length > 0) {
        this.state = this.known(kept);
        this.tell(this.words.kept);
      }
    } catch {
      this.done(); // what cannot be read is not kept
    }
    this.sum();
  }

  // -- showing

  show(view) {
    this.view = view;
    this.layer.classList.remove(...Object.keys(this.data.views).map((name) => `fig-${name}`));
    this.layer.classList.add(`fig-${view}`);
    this.clip = new Path2D(this.data.views[view].silhouette);
    this.lines.setAttribute("d", this.data.views[view].silhouette + this.data.views[view].borders);
    (this.words.corners[view] ?? ["", ""]).forEach((text, n) => (this.corners[n].textContent = text));
    for (const [name, { button }] of Object.entries(this.buttons.views)) button.setAttribute("aria-pressed", String(name === view));
    this.place(1, 0, 0);
    this.paint();
  }

  colourOf(intensity) {
    const step = intensity == null ? 2 : Math.min(5, Math.max(1, Math.ceil(intensity / 2)));
    return getComputedStyle(this).getPropertyValue(`--pain-${step}`).trim();
  }

  /** Everything again, stroke by stroke: where it was painted as it was painted, elsewhere through the surface. */
  paint() {
    const { context, surface, view } = this;
    if (!view) return;
    context.globalCompositeOperation = "source-over";
    context.restore();
    context.save();
    context.clearRect(0, 0, surface.width, surface.height);
    context.clip(this.clip, "evenodd");
    for (const { own, strokes, colour, erases } of this.runs()) {
      if (own) {
        for (const { points, radius } of strokes) {
          points.forEach((point, n) => this.brush.line(points[Math.max(n - 1, 0)], point, radius, colour, erases));
        }
      } else {
        const under = strokes.map((stroke) => surface.under(stroke).triangles);
        this.across((triangle) => under.some((triangles) => triangles.has(triangle)), colour, erases);
      }
    }
    for (const mark of this.state.chosen) {
      const code = surface.code(mark.zone, mark.side);
      this.across((triangle) => surface.codes[triangle] === code, this.colourOf(mark.intensity), false);
    }
    this.drawArrows();
  }

  /** Strokes that follow one another in the same manner, to be painted together. */
  runs() {
    const runs = [];
    for (const stroke of this.state.strokes) {
      const own = stroke.view === this.view;
      const colour = this.colourOf(stroke.intensity);
      const erases = Boolean(stroke.erases);
      const last = runs.at(-1);
      if (last && last.own === own && last.colour === colour && last.erases === erases) last.strokes.push(stroke);
      else runs.push({ own, colour, erases, strokes: [stroke] });
    }
    return runs;
  }

  /** Paint the triangles that are wanted, as far as this view sees them. */
  across(wanted, colour, erases) {
    const seen = this.surface.seen[this.view];
    const mask = new Float32Array(seen.length);
    let any = false;
    for (let cell = 0; cell < seen.length; cell += 1) {
      if (seen[cell] !== NOTHING && wanted(seen[cell])) {
        mask[cell] = 1;
        any = true;
      }
    }
    if (any) this.brush.field(mask, this.surface.columns, this.surface.rows, colour, erases);
  }

  /** Say in words what is painted: for the live region, the field, the buttons and the list. */
  sum() {
    const { words } = this;
    this.places = this.surface.marks(this.state);
    const said = this.places.map((mark) => {
      const place = this.placeWords(mark);
      return mark.spreads_to ? fill(words.spreads, { place, to: this.data.names[mark.spreads_to].toLowerCase() }) : place;
    });
    this.said.textContent = said.length ? fill(words.painted, { places: said.join("; ") }) : words.nothing;
    this.field.value = JSON.stringify(this.drawing);
    this.undoButton.disabled = !this.past.length;
    this.redoButton.disabled = !this.future.length;
    const codes = new Set(this.places.map((mark) => this.surface.code(mark.zone, mark.side)));
    for (const [view, { button, painted }] of Object.entries(this.buttons.views)) {
      const has = [...codes].some((code) => this.surface.wholes[view][code] > 0);
      button.classList.toggle("is-painted", has);
      painted.textContent = has ? `, ${words.painted_view}` : "";
    }
    if (!this.list.hidden) this.fillList();
  }

  placeWords({ zone, side, intensity }) {
    const values = { name: this.data.names[zone], side: this.words.sides[side], n: intensity };
    return fill(intensity == null ? this.words.place : this.words.place_strength, values);
  }

  tell(text) {
    this.note.textContent = text;
    this.note.hidden = !text;
  }

  // -- the list

  toggleList() {
    const open = this.list.hidden;
    if (open && !this.list.firstChild) this.buildList();
    this.list.hidden = !open;
    this.classList.toggle("pad-listing", open);
    this.listButton.setAttribute("aria-pressed", String(open));
    if (open) {
      this.fillList();
      this.listTitle.focus();
    }
  }

  buildList() {
    const { words } = this;
    this.listTitle = element("h2", { tabindex: "-1" }, words.all_places);
    this.marks = element("ul", { class: "pad-marks" });
    this.marksTitle = element("h2", {}, words.places);
    this.find = element("input", { class: "pad-find", type: "search", id: "pad-find", autocomplete: "off" });
    this.none = element("p", { class: "pad-label", role: "status" });
    this.find.addEventListener("input", () => this.filter());
    this.list.append(
      this.listTitle,
      element("label", { class: "pad-label pad-find-label", for: "pad-find" }, words.find), this.find, this.none,
    );
    this.rows = [];
    for (const group of this.data.groups) {
      const rows = group.zones.map((zone) => this.zoneRow(zone));
      const part = element("div", {}, element("h3", {}, group.name), element("ul", {}, ...rows.map((row) => row.item)));
      this.rows.push({ part, rows });
      this.list.append(part);
    }
    this.list.prepend(this.marksTitle, this.marks);
  }

  zoneRow(zone) {
    const name = this.data.names[zone];
    const buttons = {};
    for (const side of ["right", "left"]) {
      buttons[side] = element("button", {
        type: "button", "aria-pressed": "false", "aria-label": fill(this.words.place, { name, side: this.words.sides[side] }),
        "data-place": `${zone} ${side}`, onclick: () => this.toggle(zone, side),
      }, this.words.side_buttons[side]);
    }
    return { zone, name, buttons, item: element("li", {}, element("span", {}, name), buttons.right, buttons.left) };
  }

  toggle(zone, side) {
    const is = (mark) => mark.zone === zone && mark.side === side;
    const chosen = this.state.chosen.some(is)
      ? this.state.chosen.filter((mark) => !is(mark))
      : [...this.state.chosen, { zone, side, intensity: this.strength, quality: this.quality, depth: this.depth }];
    this.become({ ...this.state, chosen });
  }

  filter() {
    const wanted = this.find.value.trim().toLowerCase();
    let shown = 0;
    for (const { part, rows } of this.rows) {
      let here = 0;
      for (const { name, item } of rows) {
        item.hidden = !name.toLowerCase().includes(wanted);
        if (!item.hidden) here += 1;
      }
      part.hidden = here === 0;
      shown += here;
    }
    this.none.textContent = shown ? "" : this.words.nothing_found;
  }

  fillList() {
    const chosen = new Set(this.state.chosen.map((mark) => `${mark.zone} ${mark.side}`));
    for (const { rows } of this.rows) {
      for (const { zone, buttons } of rows) {
        for (const [side, button] of Object.entries(buttons)) button.setAttribute("aria-pressed", String(chosen.has(`${zone} ${side}`)));
      }
    }
    const focused = document.activeElement?.dataset?.mark;
    this.marksTitle.hidden = this.places.length === 0;
    this.marks.replaceChildren(...this.places.map((mark) => this.markRow(mark)));
    if (focused) this.marks.querySelector(`[data-mark="${focused}"]`)?.focus();
  }

  markRow(mark) {
    const { words } = this;
    const place = this.placeWords(mark);
    const key = `${mark.zone}-${mark.side}`;
    const remove = element("button", { type: "button", "aria-label": `${words.remove}: ${place}`, onclick: () => this.takeAway(mark) }, words.remove);
    if (this.plain) return element("li", {}, element("span", {}, place), remove);
    const spreads = element("select", { "data-mark": key, "aria-label": `${words.spreads_to}: ${place}` },
      element("option", { value: "" }, words.spreads_nowhere),
      ...this.data.zones.map((zone) => element("option", { value: zone, selected: mark.spreads_to === zone }, this.data.names[zone])));
    spreads.addEventListener("change", () => this.spread(mark, spreads.value || null));
    return element("li", {}, element("span", {}, place), remove, element("label", {}, words.spreads_to, spreads));
  }

  takeAway(mark) {
    const code = this.surface.code(mark.zone, mark.side);
    const touches = (stroke) => !stroke.erases
      && this.surface.marks({ strokes: [stroke], chosen: [] }).some((one) => this.surface.code(one.zone, one.side) === code);
    this.become({
      strokes: this.state.strokes.filter((stroke) => !touches(stroke)),
      chosen: this.state.chosen.filter((one) => this.surface.code(one.zone, one.side) !== code),
    });
    this.find.focus();
  }

  spread(mark, to) {
    const is = (one) => one.zone === mark.zone && one.side === mark.side;
    const under = (stroke) => !stroke.erases && this.surface.marks({ strokes: [stroke], chosen: [] }).some(is);
    const set = (entry, hit) => (hit ? { ...entry, spreads_to: to } : entry);
    this.become({
      strokes: this.state.strokes.map((stroke) => set(stroke, under(stroke))),
      chosen: this.state.chosen.map((one) => set(one, is(one))),
    });
  }
}

const tenth = (number) => Math.round(number * 10) / 10;

/** An arrow in two layers, so that it shows on pale and on dark paint. */
function arrow([x, y], [toX, toY]) {
  const turn = Math.atan2(toY - y, toX - x);
  const [bendX, bendY] = [(x + toX) / 2 - Math.sin(turn) * 30, (y + toY) / 2 + Math.cos(turn) * 30];
  const tip = Math.atan2(toY - bendY, toX - bendX);
  const wing = (angle) => `${tenth(toX - 22 * Math.cos(tip + angle))} ${tenth(toY - 22 * Math.sin(tip + angle))}`;
  const path = `M${tenth(x)} ${tenth(y)}Q${tenth(bendX)} ${tenth(bendY)} ${tenth(toX)} ${tenth(toY)}M${wing(0.5)}L${tenth(toX)} ${tenth(toY)}L${wing(-0.5)}`;
  return ["pad-arrow-edge", "pad-arrow"].map((name) => drawn("path", { class: name, d: path }));
}

customElements.define("nuchal-pad", NuchalPad);
