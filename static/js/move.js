// Rows of <okrio-tree> that have data-ver are moved: the key for it (m) lifts the focused row, arrows walk on, the same or Enter drops it inside the row
// that focus is on, b before it, a after it, Esc puts it back. Or they are dragged onto a row, or to its upper or lower edge.
(() => {
  "use strict";
  const rowOf = (el) => (el instanceof Element ? el : el?.parentElement)?.closest("okrio-tree tbody [role=row]");
  const title = (row) => row.querySelector(".ttl").textContent.trim();
  const names = { lift: "inside", Enter: "inside", before: "before", after: "after" };
  let id = null;

  const lifted = () => id && document.getElementById(id);
  function say(row, what) {
    const text = row.closest("okrio-tree").dataset[what]?.replace("{title}", title(row));
    if (text) document.dispatchEvent(new CustomEvent("say", { detail: { text } }));
  }
  function lift(row) {
    lifted()?.classList.remove("lifted");
    id = row?.id ?? null;
    row?.classList.add("lifted");
  }

  // The form of the page that moves: the answer is the tree, with focus on the row.
  function drop(row, to, how) {
    const form = document.getElementById("move-here");
    lift(null);
    row.focus();
    const fields = { _ver: row.dataset.ver, tree: location.search, parent: null, place: how + "-" + to.dataset.id };
    if (how === "inside" || !to.dataset.id) Object.assign(fields, { parent: to.dataset.id ?? "", place: "last" });
    for (const [name, value] of Object.entries(fields)) {
      form.elements[name].disabled = value === null;
      form.elements[name].value = value ?? "";
    }
    form.setAttribute("hx-post", `/objectives/${row.dataset.id}/move`);
    form.requestSubmit();
  }

  // Before the tree itself hears of it.
  document.addEventListener("keydown", (event) => {
    const row = rowOf(event.target);
    if (!row || event.target !== row || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey && event.key === "Enter") return;
    const key = keymap.action(event) ?? event.key, from = lifted();
    if (from && (key === "Escape" || names[key] && row === from)) {
      lift(null);
      from.focus();
      say(from, "putBack");
    } else if (from && names[key]) drop(from, row, names[key]);
    else if (!from && key === "lift" && !row.closest("okrio-tree").typed) {
      if (row.dataset.ver) lift(row);
      say(row, row.dataset.ver ? "lifted" : "fixed");
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  document.addEventListener("focusin", ({ target }) => {
    const from = lifted(), row = rowOf(target);
    if (from && row && row === target && row !== from) say(row, "over");
  });

  let dragged = null, over = null;
  const hint = (row, how) => {
    over?.removeAttribute("data-drop");
    over = row;
    row?.setAttribute("data-drop", how);
  };
  document.addEventListener("pointerdown", ({ target }) => { const row = rowOf(target); if (row?.dataset.ver) row.draggable = true; });
  document.addEventListener("dragstart", ({ target, dataTransfer }) => {
    const row = rowOf(target);
    if (!row?.dataset.ver) return;
    dragged = row;
    lift(row);
    dataTransfer.effectAllowed = "move";
    dataTransfer.setData("text/plain", title(row));
  });
  document.addEventListener("dragover", (event) => {
    const row = dragged && rowOf(event.target);
    if (!row || row === dragged) return hint(null);
    event.preventDefault();
    const box = row.getBoundingClientRect(), at = (event.clientY - box.top) / box.height;
    hint(row, !row.dataset.id || at > 0.25 && at < 0.75 ? "inside" : at < 0.5 ? "before" : "after");
  });
  document.addEventListener("drop", (event) => {
    if (!dragged || !over) return;
    event.preventDefault();
    drop(dragged, over, over.dataset.drop);
  });
  document.addEventListener("dragend", () => {
    hint(null);
    if (dragged) lift(null);
    dragged = null;
  });
})();
