// A list of fields of one name, [data-rows=name]: one empty row always waits at the end, and each row can be taken out.
// Without scripts the server puts empty rows there, and an emptied field is a row taken out.
(() => {
  "use strict";
  const rows = (box) => [...box.querySelectorAll(".rowline")];
  const field = (row) => row.querySelector("input");
  const number = (box) => rows(box).forEach((row, i) => {
    field(row).setAttribute("aria-label", box.dataset.label.replace("{n}", i + 1));
    row.querySelector("[data-remove]").setAttribute("aria-label", box.dataset.removeLabel.replace("{n}", i + 1));
  });
  function grow(box, count) {
    while (rows(box).length < count) {
      const row = rows(box).at(-1).cloneNode(true);
      const input = field(row);
      input.value = "";
      input.removeAttribute("value");
      input.removeAttribute("id");
      input.removeAttribute("aria-invalid");
      rows(box).at(-1).after(row);
    }
    number(box);
  }
  const wait = (box) => { if (field(rows(box).at(-1)).value.trim()) grow(box, rows(box).length + 1); };

  // one empty row is enough where more can be made
  const tidy = () => document.querySelectorAll("[data-rows]").forEach((box) => {
    box.querySelectorAll(".nojs").forEach((row) => row.remove());
    wait(box);
  });
  document.addEventListener("DOMContentLoaded", tidy);
  document.addEventListener("htmx:after:swap", tidy);

  document.addEventListener("input", ({ target }) => {
    const box = target.closest?.("[data-rows]");
    if (box) wait(box);
  });
  document.addEventListener("rows", ({ target, detail }) => grow(target, detail), true);
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-remove]");
    const box = button?.closest("[data-rows]");
    if (!box) return;
    const row = button.closest(".rowline");
    const all = rows(box);
    const next = all[all.indexOf(row) + 1] ?? all[all.indexOf(row) - 1];
    const heir = next ?? row;
    if (next) {
      const id = field(row).id;
      row.remove();
      // the address of the list's error leads to its first field
      if (id) field(rows(box)[0]).id = id;
    } else field(row).value = "";
    number(box);
    field(heir).focus();
    field(heir).dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
