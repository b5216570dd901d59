import { describe, expect, test } from "vitest";
import { seededRandom } from "#lib/domain/random.ts";
import { learnSentiment, type RatedText } from "#lib/text/sentiment.ts";

const random = seededRandom(3);
const some = (words: readonly string[]) => words[random.below(words.length)] as string;
const things = ["dress", "colour", "fabric", "size", "裙子", "颜色"];
const praise = ["lovely", "perfect", "very good", "很好", "喜欢"];
const complaint = ["itchy", "broken", "not good", "很差", "失望"];

/** Stars and words that go together nine times of ten. */
const reviews = (count: number): RatedText[] =>
  Array.from({ length: count }, () => {
    const stars = 1 + random.below(5);
    const isPraise = random.uniform() < 0.9 === stars >= 3;
    const text = `the ${some(things)} is ${some(isPraise ? praise : complaint)}, ${some(things)}`;
    return { text, stars };
  });
const sentiment = learnSentiment(reviews(1000));
const starsOf = (text: string) => sentiment?.starsOf(text) as number;

describe("learnSentiment", () => {
  test.each([
    ["the fabric is lovely", "the fabric is itchy"],
    ["裙子很好", "裙子很差"],
    ["a very good size", "not a good size, not good"],
  ])("%s gives more stars than %s", (better, worse) => {
    expect(starsOf(better) - starsOf(worse)).toBeGreaterThan(1);
  });

  test("stars told lie where stars were given, and near the mean of those that words of the kind got", () => {
    for (const { text } of reviews(50)) {
      expect(starsOf(text)).toBeGreaterThanOrEqual(1);
      expect(starsOf(text)).toBeLessThanOrEqual(5);
    }
    const held = reviews(500);
    const off = (guess: (text: string) => number) =>
      held.reduce((sum, { text, stars }) => sum + (guess(text) - stars) ** 2, 0);
    expect(off(starsOf)).toBeLessThan(0.7 * off(() => 3));
  });

  test("words that nobody used tell nothing", () => {
    expect(sentiment?.starsOf("xyzzy 999")).toBeUndefined();
    expect(sentiment?.starsOf("")).toBeUndefined();
  });

  test.each([
    ["few reviews", reviews(100)],
    ["reviews that all give the same", reviews(500).map(({ text }) => ({ text, stars: 5 }))],
  ])("%s teach nothing", (_case, given) => {
    expect(learnSentiment(given)).toBeUndefined();
  });
});
