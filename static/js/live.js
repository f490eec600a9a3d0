// <okrio-live>: hears how much of what the page shows has been changed elsewhere since it was read, and offers to show it.
// Nothing moves before somebody asks.
(() => {
  "use strict";
  const say = (text) => document.dispatchEvent(new CustomEvent("say", { detail: { text } }));
  customElements.define("okrio-live", class extends HTMLElement {
    connectedCallback() {
      const { dataset, firstElementChild: button } = this;
      const named = document.title;
      let { since } = dataset, known, source, timer;

      const count = (n) => {
        known = n;
        button.hidden = !n && button !== document.activeElement;
        document.title = (n ? `(${n}) ` : "") + named;
      };
      const tell = ({ n, text, said, due, waiting }) => {
        if (n) button.textContent = text;
        if (n && !known) say(said);
        count(n);
        const badge = document.getElementById("due");
        badge.hidden = !due;
        badge.firstChild.data = due;
        badge.lastChild.textContent = waiting;
      };
      const address = () => {
        const ask = new URLSearchParams(location.search);
        if (!ask.has("period")) ask.set("period", dataset.period);
        ask.set("page", location.pathname);
        ask.set("since", since);
        ask.set("tab", dataset.tab);
        ask.set("shown", [...document.querySelectorAll("#objectives [data-row][data-id]")].map((row) => row.dataset.id));
        return "/live?" + ask;
      };
      const listen = () => {
        clearTimeout(timer);
        source?.close();
        // A browser has few connections to one server.
        if (document.hidden) return;
        let failed = 0;
        this.source = source = new EventSource(address());
        timer = setTimeout(once, 15000);
        source.onmessage = ({ data }) => {
          clearTimeout(timer);
          failed = 0;
          tell(JSON.parse(data));
        };
        // A lost connection comes back by itself, a refused one does not.
        source.onerror = () => { if (source.readyState > 1 || ++failed > 2) once(); };
      };
      // Where streams are refused, or held back on their way: how things stand now, and another try in a minute.
      const once = async () => {
        clearTimeout(timer);
        source.close();
        timer = setTimeout(listen, 60000);
        const asked = address();
        const told = await fetch(asked + "&once=1").then((answer) => answer.ok && answer.json()).catch(() => {});
        if (told && asked === address()) tell(told);
      };
      button.addEventListener("blur", () => count(known));
      button.addEventListener("click", async () => {
        const at = document.activeElement;
        await htmx.ajax("GET", location.href, { source: this, target: "#main", select: "#main", swap: "outerMorph" });
        if (known) return;
        say(button.textContent = dataset.shown);
        at.focus();
      });
      // What is done on this page is no news to it.
      document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => { ctx.request.headers["Okrio-Tab"] = dataset.tab; });
      document.addEventListener("visibilitychange", listen);
      addEventListener("online", listen);
      // An answer that replaces what is shown has seen more than the page had.
      document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
        const seen = ctx.response?.headers.get("Okrio-Position");
        if (!seen || ctx.response.status > 299 || !ctx.target.matches("#main, #objectives, #alignment, #check-in")) return;
        since = seen;
        count(0);
        listen();
      });
      listen();
    }
  });
})();
