// Text typed into form[data-draft] is kept on this device until it is saved or thrown away, and put back when the form is opened again.
// Never passwords, files or hidden fields, but for the one that says what stood in the form; keyed by account; all gone at sign-out.
// form[data-draft][data-draft-server] is kept on the server too, every 20 s and when the page is left, for other devices; the server
// has put its own draft into the form already, of the moment data-draft-at. All moments are the server's: a device's clock may be wrong.
(() => {
  "use strict";
  const { account, drafts, now } = document.documentElement.dataset;
  const ahead = Date.now() - now;
  const time = () => new Date(Date.now() - ahead);
  const PREFIX = "okrio:draft:";
  const SEEN = "_seen";
  const key = (name) => PREFIX + account + ":" + name;
  // A form without a draft of its own may end that of another.
  const nameOf = (form) => form.dataset.draft ?? form.dataset.draftOf;
  const off = !account || drafts === "off";
  let store;
  try { store = localStorage; } catch { return; }

  const fields = (form) => [...form.elements].filter((el) => el.name === SEEN || el.name && !el.disabled && !/^(hidden|password|file|submit|button)$/.test(el.type));
  const ticks = (el) => el.type === "checkbox" || el.type === "radio";
  const read = (form) => fields(form).filter((el) => !ticks(el) || el.checked).map((el) => [el.name, el.value]);
  const typed = (kept) => JSON.stringify(kept.filter(([name, value]) => name !== SEEN && value !== ""));
  const write = (form, kept) => {
    const left = kept.map((pair) => [...pair]);
    for (const box of form.querySelectorAll("[data-rows]")) box.dispatchEvent(new CustomEvent("rows", { detail: left.filter(([name]) => name === box.dataset.rows).length }));
    for (const el of fields(form)) {
      const i = left.findIndex(([name, value]) => name === el.name && (!ticks(el) || value === el.value));
      if (ticks(el)) el.checked = i >= 0;
      else if (i >= 0) el.value = left[i][1];
      if (i >= 0) left.splice(i, 1);
    }
    // what counts or shows changes looks again
    fields(form).find((el) => el.type !== "hidden")?.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const clock = (at) => {
    const day = at.toDateString() === time().toDateString() ? {} : { day: "numeric", month: "long" };
    return at.toLocaleString(document.documentElement.lang, { ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  };
  const tell = (el, at) => { el.dateTime = at.toISOString(); el.textContent = clock(at); };

  function keep(form) {
    if (!form.isConnected) return;
    const at = time();
    form.draftUnsent = true;
    // Typed back to what stood there: nothing to keep.
    if (!form.dataset.draftAt && form.draftBefore === typed(read(form)) && form.dataset.state === "idle") { store.removeItem(key(form.dataset.draft)); return; }
    try { store.setItem(key(form.dataset.draft), JSON.stringify({ at: at.getTime(), kept: read(form) })); } catch { return; }
    const line = form.querySelector("[data-kept]");
    if (line) { tell(line.querySelector("time"), at); line.hidden = false; }
  }
  const body = (form, kept) => new URLSearchParams([["form", form.dataset.draft], ...kept]);
  const send = (form) => {
    form.draftUnsent = false;
    return fetch("/drafts", { method: "POST", body: body(form, read(form)) }).catch(() => { form.draftUnsent = true; });
  };
  const drop = (form) => { clearTimeout(form.draftTimer); form.draftUnsent = false; store.removeItem(key(nameOf(form))); };

  function restore(form) {
    if (form.draftSeen) return;
    form.draftSeen = true;
    const before = read(form);
    form.draftBefore = typed(before);
    // The answer to a refused save holds all that was typed already.
    if (/^(error|conflict)$/.test(form.dataset.state)) return;
    let draft;
    try { draft = JSON.parse(store.getItem(key(form.dataset.draft))); } catch { /* unreadable: as if there were none */ }
    if (!draft || draft.at <= (form.dataset.draftAt ?? 0)) return;
    if (typed(draft.kept) === form.draftBefore) { drop(form); return; }
    write(form, draft.kept);
    form.draftUnsent = true;
    // The server's note has a time of its own; this draft is newer.
    const noted = form.querySelector("[data-testid=draft-restored] time");
    if (noted) { tell(noted, new Date(draft.at)); return; }
    const box = document.getElementById("draft-offer")?.content.cloneNode(true).firstElementChild;
    if (!box) return;
    tell(box.querySelector("time"), new Date(draft.at));
    box.querySelector("[data-discard]").addEventListener("click", () => {
      drop(form);
      write(form, before);
      if ("draftServer" in form.dataset) fetch("/drafts", { method: "POST", body: body(form, []) }).catch(() => {});
      box.remove();
      form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
    });
    form.prepend(box);
  }
  const look = () => document.querySelectorAll("form[data-draft]").forEach(restore);

  addEventListener("submit", ({ target }) => {
    if (target.matches("[data-sign-out]")) Object.keys(store).filter((name) => name.startsWith(PREFIX)).forEach((name) => store.removeItem(name));
    else if (off) return;
    else if (target.dataset.dropDraft) store.removeItem(key(target.dataset.dropDraft));
    // Without htmx only the next page knows whether it was saved: it shows the form again if not.
    else if (nameOf(target)) {
      clearTimeout(target.draftTimer);
      if (target.dataset.draft) keep(target);
      target.draftUnsent = false;
      sessionStorage.setItem(PREFIX, key(nameOf(target)));
    }
  }, true);
  if (off) return;

  // Cancelled on purpose, here and on other devices.
  document.addEventListener("click", ({ target }) => {
    const link = target.closest("a[data-drop-draft], form[data-draft] a[data-cancel]");
    if (!link) return;
    const form = link.closest("form");
    if (form) { clearTimeout(form.draftTimer); form.draftUnsent = false; }
    const name = link.dataset.dropDraft ?? nameOf(form);
    store.removeItem(key(name));
    if (link.dataset.dropDraft || "draftServer" in form.dataset) navigator.sendBeacon("/drafts", new URLSearchParams([["form", name]]));
  });
  document.addEventListener("input", ({ target }) => {
    const form = target.form;
    if (!form?.matches("[data-draft]")) return;
    clearTimeout(form.draftTimer);
    form.draftTimer = setTimeout(() => keep(form), 400);
  });
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    const form = ctx.request.form;
    if (!form || !nameOf(form) || ctx.request.method === "GET") return;
    sessionStorage.removeItem(PREFIX);
    if (ctx.response.status < 300) drop(form);
    else if (form.dataset.draft) form.draftUnsent = true;
  });
  const unsent = () => [...document.querySelectorAll("form[data-draft-server]")].filter((form) => form.draftUnsent);
  setInterval(() => unsent().forEach(send), 20000);
  // Typed, and the tab closed at once.
  addEventListener("pagehide", () => unsent().forEach((form) => { form.draftUnsent = false; navigator.sendBeacon("/drafts", body(form, read(form))); }));
  document.addEventListener("htmx:after:swap", look);
  document.addEventListener("DOMContentLoaded", () => {
    const sent = sessionStorage.getItem(PREFIX);
    sessionStorage.removeItem(PREFIX);
    const again = [...document.querySelectorAll("form[data-draft], form[data-draft-of]")].some((form) => key(nameOf(form)) === sent && /^(error|conflict)$/.test(form.dataset.state));
    if (sent && !again && document.querySelector("main [data-testid=error-page]") === null) store.removeItem(sent);
    look();
  });
})();
