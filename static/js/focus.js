// Where focus goes after a swap: the marked element, else the element of the same id (htmx keeps it),
// else what stands where the invoker was. Never the body.
(() => {
  "use strict";
  const REACHABLE = "a[href]:not([tabindex='-1']), button:not(:disabled), input:not([type=hidden], :disabled), select, textarea, summary, [tabindex='0']";
  const lost = () => !document.activeElement || document.activeElement === document.body;
  const byId = (id) => (id ? document.getElementById(id) : null);

  function go(el) {
    if (!el) return false;
    el.focus();
    return document.activeElement === el;
  }

  function marked() {
    const el = document.querySelector("[data-focus]");
    if (!el) return false;
    el.removeAttribute("data-focus");
    if (!go(el)) return false;
    if (el.matches("input:not([type=checkbox], [type=radio])")) el.select();
    return true;
  }

  // A row is entered at its edit link; any other part at its first control.
  function into(el) {
    if (!el) return false;
    if (go(el.querySelector("[data-key=edit]")) || go(el.querySelector(REACHABLE))) return true;
    if (!el.matches("[tabindex]")) el.setAttribute("tabindex", "-1");
    return go(el);
  }

  function neighbours(target) {
    const row = target.closest("[data-row]") ?? target;
    const rows = [...document.querySelectorAll("[data-row]")].filter((r) => r.offsetParent && !row.contains(r));
    const after = rows.find((r) => row.compareDocumentPosition(r) & Node.DOCUMENT_POSITION_FOLLOWING);
    const before = rows.findLast((r) => row.compareDocumentPosition(r) & Node.DOCUMENT_POSITION_PRECEDING);
    const near = [after, before].filter((r) => r?.closest("ul, ol, tbody, table") === row.closest("ul, ol, tbody, table"));
    return [...near, row.closest("section")?.querySelector("h2, h3"), document.getElementById("main")];
  }

  let left = null;
  document.addEventListener("htmx:before:swap", ({ detail }) => {
    const main = detail.tasks?.find((task) => task.type === "main");
    const target = main?.target instanceof Element ? main.target : null;
    left = {
      had: !lost(),
      inside: target?.contains(document.activeElement),
      focused: document.activeElement?.id,
      source: detail.ctx.sourceElement?.id,
      target: target?.id,
      neighbours: target ? neighbours(target) : [],
    };
  });
  document.addEventListener("htmx:after:swap", () => {
    if (marked() || !left || !lost()) return;
    const { had, focused, source, target, neighbours } = left;
    if (!had) return;
    if (go(byId(focused)) || go(byId(source)) || into(byId(target))) return;
    neighbours.filter((el) => el?.isConnected).some(into);
  });
  // A page that follows an act begins at the place its address names, or at its heading; any other is left to the browser.
  document.addEventListener("DOMContentLoaded", () => {
    if (marked() || !lost() || go(byId(location.hash.slice(1)))) return;
    const heading = document.querySelector("#toasts > okrio-toast") && document.querySelector("main h1");
    if (!heading) return;
    heading.setAttribute("tabindex", "-1");
    heading.focus({ preventScroll: true });
  });
})();
