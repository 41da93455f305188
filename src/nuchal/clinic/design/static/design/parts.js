import { readNumber, stepped } from "./numbers.js";

/* Small hands: menus, dialogs, steppers, strength by dragging, disclosures that stay as they were, signature, shown passwords.
   Everything works without this file, only less handily. Events sit on the document, so that htmx may swap what it likes. */

/* menus close on Escape and on a click elsewhere */
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details[data-menu][open]");
  if (!menu) return;
  if (event.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const items = [...menu.querySelectorAll(".menu-list :is(a, button)")];
    const step = event.key === "ArrowDown" ? 1 : -1;
    items.at((items.indexOf(document.activeElement) + step + items.length) % items.length)?.focus();
    event.preventDefault();
  }
});
document.addEventListener("focusout", (event) => {
  const menu = event.target.closest?.("details[data-menu][open]");
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
});

/* dialogs: <button data-dialog="sign">, <dialog id="sign">, <button data-close> */
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog?.showModal) {
    event.preventDefault();
    dialog.showModal();
  }
  event.target.closest("[data-close]")?.closest("dialog")?.close();
});

/* steppers */
function bounds(input) {
  const step = input.closest("[data-step]");
  const value = readNumber(input.value);
  const { min, max } = input.dataset;
  step.querySelector("[data-by='-1']").disabled = value !== null && min !== undefined && value <= Number(min);
  step.querySelector("[data-by='1']").disabled = value !== null && max !== undefined && value >= Number(max);
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-step] [data-by]");
  if (!button) return;
  const input = button.parentElement.querySelector("input");
  if (input.value === "") input.value = input.dataset.start ?? input.dataset.min ?? 0;
  else input.value = stepped(input.value, Number(button.dataset.by), input.dataset);
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
});
document.addEventListener("input", (event) => {
  if (event.target.closest?.("[data-step]")) bounds(event.target);
});

/* strength: the words follow, and a finger may slide along the bar */
document.addEventListener("change", (event) => {
  const strength = event.target.closest?.("[data-strength]");
  if (strength) tell(strength, event.target);
});
function tell(strength, radio) {
  const said = strength.querySelector(".strength-said");
  said.textContent = said.dataset.words.replace("%(n)s", radio.value).replace("%(word)s", radio.dataset.word);
}
let sliding = null;
document.addEventListener("pointerdown", (event) => {
  const bar = event.target.closest?.(".strength-bar");
  if (bar && event.isPrimary) sliding = bar;
});
document.addEventListener("pointermove", (event) => {
  if (!sliding || event.buttons === 0) return;
  const box = sliding.getBoundingClientRect();
  const from = getComputedStyle(sliding).direction === "rtl" ? box.right - event.clientX : event.clientX - box.left;
  const radios = sliding.querySelectorAll("input");
  const radio = radios[Math.max(0, Math.min(radios.length - 1, Math.floor((from / box.width) * radios.length)))];
  if (!radio.checked) {
    radio.checked = true;
    radio.focus({ preventScroll: true });
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => (sliding = null));

/* disclosures stay as they were left, in this tab */
document.addEventListener(
  "toggle",
  (event) => {
    const key = event.target.dataset?.keep;
    if (key) sessionStorage.setItem(`open:${key}`, event.target.open ? "1" : "0");
  },
  true,
);

/* passwords can be shown */
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-reveal]");
  if (!button) return;
  const input = button.parentElement.querySelector("input");
  input.type = input.type === "password" ? "text" : "password";
  [button.textContent, button.dataset.reveal] = [button.dataset.reveal, button.textContent];
});

/* signature: strokes as one SVG path in a box of 480 by 168 */
function signature(box) {
  const canvas = box.querySelector("canvas");
  const field = box.querySelector("input[type=hidden]");
  const pen = canvas.getContext("2d");
  let path = field.value;
  const draw = () => {
    const scale = window.devicePixelRatio || 1;
    canvas.width = canvas.clientWidth * scale;
    canvas.height = canvas.clientHeight * scale;
    pen.setTransform(canvas.width / 480, 0, 0, canvas.height / 168, 0, 0);
    pen.lineWidth = 2.4;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = getComputedStyle(canvas).color;
    pen.stroke(new Path2D(path));
  };
  const spot = (event) => {
    const at = canvas.getBoundingClientRect();
    return [((event.clientX - at.left) / at.width) * 480, ((event.clientY - at.top) / at.height) * 168].map((n) => n.toFixed(1)).join(" ");
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    path += `M${spot(event)}`;
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.buttons === 0) return;
    path += `L${spot(event)}`;
    draw();
  });
  canvas.addEventListener("pointerup", () => {
    field.value = path;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  box.querySelector("[data-clear]").addEventListener("click", () => {
    field.value = path = "";
    draw();
  });
  new ResizeObserver(draw).observe(canvas);
  new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["data-mode"] });
}

/* whatever is new on the page */
export function wake(root) {
  for (const details of root.querySelectorAll("details[data-keep]")) {
    const kept = sessionStorage.getItem(`open:${details.dataset.keep}`);
    if (kept !== null) details.open = kept === "1";
  }
  for (const button of root.querySelectorAll("[data-reveal][hidden]")) button.hidden = false;
  for (const input of root.querySelectorAll("[data-step] input")) bounds(input);
  for (const box of root.querySelectorAll("[data-signature]:not([data-awake])")) {
    box.dataset.awake = "";
    signature(box);
  }
}
wake(document);
