// The drawing pad: shade where it hurts, with finger, pen, mouse or keyboard, on any picture of the body.
//
//   <nuchal-pad data="/static/pad.json" name="drawing" keep="intake-42" before="#earlier" instead="#places"></nuchal-pad>
//
// `data` is the address of the pad data, or "#id" of a JSON script element. The drawing (`nuchal.drawing/1`) stands in a
// hidden field called `name` and in the detail of the event `nuchal:drawing`. With `keep` an unfinished drawing stays on
// this device until the form around the pad is submitted or `done()` is called; where nothing was kept, the pad goes on
// with the drawing in the element `before`. A pad that is `plain` asks only where: no strength, no kind of pain, no arrows.
// `instead` names a fieldset of the page with a list of places: it is what a page shows whose pad cannot run.
//
// A stroke belongs to the skin: it is painted on one picture, remembered as the triangles of the surface under it, and
// shown in every picture that sees those triangles.

import { element, fill } from "./elements.js";
import { Surface } from "./geometry.js";
import { giveWayTo, takeOverFrom } from "./instead.js";
import { PlaceList, placeWords } from "./list.js";
import { Picture } from "./picture.js";
import { Pointers } from "./pointers.js";
import { Kept, storeOf } from "./storage.js";
import { knownOf, Line, sendable, zoneMarks } from "./strokes.js";
import { Choices, iconButton, Strength, toolButton, ViewBar } from "./tools.js";
import { Zoom } from "./zoom.js";

const FORMAT = "nuchal.drawing/1";
const DATA_FORMAT = "nuchal.pad/2";
const BESIDE = 26; // pixels of the picture around the body on which a finger still paints; farther out it scrolls

export class NuchalPad extends HTMLElement {
  async connectedCallback() {
    if (this.data) return;
    try {
      if (!getComputedStyle(this).getPropertyValue("--pad-styled")) throw new Error("style");
      this.data = await this.fetched(this.getAttribute("data"));
      this.surface = await Surface.read(this.data);
      this.begin();
    } catch (problem) {
      this.giveWay(problem);
      return;
    }
    takeOverFrom(this);
    this.classList.add("is-ready");
    this.dispatchEvent(new CustomEvent("nuchal:ready", { bubbles: true }));
  }

  disconnectedCallback() {
    this.watch?.abort();
    this.modeWatch?.disconnect();
  }

  async fetched(from) {
    if (from.startsWith("#")) return JSON.parse(document.querySelector(from).textContent);
    const kept = await this.answer(from, "default");
    // A copy from before an update knows other rules than this script.
    return kept.format === DATA_FORMAT ? kept : this.answer(from, "reload");
  }

  async answer(from, cache) {
    const answer = await fetch(from, { cache });
    if (!answer.ok) throw new TypeError(`${from}: ${answer.status}`);
    return answer.json();
  }

  /** The pad cannot run here: the list of the page takes its place. */
  giveWay(problem) {
    giveWayTo(this, problem);
    this.dispatchEvent(new CustomEvent("pad-failed", { bubbles: true }));
    this.remove();
  }

  begin() {
    this.words = this.data.words;
    this.rules = this.data.rules;
    this.state = { strokes: [], chosen: [] };
    this.past = [];
    this.future = [];
    this.tool = "paint";
    this.size = "middle";
    this.quality = null;
    this.depth = null;
    this.pointers = new Pointers();
    this.waiting = [];
    this.kept = new Kept(this.hasAttribute("keep") ? storeOf(window) : null, `nuchal.pad.${this.getAttribute("keep")}`);
    this.build();
    this.listen();
    this.restore();
    this.show(this.getAttribute("view") ?? "front");
  }

  get plain() {
    return this.hasAttribute("plain");
  }

  /** The drawing as `nuchal.drawing/1`. */
  get drawing() {
    const said = (entry) => Object.fromEntries(Object.entries(entry).filter(([, value]) => value != null && value !== false));
    return { format: FORMAT, strokes: this.state.strokes.map(said), chosen: this.state.chosen.map(said) };
  }

  /** Go on with this drawing; nothing before it can be undone. */
  set drawing(given) {
    this.state = knownOf(given, this.surface);
    this.past = [];
    this.future = [];
    this.paint();
    this.sum();
  }

  /** The drawing was handed in: nothing of it stays on this device. */
  done() {
    this.kept.forget();
  }

  // -- building

  build() {
    const stage = this.buildStage();
    this.append(this.buildViews(), element("div", { class: "pad-body-grid" }, stage, this.buildControls()));
    this.choose("tool", "paint");
    this.choose("size", this.size);
  }

  buildViews() {
    this.views = new ViewBar(this.surface.views, this.words, (view) => this.show(view));
    return this.views.element;
  }

