// Loaded by each page that `make live` serves: loads the page again after a build, and shows what is wrong until it is
// mended. Styles are set one by one, because the site's policy allows no style inside a page.
(() => {
  const ID = "live-problems";
  const LOOK = {
    position: "fixed", inset: "auto 0 0 0", maxHeight: "50vh", overflow: "auto", zIndex: "2147483647", margin: "0",
    padding: "1rem 1.25rem", background: "#5c0a12", color: "#fff", font: "15px/1.5 ui-monospace, monospace",
    whiteSpace: "pre-wrap", overflowWrap: "anywhere", borderTop: "4px solid #ffb3b3",
  };
  let first = null;

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

  const source = new EventSource("/_live/events");
  source.onmessage = (event) => {
    const { builds, problems } = JSON.parse(event.data);
    if (first !== null && builds !== first) {
      location.reload();
      return;
    }
    first = builds;
    show(problems);
  };
})();
