import { hash32, type Random } from "#lib/domain/random.ts";

/** A text as its parts (title, category, …), each the ids of its tokens without marks. */
export type TextParts = readonly (readonly number[])[];

/** Chance that a word is left out of a view. */
const wordDropout = 0.1;

/**
 * Some of a text, as another might say it: each part with chance ½, at least one of them, and of these
 * most words.
 */
export function viewOf(parts: TextParts, random: Random): readonly number[] {
  const chosen = parts.filter(() => random.uniform() < 0.5);
  const one = parts[random.below(Math.max(1, parts.length))] ?? [];
  const said = (chosen.length > 0 ? chosen : [one]).flat();
  const kept = said.filter(() => random.uniform() >= wordDropout);
  return kept.length > 0 ? kept : said;
}

/** The same number for views that say the same, another for almost all others; int32. */
export const viewNumber = (view: readonly number[]): number => hash32(view.join(" ")) | 0;
