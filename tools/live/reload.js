// Loaded by each page that `make live` serves: loads the page again when it is no longer as it was served, and shows what
// is wrong until it is mended. Styles are set one by one, because the site's policy allows no style inside a page.
(() => {
  const ID = "live-problems";
  const LOOK = {
    position: "fixed", inset: "auto 0 0 0", maxHeight: "50vh", overflow: "auto", zIndex: "2147483647", margin: "0",
    padding: "1rem 1.25rem", background: "#5c0a12", color: "#fff", font: "15px/1.5 ui-monospace, monospace",
    whiteSpace: "pre-wrap", overflowWrap: "anywhere", borderTop: "4px solid #ffb3b3",
  };
  // A sign of the page and of the pictures, styles and scripts beside it, as they were when it was served.
  const { seen } = document.currentScript.dataset;

  function show(problems) {
    document.getElementById(ID)?.remove();
    if (!problems.length) return;
    const box = document.createElement("pre");
    box.id = ID;
    box.setAttribute("role", "alert");
    Object.assign(box.style, LOOK);
    const head = problems.length === 1 ? "One thing to mend:" : `${problems.length} things to mend:`;
    box.textContent = [head, ...problems].join("\n");
    document.body.append(box);
  }

  let source = null;

  // A browser keeps six connections to one host. A tab that nobody sees must not hold one; it asks when it is seen.
  function listen() {
    source?.close();
    source = null;
    if (document.visibilityState === "hidden") return;
    source = new EventSource(`/_live/events?page=${encodeURIComponent(location.pathname)}`);
    source.onmessage = (event) => {
      const now = JSON.parse(event.data);
      if (now.seen === seen) show(now.problems);
      else location.reload();
    };
  }

  document.addEventListener("visibilitychange", listen);
  listen();
})();
