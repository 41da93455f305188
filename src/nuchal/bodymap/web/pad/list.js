// Every place of the body as a list: the whole pad for a keyboard or a screen reader.

import { element, fill } from "./elements.js";

/** A place in words, with its strength where one was said. */
export function placeWords({ zone, side, intensity }, { names, words }) {
  const values = { name: names[zone], side: words.sides[side], n: intensity };
  return fill(intensity == null ? words.place : words.place_strength, values);
}

/**
 * The list of one pad. It shows `places`, and says what is pressed: `toggle(zone, side)`, `remove(mark)`,
 * `spread(mark, zone)`; without `spread` places have no arrows.
 */
export class PlaceList {
  constructor(data, { toggle, remove, spread }) {
    this.data = data;
    this.words = data.words;
    Object.assign(this, { toggle, remove, spread });
    this.element = element("section", { class: "pad-list", hidden: true, "aria-label": this.words.list });
  }

  get isOpen() {
    return !this.element.hidden;
  }

  open(places, chosen) {
    if (!this.rows) this.build();
    this.element.hidden = false;
    this.show(places, chosen);
    this.title.focus();
  }

  close() {
    this.element.hidden = true;
  }

  build() {
    const { words } = this;
    this.title = element("h2", { tabindex: "-1" }, words.all_places);
    this.marks = element("ul", { class: "pad-marks" });
    this.marksTitle = element("h2", {}, words.places);
    this.find = element("input", { class: "pad-find", type: "search", id: "pad-find", autocomplete: "off" });
    this.none = element("p", { class: "pad-label", role: "status" });
    this.find.addEventListener("input", () => this.filter());
    this.rows = this.data.groups.map((group) => {
      const rows = group.zones.map((zone) => this.zoneRow(zone));
      return { rows, part: element("div", {}, element("h3", {}, group.name), element("ul", {}, ...rows.map(({ item }) => item))) };
    });
    const label = element("label", { class: "pad-label pad-find-label", for: "pad-find" }, words.find);
    this.element.append(this.marksTitle, this.marks, this.title, label, this.find, this.none, ...this.rows.map(({ part }) => part));
  }

  zoneRow(zone) {
    const name = this.data.names[zone];
    const buttons = {};
    for (const side of ["right", "left"]) {
      buttons[side] = element("button", {
        type: "button", "aria-pressed": "false", "aria-label": placeWords({ zone, side }, this.data),
        "data-place": `${zone} ${side}`, onclick: () => this.toggle(zone, side),
      }, this.words.side_buttons[side]);
    }
    return { zone, name, buttons, item: element("li", {}, element("span", {}, name), buttons.right, buttons.left) };
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

  /** Show what is painted and what is chosen now. */
  show(places, chosenMarks) {
    if (!this.isOpen) return;
    const chosen = new Set(chosenMarks.map((mark) => `${mark.zone} ${mark.side}`));
    for (const { rows } of this.rows) {
      for (const { zone, buttons } of rows) {
        for (const [side, button] of Object.entries(buttons)) button.setAttribute("aria-pressed", String(chosen.has(`${zone} ${side}`)));
      }
    }
    const focused = document.activeElement?.dataset?.mark;
    this.marksTitle.hidden = places.length === 0;
    this.marks.replaceChildren(...places.map((mark) => this.markRow(mark)));
    if (focused) this.marks.querySelector(`[data-mark="${focused}"]`)?.focus();
  }

  markRow(mark) {
    const { words } = this;
    const place = placeWords(mark, this.data);
    const takeAway = () => {
      this.remove(mark);
      this.find.focus();
    };
    const remove = element("button", { type: "button", "aria-label": `${words.remove}: ${place}`, onclick: takeAway }, words.remove);
    if (!this.spread) return element("li", {}, element("span", {}, place), remove);
    const spreads = element("select", { "data-mark": `${mark.zone}-${mark.side}`, "aria-label": `${words.spreads_to}: ${place}` },
      element("option", { value: "" }, words.spreads_nowhere),
      ...this.data.zones.map((zone) => element("option", { value: zone, selected: mark.spreads_to === zone }, this.data.names[zone])));
    spreads.addEventListener("change", () => this.spread(mark, spreads.value || null));
    return element("li", {}, element("span", {}, place), remove, element("label", {}, words.spreads_to, spreads));
  }
}
