// The keys of this person by action, as the page names them: data-map="search=/ go-objectives=go". Used by the scripts that follow.
const keymap = (() => {
  "use strict";
  const MARKS = { Slash: "/?", BracketLeft: "[{", BracketRight: "]}", Semicolon: ";:", Quote: "'\"", Comma: ",<", Period: ".>" };
  const keys = {};
  for (const pair of (document.documentElement.dataset.map ?? "").split(" ")) {
    const at = pair.indexOf("=");
    if (at > 0) keys[pair.slice(0, at)] = pair.slice(at + 1);
  }
  const actions = Object.entries(keys);

  // What a pressed key may mean: its sign, and where the layout is not Latin the sign at its place.
  function names({ code, key, shiftKey }) {
    const sized = (letter) => (shiftKey ? letter.toUpperCase() : letter.toLowerCase());
    if (/^[a-z]$/i.test(key)) return [sized(key)];
    const found = [key], letter = code?.match(/^Key([A-Z])$/)?.[1];
    if (letter) found.push(sized(letter));
    // On a Russian keyboard the slash key gives . and ,
    if (MARKS[code] && /[^ -~]|^[.,]$/.test(key)) found.push(MARKS[code][+shiftKey]);
    return found;
  }

  return {
    names,
    // The key that was pressed before, where it begins an action.
    prefix: "",
    // The action that the key does after those pressed before.
    action: (event, before = "") => names(event).map((name) => actions.find(([, all]) => all === before + name)?.[0]).find(Boolean),
    // Actions that the key begins.
    begun: (event) => actions.filter(([, all]) => names(event).includes(all[0])),
    // The keys of data-key as they are shown: g h, Shift A.
    shown: (wanted) => [...(wanted?.split(" ").map((action) => keys[action]).find(Boolean) ?? "")]
      .map((key) => (/[A-Z]/.test(key) ? "Shift " : "") + key).join(" "),
  };
})();
