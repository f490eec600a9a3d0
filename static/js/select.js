// Chosen rows of a list: how many, all of the page at once, and the row that focus is in as the first one.
(() => {
  "use strict";
  const boxes = () => [...document.querySelectorAll("input[form=bulk][name=id]")];
  function count() {
    const label = document.querySelector("[data-selected]"), all = document.getElementById("select-all");
    if (!label) return;
    const rows = boxes(), n = rows.filter((box) => box.checked).length;
    const text = n ? label.dataset.selected.replace("{n}", n) : label.dataset.none;
    if (label.textContent !== text) label.textContent = text;
    all.hidden = false;
    all.checked = n && n === rows.length;
    all.indeterminate = n && n < rows.length;
  }
  document.addEventListener("change", ({ target }) => {
    if (target.id === "select-all") for (const box of boxes()) box.checked = target.checked;
    if (target.matches("#select-all, [form=bulk]")) count();
  });
  for (const type of ["DOMContentLoaded", "htmx:after:swap", "pageshow"]) addEventListener(type, count);
  addEventListener("click", ({ target }) => {
    const link = target.closest?.("a[data-select]"), row = link && document.activeElement.closest("[data-row][data-id]");
    if (row) link.search = link.search.replace("select=1", "select=" + row.dataset.id);
  }, true);
})();
