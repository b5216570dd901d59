import type { Random } from "#lib/domain/random.ts";
import { splitWords } from "./split-words.ts";

/** Words that may stand for a word. */
export type Synonyms = ReadonlyMap<string, readonly string[]>;

/** A line is a group of words that mean the same, commas between them: `mug, cup, 杯子`. */
export function parseSynonyms(file: string): Synonyms {
  const synonyms = new Map<string, string[]>();
  for (const line of file.split(/\r?\n/u)) {
    const group = line
      .split(/[,，]/u)
      .map((word) => splitWords(word).join(" "))
      .filter((word) => word !== "");
    for (const word of group) {
      const others = group.filter((other) => other !== word);
      if (others.length > 0) synonyms.set(word, [...(synonyms.get(word) ?? []), ...others]);
    }
  }
  return synonyms;
}

/** Each word that has synonyms becomes one of them with chance `share` (Wei and Zou 2019). */
export function replaceSynonyms(
  text: string,
  synonyms: Synonyms,
  share: number,
  random: Random,
): string {
  const replaced = (word: string): string => {
    const others = synonyms.get(word);
    if (others === undefined || random.uniform() >= share) return word;
    return others[random.below(others.length)] as string;
  };
  return text
    .split("\n")
    .map((part) => splitWords(part).map(replaced).join(" "))
    .join("\n");
}
