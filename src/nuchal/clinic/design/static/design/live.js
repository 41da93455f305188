/* The page while it lives: toasts, focus after an answer, what htmx swapped. */
import { wake } from "./parts.js"; // the page loads parts.js by this import alone: named by a tag too, it would run twice

const toasts = document.getElementById("toasts");
const said = document.getElementById("said");
const words = document.getElementById("words")?.dataset ?? {};

/* toasts stay ten seconds, and as long as someone is at them */
function watch(toast) {
  toast.addEventListener("animationend", (event) => event.animationName === "toast-leaves" && toast.remove());
}
export function toast(text, { undo = "", error = false } = {}) {
  const made = document.getElementById(error ? "toast-error" : "toast-form").content.firstElementChild.cloneNode(true);
  made.querySelector("p").textContent = text;
  const form = made.querySelector("form");
  if (form && undo) form.action = undo;
  else form?.remove();
  toasts.append(made);
  watch(made);
  while (toasts.children.length > 3) toasts.firstElementChild.remove();
}
for (const made of toasts?.children ?? []) watch(made);
document.addEventListener("toast", (event) => toast(event.detail.words, event.detail));
document.addEventListener("click", (event) => event.target.closest("[data-close-toast]")?.closest(".toast").remove());

/* after a refused form the summary is where reading goes on */
document.querySelector("[data-focus]")?.focus();

/* htmx: keep the focus where it was, mark what changed, say it */
let before = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  const at = document.activeElement;
  before = event.detail.target.contains(at) && at !== document.body ? { id: at.id, name: at.name, value: at.type === "radio" ? at.value : null } : null;
});
document.addEventListener("htmx:afterSettle", (event) => {
  const root = event.detail.elt;
  wake(root.parentElement ?? root);
  const summary = root.querySelector?.("[data-focus]");
  if (summary) summary.focus();
  else if (before && (document.activeElement === document.body || !document.activeElement)) again(before);
  before = null;
  for (const changed of [root, ...(root.querySelectorAll?.("[data-live]") ?? [])]) {
    if (!changed.matches?.("[data-live]")) continue;
    changed.classList.add("is-changed");
    setTimeout(() => changed.classList.remove("is-changed"), 4000);
    if (changed.dataset.live) said.textContent = changed.dataset.live;
  }
});
function again({ id, name, value }) {
  const by = name && `[name="${CSS.escape(name)}"]${value === null ? "" : `[value="${CSS.escape(value)}"]`}`;
  ((id && document.getElementById(id)) || (by && document.querySelector(by)) || null)?.focus();
}
document.addEventListener("htmx:sendError", () => toast(words.failed, { error: true }));
document.addEventListener("htmx:responseError", (event) => toast([401, 403].includes(event.detail.xhr.status) ? words.refused : words.failed, { error: true }));
