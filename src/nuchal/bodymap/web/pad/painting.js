// Paint on the canvas: soft strokes, soft fields of the surface, and arrows.

import { drawn, element } from "./elements.js";

/** Soft stamps on a canvas, one after another; a stroke in progress only ever adds stamps. */
export class Brush {
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
export function blurred(mask, columns, rows) {
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

const rounded = (number) => Math.round(number * 10) / 10;

/** An arrow in two layers, so that it shows on pale and on dark paint. */
export function arrow({ x, y }, { x: toX, y: toY }) {
  const turn = Math.atan2(toY - y, toX - x);
  const [bendX, bendY] = [(x + toX) / 2 - Math.sin(turn) * 30, (y + toY) / 2 + Math.cos(turn) * 30];
  const tip = Math.atan2(toY - bendY, toX - bendX);
  const wing = (angle) => `${rounded(toX - 22 * Math.cos(tip + angle))} ${rounded(toY - 22 * Math.sin(tip + angle))}`;
  const path = `M${rounded(x)} ${rounded(y)}Q${rounded(bendX)} ${rounded(bendY)} ${rounded(toX)} ${rounded(toY)}M${wing(0.5)}L${rounded(toX)} ${rounded(toY)}L${wing(-0.5)}`;
  return ["pad-arrow-edge", "pad-arrow"].map((name) => drawn("path", { class: name, d: path }));
}
