// The one status line: `say` events (from HX-Trigger or from other scripts) become its text.
(() => {
  "use strict";
  let waiting = [];
  document.addEventListener("say", ({ detail }) => {
    const line = document.getElementById("status");
    const text = detail?.text ?? detail?.value;
    if (!line || !text) return;
    // Emptied first, so that the same sentence twice is read twice.
    if (!waiting.length) {
      line.textContent = "";
      setTimeout(() => { line.textContent = waiting.join(" "); waiting = []; }, 60);
    }
    waiting.push(text);
  });
  // What a page after a redirect has to say.
  document.addEventListener("DOMContentLoaded", () => {
    const text = document.getElementById("status")?.dataset.say;
    if (text) document.dispatchEvent(new CustomEvent("say", { detail: { text } }));
  });
})();
