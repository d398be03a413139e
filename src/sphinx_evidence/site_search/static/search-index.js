// Which words stand where, and how much each place is about them. Made in the browser from searchdata.js, so that
// pages and queries cannot be cut in two ways.
"use strict";

globalThis.siteSearchIndex = (pages, partNames, { stem, wordsOf, formsOf, wholeStemsOf }) => {
  // A word in a title says more about a page than one among its sentences.
  const PAGE_FIELDS = { title: 6, terms: 5, name: 3, about: 2 };
  const HEADING = 5;
  const NAMED = 12;
  const USUAL_LENGTH = 60;

  const parts = [];
  const inPages = new Map(); // stem → Map of page number → weight
  const inParts = new Map(); // stem → Map of part number → weight
  const holders = new Map(); // stem → Set of page numbers
  const vocabulary = new Map(); // word in lower case → number of parts that have it

  const add = (index, key, place, weight, page) => {
    if (!index.has(key)) index.set(key, new Map());
    index.get(key).set(place, (index.get(key).get(place) || 0) + weight);
    if (!holders.has(key)) holders.set(key, new Set());
    holders.get(key).add(page);
  };

  const addPart = (number, [id, heading, sentences]) => {
    // A glossary entry has several names, and each is all that somebody may ask for.
    const names = heading.split(", ").map((name) => new Set(wholeStemsOf(name)));
    // A part that has names of its own is all that somebody asks for who types one.
    const named = `${pages[number].name}#${id}`;
    const place = parts.push({ page: number, id, heading, sentences, names }) - 1;
    if (partNames[named]) add(inParts, "@" + named, place, NAMED, number);
    const words = sentences.flatMap(wordsOf);
    const counts = new Map();
    for (const word of words) for (const form of word.forms) counts.set(form, (counts.get(form) || 0) + 1);
    // Twice in three sentences counts for more than twice in thirty.
    const length = 0.4 + 0.6 * (words.length / USUAL_LENGTH);
    for (const [form, count] of counts) add(inParts, stem(form), place, count / length, number);
    // A claim is its own heading, and long.
    const heads = formsOf(heading);
    for (const form of heads) add(inParts, stem(form), place, HEADING / Math.max(1, heads.size / 3), number);
    return [...counts.keys(), ...heads];
  };

  pages.forEach((page, number) => {
    for (const [field, weight] of Object.entries(PAGE_FIELDS)) {
      const keys = new Set([...formsOf([page[field]].flat().join(" "))].map(stem));
      for (const key of keys) add(inPages, key, number, weight, number);
    }
    const spelled = page.parts.map((part) => addPart(number, part));
    // A list of sources holds thousands of names; few of them are what somebody meant to type.
    if (page.weight < 1) return;
    for (const forms of [...spelled, formsOf(page.title)]) {
      for (const form of new Set(forms)) vocabulary.set(form, (vocabulary.get(form) || 0) + 1);
    }
  });

  // Close to nothing for a word that all pages have: such a word does not decide.
  const rarity = (key) => {
    const count = holders.has(key) ? holders.get(key).size : 0;
    return Math.log(1 + (pages.length - count + 0.5) / (count + 0.5));
  };
  const known = (key) => holders.has(key);

  return { pages, parts, inPages, inParts, vocabulary, rarity, known };
};
