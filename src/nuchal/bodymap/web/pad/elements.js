// Elements of the page, and the icons of the pad's buttons.

const ICONS = {
  paint: "M14.5 4.8l4.7 4.7-7.6 7.3-4.4-4.4zM7.2 12.4c-2 .6-2.3 2.6-2.5 4.2-.1 1-.6 1.9-1.4 2.6 3.4.8 7 .2 8.3-2.4",
  erase: "M9 19h11M4.6 14.2l9-9a1.6 1.6 0 0 1 2.3 0l3.5 3.5a1.6 1.6 0 0 1 0 2.3L11.5 19H8.7L4.6 14.9zM9.3 9.5l5.8 5.8",
  arrow: "M5 18.5C7 12 11 8.5 18 8M13.5 4.5L18.5 8l-3.5 5",
  undo: "M8.5 5L4.5 9l4 4M5 9h9a5.5 5.5 0 0 1 0 11h-3",
  redo: "M15.5 5l4 4-4 4M19 9h-9a5.5 5.5 0 0 0 0 11h3",
  list: "M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01",
  move: "M12 3v18M3 12h18M9 6l3-3 3 3M9 18l3 3 3-3M6 9l-3 3 3 3M18 9l3 3-3 3",
  zoom_in: "M12 6v12M6 12h12",
  zoom_out: "M6 12h12",
  zoom_all: "M5 9.500V5h4.500M19 9.500V5h-4.500M5 14.500V19h4.500M19 14.500V19h-4.500",
};

/** Put values into a text: "{n} of 10" with { n: 7 }. */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);

/** An HTML element; `onclick` and the like are listened to, true is an empty attribute, false and null are none. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value != null) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

/** An SVG element. */
export function drawn(tag, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** The icon of a button. */
export function icon(name) {
  const box = drawn("svg", { class: "i", viewBox: "0 0 24 24", "aria-hidden": "true" });
  box.append(drawn("path", { d: ICONS[name] }));
  return box;
}
