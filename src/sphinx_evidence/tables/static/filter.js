// The filter above a table. Without it the table stands whole; nothing leaves the page.
(() => {
  "use strict";

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

  const enhance = (box) => {
    const table = box.querySelector("table");
    if (!table || !table.tHead) return;
    const rows = [...table.tBodies[0].rows];
    const noun = box.dataset.noun;

    const form = document.createElement("form");
    form.className = "filter";
    form.setAttribute("role", "search");
    form.setAttribute("aria-label", "Filter the " + noun);
    form.addEventListener("submit", (event) => event.preventDefault());

    const words = document.createElement("input");
    words.type = "search";
    field(form, words, "Words");

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

    const status = document.createElement("p");
    status.className = "filter-status";
    status.setAttribute("role", "status");

    const apply = () => {
      const wanted = words.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        const match =
          choices.every(
            ({ select, column }) => !select.value || values(row.cells[column]).map(slug).includes(select.value),
          ) && wanted.every((word) => text.includes(word));
        row.hidden = !match;
        if (match) shown += 1;
      }
      status.textContent = "Showing " + shown + " of " + rows.length + " " + noun + ".";
    };

    // A link such as claims.html?verdict=unproven opens the table already filtered.
    const query = new URLSearchParams(window.location.search);
    for (const { select, name } of choices) {
      const value = query.get(name);
      if ([...select.options].some((option) => option.value === value)) select.value = value;
    }

    form.addEventListener("input", apply);
    form.addEventListener("reset", () => setTimeout(apply));
    box.prepend(form, status);
    apply();
  };

  document.querySelectorAll(".filterable").forEach(enhance);
})();
