import { splitBertWords } from "./split-bert-words.ts";
import { splitWords } from "./split-words.ts";

/** How a text becomes words: our way, or the one a published BERT was trained with. */
export type WordReading =
  | { readonly kind: "own" }
  | {
      readonly kind: "bert";
      readonly lowerCase: boolean;
      readonly stripAccents: boolean;
      /** Whether each ideograph is a word of its own. */
      readonly chineseAlone: boolean;
    };

export const ownReading: WordReading = { kind: "own" };

export function wordsOf(text: string, reading: WordReading): string[] {
  switch (reading.kind) {
    case "own":
      return splitWords(text);
    case "bert":
      return splitBertWords(text, reading);
  }
}
