import { isDeepStrictEqual } from "node:util";
import { continuation, specialTokens } from "./learn-vocabulary.ts";
import { wordPatterns } from "./split-words.ts";
import { type JsonObject, TextFolderError } from "./text-folder-error.ts";
import { ownReading, type WordReading } from "./word-reading.ts";
import { longestWord } from "./wordpiece.ts";

const replace = (pattern: string) => ({
  type: "Replace",
  pattern: { Regex: pattern },
  content: "",
});

/** `splitWords` in Hugging Face's terms. */
const ownNormalizer = {
  type: "Sequence",
  normalizers: [
    { type: "NFKC" },
    { type: "Lowercase" },
    { type: "NFD" },
    replace(wordPatterns.accents),
    { type: "NFC" },
    replace(wordPatterns.unseen),
  ],
};

const ownPreTokenizer = {
  type: "Sequence",
  pretokenizers: [
    { type: "WhitespaceSplit" },
    {
      type: "Split",
      pattern: { Regex: wordPatterns.standsAlone },
      behavior: "Isolated",
      invert: false,
    },
  ],
};

function normalizerOf(reading: WordReading) {
  if (reading.kind === "own") return ownNormalizer;
  const { lowerCase, stripAccents, chineseAlone } = reading;
  return {
    type: "BertNormalizer",
    clean_text: true,
    handle_chinese_chars: chineseAlone,
    strip_accents: stripAccents,
    lowercase: lowerCase,
  };
}

/** A WordPiece tokenizer as `tokenizer.json`. */
export function tokenizerJson(tokens: readonly string[], reading: WordReading): JsonObject {
  const special = specialTokens.map((content) => ({
    ...{ id: tokens.indexOf(content), content, special: true },
    ...{ single_word: false, lstrip: false, rstrip: false, normalized: false },
  }));
  const mark = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  const marks = ["[CLS]", "[SEP]"].map((id) => [
    id,
    { id, ids: [tokens.indexOf(id)], tokens: [id] },
  ]);
  const sequence = (id: string) => ({ Sequence: { id, type_id: 0 } });
  const single = [mark("[CLS]"), sequence("A"), mark("[SEP]")];
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: special,
    normalizer: normalizerOf(reading),
    pre_tokenizer: reading.kind === "own" ? ownPreTokenizer : { type: "BertPreTokenizer" },
    post_processor: {
      type: "TemplateProcessing",
      single,
      pair: [...single, sequence("B"), mark("[SEP]")],
      special_tokens: Object.fromEntries(marks),
    },
    decoder: { type: "WordPiece", prefix: continuation, cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: "[UNK]",
      continuing_subword_prefix: continuation,
      max_input_chars_per_word: longestWord,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
    },
  };
}

/** @param where the file's name, for errors */
export function parseTokenizerJson(json: JsonObject, where: string) {
  const { model, normalizer } = json as { model?: JsonObject; normalizer?: JsonObject };
  const vocabulary = model?.vocab;
  if (model?.type !== "WordPiece" || typeof vocabulary !== "object" || vocabulary === null) {
    throw new TextFolderError(
      `${where} is a ${JSON.stringify(model?.type ?? null)} tokenizer; fine-tuning here knows WordPiece alone.`,
      "Choose a BERT checkpoint, or load the model through its ONNX file instead.",
    );
  }
  const tokens = tokensById(vocabulary as Readonly<Record<string, number>>, where);
  return { tokens, reading: parseNormalizer(normalizer, where) };
}

function tokensById(vocabulary: Readonly<Record<string, number>>, where: string): string[] {
  const tokens: string[] = [];
  for (const [token, id] of Object.entries(vocabulary)) tokens[id] = token;
  const hole = Array.from(tokens).indexOf(undefined as unknown as string);
  if (hole < 0) return tokens;
  throw new TextFolderError(
    `${where} has no token of number ${hole}.`,
    "Use the tokenizer.json that came with the weights.",
  );
}

function parseNormalizer(normalizer: JsonObject | undefined, where: string): WordReading {
  if (isDeepStrictEqual(normalizer, ownNormalizer)) return ownReading;
  if (normalizer?.type === "BertNormalizer") {
    const lowerCase = normalizer.lowercase !== false;
    return {
      kind: "bert",
      lowerCase,
      // BERT strips accents where it lowers letters, unless told otherwise.
      stripAccents: (normalizer.strip_accents ?? lowerCase) === true,
      chineseAlone: normalizer.handle_chinese_chars !== false,
    };
  }
  throw new TextFolderError(
    `${where} has a normalizer ${JSON.stringify(normalizer?.type ?? null)}, not BERT's.`,
    "Choose a BERT checkpoint, or load the model through its ONNX file instead.",
  );
}
