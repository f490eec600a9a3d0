// Keys. Which element does what stands in the page: data-key on links, buttons and fields names its actions.
(() => {
  "use strict";
  const seen = (el) => el?.offsetParent || el?.getClientRects().length;
  const typing = (el) => el?.matches?.("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]");
  const rowOf = (el) => el?.closest?.("[data-row]");

  function find(action) {
    const all = [...document.querySelectorAll(`[data-key~="${action}"]`)].filter((el) => seen(el) || el.closest(".nav, details"));
    const row = rowOf(document.activeElement);
    return all.find((el) => row && row.contains(el)) ?? all.findLast((el) => !rowOf(el));
  }

  function act(el) {
    const opens = document.getElementById(el.dataset.opens);
    if (opens) opens.dispatchEvent(new Event("open"));
    else if (typing(el)) { el.focus(); el.select?.(); }
    else el.click();
  }

  function step(by) {
    const rows = [...document.querySelectorAll("[data-row]")].filter(seen);
    const now = rows.indexOf(rowOf(document.activeElement));
    const row = rows[now < 0 ? (by > 0 ? 0 : rows.length - 1) : now + by];
    if (!row) return false;
    // A row of a form is entered at its first field, any other at its first link.
    const aim = row.matches("[tabindex]") ? row : row.querySelector("input:not([type=hidden]), select") ?? row.querySelector("a[href], button");
    aim?.focus();
    row.scrollIntoView({ block: "nearest" });
    return true;
  }

  let timer;
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const at = document.activeElement;
    const mod = event.ctrlKey || event.metaKey;
    if (mod && event.key === "Enter") {
      const form = at?.form ?? at?.closest?.("form");
      const buttons = form ? [...form.elements].filter((el) => el.type === "submit") : [];
      const button = buttons.find((el) => el.matches(".primary")) ?? buttons[0];
      if (button) { event.preventDefault(); form.requestSubmit(button); }
      return;
    }
    if (mod && !event.altKey && keymap.names(event).includes("k") || mod && event.code === "KeyK") {
      const search = find("search");
      if (search) { event.preventDefault(); act(search); }
      return;
    }
    if (event.key === "Escape") {
      const link = (at?.closest?.("form, [data-row]") ?? document).querySelector("[data-cancel]")
        ?? (at === document.body ? document.querySelector("[data-cancel]") : null);
      if (link) { event.preventDefault(); link.click(); }
      return;
    }
    if (mod || event.altKey || typing(at) || document.querySelector("dialog[open]") || event.key === "Shift") return;
    const action = keymap.action(event, keymap.prefix);
    const el = action && find(action);
    const done = el ? (act(el), true) : action === "next" ? step(1) : action === "previous" && step(-1);
    clearTimeout(timer);
    const [begun] = done || keymap.prefix ? [] : keymap.begun(event).filter(([name, keys]) => keys.length > 1 && find(name));
    keymap.prefix = begun ? begun[1][0] : "";
    timer = setTimeout(() => { keymap.prefix = ""; }, 1500);
    if (done) event.preventDefault();
  });

  // The keys of what the pointer is on; a picture without words says what it is too.
  document.addEventListener("pointerover", ({ target }) => {
    const el = target.closest?.("[data-key]");
    const keys = el && !el.title && keymap.shown(el.dataset.key);
    if (keys) el.title = [el.textContent.trim() ? "" : el.ariaLabel, keys].filter(Boolean).join(" · ");
  });
})();
