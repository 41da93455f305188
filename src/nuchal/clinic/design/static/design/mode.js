/* Light, dark, dim: the change is instant and kept in the cookie that the server reads. Without this script the form is posted. */
const YEAR = 365 * 24 * 3600;
const MODES = ["light", "dark", "dim"];
const DEVICE = "device";

function read(name) {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return found ? found.slice(name.length + 1) : "";
}

function keep(name, mode) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${mode}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
}

export function choose(wanted) {
  const asked = wanted === "bright" ? read("nuchal_bright") : wanted;
  const mode = MODES.includes(asked) ? asked : DEVICE;
  keep("nuchal_mode", mode);
  if (mode !== "dim") keep("nuchal_bright", mode);
  show(mode);
}

function show(mode) {
  if (MODES.includes(mode)) document.documentElement.dataset.mode = mode;
  else delete document.documentElement.dataset.mode;
  const scheme = document.querySelector("meta[name=color-scheme]");
  if (scheme) scheme.content = { light: "light", dark: "dark", dim: "dark" }[mode] ?? "light dark";
  for (const frame of document.querySelectorAll("meta[name=theme-color]"))
    frame.content = getComputedStyle(document.documentElement).getPropertyValue("--bg").trim();
  for (const button of document.querySelectorAll("[data-mode-form] [aria-pressed]"))
    button.setAttribute("aria-pressed", String(button.value === mode));
}

/* a page that comes back from the history was left in another mode */
addEventListener("pageshow", (event) => event.persisted && read("nuchal_mode") && show(read("nuchal_mode")));

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-mode-form]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  choose(event.submitter.value);
  const menu = form.closest("details[data-menu]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else {
    form.querySelector(`button[value=${event.submitter.value === "dim" ? "bright" : "dim"}]`)?.focus();
  }
});
