// <okrio-toast>: stays until dismissed, or 10 s after focus has been in it and left. At most three at once.
(() => {
  "use strict";
  customElements.define("okrio-toast", class extends HTMLElement {
    connectedCallback() {
      if (this.started) return;
      this.started = true;
      this.addEventListener("click", (event) => event.target.closest("[data-dismiss]") && this.leave());
      this.addEventListener("keydown", (event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        this.leave();
      });
      this.addEventListener("focusin", (event) => {
        clearTimeout(this.timer);
        if (event.relatedTarget && !this.contains(event.relatedTarget)) this.from = event.relatedTarget;
      });
      this.addEventListener("focusout", (event) => {
        if (!this.contains(event.relatedTarget)) this.timer = setTimeout(() => this.remove(), 10000);
      });
      const all = [...this.parentElement.querySelectorAll(":scope > okrio-toast")];
      all.slice(0, -3).filter((toast) => !toast.matches(":focus-within")).forEach((toast) => toast.remove());
    }

    leave() {
      const inside = this.matches(":focus-within");
      this.remove();
      if (inside) (this.from?.isConnected ? this.from : document.getElementById("main"))?.focus();
    }
  });
})();
