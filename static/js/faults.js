// Answers that were not put into the page are told by a toast with the request id; being offline by a banner, which also tells that
// a form could not be sent.
(() => {
  "use strict";
  const say = (text) => document.dispatchEvent(new CustomEvent("say", { detail: { text } }));

  function fault(code) {
    const toast = document.getElementById("fault")?.content.cloneNode(true).firstElementChild;
    const place = document.getElementById("toasts");
    if (!toast || !place) return;
    toast.querySelector("[data-code]").textContent = code || "–";
    place.append(toast);
    say(toast.querySelector("p").textContent);
  }

  document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
    const { status, headers } = ctx.response;
    if (status === 409 || status === 422 || ctx.text?.includes("<hx-partial")) return;
    fault(headers.get("X-Request-Id"));
  });
  document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
    // A poll that fails once will be asked again.
    if (!ctx || ctx.text !== undefined || ctx.sourceEvent?.type === "every") return;
    if (navigator.onLine) fault("");
    else if (ctx.request.method !== "GET") warn("unsent");
  });

  function warn(what) {
    const text = document.querySelector("#offline p");
    say(text.textContent = text.dataset[what]);
  }
  function online() {
    const banner = document.getElementById("offline");
    if (!banner || banner.hidden === navigator.onLine) return;
    banner.hidden = navigator.onLine;
    if (!navigator.onLine) warn("offline");
  }
  addEventListener("online", online);
  addEventListener("offline", online);
  addEventListener("DOMContentLoaded", online);
})();
