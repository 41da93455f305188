// The picture of one view: the plate, what is painted on it, and the arrows.

import { drawn, element } from "./elements.js";
import { arrow, Brush } from "./painting.js";
import { painStep } from "./strokes.js";

/** One picture that can show any view. */
export class Picture {
  constructor(data, surface) {
    this.data = data;
    this.surface = surface;
    this.rules = data.rules;
    const { words } = data;
    this.canvas = element("canvas", { class: "pad-paint", width: surface.width, height: surface.height });
    this.context = this.canvas.getContext("2d");
    this.brush = new Brush(this.context);
    this.lines = drawn("path", { class: "pad-lines" });
    this.body = drawn("path", { class: "pad-body" });
    this.arrows = drawn("g", {});
    const over = drawn("svg", { viewBox: `0 0 ${surface.width} ${surface.height}`, "aria-hidden": "true" });
    over.append(this.lines, this.body, this.arrows);
    this.layer = element("div", { class: "pad-layer fig", role: "img", "aria-label": words.canvas }, this.canvas, over);
    this.corners = ["start", "end"].map((end) => element("span", { class: `pad-corner pad-corner-${end}`, "aria-hidden": "true" }));
    this.stage = element("div", { class: "pad-stage" }, this.layer, ...this.corners);
  }

  show(view) {
    const { silhouette, borders } = this.data.views[view];
    this.view = view;
    this.layer.classList.remove(...this.surface.views.map((name) => `fig-${name}`));
    this.layer.classList.add(`fig-${view}`);
    this.clip = new Path2D(silhouette);
    this.body.setAttribute("d", silhouette);
    this.lines.setAttribute("d", borders);
    (this.data.words.corners[view] ?? ["", ""]).forEach((text, n) => (this.corners[n].textContent = text));
  }

  colourOf(intensity) {
    return getComputedStyle(this.layer).getPropertyValue(`--pain-${painStep(intensity, this.rules)}`).trim();
  }

  /** Everything again, stroke by stroke: where it was painted as it was painted, elsewhere through the surface. */
  paint({ strokes, chosen }) {
    const { context, surface } = this;
    context.globalCompositeOperation = "source-over";
    context.restore();
    context.save();
    context.clearRect(0, 0, surface.width, surface.height);
    context.clip(this.clip, "evenodd");
    for (const { own, strokes: run, colour, erases } of this.runs(strokes)) {
      if (own) {
        for (const { points, radius } of run) {
          points.forEach((point, n) => this.brush.line(points[Math.max(n - 1, 0)], point, radius, colour, erases));
        }
      } else {
        const under = run.map((stroke) => surface.under(stroke).triangles);
        this.across((triangle) => under.some((triangles) => triangles.has(triangle)), colour, erases);
      }
    }
    for (const mark of chosen) {
      const code = surface.code(mark.zone, mark.side);
      this.across((triangle) => surface.codes[triangle] === code, this.colourOf(mark.intensity), false);
    }
    this.paintArrows([...strokes, ...chosen].filter((one) => one.spreads_to));
  }

  /** Strokes that follow one another in the same manner, to be painted together. */
  runs(strokes) {
    const runs = [];
    for (const stroke of strokes) {
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
      if (seen[cell] !== this.rules.nothing && wanted(seen[cell])) {
        mask[cell] = 1;
        any = true;
      }
    }
    if (any) this.brush.field(mask, this.surface.columns, this.surface.rows, colour, erases);
  }

  /** The arrow that a hand is drawing. */
  showArrow([x, y], [toX, toY]) {
    this.arrows.replaceChildren(...arrow({ x, y }, { x: toX, y: toY }));
  }

  paintArrows(spreading) {
    const { surface, view } = this;
    const made = [];
    for (const one of spreading) {
      const from = surface.middle(view, (triangle) => (one.points
        ? surface.under(one).triangles.has(triangle)
        : surface.codes[triangle] === surface.code(one.zone, one.side)));
      if (!from) continue;
      const code = surface.code(one.spreads_to, surface.place(surface.codes[from.triangle])?.side ?? "right");
      const to = surface.middle(view, (triangle) => surface.codes[triangle] === code);
      if (to) made.push(...arrow(from, to));
    }
    this.arrows.replaceChildren(...made);
  }
}
