// The palette: search, pages, and the actions of this page in one box. What is found are links; arrows walk among them, and Enter in the
// field opens the first one, as soon as what stands there is the answer to what was typed.
(() => {
  "use strict";
  document.addEventListener("DOMContentLoaded", () => {
    const dialog = document.getElementById("palette");
    if (!dialog) return;
    const field = dialog.querySelector("input");
    const found = () => dialog.querySelector(".found");
    const links = () => [...dialog.querySelectorAll(".found :is(a, button)")];
    const typed = () => field.value.trim();
    const isFresh = () => found().dataset.typed === typed();
    let goes = false;

    // Buttons and links of the page that have a key; what they may do was decided when the page was made.
    function here() {
      const words = typed().toLowerCase().split(/\s+/);
      const list = document.createElement("ul");
      for (const el of document.querySelectorAll("main [data-key]:not(input, select, textarea)")) {
        const name = el.textContent.trim() || el.getAttribute("aria-label");
        if (!name || links().some((link) => link.pathname && link.pathname === el.pathname) || !words.every((word) => name.toLowerCase().includes(word))) continue;
        const button = document.createElement("button");
        const text = document.createElement("span");
        const key = document.createElement("kbd");
        button.type = "button";
        text.textContent = name;
        key.textContent = keymap.shown(el.dataset.key);
        button.append(text, ...(key.textContent ? [key] : []));
        button.addEventListener("click", () => { dialog.close(); el.click(); });
        list.appendChild(document.createElement("li")).append(button);
      }
      if (!list.children.length) return;
      const section = document.createElement("section");
      section.appendChild(document.createElement("h2")).textContent = dialog.dataset.here;
      section.append(list);
      found().prepend(section);
      found().querySelector(":scope > p")?.remove();
    }

    function open() {
      if (dialog.open) return;
      field.value = "";
      dialog.showModal();
      field.dispatchEvent(new Event("palette"));
    }
    dialog.addEventListener("open", open);
    for (const opener of document.querySelectorAll("[data-opens=palette]")) {
      opener.addEventListener("click", (event) => { event.preventDefault(); open(); });
    }
    // A click beside it, on what lies behind, closes it.
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

    document.addEventListener("htmx:after:swap", () => {
      if (!dialog.open) return;
      here();
      if (goes && isFresh()) links()[0]?.click();
      goes = false;
    });
    dialog.querySelector("form").addEventListener("submit", (event) => {
      if (!isFresh()) { event.preventDefault(); goes = true; return; }
      const first = links()[0];
      if (first) { event.preventDefault(); first.click(); }
    });
    dialog.addEventListener("keydown", (event) => {
      const all = [field, ...links()];
      const at = all.indexOf(document.activeElement);
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        all.at((at + step + all.length) % all.length).focus();
      } else if (event.key === "Home" || event.key === "End") {
        if (at > 0) { event.preventDefault(); all.at(event.key === "Home" ? 1 : -1).focus(); }
      } else if (at > 0 && event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) {
        field.focus();
      }
    });
  });
})();
