// Optional comforts for <details>: Escape and a click outside close the menu, filters start open on wide screens.
(() => {
  document.documentElement.classList.add("js");

  const openMenus = () => document.querySelectorAll("details[data-disclosure][open]");

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  // Where CSS can show closed details (::details-content) this changes nothing to the eye.
  const wide = window.matchMedia("(min-width: 60rem)");
  const fit = () => document.querySelectorAll("details.filters").forEach((sheet) => {
    sheet.open = wide.matches;
  });
  if (wide.matches) fit();
  wide.addEventListener("change", fit);

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-dismiss]");
    if (button) button.closest(".alert").remove();
  });
})();
