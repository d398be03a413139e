// Finds what somebody means by a name: brands, kinds, everyday names, beginnings and slips of the finger. Only a name
// that is typed as the file has it is taken for certain; for all else the answer is a question.
"use strict";

globalThis.tableFinder = (groups) => {
  // Words that say nothing of what is meant.
  const SMALL = new Set(
    ("with and plus or on my i im am take taking took taken can you could should is it safe to a an the of for while after " +
      "before mix mixing mixed together if in do does have has had was are be at same time mg mcg ml dose tablet tablets " +
      "pill pills capsule capsules drug drugs med meds medicine medicines medication medications er xr sr cr ir hcl generic " +
      "brand prescription daily some any what about when not no too also using use used stopped stop quit quitting started " +
      "start yesterday today tonight last night morning evening day days week weeks month months year years hour hours ago " +
      "since every still now just only bit little lot high low feel feeling got get gave been she he they her his their " +
      "husband wife mom dad son daughter friend doctor prescribed old then there this that these those from by").split(" "),
  );
  // What a brand has behind its name when another drug is in it as well.
  const MORE = new Set("plus d pm dm forte max extra ultra complete complex cold flu sinus night day severe congestion hct".split(" "));
  const AMOUNT = /^\d+(\.\d+)?(mgs?|mcg|ug|ml|g|x|s)?$/;

  const plain = (text) =>
    text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/['’.\u00ad]|(?<=[\p{L}\p{N}])[‐‑-](?=[\p{L}\p{N}])/gu, "");
  const words = (text) => plain(text).match(/[\p{L}\p{N}]+/gu) || [];
  // "hydrocodone with acetaminophen" and "hydrocodone/acetaminophen" are one name.
  const key = (text) => words(text).filter((word) => word !== "with" && word !== "and").join(" ");

  // By name: what it stands for. A name that means other things too is looked up apart.
  const sure = new Map();
  const unsure = new Map();
  const wrong = new Map();
  const everyday = new Set();
  let longest = 1;
  const add = (map, name, entry) => {
    const at = key(name);
    if (!at || map.has(at)) return;
    map.set(at, { name, ...entry });
    longest = Math.max(longest, at.split(" ").length);
  };
  for (const [kind, rows, said, note, aside, things, common] of groups) {
    for (const word of common.split("|").filter(Boolean)) everyday.add(key(word));
    const group = { rows: rows.split(" ").filter(Boolean), note, aside: Boolean(aside) };
    for (const word of said.split("|").filter(Boolean)) add(sure, word, { ...group, kind, of: "", sort: "words" });
    for (const [of, own, ownRows, brands, street, maybe, misspelled] of things) {
      const thing = { ...group, kind: own || kind, of };
      if (ownRows !== null) thing.rows = ownRows.split(" ").filter(Boolean);
      add(sure, of, { ...thing, sort: "name" });
      for (const name of brands.split("|")) add(sure, name, { ...thing, sort: "brands" });
      for (const name of street.split("|")) add(sure, name, { ...thing, sort: "street" });
      for (const name of maybe.split("|")) add(unsure, name, { ...thing, sort: "maybe" });
      for (const name of misspelled.split("|")) add(wrong, name, { ...thing, name: of, sort: "name" });
    }
  }
  // "maryjane" is "mary jane", and "z pak" is "zpak".
  const joined = new Map();
  for (const [at, entry] of sure) joined.set(at.replaceAll(" ", ""), entry);

  // One or many of them.
  const forms = (at) => (at.endsWith("s") ? [at, at.slice(0, -1)] : [at, at + "s"]);
  const lookUp = (map, at) => {
    const form = (at.length > 3 ? forms(at) : [at]).find((one) => map.has(one));
    return form && map.get(form);
  };
  const certain = (parts) => lookUp(sure, parts.join(" ")) || joined.get(parts.join("")) || null;

  // Letters to add, drop, change or swap to get from one word to the other; gives up past `most`.
  const distance = (one, other, most) => {
    if (Math.abs(one.length - other.length) > most) return most + 1;
    let before = [];
    let last = Array.from({ length: other.length + 1 }, (_, column) => column);
    for (let row = 1; row <= one.length; row += 1) {
      const now = [row];
      for (let column = 1; column <= other.length; column += 1) {
        const same = one[row - 1] === other[column - 1];
        now[column] = Math.min(last[column] + 1, now[column - 1] + 1, last[column - 1] + (same ? 0 : 1));
        if (row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]) {
          now[column] = Math.min(now[column], before[column - 2] + 1);
        }
      }
      if (Math.min(...now) > most) return most + 1;
      before = last;
      last = now;
    }
    return last[other.length];
  };

  // How a word sounds: people miss vowels, double letters, and letters that are spoken alike.
  const sound = (word) =>
    word
      .replace(/ph/g, "f")
      .replace(/c(?=[eiy])|z|^x/g, "s")
      .replace(/ck|c|q/g, "k")
      .replace(/x/g, "ks")
      .replace(/(?<!^)[aeiouyh]/g, "")
      .replace(/(.)\1+/g, "$1");
  const letters = (word) => [...word].sort().join("");

  // How far a word may be from a name. Short words have too many neighbours: of two names of four letters that differ in
  // one, each may be meant.
  const allowed = (typed, name) => {
    const short = Math.min(typed.length, name.length);
    if (short < 4) return 0;
    if (short === 4) {
      const doubled = typed.replace(/(.)\1+/g, "$1") === name.replace(/(.)\1+/g, "$1");
      const swapped = typed.length === name.length && letters(typed) === letters(name) && typed[0] === name[0];
      return doubled || swapped ? 1 : 0;
    }
    if (sound(typed) === sound(name)) return short > 7 ? 3 : 2;
    if (typed[0] !== name[0]) return short > 7 ? 1 : 0;
    return short > 7 ? 2 : 1;
  };

  const begins = (typed, at) =>
    typed.length > 3 && at.startsWith(typed) && !at.includes(" ") && (typed.length > 4 || typed.length >= 0.6 * at.length);

  // The names that may be meant by what is no name, best first: spellings that are on file, slips, then beginnings.
  const guess = (typed, last) => {
    const found = [];
    const note = (entry, cost) => {
      const before = found.find((one) => one.entry.of === entry.of && one.entry.kind === entry.kind);
      if (!before) found.push({ entry, cost });
      else if (cost < before.cost) Object.assign(before, { entry, cost });
    };
    const listed = wrong.get(typed);
    if (listed) note(listed, 0);
    for (const [at, entry] of sure) {
      const name = at.replaceAll(" ", "");
      const most = allowed(typed, name);
      const steps = most ? distance(typed, name, most) : 9;
      if (steps <= most) note(entry, steps + (typed[0] === name[0] ? 0 : 0.5));
      // The better part of one word: a name of several is typed with its blank, and "love" begins a name, too.
      else if (last && begins(typed, at)) note(entry, 3.5);
    }
    found.sort((one, other) => one.cost - other.cost || (one.entry.name < other.entry.name ? -1 : 1));
    // A slip of one letter is likelier than one of two.
    const best = found.length ? found[0].cost : 0;
    return found.filter((one) => one.cost <= best + 0.5).map((one) => one.entry);
  };

  // Returns `hits`, what was typed as the file has it, with `more`, a word behind it that may stand for a second drug;
  // `guesses`, each with what was typed and what may be meant; and `missing`, the words that are no name.
  return (query) => {
    const typed = words(query).slice(0, 30);
    const written = query.match(/[\p{L}\p{N}]+(?:['’.‐‑-][\p{L}\p{N}]+)*/gu) || [];
    const show = (from, to) => (written.length === typed.length ? written : typed).slice(from, to).join(" ");
    const hits = [];
    const guesses = [];
    const missing = [];
    const rest = [];
    for (let at = 0; at < typed.length; ) {
      let size = Math.min(longest, typed.length - at);
      let entry = null;
      // A name does not begin or end with "with".
      while (size > 0 && !(entry = certain(typed.slice(at, at + size).filter((word) => word !== "with" && word !== "and")))) size -= 1;
      if (entry) {
        const more = entry.sort !== "words" && MORE.has(typed[at + size]) ? show(at + size, at + size + 1) : "";
        const hit = { typed: show(at, at + size), entry, more };
        hits.push(hit);
        rest.push({ hit, word: key(hit.typed) });
        at += size + (more ? 1 : 0);
      } else {
        rest.push({ word: typed[at], shown: show(at, at + 1), last: at === typed.length - 1 });
        at += 1;
      }
    }
    const tells = (one) => one && !one.hit && !SMALL.has(one.word) && !AMOUNT.test(one.word);
    // "Pot roast" is no drug: an everyday word beside one that is no name is asked for.
    for (const [at, { hit, word }] of rest.entries()) {
      if (!hit || !forms(word).some((form) => everyday.has(form)) || !(tells(rest[at - 1]) || tells(rest[at + 1]))) continue;
      hits.splice(hits.indexOf(hit), 1);
      guesses.push({ typed: hit.typed, entries: [{ ...hit.entry, sort: "maybe", of: hit.entry.of || hit.entry.name }] });
    }
    const telling = rest.filter(tells);
    // A word that means other things too counts only alone: bars are no sedative in "protein bars".
    const alone = !hits.length && telling.length && lookUp(unsure, telling.map((one) => one.word).join(" "));
    if (alone) {
      guesses.push({ typed: telling.map((one) => one.shown).join(" "), entries: [alone] });
    } else {
      let open = [];
      const close = () => {
        if (open.length) missing.push(open.join(" "));
        open = [];
      };
      // The whole first, for a name of several words that is spelled wrongly; "vitamin c" is not another letter's.
      const exact = (word) => word.length < 2 || /\d/.test(word);
      const whole = telling.length > 1 && !hits.length && !telling.some((one) => exact(one.word)) ? guess(telling.map((one) => one.word).join(""), false) : [];
      if (whole.length) guesses.push({ typed: telling.map((one) => one.shown).join(" "), entries: whole });
      else {
        for (const one of rest) {
          if (!telling.includes(one)) {
            if (one.hit) close();
            continue;
          }
          const entries = guess(one.word, one.last);
          if (entries.length) {
            close();
            guesses.push({ typed: one.shown, entries });
          } else open.push(one.shown);
        }
        close();
      }
    }
    // What the table is about is no answer when something else is named.
    const counted = hits.filter(({ entry }) => !entry.aside);
    const others = counted.length || guesses.length || missing.length;
    const seen = new Set();
    const once = (others ? counted : hits).filter(({ entry }) => {
      const mark = `${entry.name} ${entry.of}`;
      return !seen.has(mark) && seen.add(mark);
    });
    // "My meds" names none.
    if (typed.length && !hits.length && !guesses.length && !missing.length) missing.push(show(0, typed.length));
    return { hits: once, guesses: guesses.filter(({ entries }) => !entries.every((entry) => entry.aside)), missing };
  };
};
