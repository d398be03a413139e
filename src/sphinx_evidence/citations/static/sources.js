// A button under each source that copies its text. Without JavaScript there is none, and the text can be marked by hand.
"use strict";

(() => {
  const copy = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    // Pages opened from a disk have no clipboard in some browsers.
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (!done) throw new Error("copying is not allowed");
  };

  const status = document.createElement("p");
  status.className = "source-copied";
  status.setAttribute("role", "status");

  const sources = document.querySelectorAll("div.citation");
  if (sources.length) document.querySelector("article").append(status);
  for (const source of sources) {
    const words = source.querySelector("p");
    const label = source.querySelector(".label");
    if (!words || !label) continue;
    const name = label.textContent.replace(/[[\]]/g, "").trim();
    const button = document.createElement("button");
    button.type = "button";
    button.className = "source-copy";
    button.textContent = "Copy";
    button.setAttribute("aria-label", "Copy the reference of " + name);
    button.addEventListener("click", async () => {
      try {
        await copy(words.textContent.replaceAll("\u00a0", " ").trim());
        status.textContent = "Copied: " + name;
      } catch {
        status.textContent = "Your browser did not let us copy. Please mark the text and copy it.";
      }
    });
    (source.querySelector(".cited-in") || source).append(" ", button);
  }
  // The buttons have moved the source that a link led to.
  if (location.hash.startsWith("#source-")) document.getElementById(location.hash.slice(1))?.scrollIntoView();
})();
