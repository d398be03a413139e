// Cuts text into words as the search sees them, with Sphinx's stemmer and stop words (language_data.js).
"use strict";

globalThis.siteSearchText = (Stemmer, stopWords) => {
  const WORD = /[\p{L}\p{N}\p{M}]+(?:['’.‐‑-][\p{L}\p{N}\p{M}]+)*/gu;
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/['’]s$/, "");
  const joined = (word) => plain(word).replace(/['’.‐‑-]/g, "");
  const stops = new Set([...stopWords].map(joined));

  const stemmer = new Stemmer();
  const stems = new Map();
  const stem = (word) => {
    if (!stems.has(word)) stems.set(word, stemmer.stemWord(word));
    return stems.get(word);
  };

  // "delayed-onset" is looked for as one word and as two. A letter alone is somebody's initial.
  const cuts = new Map();
  const cut = (written) => {
    if (!cuts.has(written)) {
      const whole = joined(written);
      const parts = plain(written).split(/[.‐‑-]/).filter((part) => part.length > 2 && part !== whole);
      cuts.set(written, { whole, forms: [whole, ...parts].filter((form) => form.length > 1 && !stops.has(form)) });
    }
    return cuts.get(written);
  };

  // Each word of a text: where it stands, the whole of it, and the forms by which it can be found.
  const wordsOf = (text) =>
    [...text.matchAll(WORD)].map((match) => ({
      start: match.index,
      end: match.index + match[0].length,
      text: match[0],
      ...cut(match[0]),
    }));

  const isCommon = (word) => stops.has(word.whole);
  const isStop = (word) => !word.forms.includes(word.whole);
  const formsOf = (text) => new Set(wordsOf(text).flatMap((word) => word.forms));
  const wholeStemsOf = (text) => wordsOf(text).filter((word) => !isStop(word)).map((word) => stem(word.whole));

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

  return { stem, wordsOf, isCommon, isStop, formsOf, wholeStemsOf, distance };
};
