// Which finger, pen or mouse does what: one paints, two zoom, and a pen goes before every hand that rests on the glass.

const PEN_RESTS_MS = 1500; // a hand that touches shortly after the pen does not paint
const PALM = 45; // pixels of contact; wider than a fingertip

/**
 * The pointers on the picture. `press`, `move` and `lift` say what an event means: "begin", "draw", "end", "cancel" a
 * stroke, "zoom" with two fingers, "drag" with the middle button, or "ignore".
 */
export class Pointers {
  constructor() {
    this.down = new Map();
    this.penAt = -Infinity;
    this.penUsed = false;
    this.mode = null;
  }

  press({ id, type, at, x, y, button = 0, breadth = 0 }) {
    if (type === "mouse" && button > 1) return "ignore";
    if (type === "pen") return this.pressPen(id, at, x, y);
    if (type === "touch" && this.isPalm(at, breadth)) return "ignore";
    this.down.set(id, { x, y, type });
    if (this.down.size === 1) {
      this.mode = button === 1 ? "drag" : "draw";
      return this.mode === "drag" ? "ignore" : "begin";
    }
    if (this.down.size === 2) {
      this.mode = "zoom";
      return "cancel";
    }
    return "ignore";
  }

  /** The pen takes over: what a resting hand began is dropped. */
  pressPen(id, at, x, y) {
    const before = this.mode;
    this.penAt = at;
    this.penUsed = true;
    this.down.clear();
    this.down.set(id, { x, y, type: "pen" });
    this.mode = "draw";
    return before === "draw" ? "cancel and begin" : "begin";
  }

  isPalm(at, breadth) {
    const penDown = [...this.down.values()].some(({ type }) => type === "pen");
    return penDown || at - this.penAt < PEN_RESTS_MS || (this.penUsed && breadth >= PALM);
  }

  move({ id, type, at, x, y }) {
    if (type === "pen") this.penAt = at;
    const known = this.down.get(id);
    if (!known) return "ignore";
    this.down.set(id, { ...known, x, y });
    return this.mode === "zoom" && this.down.size < 2 ? "ignore" : this.mode;
  }

  lift({ id, type, at }) {
    if (type === "pen") this.penAt = at;
    if (!this.down.delete(id)) return "ignore";
    const { mode } = this;
    if (this.down.size === 0) this.mode = null;
    else if (mode === "draw") return "ignore";
    return mode === "draw" ? "end" : "ignore";
  }

  /** How far two fingers are apart, and the point between them. */
  span() {
    const [a, b] = [...this.down.values()];
    return { far: Math.hypot(a.x - b.x, a.y - b.y), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  }
}
