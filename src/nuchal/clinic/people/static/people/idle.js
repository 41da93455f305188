/* A page of staff that is left lying: warn, keep what was typed, then hide everything and sign out.

   Use is a tap, a key, scrolling or a page that is opened, in any tab. While somebody types, the server is told once a minute,
   so that a long note does not count as nothing. The last moment of use is shared between the tabs of a browser. */
const bar = document.getElementById("idle");
const LIMIT_MS = Number(bar.dataset.minutes) * 60000;
const WARN_MS = Math.min(120000, LIMIT_MS / 2), TELL_EVERY_MS = 60000, LOOK_EVERY_MS = 1000;
const PLACE = "nuchal.used";
const OF_THE_PAGE = new Set(["csrfmiddlewaretoken", "shown_for", "draft"]);
let used = Date.now(), told = Date.now(), ended = false;

remember();
for (const kind of ["pointerdown", "keydown", "input", "wheel", "touchmove"]) addEventListener(kind, use, { passive: true, capture: true });
document.addEventListener("htmx:afterRequest", () => (told = Date.now()));
document.addEventListener("visibilitychange", look);
addEventListener("pageshow", (event) => event.persisted && look());
bar.querySelector("[data-stay]").addEventListener("click", () => tell());
setInterval(look, LOOK_EVERY_MS);

function use() {
  used = Date.now();
  remember();
  if (used - told > TELL_EVERY_MS) tell();
}

function remember() {
  try {
    localStorage.setItem(PLACE, String(used));
  } catch {
    /* a browser that keeps nothing: each tab counts for itself */
  }
}

function lastUse() {
  try {
    return Math.max(used, Math.min(Number(localStorage.getItem(PLACE)) || 0, Date.now()));
  } catch {
    return used;
  }
}

function body(form) {
  const sent = new FormData(form);
  for (const name of OF_THE_PAGE) if (!sent.has(name)) {
    const value = bar.querySelector(`[name=${name}]`)?.value;
    if (value) sent.set(name, value);
  }
  return sent;
}

async function tell() {
  told = Date.now();
  try {
    const answer = await fetch(bar.dataset.use, { method: "POST", body: body(bar.querySelector("form")), redirect: "manual" });
    if (!answer.ok) told = 0;
  } catch {
    told = 0; /* no network: told again with the next use */
  }
}

function look() {
  if (ended) return;
  const left = LIMIT_MS - (Date.now() - lastUse());
  if (left <= 0) return end();
  bar.hidden = left > WARN_MS;
  const words = said(left), shown = bar.querySelector("[data-left]");
  if (!bar.hidden && shown.textContent !== words) shown.textContent = words;
}

function said(left) {
  const seconds = Math.ceil(left / 10000) * 10; // in steps: a screen reader says every change
  const [number, unit] = seconds > 60 ? [Math.ceil(seconds / 60), "minute"] : [seconds, "second"];
  return new Intl.NumberFormat(document.documentElement.lang || "en", { style: "unit", unit, unitDisplay: "long" }).format(number);
}

/* What was typed is kept for the same person; nothing of it is saved in the record. */
function typedForms() {
  const changed = (one) =>
    one.type === "checkbox" || one.type === "radio" ? one.checked !== one.defaultChecked
    : one.options ? [...one.options].some((option) => option.selected !== option.defaultSelected)
    : !["hidden", "password", "file", "submit", "button"].includes(one.type) && one.value !== one.defaultValue;
  return [...document.forms].filter((form) => form.method === "post" && !form.closest("#idle, [data-draft]") && [...form.elements].some(changed));
}

async function end() {
  ended = true;
  const forms = typedForms();
  const kept = forms.map((form) => {
    const sent = body(form);
    sent.set("kept_for", new URL(form.getAttribute("action") || location.href, location.href).pathname);
    return fetch(bar.dataset.keep, { method: "POST", body: sent, redirect: "manual" });
  });
  document.documentElement.classList.add("left-alone");
  for (const one of kept) await one.catch(() => {});
  bar.querySelector("form").submit();
}
