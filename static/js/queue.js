// Comforts of the work queue: keys to move among its lines, and the letter of the chosen reason.
(() => {
  // While a line has the focus, arrows (or j and k) go to the next and the one before.
  const rows = document.querySelector("[data-queue-rows]");
  if (rows) {
    rows.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
      if (!step || event.target.tagName !== "A") return;
      const links = [...rows.querySelectorAll("tbody th a")];
      const next = links[links.indexOf(event.target) + step];
      if (next) {
        event.preventDefault();
        next.focus();
      }
    });
  }

  const form = document.querySelector("[data-decision]");
  const message = form && form.querySelector("textarea[name=message]");
  if (!message) return;
  for (const hint of form.querySelectorAll("[data-without-script]")) hint.hidden = true;
  const letters = new Map(
    [...form.querySelectorAll("template[data-letter]")].map((entry) => [
      entry.dataset.letter,
      entry.content.textContent,
    ]),
  );
  form.addEventListener("change", (event) => {
    if (event.target.name !== "reason") return;
    // What the curator has written herself is never overwritten.
    const untouched = message.value.trim() === "" || [...letters.values()].includes(message.value);
    if (untouched) message.value = letters.get(event.target.value) ?? "";
  });
})();
