// Passkeys: the device answers what the server asks, and the answer travels in the form.
(() => {
  if (!window.PublicKeyCredential || !window.webauthnJSON) return;

  const asked = document.getElementById("passkey-options");

  async function options(form) {
    if (asked) return JSON.parse(asked.textContent);
    const response = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(response.statusText);
    return response.json();
  }

  async function make(form) {
    const { creation_options: creation } = await options(form);
    const chosen = creation.publicKey.authenticatorSelection;
    if (form.elements.passwordless?.checked) {
      Object.assign(chosen, {
        residentKey: "required", requireResidentKey: true, userVerification: "required",
      });
    }
    return window.webauthnJSON.create(creation);
  }

  async function ask(form) {
    return window.webauthnJSON.get((await options(form)).request_options);
  }

  for (const note of document.querySelectorAll("[data-passkey-without]")) note.hidden = true;

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const failed = form.querySelector("[data-passkey-failed]");
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      failed.hidden = true;
      try {
        const credential = await (form.dataset.passkey === "create" ? make(form) : ask(form));
        form.elements.credential.value = JSON.stringify(credential);
        form.submit();
      } catch {
        failed.hidden = false;
      }
    });
  }
})();
