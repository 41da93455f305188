/* An unused page of staff: warn, keep what was typed, hide everything, and sign out.

   Use is a tap, a key, scrolling, or opening a page, in any tab. While a person types, the server is told once a minute, so
   that writing a long note counts as use. The tabs of a browser share the moment of the last use. */
const bar = document.getElementById("idle");
const LIMIT_MS = Number(bar.dataset.minutes) * 60000;
const WARN_MS = Math.min(120000, LIMIT_MS / 2), TELL_EVERY_MS = 60000, LOOK_EVERY_MS = 1000;
const WITHIN_MS = 8000, AGAIN_MS = 5000;
const PLACE = "nuchal.used", ONE_AT_A_TIME = "nuchal.drafts";
const OF_THE_PAGE = ["csrfmiddlewaretoken", "shown_for"];
let used = Date.now(), toldAt = Date.now(), ended = false;

remember();
for (const kind of ["pointerdown", "keydown", "input", "wheel", "touchmove"]) addEventListener(kind, use, { passive: true, capture: true });
document.addEventListener("htmx:afterRequest", () => (toldAt = Date.now()));
document.addEventListener("visibilitychange", look);
addEventListener("pageshow", (event) => event.persisted && look());
bar.querySelector("[data-stay]").addEventListener("click", tell);
setInterval(look, LOOK_EVERY_MS);

function use() {
  if (ended) return;
  used = Date.now();
  remember();
  if (used - toldAt > TELL_EVERY_MS) tell();
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

/* The fields of a form, with those by which the server knows the page; an htmx form sends them as headers. */
function fieldsOf(form) {
  const fields = new FormData(form);
  for (const name of OF_THE_PAGE) {
    const known = bar.querySelector(`[name=${name}]`);
    if (known && !fields.has(name)) fields.set(name, known.value);
  }
  return fields;
}

/* True if trying again would change nothing; a redirect to the sign-in counts, since its door keeps forms too. */
async function post(address, fields) {
  try {
    const answer = await fetch(address, { method: "POST", body: fields, redirect: "manual", signal: AbortSignal.timeout(WITHIN_MS) });
    return answer.status < 500 && answer.status !== 429; // 0: a redirect that is not followed
  } catch {
    return false;
  }
}

async function tell() {
  toldAt = Date.now();
  const taken = await post(bar.dataset.use, fieldsOf(bar.querySelector("form")));
  if (!taken) toldAt = Date.now() - TELL_EVERY_MS + AGAIN_MS; // with the next use, but not with each of them
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

function isChanged(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return !["hidden", "password", "file", "submit", "button"].includes(field.type) && field.value !== field.defaultValue;
}

function typedForms() {
  const ofStaff = [...document.forms].filter((form) => form.method === "post" && !form.closest("#idle, [data-draft]"));
  return ofStaff.filter((form) => [...form.elements].some(isChanged));
}

/* Keep one form for the same person; nothing of it is saved in the record. It is tried until the server answers. */
async function keep(form) {
  const fields = fieldsOf(form);
  fields.set("kept_for", new URL(form.getAttribute("action") || location.href, location.href).pathname);
  while (!(await post(bar.dataset.keep, fields))) {
    document.documentElement.classList.add("not-kept");
    await new Promise((done) => setTimeout(done, AGAIN_MS));
  }
}

async function end() {
  ended = true;
  document.documentElement.classList.add("left-alone");
  const forms = typedForms();
  const keepAll = async () => {
    for (const form of forms) await keep(form); // each answer brings a new key, so one after the other
  };
  await (navigator.locks ? navigator.locks.request(ONE_AT_A_TIME, keepAll) : keepAll()); // also among tabs
  bar.querySelector("form").submit();
}
