// Keys. Which key does what stands in the page: data-key on links, buttons and fields.
// Letters are also matched by their place on the keyboard, so they work with a Cyrillic layout.
(() => {
  "use strict";
  const MARKS = { Slash: "/?", BracketLeft: "[{", BracketRight: "]}" };
  const seen = (el) => el?.offsetParent || el?.getClientRects().length;
  const typing = (el) => el?.matches?.("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]");
  const rowOf = (el) => el?.closest?.("[data-row]");

  function names(event) {
    const { code, key, shiftKey } = event;
    const found = [key];
    const letter = code.match(/^Key([A-Z])$/)?.[1];
    if (letter && !/^[a-z]$/i.test(key)) found.push(shiftKey ? letter : letter.toLowerCase());
    // On a Russian keyboard the slash key gives . and ,
    if (MARKS[code] && (/[^ -~]/.test(key) || /^[.,]$/.test(key))) found.push(MARKS[code][+shiftKey]);
    return found;
  }

  function find(key) {
    const all = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].filter((el) => seen(el) || el.closest(".nav, details"));
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

  let prefix = "", timer;
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
    if (mod && !event.altKey && names(event).includes("k") || mod && event.code === "KeyK") {
      const search = find("/");
      if (search) { event.preventDefault(); act(search); }
      return;
    }
    if (event.key === "Escape") {
      const link = (at?.closest?.("form, [data-row]") ?? document).querySelector("[data-cancel]")
        ?? (at === document.body ? document.querySelector("[data-cancel]") : null);
      if (link) { event.preventDefault(); link.click(); }
      return;
    }
    if (mod || event.altKey || typing(at) || document.querySelector("dialog[open]") || document.documentElement.dataset.keys === "off") return;
    for (const name of names(event)) {
      const el = find(prefix + name);
      const done = el ? (act(el), true) : !prefix && (name === "j" ? step(1) : name === "k" ? step(-1) : false);
      clearTimeout(timer);
      if (done) { prefix = ""; event.preventDefault(); return; }
      if (!prefix && document.querySelector(`[data-key^="${CSS.escape(name)} "]`)) {
        prefix = name + " ";
        timer = setTimeout(() => { prefix = ""; }, 1500);
        return;
      }
    }
    prefix = "";
  });
})();
