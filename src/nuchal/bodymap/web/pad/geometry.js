// The map behind the pictures: which triangle of the surface each square of a view shows, and the zone of each triangle.

import { inflate } from "./inflate.js";

/** Numbers that were stored as deltas, deflated, in base64. */
export async function unpacked({ packed, bytes: length }) {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const numbers = new Uint16Array((await plain(bytes, length)).buffer);
  for (let at = 1; at < numbers.length; at += 1) numbers[at] += numbers[at - 1];
  return numbers;
}

async function plain(bytes, length) {
  if (typeof DecompressionStream === "undefined") return inflate(bytes, length);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** The surface, as the page was told of it by `nuchal.bodymap.web.pad_data`. */
export class Surface {
  static async read(data) {
    const [numbers, middles, shows] = await Promise.all([data.surface, data.middles, data.shows].map(unpacked));
    return new Surface(data, numbers, new Int16Array(middles.buffer), new Uint8Array(shows.buffer));
  }

  constructor(data, numbers, middles, shows) {
    const count = numbers[0];
    this.nothing = data.rules.nothing;
    this.codes = numbers.subarray(1, 1 + count);
    this.cell = data.cell;
    [this.width, this.height] = data.size;
    this.columns = Math.floor(this.width / this.cell);
    this.rows = Math.floor(this.height / this.cell);
    this.zones = data.zones;
    this.middles = middles;
    this.views = Object.keys(data.views);
    this.matrices = Object.fromEntries(Object.entries(data.views).map(([view, { matrix }]) => [view, matrix]));
    this.seen = {};
    this.wholes = {};
    this.shows = {};
    this.squares = {};
    this.touched = new WeakMap();
    this.readViews(numbers, shows, count);
  }

  readViews(numbers, shows, count) {
    let at = 1 + count;
    let bits = 0;
    for (const view of this.views) {
      this.seen[view] = numbers.subarray(at, at + this.columns * this.rows);
      at += this.columns * this.rows;
      const whole = new Uint16Array(256);
      for (const triangle of this.seen[view]) if (triangle !== this.nothing) whole[this.codes[triangle]] += 1;
      this.wholes[view] = whole;
      if (!this.matrices[view]) continue;
      this.shows[view] = shows.subarray(bits, bits + Math.ceil(count / 8));
      bits += Math.ceil(count / 8);
    }
  }

  /** For each triangle the square in which a view shows its middle, or -1: small ones lie between the squares. */
  squaresOf(view) {
    if (this.squares[view] || !this.matrices[view]) return this.squares[view];
    const [across, down] = this.matrices[view];
    const count = this.codes.length;
    const square = new Int32Array(count).fill(-1);
    const [x, y, z] = [0, 1, 2].map((axis) => this.middles.subarray(axis * count, (axis + 1) * count));
    const dot = (row, at) => row[0] * x[at] + row[1] * y[at] + row[2] * z[at] + row[3];
    for (let at = 0; at < count; at += 1) {
      if (!((this.shows[view][at >> 3] >> (at & 7)) & 1)) continue;
      square[at] = this.cellAt(dot(across, at), dot(down, at));
    }
    this.squares[view] = square;
    return square;
  }

  /** Zone and side of a code; null for paper. */
  place(code) {
    return code > 0 ? { zone: this.zones[(code - 1) >> 1], side: (code - 1) % 2 ? "left" : "right" } : null;
  }

  code(zone, side) {
    return 1 + 2 * this.zones.indexOf(zone) + (side === "left" ? 1 : 0);
  }

  /** The square at a point of a view, or -1 beside the picture. */
  cellAt(x, y) {
    const [column, row] = [Math.floor(x / this.cell), Math.floor(y / this.cell)];
    return column < 0 || row < 0 || column >= this.columns || row >= this.rows ? -1 : row * this.columns + column;
  }

  /** The triangle at a point of a view, or -1 beside the body. */
  triangleAt(view, x, y) {
    const cell = this.cellAt(x, y);
    return cell < 0 || this.seen[view][cell] === this.nothing ? -1 : this.seen[view][cell];
  }

  codeAt(view, x, y) {
    const triangle = this.triangleAt(view, x, y);
    return triangle < 0 ? 0 : this.codes[triangle];
  }

  /** Whether the body lies within `reach` pixels of a point of a view. */
  isNear(view, x, y, reach) {
    const seen = this.seen[view];
    for (const cell of this.covered([[x, y]], Math.max(reach, this.cell))) if (seen[cell] !== this.nothing) return true;
    return false;
  }

  /** The squares of its view under a stroke, and the triangles that they see; worked out once for each stroke. */
  under(stroke) {
    let found = this.touched.get(stroke);
    if (!found) {
      const cells = this.covered(stroke.points, stroke.radius);
      const triangles = new Set();
      for (const cell of cells) {
        const triangle = this.seen[stroke.view][cell];
        if (triangle !== this.nothing) triangles.add(triangle);
      }
      this.squaresOf(stroke.view)?.forEach((square, triangle) => square >= 0 && cells.has(square) && triangles.add(triangle));
      found = { cells, triangles };
      this.touched.set(stroke, found);
    }
    return found;
  }

  /** The squares whose middle lies under a round brush along a line. */
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

  /** The middle of what a view sees of some triangles, and one of them; null where it sees none. */
  middle(view, wanted) {
    const seen = this.seen[view];
    let [x, y, count, one] = [0, 0, 0, null];
    for (let cell = 0; cell < seen.length; cell += 1) {
      if (seen[cell] === this.nothing || !wanted(seen[cell])) continue;
      x += (cell % this.columns) + 0.5;
      y += Math.floor(cell / this.columns) + 0.5;
      count += 1;
      one = seen[cell];
    }
    return count ? { x: (x / count) * this.cell, y: (y / count) * this.cell, triangle: one } : null;
  }
}
