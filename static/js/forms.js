// State of forms while they are sent, one submit at a time, forms that send themselves,
// and the count of changed rows.
(() => {
  "use strict";
  const state = (form, name) => form?.setAttribute("data-state", name);
  const formOf = (ctx) => ctx.request.form ?? (ctx.sourceElement.matches?.("form") ? ctx.sourceElement : null);
  const polled = (ctx) => ctx.sourceEvent?.type === "every";
  const busy = (form, on) => {
    for (const button of form.querySelectorAll("[type=submit]")) button.removeAttribute("aria-busy");
    if (on) (on.submitter ?? form.querySelector("[type=submit]"))?.setAttribute("aria-busy", "true");
  };

  // Capturing: a second submit must reach neither htmx nor the browser.
  addEventListener("submit", (event) => {
    const form = event.target;
    // A download leaves the page where it is, so nothing would end the busy state.
    if (form.method !== "post" || form.hasAttribute("data-download")) return;
    if (form.dataset.state === "busy") {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    state(form, "busy");
    busy(form, event);
  }, true);
  // Coming back with the back button finds the form as it was left.
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) for (const form of document.querySelectorAll("form[data-state=busy]")) { state(form, "idle"); busy(form); }
  });

  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    if (!polled(ctx) && ctx.target !== document.body) ctx.target?.setAttribute?.("aria-busy", "true");
  });
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    ctx.target?.removeAttribute?.("aria-busy");
    let form = formOf(ctx);
    if (!form) return;
    if (!form.isConnected) form = document.getElementById(form.id);
    if (!form?.matches("form")) return;
    busy(form);
    // An answer that broke off on its way is none.
    const status = ctx.text === undefined ? 0 : ctx.response?.status;
    if (form.method !== "post") return;
    if (!status) state(form, ctx.status.startsWith("error") ? "error" : "idle");
    else state(form, status === 409 ? "conflict" : status >= 400 ? "error" : "saved");
  });

  let timer;
  const send = ({ target, type }) => {
    const form = target.form;
    if (!form?.matches("[data-autosubmit]")) return;
    const typed = type === "input";
    if (typed !== target.matches("input:not([type=checkbox], [type=radio])")) return;
    clearTimeout(timer);
    timer = setTimeout(() => form.isConnected && form.requestSubmit(), typed ? 300 : 0);
  };
  document.addEventListener("input", send);
  document.addEventListener("change", send);

  const touched = (field) => (/^(checkbox|radio)$/.test(field.type) ? field.checked !== field.defaultChecked
    : field.type !== "hidden" && field.value !== (field.defaultValue ?? field.value));
  const count = (form) => {
    const label = form?.querySelector("[data-changed]");
    if (!label) return;
    const rows = form.querySelectorAll("[data-row]");
    for (const row of rows) {
      if ([...row.querySelectorAll("input, textarea")].some(touched)) row.classList.add("dirty");
      else if (!row.hasAttribute("data-dirty")) row.classList.remove("dirty");
    }
    label.textContent = label.dataset.text.replace("{n}", form.querySelectorAll("[data-row].dirty").length);
  };
  // Rows that the server already counts as changed stay so.
  const adopt = () => { for (const row of document.querySelectorAll("form [data-row].dirty:not([data-dirty])")) row.setAttribute("data-dirty", ""); };
  document.addEventListener("DOMContentLoaded", adopt);
  document.addEventListener("htmx:after:swap", adopt);
  document.addEventListener("input", ({ target }) => count(target.form));
})();
