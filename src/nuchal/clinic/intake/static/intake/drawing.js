// An earlier drawing is put where the pad looks for what was left unfinished, unless something newer lies there.

const pad = document.querySelector("nuchal-pad");
const before = document.getElementById("drawing-before");
const key = `nuchal.pad.${pad?.getAttribute("keep")}`;
try {
  if (before && !localStorage.getItem(key)) localStorage.setItem(key, before.textContent);
} catch {
  // without a store the pad begins empty
}
