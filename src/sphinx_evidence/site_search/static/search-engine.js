// Finds pages. Knows nothing of the page that shows them (search-page.js).
"use strict";

globalThis.siteSearchEngine = (data, Stemmer, stopWords) => {
  // What a full heading, a title and the top of a page, which holds its key messages, are worth beside a sentence.
  const EXACT = 1.5;
  const DEFINED = 4;
  const TITLED = 1.4;
  const LEAD = 1.25;
  const WORST = 0.08;
  // A word of nearly all pages is not worth a mark.
  const COMMON = 0.3;

  const text = globalThis.siteSearchText(Stemmer, stopWords);
  const index = globalThis.siteSearchIndex(data.pages, data.names || {}, text);
  const ask = globalThis.siteSearchQuery(data.words, data.names || {}, text, index);
  const { pages, parts, inPages, inParts, rarity } = index;
  const sum = (numbers) => numbers.reduce((total, one) => total + one, 0);

  // Ten times is not ten times as good as once.
  const level = (weight) => weight / (weight + 2);

  // How well each place has one of the things that are asked for.
  const weigh = (thing, places) => {
    const scores = new Map();
    for (const { all, weight } of thing.ways) {
      const having = all.map((key) => places.get(key) || new Map());
      for (const place of having[0].keys()) {
        if (!having.every((has) => has.has(place))) continue;
        const values = all.map((key, at) => rarity(key) * level(having[at].get(place)));
        const score = (weight * sum(values)) / Math.sqrt(all.length);
        if (score > (scores.get(place) || 0)) scores.set(place, score);
      }
    }
    return scores;
  };

  const marksIn = (sentence, things) => {
    const wanted = things.map((thing) => new Set(thing.ways.flatMap((way) => way.all)));
    const found = new Set();
    const marks = [];
    for (const word of text.wordsOf(sentence)) {
      const keys = word.forms.map(text.stem);
      const hits = wanted.flatMap((set, at) => (keys.some((key) => set.has(key)) ? [at] : []));
      hits.forEach((at) => found.add(at));
      if (hits.length) marks.push([word.start, word.end]);
    }
    return { marks, found };
  };

  // The sentence that says most of what is asked for; of a page as a whole, its description when none says more.
  const sentenceFor = (page, part, things, worth) => {
    const value = (sentence) => sum([...marksIn(sentence, things).found].map((at) => worth[at]));
    const [first, ...others] = part && part.id ? part.sentences : [page.about, ...(part ? part.sentences : [])];
    let best = { sentence: first || "", value: first ? value(first) : -1 };
    for (const sentence of others) {
      const now = value(sentence);
      if (now > best.value + 1e-9) best = { sentence, value: now };
    }
    return best.sentence;
  };

  // The best part of each page: its score, how well it has each thing, and the scores of all parts together.
  const bestParts = (things, exact) => {
    const byThing = things.map((thing) => weigh(thing, inParts));
    const asked = new Set(things.flatMap((thing) => thing.ways.flatMap((way) => way.all)));
    const best = pages.map(() => ({ part: null, has: [], score: 0, all: 0 }));
    for (const place of new Set(byThing.flatMap((scores) => [...scores.keys()]))) {
      const part = parts[place];
      const has = byThing.map((scores) => scores.get(place) || 0);
      let score = sum(has);
      // "7-OH" in the glossary is all that was asked for.
      if (part.names.some((name) => name.size && [...name].every((key) => asked.has(key)))) score *= exact;
      if (!part.id) score *= LEAD;
      const entry = best[part.page];
      entry.all += score;
      if (score > entry.score + 1e-9) Object.assign(entry, { part, has, score });
    }
    return best;
  };

  // Returns `results`, best first, each with its page, part (null: the page as a whole), text and marks in the text; and
  // what the query was taken for: see search-query.js. `whole` says whether any page has all of it.
  const search = (query, literally = false) => {
    const { things, missing, correction } = ask(query, literally);
    const worth = things.map((thing) => Math.max(...thing.ways.flatMap(({ all }) => all.map(rarity))));
    const byThing = things.map((thing) => weigh(thing, inPages));
    const defined = /^\s*(what(['’]?s| is| are)|define|meaning of)\s/i.test(query);
    const rare = things.filter((_, at) => worth[at] > COMMON);
    const marked = rare.length ? rare : things;
    const results = [];
    bestParts(things, defined ? DEFINED : EXACT).forEach((best, number) => {
      const page = pages[number];
      const titled = byThing.map((scores) => scores.get(number) || 0);
      let score = best.score + TITLED * sum(titled);
      if (!score) return;
      // A page that is about the thing says it in many parts.
      if (best.score) score += 0.3 * best.score * Math.log(best.all / best.score);
      const covered = sum(worth.filter((_, at) => titled[at] || best.has[at]));
      score *= (0.25 + 0.75 * (covered / sum(worth))) * page.weight;
      // Where only the title has it, no part is better than the page.
      const part = sum(worth.filter((_, at) => best.has[at])) > covered / 2 ? best.part : null;
      const sentence = sentenceFor(page, part, things, worth);
      results.push({ page, part, score, covered, text: sentence, marks: marksIn(sentence, marked).marks });
    });
    results.sort((one, other) => other.score - one.score || (one.page.name < other.page.name ? -1 : 1));
    const whole = results.some((result) => result.covered > sum(worth) - 1e-9);
    const least = results.length ? results[0].score * WORST : 0;
    return { results: results.filter((result) => result.score >= least), missing, correction, whole };
  };

  return search;
};
