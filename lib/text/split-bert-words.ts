export interface BertReading {
  readonly lowerCase: boolean;
  readonly stripAccents: boolean;
  readonly chineseAlone: boolean;
}

const longest = 10_000;

/**
 * Words as BERT's own basic tokenizer splits them (Devlin et al. 2019, `BertNormalizer` and
 * `BertPreTokenizer` in Hugging Face's terms): what a published checkpoint must be read with.
 */
export function splitBertWords(text: string, reading: BertReading): string[] {
  let cleaned = text.slice(0, longest).replace(unseen, "");
  if (reading.chineseAlone) cleaned = cleaned.replace(ideographs, " $& ");
  if (reading.stripAccents) cleaned = cleaned.normalize("NFD").replace(accents, "");
  if (reading.lowerCase) cleaned = cleaned.toLowerCase();
  return cleaned
    .replace(punctuation, " $& ")
    .split(/\s+/u)
    .filter((word) => word !== "");
}

const accents = /\p{Mn}/gu;
const unseen = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\uFFFD]/gu;
const punctuation = /[\p{P}$+<=>^`|~]/gu;
/** The blocks that BERT calls Chinese: no kana, no hangul. */
const ideographs =
  /[\u4E00-\u9FFF\u3400-\u4DBF\u{20000}-\u{2A6DF}\u{2A700}-\u{2CEAF}\uF900-\uFAFF\u{2F800}-\u{2FA1F}]/gu;
