// The list of places that the page brings along: it is shown after eight seconds by the style sheet alone, at once where
// the pad fails, and put away when the pad is there, unless a person has begun to tick it.

const listOf = (pad) => document.querySelector(pad.getAttribute("instead") || "[data-no-list]");

/** The pad cannot run: show the list and say why. */
export function giveWayTo(pad, problem) {
  const list = listOf(pad);
  if (!list) return;
  list.classList.remove("is-waiting");
  const why = list.querySelector("[data-why]");
  if (why) why.textContent = problem instanceof TypeError ? why.dataset.network : why.dataset.device;
}

/** The pad is there: the list goes, or waits for a word where it was begun. */
export function takeOverFrom(pad) {
  const list = listOf(pad);
  if (!list) return;
  const ticked = () => [...list.querySelectorAll("input:checked")].map(({ value }) => value.split(" "));
  const put = () => {
    const chosen = ticked().map(([zone, side]) => ({ zone, side }));
    if (chosen.length) pad.drawing = { strokes: pad.state.strokes, chosen: [...pad.state.chosen, ...chosen] };
    list.hidden = list.disabled = true;
    pad.hidden = pad.field.disabled = false;
  };
  if (!ticked().length && !list.contains(document.activeElement)) {
    put();
    return;
  }
  list.classList.remove("is-waiting");
  pad.hidden = pad.field.disabled = true;
  const use = list.querySelector("[data-use-picture]");
  use.hidden = false;
  use.addEventListener("click", put, { once: true });
}
