// The filter above a table. Without it the table stands whole; nothing leaves the page.
(() => {
  "use strict";

  const self = document.currentScript;
  const slug = (text) => text.trim().toLowerCase().replace(/[^a-z0-9]+/g, "-");
  const values = (cell) => cell.textContent.split(",").map((text) => text.trim()).filter(Boolean);
  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

  const field = (form, control, text) => {
    const label = document.createElement("label");
    const caption = document.createElement("span");
    caption.textContent = text;
    label.append(caption, control);
    form.append(label);
    return control;
  };

  // Scripts, because a browser lets a page opened from a disk load nothing else.
  const load = (address) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = new URL(address, self.src);
      script.addEventListener("load", resolve);
      script.addEventListener("error", reject);
      document.head.append(script);
    });

  const enhance = (box) => {
    const table = box.querySelector("table");
    if (!table || !table.tHead) return;
    const rows = [...table.tBodies[0].rows];
    const { noun, names, version, ask } = box.dataset;
    const query = new URLSearchParams(window.location.search);

    const form = document.createElement("form");
    form.className = "filter";
    form.setAttribute("role", "search");
    form.setAttribute("aria-label", "Filter the " + noun);
    form.addEventListener("submit", (event) => event.preventDefault());

    const words = document.createElement("input");
    words.type = "search";
    if (names) words.setAttribute("autocapitalize", "none");
    field(form, words, ask || "Words");

    // The choices come from the table itself, so that the filter cannot disagree with it.
    const choices = [];
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      if (!head.classList.contains("filter-choice")) return;
      const found = new Map();
      for (const row of rows) for (const text of values(row.cells[column])) found.set(slug(text), text);
      const select = document.createElement("select");
      select.append(new Option("All", ""));
      for (const [key, text] of found) select.append(new Option(capital(text), key));
      const name = head.textContent.trim();
      field(form, select, name);
      choices.push({ select, column, name: slug(name) });
    });

    const reset = document.createElement("button");
    reset.type = "reset";
    reset.textContent = "Show all";
    form.append(reset);

    const status = document.createElement("div");
    status.className = "filter-status";
    status.setAttribute("role", "status");

    // A finder's names are loaded when somebody turns to the field, or comes with a name.
    let answer = null;
    let loading = null;
    const wake = () => {
      loading ||= Promise.all(["finder.js", "finder-answer.js", `names-${names}.js`].map((file) => load(`${file}?v=${version}`)))
        .then(() => {
          answer = globalThis.tableAnswer(box, rows, globalThis.tableFinder(globalThis.tableNames[names]));
        })
        // Without the names the words of the rows are looked through.
        .catch(() => {})
        .finally(apply);
    };

    const contain = (text) => {
      const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
      return { said: [], shown: new Set(rows.filter((row) => wanted.every((word) => row.textContent.toLowerCase().includes(word)))) };
    };

    const apply = () => {
      const typed = words.value.trim();
      if (typed && names && !loading) wake();
      const { said, shown } = !typed ? { said: [], shown: new Set(rows) } : (answer || contain)(typed);
      let count = 0;
      for (const row of rows) {
        const chosen = ({ select, column }) => !select.value || values(row.cells[column]).map(slug).includes(select.value);
        row.hidden = !(shown.has(row) && choices.every(chosen));
        if (!row.hidden) count += 1;
      }
      const counted = document.createElement("p");
      counted.textContent = "Showing " + count + " of " + rows.length + " " + noun + ".";
      const told = [...said, counted];
      // What is the same is not announced again.
      const text = (nodes) => nodes.map((node) => node.textContent).join("\n");
      if (text(told) !== text([...status.children])) status.replaceChildren(...told);
    };

    // A link such as claims.html?verdict=unproven opens the table already filtered, ?find=xanax with a name.
    for (const { select, name } of choices) {
      const value = query.get(name);
      if ([...select.options].some((option) => option.value === value)) select.value = value;
    }
    if (names) {
      words.value = query.get("find") || "";
      words.addEventListener("focus", () => loading || wake());
    }

    form.addEventListener("input", apply);
    form.addEventListener("reset", () => setTimeout(apply));
    box.prepend(form, status);
    apply();
  };

  document.querySelectorAll(".filterable").forEach(enhance);
})();
