// The buttons around the picture: views, tools, sizes, strength and kinds of pain. They know nothing of the drawing.

import { element, fill, icon } from "./elements.js";

/** One button for each view, with a small picture and a dot where something is painted. */
export class ViewBar {
  constructor(views, words, choose) {
    this.words = words;
    this.buttons = {};
    this.element = element("div", { class: "pad-views", role: "group", "aria-label": words.view });
    for (const view of views) {
      const painted = element("span", { class: "pad-hidden" });
      const button = element(
        "button", { type: "button", class: "pad-view", "aria-pressed": "false", onclick: () => choose(view), "data-view": view },
        element("span", { class: `fig fig-${view}`, "aria-hidden": "true" }), words.views[view], painted,
      );
      this.buttons[view] = { button, painted };
      this.element.append(button);
    }
  }

  show(view) {
    for (const [name, { button }] of Object.entries(this.buttons)) button.setAttribute("aria-pressed", String(name === view));
    const { element: bar } = this;
    const { offsetLeft, offsetWidth } = this.buttons[view].button;
    if (bar.scrollWidth > bar.clientWidth) bar.scrollLeft = offsetLeft - (bar.clientWidth - offsetWidth) / 2;
  }

  mark(view, has) {
    const { button, painted } = this.buttons[view];
    button.classList.toggle("is-painted", has);
    painted.textContent = has ? `, ${this.words.painted_view}` : "";
  }
}

/** A tool: an icon with its word. `pressed` is "true" or "false" where it stays down. */
export function toolButton(name, words, press, pressed) {
  const attributes = { type: "button", class: "pad-tool", onclick: press, "aria-pressed": pressed, "data-tool": name };
  return element("button", attributes, icon(name), element("span", {}, words[name]));
}

/** A small button with an icon alone. */
export function iconButton(name, words, press, pressed) {
  const attributes = { type: "button", onclick: press, "aria-label": words[name], title: words[name], "aria-pressed": pressed, "data-tool": name };
  return element("button", attributes, icon(name));
}

/** Buttons of which one is chosen, or none. `name` says what of the pad they set. */
export class Choices {
  constructor(entries, { label, kind, look, choose }) {
    this.element = element("div", { class: kind, role: "group", "aria-label": label });
    this.buttons = {};
    for (const [id, name] of entries) {
      this.buttons[id] = element("button", { type: "button", class: look, "aria-pressed": "false", "data-chip": id, onclick: () => choose(id) }, name);
    }
    this.element.append(...Object.values(this.buttons));
  }

  show(chosen) {
    for (const [id, button] of Object.entries(this.buttons)) button.setAttribute("aria-pressed", String(id === chosen));
  }
}

/** The slider of strength, from 0 to 10; nothing is said until it is touched. */
export class Strength {
  constructor(words, said) {
    this.words = words;
    this.value = null;
    this.said = said;
    this.output = element("output", { class: "pad-value" });
    this.range = element("input", { type: "range", min: 0, max: 10, step: 1, value: 5, "aria-label": words.strength });
    this.thumb = element("span", { class: "pad-thumb", "aria-hidden": "true" });
    this.slider = element("div", { class: "pad-strength" }, this.range, this.thumb);
    this.row = element("div", { class: "pad-row" }, element("span", { class: "pad-label", "aria-hidden": "true" }, words.strength), this.output);
    for (const name of ["input", "change", "pointerup", "keyup"]) this.range.addEventListener(name, (event) => this.hear(event));
    this.show();
  }

  hear(event) {
    if (event.type === "keyup" && !/^(Arrow|Home|End|Page|[0-9]$)/.test(event.key)) return;
    const value = Number(this.range.value);
    if (value === this.value) return;
    const first = this.value === null;
    this.value = value;
    this.show();
    if (first) this.said(value);
  }

  show() {
    const { words, value } = this;
    const said = value === null ? words.strength_unset : fill(words.of_ten, { n: value, word: words.strength_words[value] });
    this.slider.classList.toggle("is-unset", value === null);
    this.slider.style.setProperty("--at", value ?? 5);
    this.thumb.textContent = value ?? "?";
    this.output.textContent = said;
    this.range.setAttribute("aria-valuetext", said);
  }
}
