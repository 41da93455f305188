/* The forms of the intake: another row to write in, an answer put back into its fields, and what was ticked in words. */

const ROW = "__row__";
const MOST_WORDS = 3;

/** One more row to write in, from the template on the page; false where the page has none. */
export function addRow(form) {
  const template = form.querySelector("template[data-row]");
  if (!template) return false;
  const number = form.querySelectorAll("[data-rows] > *").length + 1;
  const row = template.content.cloneNode(true);
  for (const one of row.querySelectorAll("*")) {
    for (const { name, value } of [...one.attributes]) if (value.includes(ROW)) one.setAttribute(name, value.replaceAll(ROW, number));
    if (!one.children.length && one.textContent.includes(ROW)) one.textContent = one.textContent.replaceAll(ROW, number);
  }
  form.querySelector("[data-rows]").append(row);
  form.querySelector("[data-rows] > :last-child input")?.focus();
  return true;
}

/** Put an answer back into the fields that it was sent from; `values` holds the values of each field in their order. */
export function fill(form, values) {
  while (missingRows(form, values) > 0) if (!addRow(form)) break;
  const left = Object.fromEntries(Object.entries(values).map(([name, all]) => [name, [...all]]));
  for (const field of form.elements) {
    if (!field.name || field.matches("button, [type=submit]") || field.closest("nuchal-pad")) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = Boolean(values[field.name]?.includes(field.value));
    else if (left[field.name]?.length) field.value = left[field.name].shift();
  }
  for (const pad of form.querySelectorAll("nuchal-pad")) paint(pad, values[pad.getAttribute("name")]?.[0]);
  for (const box of form.querySelectorAll("input")) box.dispatchEvent(new Event("input", { bubbles: true }));
}

function missingRows(form, values) {
  if (!form.querySelector("template[data-row]")) return 0;
  return (values.name?.length ?? 0) - form.querySelectorAll("[data-rows] > *").length;
}

/** A drawing goes back into its pad as soon as the pad is there. */
function paint(pad, text) {
  if (!text) return;
  const give = () => {
    try {
      pad.drawing = JSON.parse(text);
    } catch {
      // a pad that cannot show it leaves it to what is sent
    }
  };
  if (pad.surface && pad.state) give();
  else pad.addEventListener("nuchal:ready", give, { once: true });
}

/** What was ticked or chosen, in the words of the page. */
export function textOf(form, submitter) {
  const chosen = [...form.querySelectorAll("input:checked")].map((box) => box.closest("label")?.textContent ?? "");
  const words = chosen.map((text) => text.replace(/\s+/g, " ").trim()).filter(Boolean);
  if (!words.length && submitter) words.push(submitter.textContent.replace(/\s+/g, " ").trim());
  return words.slice(0, MOST_WORDS).join("; ") + (words.length > MOST_WORDS ? " …" : "");
}
