// While filters are being chosen, the button says how many groups they would show.
(() => {
  const form = document.querySelector("[data-count-url]");
  if (!form) return;
  const button = form.querySelector("[data-count]");
  let asked = 0;

  form.addEventListener("change", async () => {
    const mine = ++asked;
    try {
      const query = new URLSearchParams(new FormData(form));
      const answer = await fetch(`${form.dataset.countUrl}?${query}`);
      // An older answer that comes late must not overwrite a newer one.
      if (answer.ok && mine === asked) button.textContent = await answer.text();
    } catch {
      // Without a line the button keeps its last number; pressing it still works.
    }
  });
})();
