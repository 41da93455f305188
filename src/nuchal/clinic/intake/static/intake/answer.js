// An answer goes out at once. Without a network it waits on this phone, says so in one line, and goes out by itself.
// The page works without this script: then the browser sends the form.
//
// One answer waits, never a queue of them. The next question follows from the answer before it, and from every danger
// sign, and only the clinic's reasoning can tell which it is. A phone that showed a question by itself could pass by the
// page that says "stop here"; so without network the page stays, says why, and where something dangerous is ticked it
// says not to wait for it. Nothing is acknowledged before it is on the clinic's disk.

// What waits belongs to one intake: the next person who opens a link on this tablet must not send it as theirs.
const WAITING = `nuchal.intake.waiting.${document.querySelector("script[data-intake]").dataset.intake}`;
const FIRST_PAUSE = 2000;
const LONGEST_PAUSE = 30000;

const form = document.querySelector("form[data-answer]");
const line = document.getElementById("waiting");
const danger = document.getElementById("waiting-danger");
let timer = null;
let pause = FIRST_PAUSE;
let busy = false;

function kept() {
  try {
    return JSON.parse(localStorage.getItem(WAITING));
  } catch {
    return null;
  }
}

function keep(answer) {
  try {
    if (answer) localStorage.setItem(WAITING, JSON.stringify(answer));
    else localStorage.removeItem(WAITING);
  } catch {
    // a full or forbidden store: the answer stays in this page
  }
  held = answer;
}
let held = kept();

/** Send what waits. Gives "stored", "refused" (the page says why), "gone" (the link is closed) or "later". */
async function send(answer) {
  try {
    const response = await fetch(answer.to, {
      method: "POST",
      body: new URLSearchParams(answer.content),
      redirect: "manual",
      credentials: "same-origin",
    });
    if (response.type === "opaqueredirect" || response.ok) return "stored";
    if (response.status === 422 || response.status === 409) return "refused"; // 409: another answer met it
    return response.status >= 500 ? "later" : "gone";
  } catch {
    return "later";
  }
}

async function tryNow() {
  clearTimeout(timer);
  if (!held || busy) return;
  busy = true;
  const answer = held;
  const how = await send(answer);
  busy = false;
  if (held !== answer) {
    tryNow(); // the answer was changed while the first was on its way
  } else if (how === "later") {
    if (line) line.hidden = false;
    if (danger) danger.hidden = !answer.content.some(([name]) => name === "tick" || name === "unsure");
    timer = setTimeout(tryNow, pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  } else {
    keep(null);
    if (how === "refused" && form) natively(answer);
    else location.assign(answer.then);
  }
}

/** Let the browser send it, so that the page with what is missing is shown. */
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

form?.addEventListener("submit", (event) => {
  const { submitter } = event;
  if (submitter?.name === "more") return; // another line to write in: the server draws it
  event.preventDefault();
  const content = [...new FormData(form, submitter)].filter(([, value]) => typeof value === "string");
  const last = held?.content?.filter(([name]) => name !== "submission");
  const same = last && JSON.stringify(last) === JSON.stringify(content.filter(([name]) => name !== "submission"));
  if (same) return tryNow(); // a second tap
  if (held) freshName(content);
  pause = FIRST_PAUSE;
  keep({ to: form.action, then: form.dataset.answer, content });
  tryNow();
});

/** Another answer has another name, also on a page that the browser brought back from its memory. */
function freshName(content) {
  const field = form.elements.submission;
  field.value = crypto.randomUUID ? crypto.randomUUID() : field.value;
  const entry = content.find(([name]) => name === "submission");
  if (entry) entry[1] = field.value;
}

addEventListener("online", () => {
  pause = FIRST_PAUSE;
  tryNow();
});
addEventListener("pageshow", (event) => {
  if (!event.persisted || !form) return;
  held = kept();
  freshName([]);
});

// "not sure" and a tick on one line take each other away
document.addEventListener("change", (event) => {
  const box = event.target;
  const row = box.closest?.(".tick");
  if (!row || !box.checked) return;
  for (const other of row.querySelectorAll("input")) if (other !== box) other.checked = false;
});

// a number that is written is a number that is known
form?.addEventListener("input", (event) => {
  const unsure = form.elements.unsure;
  if (!unsure || unsure.length !== undefined) return;
  if (event.target === unsure && unsure.checked) for (const field of form.querySelectorAll("input[type=number]")) field.value = "";
  else if (event.target.type === "number" && event.target.value) unsure.checked = false;
});

// what was written before the network went goes first
if (held) tryNow();

// reading goes on at the question
if (!document.querySelector("[data-focus]")) {
  const heading = document.querySelector("main h1");
  if (heading) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
}
