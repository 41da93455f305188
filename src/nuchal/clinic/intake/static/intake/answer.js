// Sends an answer, and keeps it until the clinic's own reply says that it arrived.
// The page works without this script: then the browser sends the form.
//
// No question is shown before the answers so far have arrived. The next question follows from the answer before it, and
// from every danger sign, and only the clinic's reasoning can tell which it is. A phone that showed a question by itself
// could pass by the page that says "stop here"; so the page stays, says why, and where something dangerous may be ticked
// it says not to wait for it.

import { wake } from "../design/parts.js";
import * as delivery from "./delivery.js";
import { addRow, fill, textOf } from "./form.js";
import { drop, keep, waitingOf } from "./waiting.js";

const { intake, token: tokenAddress } = document.querySelector("script[data-intake]").dataset;
let queue = []; // answers that have not arrived, the oldest first
let timer = null;
let pause = delivery.FIRST_PAUSE;
let busy = false;

const formOf = (to) => [...document.querySelectorAll("form[data-answer]")].find((form) => form.action === to);

// -- sending

async function post(answer) {
  const patience = new AbortController();
  const waited = setTimeout(() => patience.abort(), delivery.PATIENCE);
  try {
    const response = await fetch(answer.to, {
      method: "POST",
      body: new URLSearchParams(answer.content),
      headers: { "Nuchal-Submission": answer.submission },
      redirect: "manual",
      credentials: "same-origin",
      signal: patience.signal,
    });
    const body = await response.text();
    return {
      type: response.type,
      status: response.status,
      receipt: response.headers.get("Nuchal-Submission"),
      wish: response.headers.get("Retry-After") ?? "",
      next: response.ok ? delivery.nextOf(body, location.origin) : "",
      body,
    };
  } catch {
    return null;
  } finally {
    clearTimeout(waited);
  }
}

/** A token of this browser's present session, if it is still a session of this intake. */
async function freshToken() {
  try {
    const response = await fetch(tokenAddress, { redirect: "error", credentials: "same-origin", cache: "no-store" });
    const told = response.ok ? await response.json() : {};
    return told.intake === intake ? told.token : "";
  } catch {
    return "";
  }
}

async function sent(answer) {
  const reply = await post(answer);
  const outcome = delivery.outcomeOf(reply, answer.submission);
  if (outcome !== "closed" || reply.status !== 403) return { reply, outcome };
  const token = await freshToken();
  if (!token) return { reply, outcome };
  answer.content = delivery.withFields(answer.content, { csrfmiddlewaretoken: token });
  const second = await post(answer);
  return { reply: second, outcome: delivery.outcomeOf(second, answer.submission) };
}

async function deliver() {
  clearTimeout(timer);
  if (busy || !queue.length) return;
  busy = true;
  const answer = queue[0];
  const slow = setTimeout(() => tell("sending"), 1500);
  const { reply, outcome } = await sent(answer);
  clearTimeout(slow);
  const kept = await answer.kept;
  busy = false;
  if (!queue.includes(answer)) return deliver(); // changed while the first was on its way
  if (outcome === "stored" || outcome === "shown") {
    queue = queue.filter((other) => other !== answer);
    pause = delivery.FIRST_PAUSE;
    if (outcome === "shown") return show(answer, reply.body);
    await drop(answer);
    return queue.length ? deliver() : location.assign(reply.next);
  }
  tell(outcome, { kept });
  timer = setTimeout(deliver, pause);
  pause = delivery.pauseAfter(pause, outcome, reply?.wish);
}

/** Show the page that came back: what is missing, or what another page said. */
async function show(answer, html) {
  if (!formOf(answer.to)) {
    await drop(answer);
    return natively(answer);
  }
  const page = new DOMParser().parseFromString(html, "text/html");
  document.querySelector(".client").replaceWith(document.adoptNode(page.querySelector(".client")));
  await drop(answer);
  wake(document);
  if (queue.length) deliver();
  (document.querySelector("[data-focus]") ?? document.querySelector("main h1"))?.focus();
}

/** Let the browser send it, so that it shows the page that comes back. */
function natively(answer) {
  const copy = document.createElement("form");
  copy.method = "post";
  copy.action = answer.to;
  copy.hidden = true;
  for (const [name, value] of answer.content) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    copy.append(field);
  }
  document.body.append(copy);
  HTMLFormElement.prototype.submit.call(copy);
}

