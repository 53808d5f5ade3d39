// Forms that a passkey answers (WebAuthn): data-passkey says what is asked of it, "create" or "get", and data-options how.
// Its answer is sent as the field `answer` of the form. Without this script the page offers the other ways.

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

const named = (keys) => (keys ?? []).map((key) => ({ ...key, id: bytes(key.id) }));

function read(json) {
  const options = JSON.parse(json);
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  options.excludeCredentials = named(options.excludeCredentials);
  options.allowCredentials = named(options.allowCredentials);
  return options;
}

function written(key) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (key.response[part]) response[part] = text(key.response[part]);
  }
  return JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response, clientExtensionResults: {} });
}

async function answer(form) {
  const publicKey = read(form.dataset.options);
  const asked = form.dataset.passkey === "create" ? "create" : "get";
  return written(await navigator.credentials[asked]({ publicKey }));
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.querySelector("[data-without]").hidden = true;
  form.querySelector("[data-with]").hidden = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.answer.value) return;
    event.preventDefault();
    const failed = form.querySelector("[data-failed]");
    failed.hidden = true;
    try {
      form.elements.answer.value = await answer(form);
      form.requestSubmit();
    } catch {
      failed.hidden = false;
    }
  });
}