  buildStage() {
    this.picture = new Picture(this.data, this.surface);
    this.underFinger = element("span", { class: "pad-under", "aria-hidden": "true" });
    this.zoom = new Zoom(this.picture.layer, this.surface.width);
    this.stage = this.picture.stage;
    return element("div", { class: "pad-picture" }, this.stage, this.buildZoomBar());
  }

  /** Below the picture, so that no button lies over the body. */
  buildZoomBar() {
    const middle = [this.surface.width / 2, this.surface.height / 2];
    const zoom = (factor) => () => this.zoom.by(factor, ...middle);
    this.moveButton = iconButton("move", this.words, () => this.choose("tool", this.tool === "move" ? "paint" : "move"), "false");
    return element(
      "div", { class: "pad-zoom" }, this.underFinger,
      iconButton("zoom_out", this.words, zoom(1 / 1.6)), iconButton("zoom_in", this.words, zoom(1.6)),
      iconButton("zoom_all", this.words, zoom(0)), this.moveButton,
    );
  }

  buildControls() {
    const { words } = this;
    this.sizes = new Choices(Object.entries(words.sizes), { label: words.size, kind: "pad-sizes", choose: (id) => this.choose("size", id) });
    this.note = element("p", { class: "pad-note", role: "status", hidden: true });
    this.said = element("p", { class: "pad-said", "aria-live": "polite" });
    this.field = element("input", { type: "hidden", name: this.getAttribute("name") ?? "drawing" });
    this.list = new PlaceList(this.data, {
      toggle: (zone, side) => this.toggle(zone, side),
      remove: (mark) => this.takeAway(mark),
      spread: this.plain ? null : (mark, to) => this.spread(mark, to),
    });
    this.strength = new Strength(words, (value) => this.fillIn(value));
    const size = element("div", { class: "pad-row pad-size" }, element("span", { class: "pad-label" }, words.size), this.sizes.element);
    const how = this.plain ? [] : [this.strength.row, this.strength.slider, this.buildKinds()];
    return element("div", { class: "pad-controls" }, this.buildTools(), this.note, size, ...how, this.said, this.list.element, this.field);
  }

  buildTools() {
    const { words } = this;
    this.tools = {};
    const tools = element("div", { class: "pad-tools", role: "group", "aria-label": words.tools });
    for (const tool of this.plain ? ["paint", "erase"] : ["paint", "erase", "arrow"]) {
      tools.append((this.tools[tool] = toolButton(tool, words, () => this.choose("tool", tool), "false")));
    }
    this.tools.move = this.moveButton;
    this.undoButton = toolButton("undo", words, () => this.undo());
    this.redoButton = toolButton("redo", words, () => this.redo());
    this.listButton = toolButton("list", words, () => this.toggleList(), "false");
    tools.append(this.undoButton, this.redoButton, this.listButton);
    return tools;
  }

  buildKinds() {
    const { words } = this;
    const one = (what, entries, label) =>
      new Choices(entries, { label, kind: "pad-kinds", look: "pad-chip", choose: (id) => this.choose(what, this[what] === id ? null : id) });
    this.qualities = one("quality", Object.entries(this.data.qualities), words.feel);
    this.depths = one("depth", Object.entries(words.depths), words.depth);
    const gap = element("span", { class: "pad-gap", "aria-hidden": "true" });
    return element("div", { class: "pad-chips" }, this.qualities.element, gap, this.depths.element);
  }

  choose(what, value) {
    this[what] = value;
    if (what === "tool") {
      for (const [id, button] of Object.entries(this.tools)) button.setAttribute("aria-pressed", String(id === value));
      this.stage.classList.toggle("is-moving", value === "move");
      this.tell("");
    } else {
      ({ size: this.sizes, quality: this.qualities, depth: this.depths })[what].show(value);
    }
  }

  // -- listening

