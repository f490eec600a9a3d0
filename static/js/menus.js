// Menus are <details class="menu">: one open at a time, closed by Esc, by a click outside, by leaving.
(() => {
  "use strict";
  const closeBut = (kept) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!kept || !menu.contains(kept)) menu.open = false;
  };
  document.addEventListener("click", ({ target }) => closeBut(target));
  document.addEventListener("focusin", ({ target }) => closeBut(target));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
    if (!menu) return;
    event.preventDefault();
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  // Another period changes nothing else of what the address asks for now; pages and open branches are those of one period.
  document.addEventListener("click", ({ target }) => {
    const link = target.closest?.("a[data-period]");
    if (link?.pathname !== location.pathname) return;
    const query = new URLSearchParams(location.search);
    for (const name of ["after", "before", "open", "closed", "more"]) query.delete(name);
    query.set("period", link.dataset.period);
    link.search = query;
  }, true);
})();
