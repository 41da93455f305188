/* The exam by hand: names under the pointer, keys on the marks of the plate, fields that keep themselves, posture. */
import { photo } from "./posture.js";

const plate = (event) => event.target.closest?.(".site");

/* forms whose fields are kept one by one are never sent as a whole */
document.addEventListener("submit", (event) => event.target.matches("[data-auto]") && event.preventDefault());

/* the name of the place under the pointer or the focus; the chosen one again when it leaves */
let chosen = null;
function name(words) {
  const line = document.getElementById("plate-name");
  if (!line) return;
  chosen ??= { of: line, words: line.textContent };
  if (chosen.of !== line) chosen = { of: line, words: line.textContent };
  line.textContent = words ?? chosen.words;
}
for (const kind of ["pointerover", "focusin"]) document.addEventListener(kind, (event) => plate(event) && name(plate(event).dataset.name));
for (const kind of ["pointerout", "focusout"]) document.addEventListener(kind, (event) => plate(event) && name(null));

/* a mark is a button: space presses it, arrows go to the nearest mark in their direction */
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
document.addEventListener("keydown", (event) => {
  const at = plate(event);
  if (!at) return;
  if (event.key === " " || event.key === "Enter") {
    event.preventDefault();
    at.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
  } else if (STEPS[event.key]) {
    event.preventDefault();
    nearest(at, ...STEPS[event.key])?.focus();
  }
});
function nearest(at, dx, dy) {
  const middle = (one) => {
    const box = one.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  const [x, y] = middle(at);
  let best = null;
  let least = Infinity;
  for (const one of document.querySelectorAll(".site")) {
    const [u, v] = middle(one);
    const along = (u - x) * dx + (v - y) * dy;
    const aside = Math.abs((u - x) * dy) + Math.abs((v - y) * dx);
    if (one !== at && along > 4 && along + 2 * aside < least) [best, least] = [one, along + 2 * aside];
  }
  return best;
}

/* one toast at a time: the newest can be undone, the older ones would hide the fields */
document.addEventListener("toast", () => {
  const toasts = document.getElementById("toasts");
  while (toasts.children.length > 1) toasts.firstElementChild.remove();
});

/* on a narrow page the chosen part stands in sight */
document.querySelector(".exam-tabs [aria-current='page']")?.scrollIntoView({ block: "nearest", inline: "center" });

/* a test that is linked to opens itself; so does the posture tool after a swap */
function open() {
  const card = location.hash ? document.getElementById(location.hash.slice(1)) : null;
  if (card?.matches("details")) card.open = true;
  const tool = document.querySelector("[data-module='posture']");
  if (tool) photo(tool);
}
window.addEventListener("hashchange", open);
document.addEventListener("htmx:afterSettle", open);
open();
