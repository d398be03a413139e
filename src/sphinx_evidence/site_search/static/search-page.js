// Shows what search-engine.js finds: on search.html for ?q=, on 404.html for the words of the wrong address.
// Text of pages and queries is only ever put in as text.
"use strict";

(() => {
  const FIRST = 8;
  const self = document.currentScript;
  const root = new URL("../", self.src);
  const box = document.getElementById("search-words");
  const status = document.getElementById("search-status");
  const list = document.getElementById("search-results");
  const nothing = document.getElementById("search-nothing");
  const start = document.getElementById("search-start");
  const more = document.getElementById("search-more");
  const lost = !start;

  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  const bold = (text) => make("strong", {}, text);

  // Scripts, because a browser lets a page opened from a disk load nothing else; only when somebody searches.
  const load = (address) =>
    new Promise((resolve, reject) => {
      const script = make("script", { src: new URL(address, root) });
      script.addEventListener("load", resolve);
      script.addEventListener("error", () => reject(new Error(address)));
      document.head.append(script);
    });
  let ready;
  const engine = () => {
    const own = ["text", "index", "query", "engine"].map((name) => `_static/search-${name}.js?v=${self.dataset.version}`);
    ready ||= Promise.all(["searchdata.js", "_static/language_data.js", ...own].map(load)).then(() =>
      globalThis.siteSearchEngine(globalThis.siteSearchData, globalThis.Stemmer, globalThis.stopwords),
    );
    return ready;
  };

  const marked = (text, marks) => {
    const pieces = [];
    let from = 0;
    for (const [begin, end] of marks) {
      pieces.push(text.slice(from, begin), make("mark", {}, text.slice(begin, end)));
      from = end;
    }
    return [...pieces, text.slice(from)];
  };

  // Long texts are cut at words, around what was found.
  const cut = (text, marks, most = 240) => {
    if (text.length <= most) return marked(text, marks);
    let begin = marks.length ? Math.max(0, marks[0][0] - 80) : 0;
    if (begin) begin = text.indexOf(" ", begin) + 1;
    let end = Math.min(text.length, begin + most);
    if (end < text.length) end = text.lastIndexOf(" ", end);
    const inside = marks.filter(([a, b]) => a >= begin && b <= end).map(([a, b]) => [a - begin, b - begin]);
    return [begin ? "… " : "", ...marked(text.slice(begin, end), inside), end < text.length ? " …" : ""];
  };

  const item = ({ page, part, text, marks }) => {
    const link = make("a", { href: new URL(page.address, root) }, page.title);
    const made = make("li", {}, make(lost ? "p" : "h2", { class: "search-title" }, link));
    if (page.place) made.prepend(make("p", { class: "search-place" }, page.place));
    made.append(make("p", { class: "search-text" }, ...cut(text, marks)));
    if (part && part.id && part.heading) {
      const section = make("a", { href: new URL(page.address + "#" + part.id, root) }, part.heading);
      made.append(make("p", { class: "search-part" }, "Go to: ", section));
    }
    return made;
  };

  const count = (number) => (number === 1 ? "1 page" : number + " pages");

  const say = (query, { results, missing, correction, whole }) => {
    const said = [];
    if (correction && results.length) {
      const back = make("a", { href: "?" + new URLSearchParams({ q: query, exact: "1" }) }, `Search for “${query}” instead`);
      said.push(make("p", {}, "Showing results for ", bold(correction), ". ", back, "."));
    }
    if (missing.length && results.length) {
      const words = missing.map((word) => `“${word}”`).join(" or ");
      said.push(make("p", {}, `No page has ${words}. These pages have your other words.`));
      // Silence could be taken for "nothing is wrong with it".
      const help = document.getElementById("search-silence");
      if (help) said.push(make("p", {}, ...help.cloneNode(true).childNodes));
    } else if (results.length && !whole) {
      said.push(make("p", {}, "No page has all these words. These pages have some of them."));
    }
    const found = results.length
      ? `${count(results.length)} found for “${correction || query}”.`
      : `Nothing found for “${query}”.`;
    said.push(make("p", {}, found));
    status.replaceChildren(...said);
  };

  const show = (query, answer) => {
    const { results } = answer;
    say(query, answer);
    list.replaceChildren(...results.slice(0, FIRST).map(item));
    nothing.hidden = results.length > 0;
    start.hidden = true;
    more.hidden = results.length <= FIRST;
    const button = more.firstElementChild;
    button.textContent = `Show all ${results.length}`;
    button.onclick = () => {
      const rest = results.slice(FIRST).map(item);
      list.append(...rest);
      more.hidden = true;
      // The button that had the focus is gone.
      rest[0].querySelector("a").focus();
    };
  };

  const failed = () => {
    status.replaceChildren(make("p", {}, "The search could not be loaded. Please load this page again, or use the menu."));
  };

  // A slow answer must not replace a later one.
  let latest = 0;
  const run = async (query, exact = false) => {
    const mine = (latest += 1);
    if (!query.trim()) {
      status.replaceChildren();
      list.replaceChildren();
      nothing.hidden = more.hidden = true;
      start.hidden = false;
      return;
    }
    const wait = setTimeout(() => status.replaceChildren(make("p", {}, "Searching …")), 400);
    try {
      const search = await engine();
      if (mine === latest) show(query, search(query, exact));
    } catch {
      failed();
    } finally {
      clearTimeout(wait);
    }
  };

  const searchPage = () => {
    const asked = new URLSearchParams(location.search);
    const title = document.title;
    const go = (query) => {
      const address = new URL(location.href);
      address.search = query.trim() ? "?" + new URLSearchParams({ q: query }) : "";
      history.replaceState(null, "", address);
      document.title = query.trim() ? `${query.trim()} - ${title}` : title;
      run(query);
    };
    box.value = asked.get("q") || "";
    if (box.value) document.title = `${box.value} - ${title}`;
    run(box.value, asked.has("exact"));
    let pause;
    box.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(() => go(box.value), 300);
    });
    document.getElementById("search-box").addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(pause);
      go(box.value);
    });
  };

  // /guide/krathom-hair-loss.html asks for "guide krathom hair loss".
  const wordsOfAddress = () => {
    let path = location.pathname;
    if (path.startsWith(root.pathname)) path = path.slice(root.pathname.length);
    try {
      path = decodeURIComponent(path);
    } catch {
      // Some addresses hold signs that stand for nothing; their words may still help.
    }
    return path
      .replace(/\.\w{1,5}$/, "")
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word && word !== "index" && word !== "404")
      .join(" ")
      .slice(0, 200);
  };

  const lostPage = async () => {
    const query = wordsOfAddress();
    if (!query) return;
    try {
      const search = await engine();
      const { results, correction } = search(query);
      if (!results.length) return;
      box.value = correction || query;
      status.replaceChildren(make("p", {}, "Were you looking for:"));
      list.replaceChildren(...results.slice(0, 3).map(item));
    } catch {
      // The page is of use without it.
    }
  };

  if (lost) lostPage();
  else searchPage();
})();
