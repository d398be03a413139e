// What somebody asks for: words, other names of them (search-words.toml), beginnings of words, slips of the finger.
"use strict";

globalThis.siteSearchQuery = (names, named, { stem, wordsOf, isCommon, isStop, wholeStemsOf, distance }, { vocabulary, known, pages }) => {
  const LONGEST_QUERY = 24;

  const otherNames = new Map(); // stems of what is typed → stems of what pages say
  const spellings = new Map(vocabulary);
  let longestName = 1;
  for (const [typed, said] of Object.entries(names)) {
    const words = wordsOf(typed);
    otherNames.set(words.map((word) => stem(word.whole)).join(" "), wholeStemsOf(said));
    longestName = Math.max(longestName, words.length);
    if (words.length === 1 && !spellings.has(words[0].whole)) spellings.set(words[0].whole, 1);
  }

  const parts = new Map(); // stems of what is typed → the part that has this name
  for (const [place, all] of Object.entries(named)) {
    for (const name of all.split("|")) {
      const words = wordsOf(name);
      const key = words.map((word) => stem(word.whole)).join(" ");
      if (!parts.has(key)) parts.set(key, "@" + place);
      longestName = Math.max(longestName, Math.min(words.length, 4));
      if (words.length === 1 && words[0].whole.length > 4 && !spellings.has(words[0].whole)) spellings.set(words[0].whole, 1);
    }
  }

  const corrected = (word, most = word.length < 8 ? 1 : 2) => {
    if (word.length < 5 || /\d/.test(word)) return null;
    let best = null;
    for (const [candidate, count] of spellings) {
      if (candidate.length < 4 || /\d/.test(candidate)) continue;
      // People seldom miss the first letter, and more often mean a common word. Short words have too many neighbours:
      // what is said of one medicine must not be shown for another.
      const sameStart = word[0] === candidate[0];
      const allowed = sameStart ? most : Number(word.length > 5);
      const steps = distance(word, candidate, allowed);
      if (steps > allowed) continue;
      const cost = steps + (sameStart ? 0 : 0.6) - Math.min(0.5, Math.log10(count) / 6);
      if (!best || cost < best.cost) best = { word: candidate, cost };
    }
    return best && best.word;
  };

  const beginningWith = (word) => {
    if (word.length < 4) return [];
    const found = [...vocabulary.keys()].filter((candidate) => candidate.startsWith(word));
    return [...new Set(found.map(stem))];
  };

  // Two words that somebody wrote as one: "meatloaf".
  const apart = (word) => {
    for (let at = 3; at <= Math.min(word.length - 3, 20); at += 1) {
      const halves = [word.slice(0, at), word.slice(at)];
      if (halves.every((half) => vocabulary.has(half))) return [{ all: halves.map(stem), weight: 0.8 }];
    }
    return [];
  };

  // The ways to find one word, and the spelling that they are for if it is another one.
  const understand = (word, correct) => {
    const key = stem(word.whole);
    if (correct && known(key) && !spellings.has(word.whole)) {
      // Only a source has it: the name of an author, or an old spelling of a word that all pages use.
      const common = corrected(word.whole, 1);
      if (common && spellings.get(common) > pages.length) return { ...understand(wordsOf(common)[0], false), common };
    }
    const ways = [];
    if (known(key)) ways.push({ all: [key], weight: 1 });
    else if (word.forms.length > 1 && word.forms.slice(1).every((form) => known(stem(form)))) {
      ways.push({ all: word.forms.slice(1).map(stem), weight: 1 });
    }
    if (otherNames.has(key)) ways.push({ all: otherNames.get(key), weight: 0.9 });
    if (parts.has(key)) ways.push({ all: [parts.get(key)], weight: 1 });
    if (!ways.length) ways.push(...beginningWith(word.whole).map((other) => ({ all: [other], weight: 0.7 })));
    const common = !ways.length && correct && corrected(word.whole);
    return common ? { ...understand(wordsOf(common)[0], false), common } : { ways: ways.length ? ways : apart(word.whole) };
  };

  // Several words that stand for one thing: "seven hydroxy", or "half life" for "half-life".
  const together = (words) => {
    const own = wholeStemsOf(words.map((word) => word.text).join(" "));
    const apart = own.length && own.every(known) ? [{ all: own, weight: 0.9 }] : [];
    const key = words.map((word) => stem(word.whole)).join(" ");
    if (parts.has(key)) return [{ all: [parts.get(key)], weight: 1 }, ...apart];
    if (otherNames.has(key)) return [{ all: otherNames.get(key), weight: 1 }, ...apart];
    // "do I" is not "DOI", and "toddler ate" is no form of "toddler".
    const joined = words.length === 2 && !words.some(isCommon) && stem(words[0].whole + words[1].whole);
    return joined && known(joined) && joined !== stem(words[0].whole) ? [{ all: [joined], weight: 1 }, ...apart] : null;
  };

  // Returns the things that are asked for, each with its `ways`: stems that all have to be there, and how good a way it
  // is; the words that are nowhere; the query as it was understood, if that is not how it was written.
  const ask = (query, exact) => {
    const words = wordsOf(query).slice(0, LONGEST_QUERY);
    const things = [];
    const missing = [];
    let understood = "";
    let copied = 0;
    for (let at = 0; at < words.length; ) {
      let size = Math.min(Math.max(longestName, 2), words.length - at);
      let ways = null;
      while (size > 1 && !(ways = together(words.slice(at, at + size)))) size -= 1;
      const word = words[at];
      if (!ways && (!isStop(word) || otherNames.has(stem(word.whole)) || parts.has(stem(word.whole)))) {
        const found = understand(word, !exact);
        ways = found.ways;
        if (!ways.length) missing.push(word.text);
        else if (found.common) {
          understood += query.slice(copied, word.start) + found.common;
          copied = word.end;
        }
      }
      if (ways && ways.length) things.push({ ways });
      at += size;
    }
    return { things, missing, correction: copied ? understood + query.slice(copied) : "" };
  };

  return ask;
};
