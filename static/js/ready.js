// Tells tests that everything is started: htmx starts itself by a timer set before this one.
(() => {
  "use strict";
  document.addEventListener("DOMContentLoaded", () => setTimeout(() => document.documentElement.setAttribute("data-ready", "")));
})();
