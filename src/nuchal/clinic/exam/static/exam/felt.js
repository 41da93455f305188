/* Where a touch is felt: painted on the pad in a dialog, or chosen from the list in the form; both say the same. */

const dialog = document.getElementById("felt");
const SLOW_MS = 8000; // then the list opens instead
let pad = null;
let form = null;

const words = (text) => text.split(" ").filter(Boolean);
const boxes = () => [...form.querySelectorAll("[name=referred_to]")];
const listed = () => boxes().filter((box) => box.checked).map((box) => box.value);

/* the pad comes with the first painting, and stays while the page does */
async function fetched() {
  if (pad) return;
  await Promise.race([import(dialog.dataset.script), new Promise((_, failed) => setTimeout(failed, SLOW_MS))]);
  const made = document.createElement("nuchal-pad");
  for (const [name, value] of [["data", dialog.dataset.pad], ["plain", ""], ["name", ""]]) made.setAttribute(name, value);
  await new Promise((done, failed) => {
    setTimeout(failed, SLOW_MS);
    made.addEventListener("nuchal:ready", done, { once: true });
    made.addEventListener("pad-failed", failed, { once: true });
    dialog.querySelector("[data-felt-pad]").replaceChildren(made);
  });
  pad = made;
}

async function open(button) {
  form = button.closest("form");
  dialog.querySelector("[data-felt-of]").textContent = button.dataset.of;
  dialog.showModal();
  try {
    await fetched();
  } catch {
    dialog.close();
    form.querySelector("[data-felt-failed]").hidden = false;
    const list = form.querySelector("[data-felt-list]");
    list.open = true;
    list.querySelector("summary").focus();
    return;
  }
  pad.drawing = agreed(JSON.parse(form.elements.felt.value || "{}"));
  pad.show(pad.drawing.strokes.at(-1)?.view ?? button.dataset.view);
}

/* the painting after changes in the list: the same rule as on the server */
function agreed(drawing) {
  const [before, now] = [words(form.elements.felt_listed.value), listed()];
  if (before.some((zone) => !now.includes(zone))) {
    pad.drawing = drawing;
    const left = pad.places.filter(({ zone }) => now.includes(zone));
    drawing = { chosen: left.map(({ zone, side }) => ({ zone, side })) };
  }
  const side = form.elements.side.value;
  const added = now.filter((zone) => !before.includes(zone)).map((zone) => ({ zone, side }));
  return { ...drawing, chosen: [...(drawing.chosen ?? []), ...added] };
}

function take() {
  const sides = {};
  for (const { zone, side } of pad.places) (sides[zone] ??= new Set()).add(side);
  form.elements.felt.value = pad.places.length ? JSON.stringify(pad.drawing) : "";
  form.elements.felt_listed.value = Object.keys(sides).join(" ");
  for (const box of boxes()) {
    box.checked = box.value in sides;
    side(box, [...(sides[box.value] ?? [])].sort());
  }
  say(pad.places.length ? pad.said.textContent : "");
  form.querySelector(".felt-figures")?.remove();
  dialog.close();
}

function side(box, sides) {
  box.parentElement.querySelector(".zone-sides").textContent = sides.map((one) => dialog.dataset[one]).join(" ");
}
function say(text) {
  form.querySelector(".felt-said").textContent = text;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-felt]");
  if (button) open(button);
  else if (event.target.closest("[data-felt-done]") && pad) take();
  else if (event.target.closest("[data-felt-cancel]")) dialog.close();
});
document.addEventListener("change", (event) => {
  if (!dialog || event.target.name !== "referred_to") return;
  form = event.target.closest("form");
  side(event.target, []);
  say("");
  form.querySelector(".felt-figures")?.remove();
});
