// A table of fields, [data-column] in each [data-row]: Enter goes down its column, as in a spreadsheet, Shift+Enter up,
// and from the last row Enter goes on to the button that saves. Without scripts Enter saves.
(() => {
  "use strict";
  const field = (cell) => cell?.querySelector("input[type=radio]:checked, input:not([type=radio], [type=hidden]), select")
    ?? cell?.querySelector("input[type=radio]");
  document.addEventListener("keydown", (event) => {
    const { target, key, shiftKey } = event;
    if (key !== "Enter" || event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const cell = target.matches?.("input") && target.closest("[data-column]");
    if (!cell) return;
    event.preventDefault();
    const column = [...target.form.querySelectorAll(`[data-column="${cell.dataset.column}"]`)];
    const place = column.indexOf(cell);
    const rest = shiftKey ? column.slice(0, place).reverse() : column.slice(place + 1);
    const next = rest.map(field).find(Boolean) ?? (shiftKey ? null : target.form.querySelector(".primary[type=submit]"));
    next?.focus();
    next?.select?.();
  });
})();
