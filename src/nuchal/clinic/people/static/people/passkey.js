// A client's passkey: ask the server for a challenge, let the browser answer it, and send the form with the answer.
// Where the browser has no passkeys, the offer stays hidden and the page says so where it must.

const webauthn = window.webauthnJSON;

function words(form, name) {
  form.querySelector("[data-said]").textContent = form.dataset[name] ?? "";
}

async function challenge(form) {
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const response = await fetch(form.dataset.challenge, {
    method: "POST",
    headers: { "X-CSRFToken": token },
    credentials: "same-origin",
  });
  const told = await response.json();
  if (!response.ok) {
    form.querySelector("[data-said]").textContent = told.refused ?? form.dataset.failed;
    return null;
  }
  return told;
}

async function answer(form) {
  const asked = await challenge(form);
  if (!asked) return false;
  const options = { publicKey: asked.options.publicKey };
  const given = form.dataset.passkey === "new" ? await webauthn.create(options) : await webauthn.get(options);
  form.elements.ticket.value = asked.ticket;
  form.elements.answer.value = JSON.stringify(given);
  return true;
}

async function send(form) {
  const button = form.querySelector("button");
  button.disabled = true;
  form.querySelector("[data-said]").textContent = "";
  try {
    if (await answer(form)) {
      form.submit();
      return;
    }
  } catch (problem) {
    const named = { NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "there" };
    words(form, named[problem.name] ?? "failed");
  }
  button.disabled = false;
  button.focus();
}

if (window.PublicKeyCredential && webauthn?.supported()) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
  }
  // Also where the offer begins with a proof instead of a form.
  for (const offer of document.querySelectorAll("[data-passkey-offer]")) offer.hidden = false;
  for (const line of document.querySelectorAll("[data-passkey-cannot]")) line.hidden = true;
}
