// A session's time by the reader's own clock, and her zone proposed where a form asks for it.
(() => {
  const language = document.documentElement.lang;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

  // An item of an agenda: the day is that of the session, or the one beside it.
  const short = new Intl.DateTimeFormat(language, {
    weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short",
  });

  for (const line of document.querySelectorAll("[data-local-time]")) {
    const format = new Intl.DateTimeFormat(language, {
      day: "numeric", month: "long", year: "numeric",
      hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short",
    });
    if (!line.dataset.end) {
      line.querySelector("[data-local-time-here]").textContent = short.format(new Date(line.dataset.start));
      line.hidden = false;
      continue;
    }
    const range = format.formatRange(new Date(line.dataset.start), new Date(line.dataset.end));
    line.querySelector("[data-local-time-here]").textContent = `${range} (${zone})`;
    line.hidden = false;
  }

  for (const select of document.querySelectorAll("select[data-guess-zone]")) {
    if (!select.value && [...select.options].some((option) => option.value === zone)) {
      select.value = zone;
    }
  }
})();
