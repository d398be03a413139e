// Says what finder.js found: which row was taken and why, what may be meant, and what it means when there is no row.
// Text of pages and queries is only ever put in as text.
"use strict";

globalThis.tableAnswer = (box, rows, find) => {
  const MOST = 4;

  const make = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  const bold = (text) => make("strong", {}, text);
  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
  const quoted = (text) => "“" + text + "”";

  const byId = new Map();
  for (const row of rows) {
    for (const held of [row, ...row.querySelectorAll("[id]")]) if (held.id) byId.set(held.id, row);
  }
  // The head of the column that says how bad it is, beside the name of the row.
  const heads = [...rows[0].closest("table").tHead.rows[0].cells].map((cell) => cell.textContent.trim());
  const weight = heads.findIndex((_, column) => box.querySelector("thead").rows[0].cells[column].classList.contains("filter-choice"));

  const paragraphOf = document.getElementById(box.dataset.missing);
  const notSafe = () => (paragraphOf ? [...paragraphOf.cloneNode(true).childNodes] : []);

  const what = ({ name, of, kind, sort }) => {
    if (sort === "words") return [bold(quoted(name)), " stands for ", kind];
    if (sort === "name") return [bold(capital(name)), " is ", kind];
    if (sort === "brands") return [bold(capital(name)), " is ", of, ", ", kind];
    return [bold(quoted(name)), " is used for ", of, ", ", kind];
  };

  const lead = (ids) => {
    const told = ids.filter((id) => byId.has(id)).map((id) => {
      const cells = byId.get(id).cells;
      const link = make("a", { href: "#" + id }, cells[0].textContent.trim());
      return make("li", {}, link, ...(weight > 0 ? [". ", heads[weight] + ": ", bold(cells[weight].textContent.trim()), "."] : []));
    });
    return told.length ? [make("ul", {}, ...told)] : [];
  };

  // Only in what the row is about: what to do speaks of many things.
  const has = (row, words) => {
    const about = [...row.cells].slice(0, 2).map((cell) => cell.textContent).join(" ");
    const text = new Set(about.toLowerCase().match(/[\p{L}\p{N}]+/gu));
    return words.every((word) => text.has(word));
  };

  // Returns what to say, and the rows to show.
  return (query) => {
    const { hits, guesses, missing } = find(query);
    const said = [];
    const shown = new Set();
    let rowless = missing.length > 0;
    const take = (ids) => ids.forEach((id) => byId.has(id) && shown.add(byId.get(id)));

    for (const { entry, more } of hits) {
      const label = more ? [" A product with ", quoted(more), " in its name may hold another drug as well: read the label."] : [];
      said.push(make("p", {}, ...what(entry), ".", ...label));
      if (entry.rows.length) said.push(...lead(entry.rows));
      else said.push(make("p", {}, entry.note || "Our table has no row for it."));
      rowless ||= !entry.rows.length && !entry.note;
      take(entry.rows);
    }
    for (const { typed, entries } of guesses) {
      const few = entries.slice(0, MOST);
      const first = few[0].sort === "maybe" ? `${quoted(typed)} can mean several things. ` : `Our table does not have ${quoted(typed)}. `;
      const name = (entry) => bold(capital(entry.sort === "maybe" ? entry.of : entry.name));
      const meaning = ({ name, of, kind, sort }) => (of && of !== name && sort !== "maybe" ? `${of}, ${kind}` : kind);
      if (few.length === 1) {
        said.push(make("p", {}, first, "Did you mean ", name(few[0]), "? It is ", meaning(few[0]), "."));
      } else {
        const items = few.map((entry) => make("li", {}, name(entry), ": ", meaning(entry)));
        said.push(make("p", {}, first, "Did you mean one of these?"), make("ul", {}, ...items));
      }
      const ids = [...new Set(few.flatMap((entry) => entry.rows))];
      said.push(...lead(ids));
      rowless ||= !ids.length;
      take(ids);
    }
    if (missing.length) {
      said.push(make("p", {}, "Our table does not have ", bold(missing.map(quoted).join(", ")), "."));
      // What somebody fears may stand in a row: "seizure".
      const asked = missing.join(" ").toLowerCase().match(/[\p{L}\p{N}]+/gu) || [];
      if (!shown.size && asked.some((word) => word.length > 3)) {
        const having = rows.filter((row) => has(row, asked));
        having.forEach((row) => shown.add(row));
        if (having.length) said.push(make("p", {}, "The word stands in the rows below."));
      }
    }
    if (rowless) said.push(make("p", { class: "filter-missing" }, ...notSafe()));
    return { said, shown };
  };
};
