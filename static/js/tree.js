// <okrio-tree> around a table[role=treegrid]: rows are walked as in a tree, one of them in the tab order.
(() => {
  "use strict";
  const level = (row) => +row.getAttribute("aria-level");
  const open = (row) => row.getAttribute("aria-expanded");

  customElements.define("okrio-tree", class extends HTMLElement {
    connectedCallback() {
      if (!this.started) {
        this.started = true;
        this.addEventListener("keydown", (event) => this.key(event));
        this.addEventListener("click", (event) => this.click(event));
        this.addEventListener("focusin", ({ target }) => this.mark(target.closest("[role=row][aria-level]")));
        this.addEventListener("htmx:after:settle", () => this.tidy());
      }
      this.tidy();
    }

    get rows() { return [...this.querySelectorAll("tbody [role=row]")]; }
    get shown() { return this.rows.filter((row) => !row.hidden); }

    // Links stay out of the tab order only where this script answers the keys.
    tidy() {
      for (const link of this.querySelectorAll("tbody a")) link.tabIndex = -1;
      if (!this.rows.some((row) => row.tabIndex === 0 && !row.hidden)) this.mark(this.shown[0]);
    }

    mark(row) {
      if (!row) return;
      for (const other of this.rows) other.tabIndex = other === row ? 0 : -1;
    }

    go(row) {
      if (!row) return;
      this.mark(row);
      row.focus();
    }

    under(row) {
      const found = [];
      for (let next = row.nextElementSibling; next && level(next) > level(row); next = next.nextElementSibling) found.push(next);
      return found;
    }

    // Children that are not in the page are fetched by the link of the twisty.
    turn(row, wanted) {
      if (!open(row) || open(row) === String(wanted)) return;
      const below = this.under(row);
      if (wanted && !below.length) return row.querySelector("a.tw")?.click();
      row.setAttribute("aria-expanded", wanted);
      let shut = Infinity;
      for (const child of below) {
        if (level(child) <= shut) shut = Infinity;
        child.hidden = !wanted || level(child) > shut;
        if (open(child) === "false" && shut === Infinity) shut = level(child);
      }
    }

    click(event) {
      const row = event.target.closest("a.tw")?.closest("[role=row]");
      if (!row || !this.under(row).length) return;
      event.preventDefault();
      event.stopPropagation();
      this.turn(row, open(row) !== "true");
      this.go(row);
    }

    parent(row) {
      let up = row.previousElementSibling;
      while (up && level(up) >= level(row)) up = up.previousElementSibling;
      return up;
    }

    key(event) {
      const row = event.target;
      if (!row.matches("[role=row]") || event.ctrlKey || event.metaKey || event.altKey) return;
      const rows = this.shown, at = rows.indexOf(row);
      const moves = {
        ArrowDown: () => this.go(rows[at + 1]),
        ArrowUp: () => this.go(rows[at - 1]),
        Home: () => this.go(rows[0]),
        End: () => this.go(rows.at(-1)),
        PageDown: () => this.go(rows[Math.min(at + 10, rows.length - 1)]),
        PageUp: () => this.go(rows[Math.max(at - 10, 0)]),
        ArrowRight: () => (open(row) === "false" ? this.turn(row, true) : open(row) && this.go(rows[at + 1])),
        ArrowLeft: () => (open(row) === "true" ? this.turn(row, false) : this.go(this.parent(row))),
        "*": () => { for (const other of rows) if (level(other) === level(row) && this.parent(other) === this.parent(row)) this.turn(other, true); },
        Enter: () => row.querySelector("a.ttl")?.click(),
      };
      const move = moves[event.key];
      if (move) move(); else if (!this.type(event, rows, at)) return;
      event.preventDefault();
      event.stopPropagation();
    }

    // Letters jump by name; a letter that is a command of the page stays one until typing has begun.
    type(event, rows, at) {
      const { key } = event;
      if (key.length !== 1 || key === " " || keymap.prefix) return false;
      if (!this.typed && keymap.begun(event).some(([action]) => /^(next|previous)$/.test(action) || document.querySelector(`[data-key~="${action}"]`))) return false;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => { this.typed = ""; }, 600);
      this.typed = (this.typed ?? "") + key.toLowerCase();
      const from = this.typed.length > 1 ? at : at + 1;
      const order = [...rows.slice(from), ...rows.slice(0, from)];
      this.go(order.find((row) => row.querySelector(".ttl")?.textContent.trim().toLowerCase().startsWith(this.typed)));
      return true;
    }
  });
})();
