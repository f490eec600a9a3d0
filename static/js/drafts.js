// Text typed into form[data-draft] is kept on this device until it is saved or thrown away.
// Never passwords, files or hidden fields; keyed by account; all gone at sign-out.
// form[data-draft][data-draft-server] is kept on the server too, every 20 s, for other devices.
(() => {
  "use strict";
  const { account, drafts } = document.documentElement.dataset;
  const PREFIX = "okrio:draft:";
  const keyOf = (form) => PREFIX + account + ":" + form.dataset.draft;
  const off = !account || drafts === "off";
  let store;
  try { store = localStorage; } catch { return; }

  const fields = (form) => [...form.elements].filter((el) => el.name && !el.disabled && !/^(hidden|password|file|submit|button)$/.test(el.type));
  const ticks = (el) => el.type === "checkbox" || el.type === "radio";
  const read = (form) => fields(form).filter((el) => !ticks(el) || el.checked).map((el) => [el.name, el.value]);
  const write = (form, kept) => {
    const left = kept.map((pair) => [...pair]);
    for (const el of fields(form)) {
      const i = left.findIndex(([name, value]) => name === el.name && (!ticks(el) || value === el.value));
      if (ticks(el)) el.checked = i >= 0;
      else if (i >= 0) el.value = left[i][1];
      if (i >= 0) left.splice(i, 1);
      el.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };
  const clock = (at) => {
    const day = at.toDateString() === new Date().toDateString() ? {} : { day: "numeric", month: "long" };
    return at.toLocaleString(document.documentElement.lang, { ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  };
  const tell = (time, at) => { time.dateTime = at.toISOString(); time.textContent = clock(at); };

  function keep(form) {
    if (!form.isConnected) return;
    const at = new Date();
    try { store.setItem(keyOf(form), JSON.stringify({ at: at.getTime(), kept: read(form) })); } catch { return; }
    const line = form.querySelector("[data-kept]");
    if (line) { tell(line.querySelector("time"), at); line.hidden = false; }
    form.draftUnsent = true;
  }
  const send = (form, kept) => {
    form.draftUnsent = false;
    if ("draftServer" in form.dataset) fetch("/drafts", { method: "POST", body: new URLSearchParams([["form", form.dataset.draft], ...kept]) }).catch(() => { form.draftUnsent = true; });
  };
  const drop = (form) => { clearTimeout(form.draftTimer); form.draftUnsent = false; store.removeItem(keyOf(form)); };

  async function offer(form) {
    if (form.draftSeen) return;
    form.draftSeen = true;
    // The answer to a refused save holds all that was typed already.
    if (/^(error|conflict)$/.test(form.dataset.state)) return;
    let draft;
    try {
      draft = JSON.parse(store.getItem(keyOf(form)));
      if (!draft && "draftServer" in form.dataset) draft = await fetch("/drafts/" + form.dataset.draft).then((answer) => answer.status === 200 ? answer.json() : null);
    } catch { /* unreadable: as if there were none */ }
    if (!draft || JSON.stringify(draft.kept) === JSON.stringify(read(form))) return;
    const box = document.getElementById("draft-offer")?.content.cloneNode(true).firstElementChild;
    if (!box) return;
    tell(box.querySelector("time"), new Date(draft.at));
    const end = () => { box.remove(); form.querySelector("input:not([type=hidden]), textarea, select")?.focus(); };
    box.querySelector("[data-restore]").addEventListener("click", () => { write(form, draft.kept); end(); });
    box.querySelector("[data-discard]").addEventListener("click", () => { drop(form); send(form, []); end(); });
    form.prepend(box);
  }
  const look = () => document.querySelectorAll("form[data-draft]").forEach(offer);

  addEventListener("submit", ({ target }) => {
    if (target.matches("[data-sign-out]")) Object.keys(store).filter((key) => key.startsWith(PREFIX)).forEach((key) => store.removeItem(key));
    // Without htmx only the next page knows whether it was saved: it shows the form again if not.
    else if (!off && target.dataset.draft) sessionStorage.setItem(PREFIX, keyOf(target));
  }, true);
  if (off) return;

  document.addEventListener("input", ({ target }) => {
    const form = target.form;
    if (!form?.matches("[data-draft]")) return;
    clearTimeout(form.draftTimer);
    form.draftTimer = setTimeout(() => keep(form), 400);
  });
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    const form = ctx.request.form;
    if (!form?.dataset.draft || ctx.request.method === "GET") return;
    sessionStorage.removeItem(PREFIX);
    if (ctx.response.status < 300) drop(form); else clearTimeout(form.draftTimer);
  });
  setInterval(() => document.querySelectorAll("form[data-draft-server]").forEach((form) => { if (form.draftUnsent) send(form, read(form)); }), 20000);
  document.addEventListener("htmx:after:swap", look);
  document.addEventListener("DOMContentLoaded", () => {
    const sent = sessionStorage.getItem(PREFIX);
    sessionStorage.removeItem(PREFIX);
    const again = [...document.querySelectorAll("form[data-draft]")].some((form) => keyOf(form) === sent && /^(error|conflict)$/.test(form.dataset.state));
    if (sent && !again && document.querySelector("main [data-testid=error-page]") === null) store.removeItem(sent);
    look();
  });
})();
