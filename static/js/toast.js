// <okrio-toast>: one at a time, gone after 10 s in which neither focus nor the pointer was in it. One with a way back or on, or
// with the code of a fault, stays until dismissed: nobody has to hurry.
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
        if (event.relatedTarget && !this.contains(event.relatedTarget)) this.from = event.relatedTarget;
      });
      for (const type of ["focusin", "focusout", "pointerenter", "pointerleave"]) this.addEventListener(type, () => this.wait());
      this.wait();
      for (const other of this.parentElement.querySelectorAll(":scope > okrio-toast")) {
        if (other !== this && !other.matches(":focus-within")) other.remove();
      }
    }

    wait() {
      clearTimeout(this.timer);
      if (this.querySelector("[data-code], a, form")) return;
      this.timer = setTimeout(() => (this.matches(":focus-within, :hover") ? this.wait() : this.remove()), 10000);
    }

    leave() {
      const inside = this.matches(":focus-within");
      this.remove();
      if (inside) (this.from?.isConnected ? this.from : document.getElementById("main"))?.focus();
    }
  });
})();