  listen() {
    this.watch = new AbortController();
    const options = { signal: this.watch.signal };
    const quick = { ...options, passive: false };
    this.stage.addEventListener("touchstart", (event) => this.touch(event), quick);
    this.stage.addEventListener("pointerdown", (event) => this.press(event), quick);
    this.stage.addEventListener("pointermove", (event) => this.move(event), quick);
    for (const name of ["pointerup", "pointercancel"]) this.stage.addEventListener(name, (event) => this.lift(event), options);
    this.stage.addEventListener("pointerleave", () => (this.underFinger.textContent = ""), options);
    this.stage.addEventListener("wheel", (event) => this.wheel(event), quick);
    this.addEventListener("keydown", (event) => this.shortcut(event), options);
    this.closest("form")?.addEventListener("submit", () => this.done(), options);
    const recolour = () => {
      this.picture.brush.forget();
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

  /** What was painted before any strength was said gets the first that is said. */
  fillIn(value) {
    const isOpen = (entry) => entry.intensity == null && !entry.erases;
    const filled = (entry) => (isOpen(entry) ? { ...entry, intensity: value } : entry);
    if (![...this.state.strokes, ...this.state.chosen].some(isOpen)) return;
    this.become({ strokes: this.state.strokes.map(filled), chosen: this.state.chosen.map(filled) });
  }

  // -- pointers

  spot({ clientX, clientY }) {
    const { frame, surface } = this;
    return [((clientX - frame.left) * surface.width) / frame.width, ((clientY - frame.top) * surface.height) / frame.height];
  }

  /** Whether a finger here works on the picture; elsewhere it scrolls the page. */
  works(point) {
    if (this.zoom.scale > 1) return true;
    return this.tool !== "move" && this.surface.isNear(this.view, ...point, BESIDE);
  }

  touch(event) {
    this.frame = this.picture.layer.getBoundingClientRect();
    if (event.touches.length > 1 || this.works(this.spot(event.touches[0]))) event.preventDefault();
  }

  press(event) {
    this.frame = this.picture.layer.getBoundingClientRect();
    const alone = this.pointers.down.size === 0;
    if (event.pointerType === "touch" && alone && !this.works(this.spot(event))) return;
    const does = this.pointers.press(told(event));
    if (does === "ignore" && this.pointers.mode !== "drag") return;
    event.preventDefault();
    try {
      this.stage.setPointerCapture(event.pointerId);
    } catch {
      // a pointer that is already gone cannot be held
    }
    if (does.startsWith("cancel")) this.dropLine();
    if (does === "cancel") this.zoom.grip(this.pointers.span());
    else if (this.pointers.mode === "drag" || this.tool === "move") this.pan = [event.clientX, event.clientY];
    else if (does.endsWith("begin")) this.startLine(this.spot(event));
  }

  startLine(point) {
    if (this.tool === "arrow") {
      this.arrowFrom = point;
      return;
    }
    const { value } = this.strength;
    const erases = this.tool === "erase" || value === 0;
    const radius = Math.max(4, Math.round((this.rules.sizes[this.size] / this.zoom.scale) * 10) / 10);
    const how = erases ? { erases: true } : { intensity: value, quality: this.quality, depth: this.depth };
    this.line = new Line({ view: this.view, radius, ...how }, point, this.rules);
    this.colour = this.picture.colourOf(value);
    this.picture.brush.line(point, point, radius, this.colour, erases);
  }

  move(event) {
    const does = this.pointers.move(told(event));
    if (does === "ignore") {
      if (event.pointerType === "mouse") this.tellUnder(event);
    } else if (does === "zoom") {
      this.zoom.pinch(this.pointers.span());
    } else if (this.pan) {
      this.zoom.drag(event.clientX - this.pan[0], event.clientY - this.pan[1]);
      this.pan = [event.clientX, event.clientY];
    } else if (this.arrowFrom) {
      this.arrowTo = this.spot(event);
      this.next();
    } else if (this.line) {
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
    if (this.arrowFrom && this.arrowTo) this.picture.showArrow(this.arrowFrom, this.arrowTo);
    for (const point of this.line ? this.waiting : []) {
      const { last, manner } = this.line;
      if (this.line.add(point)) this.picture.brush.line(last, point, manner.radius, this.colour, manner.erases);
    }
    this.waiting = [];
  }

  lift(event) {
    const does = this.pointers.lift(told(event));
    this.pan = null;
    if (does !== "end") return;
    if (this.arrowFrom) this.endArrow(event.type === "pointercancel" ? null : this.spot(event));
    if (!this.line) return;
    this.flush();
    const made = this.line.strokes.filter((stroke) => this.surface.under(stroke).triangles.size > 0);
    this.line = null;
    if (made.length === 0) {
      this.paint();
      return;
    }
    const chosen = made.reduce((marks, stroke) => this.withoutErased(stroke, marks), this.state.chosen);
    this.become({ strokes: [...this.state.strokes, ...made], chosen });
  }

  /** Rubbing out more than half of a place from the list takes it off the list. */
  withoutErased(stroke, chosen) {
    if (!stroke.erases) return chosen;
    const { cells } = this.surface.under(stroke);
    const seen = this.surface.seen[stroke.view];
    return chosen.filter((mark) => {
      const code = this.surface.code(mark.zone, mark.side);
      const whole = this.surface.wholes[stroke.view][code];
      let hit = 0;
      for (const cell of cells) if (seen[cell] !== this.rules.nothing && this.surface.codes[seen[cell]] === code) hit += 1;
      return whole === 0 || hit < whole / 2;
    });
  }

  dropLine() {
    this.line = null;
    this.arrowFrom = null;
    this.arrowTo = null;
    this.waiting = [];
    this.paint();
  }

  tellUnder(event) {
    this.frame = this.picture.layer.getBoundingClientRect();
    const place = this.surface.place(this.surface.codeAt(this.view, ...this.spot(event)));
    const said = place ? placeWords(place, this.data) : "";
    if (this.underFinger.textContent !== said) this.underFinger.textContent = said;
  }

  wheel(event) {
    if (!event.ctrlKey) return; // a plain wheel scrolls the page: no trap
    event.preventDefault();
    this.frame = this.picture.layer.getBoundingClientRect();
    this.zoom.by(event.deltaY < 0 ? 1.15 : 1 / 1.15, ...this.spot(event));
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

  strokeAt(point) {
    const triangle = this.surface.triangleAt(this.view, ...point);
    return this.state.strokes.findLastIndex((stroke) => !stroke.erases && this.surface.under(stroke).triangles.has(triangle));
  }

  // -- states

  become(state) {
    this.past.push(this.state);
    this.future = [];
    const { drawing, fits } = sendable(this.surface, state, this.rules);
    this.state = drawing;
    this.changed();
    if (!fits) this.tell(this.words.too_long);
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
    if (this.hasAttribute("keep") && !this.kept.write(JSON.stringify(this.drawing))) this.tell(this.words.not_kept);
    this.dispatchEvent(new CustomEvent("nuchal:drawing", { bubbles: true, detail: { drawing: this.drawing, places: this.places } }));
  }

  restore() {
    const kept = this.hasAttribute("keep") ? this.kept.read() : null;
    const before = this.getAttribute("before") ? JSON.parse(document.querySelector(this.getAttribute("before"))?.textContent ?? "null") : null;
    const found = [kept, before].find((one) => one?.format === FORMAT && one.strokes.length + one.chosen.length > 0);
    if (found) {
      this.state = knownOf(found, this.surface);
      this.tell(this.words.kept);
    }
    this.sum();
  }

  // -- showing

  show(view) {
    this.view = view;
    this.picture.show(view);
    this.views.show(view);
    this.zoom.whole();
    this.paint();
  }

  paint() {
    if (this.view) this.picture.paint(this.state);
  }

  /** Say in words what is painted: for the live region, the field, the buttons and the list. */
  sum() {
    const { words, surface } = this;
    this.places = zoneMarks(surface, this.state, this.rules);
    const said = this.places.map((mark) => {
      const place = placeWords(mark, this.data);
      return mark.spreads_to ? fill(words.spreads, { place, to: this.data.names[mark.spreads_to].toLowerCase() }) : place;
    });
    this.said.textContent = said.length ? fill(words.painted, { places: said.join("; ") }) : words.nothing;
    this.field.value = JSON.stringify(this.drawing);
    this.undoButton.disabled = !this.past.length;
    this.redoButton.disabled = !this.future.length;
    const codes = this.places.map((mark) => surface.code(mark.zone, mark.side));
    for (const view of surface.views) this.views.mark(view, codes.some((code) => surface.wholes[view][code] > 0));
    this.list.show(this.places, this.state.chosen);
  }

  tell(text) {
    this.note.textContent = text;
    this.note.hidden = !text;
  }

  // -- the list

  toggleList() {
    const open = !this.list.isOpen;
    if (open) this.list.open(this.places, this.state.chosen);
    else this.list.close();
    this.classList.toggle("pad-listing", open);
    this.listButton.setAttribute("aria-pressed", String(open));
  }

  toggle(zone, side) {
    const is = (mark) => mark.zone === zone && mark.side === side;
    const how = { intensity: this.strength.value, quality: this.quality, depth: this.depth };
    const chosen = this.state.chosen.some(is) ? this.state.chosen.filter((mark) => !is(mark)) : [...this.state.chosen, { zone, side, ...how }];
    this.become({ ...this.state, chosen });
  }

  marksOf(stroke) {
    return zoneMarks(this.surface, { strokes: [stroke], chosen: [] }, this.rules);
  }

  takeAway(mark) {
    const is = (one) => one.zone === mark.zone && one.side === mark.side;
    this.become({
      strokes: this.state.strokes.filter((stroke) => stroke.erases || !this.marksOf(stroke).some(is)),
      chosen: this.state.chosen.filter((one) => !is(one)),
    });
  }

  spread(mark, to) {
    const is = (one) => one.zone === mark.zone && one.side === mark.side;
    const set = (entry, hit) => (hit ? { ...entry, spreads_to: to } : entry);
    this.become({
      strokes: this.state.strokes.map((stroke) => set(stroke, !stroke.erases && this.marksOf(stroke).some(is))),
      chosen: this.state.chosen.map((one) => set(one, is(one))),
    });
  }
}

/** What `Pointers` needs to know of an event. */
function told(event) {
  const { pointerId: id, pointerType: type, timeStamp: at, clientX: x, clientY: y, button } = event;
  return { id, type, at, x, y, button, breadth: Math.max(event.width, event.height) };
}

customElements.define("nuchal-pad", NuchalPad);
