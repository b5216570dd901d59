import { expect, test } from "vitest";
import { chooseWords, withChosenWords } from "#jobs/train/choose-words.ts";
import { memberNames } from "#lib/candidates/member-forecasts.ts";
import type { ValidatedForecast } from "#lib/candidates/validate-shard.ts";
import { usesWords } from "#lib/contracts/words-choice.ts";

const levels = [0.5];

/** One period that sold 10, by every member the same, and by network and trees without words. */
const forecast = (segment: string, told: number, untold: number | undefined): ValidatedForecast => {
  const same = (value: number, members: number) => new Float32Array(members).fill(value);
  const all = (value: number, members = memberNames.length) => ({
    quantiles: same(value, members),
    mean: same(value, members),
    saleProbability: same(1, members),
  });
  return {
    ...{ segment, half: 0, actual: Float32Array.of(10), scale: 1 },
    ...all(told),
    ...(untold !== undefined && { wordless: all(untold, 2) }),
  };
};
const many = (count: number, one: ValidatedForecast) => new Array(count).fill(one);

const forecasts = [
  ...many(40, forecast("new", 9, 6)),
  ...many(40, forecast("smooth", 8, 9)),
  ...many(5, forecast("lumpy", 1, 10)),
];
const words = chooseWords(forecasts, levels);

test("words are used where they lower the loss, and left out where they raise it", () => {
  expect(words?.segments.new).toMatchObject({ isUsed: true, samples: 40 });
  expect(words?.segments.new?.gain).toBeCloseTo(0.75, 12);
  expect(words?.segments.smooth).toMatchObject({ isUsed: false, samples: 40 });
  expect(words?.segments.smooth?.gain).toBeCloseTo(-1, 12);
});

test("a segment of few forecasts, and one never seen, go by what is best overall", () => {
  expect(words?.overall.isUsed).toBe(true);
  expect(words?.segments.lumpy).toMatchObject({ isUsed: true, samples: 5 });
  expect(usesWords(words, "erratic")).toBe(true);
});

test("blends are then chosen among what will be forecast: network and trees without words there", () => {
  const changed = withChosenWords(forecasts, words);
  expect([...(changed[0]?.mean ?? [])]).toEqual(memberNames.map(() => 9));
  expect([...(changed[40]?.mean ?? [])]).toEqual(memberNames.map((_, m) => (m < 2 ? 9 : 8)));
});

test("nothing is chosen where no words are told", () => {
  expect(chooseWords(many(40, forecast("new", 9, undefined)), levels)).toBeUndefined();
});