// -- telling

/** Say what became of the answers that wait; the words stand on the page already. */
function tell(outcome, { kept = true } = {}) {
  const line = document.getElementById("waiting");
  if (!line) return;
  for (const words of line.querySelectorAll("[data-outcome]")) words.hidden = words.dataset.outcome !== outcome;
  const sending = outcome === "sending";
  line.querySelector("[data-kept]").hidden = sending || !kept;
  line.querySelector("[data-unkept]").hidden = sending || kept;
  const elsewhere = queue.filter((answer) => !formOf(answer.to) && answer.said);
  const said = line.querySelector("[data-said]");
  said.hidden = !elsewhere.length;
  said.querySelector("b").textContent = elsewhere.map((answer) => answer.said).join("; ");
  line.hidden = false;
  const danger = document.getElementById("waiting-danger");
  if (danger && !sending) danger.hidden = !queue.some((answer) => answer.danger);
}

// -- answering

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-answer]");
  if (!form) return;
  const { submitter } = event;
  if (submitter?.name === "more" && addRow(form)) {
    event.preventDefault();
    queue = queue.filter((other) => other.to !== form.action); // what is being added to is not complete
    put({ ...answerOf(form, null), draft: true });
    return;
  }
  event.preventDefault();
  const answer = answerOf(form, submitter);
  const before = queue.find((other) => other.to === answer.to);
  pause = delivery.FIRST_PAUSE;
  if (before && delivery.saysTheSame(before.content, answer.content)) return deliver(); // a second tap
  queue = [...queue.filter((other) => other !== before), answer];
  answer.kept = put(answer);
  deliver();
});

function answerOf(form, submitter) {
  const content = [...new FormData(form)].filter(([, value]) => typeof value === "string");
  const submission = newName();
  if (submitter?.name) content.push([submitter.name, submitter.value]);
  return {
    intake,
    to: form.action,
    submission,
    content: delivery.withFields(content, { submission }),
    danger: form.hasAttribute("data-danger") && delivery.maybeDangerous(content),
    said: textOf(form, submitter),
    at: Date.now(),
  };
}

/** Write it to the disk. Whether it is there comes later, and is no part of it. */
function put({ kept, ...answer }) {
  return keep(answer);
}

/** A random UUID; `crypto.randomUUID` is missing on a page that came without TLS. */
function newName() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Show what waits on the page that asked for it, and send it. */
async function goOn() {
  const found = await waitingOf(intake);
  for (const answer of found) {
    const form = formOf(answer.to);
    if (form?.dataset.answer === "sent") await drop(answer); // this page already shows it, with what is missing
    else if (form) fill(form, delivery.valuesOf(answer.content));
  }
  const known = new Set(queue.map((answer) => answer.to));
  const left = found.filter((answer) => !answer.draft && !known.has(answer.to) && formOf(answer.to)?.dataset.answer !== "sent");
  queue = [...left.map((answer) => ({ ...answer, kept: true })), ...queue];
  deliver();
}

addEventListener("online", () => {
  pause = delivery.FIRST_PAUSE;
  deliver();
});
addEventListener("pageshow", (event) => {
  if (event.persisted) goOn();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) deliver();
});

// "not sure" and a tick on one line take each other away
document.addEventListener("change", (event) => {
  const box = event.target;
  const row = box.closest?.(".tick");
  if (!row || !box.checked) return;
  for (const other of row.querySelectorAll("input")) if (other !== box) other.checked = false;
});

// "none of these" and a tick in the same list take each other away
document.addEventListener("change", (event) => {
  const box = event.target;
  const list = box.closest?.("fieldset.ticks:not(.gate)");
  if (!list || !box.checked) return;
  for (const other of list.querySelectorAll("input:checked")) if ((other.name === "none") !== (box.name === "none")) other.checked = false;
});

// a number that is written is a number that is known
document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-answer]");
  const unsure = form?.elements.unsure;
  if (!unsure || unsure.length !== undefined) return;
  if (event.target === unsure && unsure.checked) for (const field of form.querySelectorAll("input[inputmode]")) field.value = "";
  else if (event.target.matches("input[inputmode]") && event.target.value) unsure.checked = false;
});

goOn();

// reading goes on at the question
if (!document.querySelector("[data-focus]")) {
  const heading = document.querySelector("main h1");
  if (heading) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
}
