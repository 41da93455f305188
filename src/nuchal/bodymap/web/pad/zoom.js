// How large the picture is shown, and which part of it.

const LARGEST = 5;

/** The zoom of one layer; `width` is the picture's own width. At 1 the whole picture is shown. */
export class Zoom {
  constructor(layer, width) {
    this.layer = layer;
    this.width = width;
    this.scale = 1;
    this.x = 0;
    this.y = 0;
  }

  whole() {
    this.place(1, 0, 0);
  }

  /** Grow around a point of the picture; 0 shows the whole picture. */
  by(factor, x, y) {
    const scale = factor === 0 ? 1 : Math.min(Math.max(this.scale * factor, 1), LARGEST);
    const grown = (scale - this.scale) * (this.layer.offsetWidth / this.width);
    this.place(scale, this.x - x * grown, this.y - y * grown);
  }

  drag(dx, dy) {
    this.place(this.scale, this.x + dx, this.y + dy);
  }

  /** Two fingers take hold of the picture. */
  grip(span) {
    this.held = { ...span, scale: this.scale, left: this.x, top: this.y };
    this.lastY = span.y;
  }

  /** The two fingers moved: what lay between them stays there. Of a whole picture the page scrolls with them. */
  pinch(now) {
    const { held } = this;
    const scale = Math.min(Math.max(held.scale * (now.far / Math.max(held.far, 1)), 1), LARGEST);
    const box = this.layer.parentElement.getBoundingClientRect();
    const grow = scale / held.scale;
    const [homeX, homeY] = [box.left + this.layer.offsetLeft, box.top + this.layer.offsetTop];
    this.place(scale, now.x - homeX - (held.x - homeX - held.left) * grow, now.y - homeY - (held.y - homeY - held.top) * grow);
    if (scale === 1) window.scrollBy(0, this.lastY - now.y);
    this.lastY = now.y;
  }

  place(scale, x, y) {
    const [width, height] = [this.layer.offsetWidth, this.layer.offsetHeight];
    this.scale = scale;
    this.x = Math.min(0, Math.max(x, width - width * scale));
    this.y = Math.min(0, Math.max(y, height - height * scale));
    this.layer.style.transform = scale === 1 ? "" : `translate(${this.x}px, ${this.y}px) scale(${scale})`;
  }
}
