// On the page for wrong addresses, when the build was not told where the site lives: the page asks for this script at
// every depth, and the one that is there knows the root. Links that begin at the host's root then begin at the site's.
"use strict";

(() => {
  const root = new URL("../", document.currentScript.src).pathname;
  if (root === "/" || document.documentElement.dataset.content_root !== "/") return;
  document.documentElement.dataset.content_root = root;
  for (const name of ["href", "src", "action"]) {
    for (const element of document.querySelectorAll(`[${name}^="/"]`)) {
      const address = root + element.getAttribute(name).slice(1);
      if (element.localName !== "script") {
        element.setAttribute(name, address);
        continue;
      }
      // A script that was not found does not load again when its address changes.
      const script = document.createElement("script");
      for (const { name: key, value } of element.attributes) script.setAttribute(key, value);
      script.src = address;
      // In the order in which they stand: some build on others.
      script.async = false;
      element.replaceWith(script);
    }
  }
})();
