/* What a reply to an answer means, and what is sent again. Pure functions: the page and node import them alike. */

export const FIRST_PAUSE = 2000;
export const LONGEST_PAUSE = 30000;
export const LONGEST_WISH = 120000; // of a server that says when to come back
export const PATIENCE = 25000; // a connection that hangs is no connection

const NOT_CONTENT = new Set(["csrfmiddlewaretoken", "submission", "seen", "intake"]);

/**
 * What became of an answer. Only a reply that names the submission is ours: "stored" or "shown" (the page that came back
 * says what is missing). Anything else leaves the answer unsent: "offline", "busy", "closed", "large" or "foreign".
 */
export function outcomeOf(reply, submission) {
  if (!reply || reply.status === 0) return reply?.type === "opaqueredirect" ? "foreign" : "offline";
  if (submission && reply.receipt === submission) return reply.next ? "stored" : "shown";
  if (reply.status === 413) return "large";
  if (reply.status >= 500 || reply.status === 429 || reply.status === 408) return "busy";
  return reply.status >= 400 ? "closed" : "foreign";
}

/** The address that a receipt names, if it lies in this clinic. */
export function nextOf(body, origin) {
  try {
    const next = JSON.parse(body).next;
    const address = typeof next === "string" ? new URL(next, origin) : null;
    return address?.origin === new URL(origin).origin ? address.href : "";
  } catch {
    return "";
  }
}

/** Milliseconds until the next try; `wish` is the header Retry-After. */
export function pauseAfter(pause, outcome, wish = "") {
  const longer = Math.min(pause * 2, LONGEST_PAUSE);
  const asked = outcome === "busy" && /^\d{1,6}$/.test(wish) ? Math.min(Number(wish) * 1000, LONGEST_WISH) : 0;
  return Math.max(longer, asked);
}

/** Whether two answers say the same: a second tap on one button is no second answer. */
export function saysTheSame(one, other) {
  return JSON.stringify(said(one)) === JSON.stringify(said(other));
}

/** Whether something is ticked that may be dangerous: anything but "none of these", a plain no, and a skipped page. */
export function maybeDangerous(content) {
  const has = (name) => content.some(([key]) => key === name);
  if (has("tick") || has("unsure")) return true;
  const denied = (name, value) => (name === "answer" && value === "no") || (name.startsWith("gate-") && value === "none");
  return !has("none") && !has("skip") && said(content).some(([name, value]) => value !== "" && !denied(name, value));
}

/** The content with other values in the fields that only carry it: a new name, or a new token. */
export function withFields(content, fields) {
  return content.map(([name, value]) => [name, fields[name] ?? value]);
}

/** The values of each field in their order, for the fields of a form that shows the answer again. */
export function valuesOf(content) {
  const values = {};
  for (const [name, value] of said(content)) (values[name] ??= []).push(value);
  return values;
}

function said(content) {
  return content.filter(([name]) => !NOT_CONTENT.has(name));
}
