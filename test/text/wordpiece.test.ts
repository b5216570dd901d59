import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { learnVocabulary, specialTokens } from "#lib/text/learn-vocabulary.ts";
import { splitWords } from "#lib/text/split-words.ts";
import { WordPiece } from "#lib/text/wordpiece.ts";

describe("splitWords", () => {
  test.each([
    ["accents and case are folded", "Crème BRÛLÉE", ["creme", "brulee"]],
    ["full-width forms are read as half-width", "Ｔシャツ１２", ["tシャツ12"]],
    ["each Chinese character stands alone", "圣诞树LED灯", ["圣", "诞", "树", "led", "灯"]],
    ["punctuation and signs stand alone", "50% off!", ["50", "%", "off", "!"]],
    ["an emoji is a word", "great👍fit", ["great", "👍", "fit"]],
    ["control characters vanish", "a\u0000b\u200dc\ufffd", ["abc"]],
    ["nothing gives nothing", " \t\n", []],
  ])("%s", (_case, text, words) => {
    expect(splitWords(text)).toEqual(words);
  });
});

describe("learnVocabulary", () => {
  test("merges the most frequent pair first", () => {
    const counts = new Map([
      ["hug", 10],
      ["pug", 5],
      ["pun", 12],
      ["bun", 4],
      ["hugs", 5],
    ]);
    // Counts: (##u,##g) 20, then (##u,##n) 16, then (h,##ug) 15, as worked by hand.
    const learned = learnVocabulary(counts, specialTokens.length + 7 + 3);
    expect(learned.slice(-3)).toEqual(["##ug", "##un", "hug"]);
  });

  test("stops when no pair is left, without inventing tokens", () => {
    const learned = learnVocabulary(new Map([["ab", 2]]), 100);
    expect(learned).toEqual([...specialTokens, "##b", "a", "ab"]);
  });
});

describe("WordPiece", () => {
  const tokens = [...specialTokens, "un", "##aff", "##able", "圣", "a"];
  const wordPiece = new WordPiece(tokens);
  const read = (text: string, longest = 16) =>
    wordPiece.encode(text, longest).map((id) => tokens[id]);

  test("takes the longest piece first, as BERT's own example does", () => {
    expect(read("unaffable")).toEqual(["[CLS]", "un", "##aff", "##able", "[SEP]"]);
  });

  test("a word with a part it does not know is unknown as a whole", () => {
    expect(read("unaffablez 圣")).toEqual(["[CLS]", "[UNK]", "圣", "[SEP]"]);
  });

  test("an empty text is its two marks", () => {
    expect(read("")).toEqual(["[CLS]", "[SEP]"]);
  });

  test("never gives more ids than asked for, and always ends with the mark", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        fc.integer({ min: 2, max: 12 }),
        (text, longest) => {
          const ids = wordPiece.encode(text, longest);
          expect(ids.length).toBeLessThanOrEqual(longest);
          expect(tokens[ids.at(-1) as number]).toBe("[SEP]");
        },
      ),
    );
  });
});
