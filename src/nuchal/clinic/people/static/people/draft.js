/* Puts what was typed before the sign-in ended back into its form. Nothing is sent: the person saves it. */
const UNTOUCHED = new Set(["password", "file", "submit", "button", "image", "reset"]);
const OF_THE_PAGE = new Set(["csrfmiddlewaretoken", "shown_for", "draft"]);

const pathOf = (address) => new URL(address || location.href, location.href).pathname;
function typedIn(draft) {
  const typed = new Map();
  for (const item of draft.querySelectorAll("[data-name]")) typed.set(item.dataset.name, [...(typed.get(item.dataset.name) ?? []), item]);
  return typed;
}

/* how many of the fields a form has; what it asks about (its hidden fields) counts double */
function fit(form, typed, action) {
  const goesThere = [form.getAttribute("action"), ...[...form.querySelectorAll("[formaction]")].map((one) => one.getAttribute("formaction"))];
  if (form.method !== "post" || form.closest("[data-draft]") || !goesThere.some((address) => pathOf(address) === action)) return 0;
  const points = (one) => (one.type !== "hidden" ? 1 : typed.get(one.name).some((item) => item.dataset.value === one.value) ? 2 : 0);
  return [...form.elements].filter((one) => typed.has(one.name)).reduce((sum, one) => sum + points(one), 0);
}

function fill(form, typed) {
  const left = new Map([...typed].map(([name, items]) => [name, items.map((item) => item.dataset.value)]));
  for (const one of form.elements) {
    if (UNTOUCHED.has(one.type) || OF_THE_PAGE.has(one.name) || !one.name) continue;
    const values = left.get(one.name);
    if (one.type === "checkbox" || (one.type === "radio" && values)) one.checked = values?.includes(one.value) ?? false;
    else if (!values) continue;
    else if (one.type === "select-multiple") for (const option of one.options) option.selected = values.includes(option.value);
    else if (one.type !== "radio" && values.length) one.value = values.shift();
    for (let fold = one.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  }
}

function putBack(draft) {
  const typed = typedIn(draft);
  const scored = [...document.forms].map((form) => ({ form, points: fit(form, typed, draft.dataset.action) }));
  const { form, points } = scored.reduce((best, one) => (one.points > best.points ? one : best), { form: null, points: 0 });
  if (!points) return;
  fill(form, typed);
  const name = Object.assign(document.createElement("input"), { type: "hidden", name: "draft", value: draft.dataset.draft });
  form.append(name);
  draft.dataset.done = "";
  draft.querySelector("[data-filled]").hidden = false;
  draft.querySelector("details").open = false;
  [...form.elements].find((one) => typed.has(one.name) && one.type !== "hidden" && (one.type !== "radio" || one.checked) && one.checkVisibility?.())?.focus();
}

const all = () => document.querySelectorAll("[data-draft]:not([data-done])").forEach(putBack);
all();
document.addEventListener("htmx:afterSettle", all); // a form that opens later
