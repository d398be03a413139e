// The filter above the ledger. Without it the table stands whole; nothing leaves the page.
(() => {
  "use strict";

  const table = document.querySelector("table.claim-ledger");
  if (!table) return;

  const rows = [...table.tBodies[0].rows];
  const kinds = [
    { name: "verdict", label: "Verdict" },
    { name: "certainty", label: "Certainty" },
    { name: "part", label: "Said in" },
  ];

  // The words come from the table itself, so that the filter cannot disagree with it.
  const choices = (kind, column) => {
    const found = new Map();
    for (const row of rows) {
      const slugs = [...row.classList].filter((c) => c.startsWith(kind + "-"));
      const words = row.cells[column].textContent.trim().split(/\s*,\s*/);
      slugs.forEach((slug, i) => found.set(slug.slice(kind.length + 1), words[i]));
    }
    return found;
  };

  const form = document.createElement("form");
  form.className = "ledger-filter";
  form.setAttribute("role", "search");
  form.setAttribute("aria-label", "Filter the claims");
  form.addEventListener("submit", (event) => event.preventDefault());

  const field = (control, text) => {
    const label = document.createElement("label");
    const caption = document.createElement("span");
    caption.textContent = text;
    label.append(caption, control);
    form.append(label);
    return control;
  };

  const words = document.createElement("input");
  words.type = "search";
  words.name = "words";
  field(words, "Words");

  const selects = kinds.map(({ name, label }, i) => {
    const select = document.createElement("select");
    select.name = name;
    select.append(new Option("All", ""));
    for (const [slug, text] of choices(name, i + 1)) {
      select.append(new Option(text.charAt(0).toUpperCase() + text.slice(1), slug));
    }
    return field(select, label);
  });

  const reset = document.createElement("button");
  reset.type = "reset";
  reset.textContent = "Show all";
  form.append(reset);

  const status = document.createElement("p");
  status.className = "ledger-status";
  status.setAttribute("role", "status");

  const apply = () => {
    const wanted = words.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      const match =
        selects.every((s) => !s.value || row.classList.contains(s.name + "-" + s.value)) &&
        wanted.every((word) => text.includes(word));
      row.hidden = !match;
      if (match) shown += 1;
    }
    status.textContent = "Showing " + shown + " of " + rows.length + " claims.";
  };

  // A link such as claims.html?verdict=unproven opens the ledger already filtered.
  const query = new URLSearchParams(window.location.search);
  for (const select of selects) {
    const value = query.get(select.name);
    if ([...select.options].some((option) => option.value === value)) select.value = value;
  }

  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  const anchor = table.closest(".table-wrapper") || table;
  anchor.before(form, status);
  apply();
})();
