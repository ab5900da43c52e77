// While an element is marked as busy, fetch the page again and show how far it is; then load it.
(() => {
  const busy = document.querySelector("[data-busy]");
  if (!busy) return;
  const EVERY = 2000;

  async function look() {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.querySelector("[data-busy]");
      if (answer.ok && !now) {
        location.reload();
        return;
      }
      if (now) busy.replaceChildren(...now.childNodes);
    } catch {
      // The line is gone for a moment: the next look may reach.
    }
    setTimeout(look, EVERY);
  }

  setTimeout(look, EVERY);
})();
