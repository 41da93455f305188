/* Keep the live regions of a page up to date without reloading it.

   The page names an address and its version (#live-source). Every few seconds the address is asked, with the version that
   is shown. 204: nothing is new. 200 with a version: every [data-region] of the answer takes the place of the one with its
   id. Anything else is no answer of ours: after a while the page says that it is not up to date, and keeps trying.
   The focus stays where it was, and a region in which somebody writes waits until they leave it. */
import { wake } from "./parts.js";

const EVERY_MS = 3000, WITHIN_MS = 8000, STALE_MS = 10000;
const source = document.getElementById("live-source");
const state = document.getElementById("live-state");
let version = source?.dataset.version ?? "";
let freshAt = Date.now(), timer = 0, asking = false;

if (source) {
  timer = setTimeout(ask, EVERY_MS);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && now());
  addEventListener("online", now);
  addEventListener("pageshow", (event) => event.persisted && now());
}

function now() {
  clearTimeout(timer);
  ask();
}

async function ask() {
  if (asking) return;
  asking = true;
  const stop = new AbortController();
  const end = setTimeout(() => stop.abort(), WITHIN_MS);
  let ended = false;
  try {
    const answer = await fetch(source.dataset.url, { headers: { "Live-Version": version }, cache: "no-store", signal: stop.signal });
    const theirs = answer.headers.get("Live-Version");
    if (answer.redirected || answer.status === 401 || answer.status === 404) {
      show("signedOut");
      ended = answer.redirected || answer.status === 401;
    } else if (theirs !== null && (answer.status === 204 || answer.status === 200)) {
      if (answer.status === 204 || replace(await answer.text())) version = theirs;
      freshAt = Date.now();
      if (state) state.hidden = true;
    }
  } catch {
    /* no network, or no answer in time: tried again below */
  }
  clearTimeout(end);
  asking = false;
  if (ended) return;
  if (Date.now() - freshAt > STALE_MS && state?.hidden) show("stale");
  timer = setTimeout(ask, EVERY_MS);
}

/* Say that the page is not up to date; the words are the page's own. */
function show(what) {
  if (!state) return;
  state.querySelector("[data-words]").textContent = state.dataset[what].replace("{time}", new Date(freshAt).toTimeString().slice(0, 5));
  state.hidden = false;
}

/* True if every region could take its new content. */
export function replace(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  let all = true;
  for (const next of fresh.querySelectorAll("[data-region]")) {
    const old = document.getElementById(next.id);
    if (!old || same(old.innerHTML, next.innerHTML)) continue;
    const at = document.activeElement;
    const inside = old.contains(at);
    if (inside && at.matches("input:not([type=hidden]), textarea, select")) {
      all = false;
      continue;
    }
    const place = inside ? placeOf(at) : "";
    old.replaceWith(document.adoptNode(next));
    wake(next);
    if (place) next.querySelector(place)?.focus({ preventScroll: true });
  }
  if (fresh.title) document.title = fresh.title;
  ago();
  return all;
}

/* The token of a form is new in every answer and no news; so is the time that passes. */
function same(a, b) {
  const plain = (html) => html.replace(/(name="csrfmiddlewaretoken" value=")[^"]*/g, "$1").replace(/(<time[^>]*data-ago[^>]*>)[^<]*/g, "$1");
  return plain(a) === plain(b);
}

function placeOf(element) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  if (element.matches("a[href]")) return `a[href="${CSS.escape(element.getAttribute("href"))}"]`;
  const form = element.closest("form");
  const name = element.name ? `[name="${CSS.escape(element.name)}"][value="${CSS.escape(element.value ?? "")}"]` : "";
  return form ? `form[action="${CSS.escape(form.getAttribute("action"))}"] ${element.localName}${name}` : "";
}

/* "2 minutes ago" goes on while the page is open; after an hour the clock time says more. */
function ago() {
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { numeric: "auto" });
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const minutes = Math.floor((Date.now() - new Date(time.dateTime)) / 60000);
    if (minutes >= 0 && minutes < 60) time.textContent = words.format(-minutes, "minute").replace(/^this minute$/, time.dataset.ago || "just now");
    else time.textContent = time.dataset.at;
  }
}
ago();
setInterval(ago, 15000);
