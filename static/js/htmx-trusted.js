// Lets htmx, and nothing else, turn text of the server into a page under Trusted Types.
// HTML passes as it is: the server has escaped it. Code never passes: a script in an answer,
// a filter in hx-trigger, hx-on and js: values all end in an error.
(() => {
  "use strict";
  const refuse = () => { throw new TypeError("scripts in markup are refused"); };
  const rules = { createHTML: (html) => html, createScript: refuse, createScriptURL: refuse };
  // Browsers without Trusted Types take the same rules as plain functions.
  const policy = window.trustedTypes ? trustedTypes.createPolicy("htmx", rules) : rules;
  htmx.registerExtension("trusted", {
    init: (api) => api.initSecurity(policy, function () { refuse(); }, function () { refuse(); }),
  });
})();
