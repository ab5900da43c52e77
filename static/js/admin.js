// What the admin's own scripts draw without a name gets one from the label beside it.
(() => {
  const labelOf = (control) => {
    const label = document.querySelector(`label[for="${CSS.escape(control.id)}"]`);
    return control.getAttribute("aria-label") || (label ? label.textContent.replace(/:\s*$/, "").trim() : "");
  };

  const name = () => {
    for (const select of document.querySelectorAll("select.admin-autocomplete")) {
      const drawn = select.nextElementSibling;
      const text = labelOf(select);
      if (!text || !drawn || !drawn.classList.contains("select2")) continue;
      const parts = ".select2-selection, .select2-selection__rendered, .select2-search__field";
      for (const part of drawn.querySelectorAll(parts)) {
        part.removeAttribute("aria-labelledby");
        part.setAttribute("aria-label", text);
      }
      // A list of chosen items that holds the field to search in, too, is no plain list.
      const list = drawn.querySelector("ul.select2-selection__rendered");
      if (list) {
        list.setAttribute("role", "group");
        for (const item of list.querySelectorAll("li")) item.setAttribute("role", "presentation");
      }
    }
    for (const input of document.querySelectorAll("p.datetime input")) {
      const said = input.previousSibling ? input.previousSibling.textContent : "";
      const field = input.closest(".form-row")?.querySelector("legend, label");
      const words = [field, { textContent: said }].map((part) => (part?.textContent ?? "").replace(/:\s*$/, "").trim());
      input.setAttribute("aria-label", words.filter(Boolean).join(", "));
    }
    for (const box of document.querySelectorAll(".tabular td.delete input")) {
      const heads = box.closest("table").querySelectorAll("thead th");
      box.setAttribute("aria-label", heads[heads.length - 1].textContent.trim());
    }
    for (const icon of document.querySelectorAll("span.help-tooltip[aria-label]")) {
      icon.setAttribute("role", "img");
    }
  };

  window.addEventListener("load", () => {
    name();
    new MutationObserver(name).observe(document.body, { childList: true, subtree: true });
  });
})();
