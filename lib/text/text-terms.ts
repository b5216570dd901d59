import { splitWords } from "./split-words.ts";

const isIdeograph = (word: string): boolean => /^\p{Script=Han}$/u.test(word);
const isTelling = (word: string): boolean => /[\p{L}\p{N}]{2}/u.test(word);

/** Shoppers search in the singular and catalogues are written in the plural, or the reverse. */
const singular = (word: string): string => word.replace(/^([a-z]{3,}[^s])s$/, "$1");

/** How often a text has each term: a word, or two ideographs side by side, since one alone says little. */
export function countTerms(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  const words = splitWords(text);
  for (const [i, word] of words.entries()) {
    const next = words[i + 1] ?? "";
    const term = isIdeograph(word) && isIdeograph(next) ? word + next : singular(word);
    if (isTelling(term)) counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  return counts;
}
