/**
 * A text as the words BERT sees (Devlin et al. 2019, the "uncased" basic tokenizer): lower case,
 * accents gone, every Chinese, Japanese or Korean ideograph, punctuation mark and emoji a word of
 * its own. Compatibility forms are folded first (NFKC), so that full-width `ＡＢＣ１２` and
 * half-width `abc12` are one.
 *
 * @param longest characters read; what follows is not worth the time it would take
 */
export function splitWords(text: string, longest = 10_000): string[] {
  const folded = text
    .slice(0, longest)
    .normalize("NFKC")
    .toLowerCase()
    .normalize("NFD")
    .replace(accents, "")
    .normalize("NFC")
    .replace(unseen, "")
    .replace(standsAlone, " $& ");
  return folded.split(/\s+/u).filter((word) => word !== "");
}

/** The parts of it that `tokenizer.json` repeats. */
export const wordPatterns = {
  accents: "\\p{Mn}",
  /** Control and format characters, unpaired surrogates and the replacement mark; white space stays. */
  unseen: "(?!\\s)[\\p{Cc}\\p{Cf}\\p{Cs}\\uFFFD]",
  standsAlone: "[\\p{Script=Han}\\p{P}\\p{Emoji_Presentation}\\p{Extended_Pictographic}$+<=>^`|~]",
} as const;

const accents = new RegExp(wordPatterns.accents, "gu");
const unseen = new RegExp(wordPatterns.unseen, "gu");
const standsAlone = new RegExp(wordPatterns.standsAlone, "gu");
