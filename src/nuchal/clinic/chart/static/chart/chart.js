/* The sheet beside the chart: it closes on Escape and on its button, and gives the focus back to what opened it. */
const sheet = document.getElementById("sheet");
let opener = "";

document.addEventListener("htmx:beforeRequest", (event) => {
  const from = event.detail.elt;
  if (event.detail.target?.id === "sheet" && !from.closest("#sheet")) opener = from.getAttribute("href") ?? "";
});
function close() {
  if (!sheet?.children.length) return;
  sheet.replaceChildren();
  const again = opener && [...document.querySelectorAll("a[href]")].find((link) => link.getAttribute("href") === opener);
  (again || document.getElementById("main"))?.focus();
}
document.addEventListener("click", (event) => event.target.closest("[data-close-sheet]") && close());
document.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && close());

/* after an answer from the sheet, reading goes on where it says what moved */
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt.id !== "assessment" || document.activeElement !== document.body) return;
  document.querySelector("#assessment :is([data-focus], [data-moved])")?.focus();
});
