// Cuts text into words as the search sees them, with Sphinx's stemmer and stop words (language_data.js).
"use strict";

globalThis.siteSearchText = (Stemmer, stopWords) => {
  // Scripts that put no blank between words (Thai, Lao, Burmese, Khmer, Japanese, Chinese): each sign is looked for.
  const APART = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
  const LETTER = `(?:(?![${APART}])[\\p{L}\\p{N}\\p{M}])`;
  // A letter with signs behind it is a name: C++, C#, F*.
  const WORD = new RegExp(`[${APART}]\\p{M}*|\\p{L}[+#*]+(?!${LETTER})|${LETTER}+(?:['’.&‐‑-]${LETTER}+)*`, "gu");
  const ALONE = new RegExp(`^[${APART}]$`, "u");
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/['’]s$/, "");
  const joined = (word) => plain(word).replace(/['’.&‐‑-]/g, "");
  // "l'été" and "qu'il" are two words each.
  const elided = (word) => plain(word).replace(/^(?:[cdjlmnst]|[a-z]{0,5}qu)['’]/, "");
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
      const parts = elided(written).split(/[.‐‑-]/).filter((part) => part.length > 2 && part !== whole);
      const good = (form) => (form.length > 1 || ALONE.test(form)) && !stops.has(form);
      cuts.set(written, { whole, forms: [whole, ...parts].filter(good) });
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
