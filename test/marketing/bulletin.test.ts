import { expect, test } from "vitest";
import { bulletinText } from "#lib/marketing/bulletin.ts";

const trend = {
  category: "Tea",
  ...{ unitsRecent: 120, unitsBefore: 100 },
  ...{ interestRecent: 50, interestBefore: 100, interestExpected: 60 },
  ...{ risers: ["Green tea"], words: ["matcha"] },
};

test("a category's news is told in whole sentences, what was and what is expected", () => {
  expect(bulletinText(trend, "28 days")).toBe(
    "Tea: sales of the last 28 days rose by 20 % against the 28 days before. Interest (searches and looks) fell by 50 %; it is expected to rise by 20 % over the next stretch. Grew most: Green tea. Searched more: matcha.",
  );
});

test.each([
  ["little moves", { interestBefore: 48, interestExpected: 52 }, "held; it is expected to hold"],
  ["nobody looked before", { interestBefore: 0 }, "began; it is expected to rise by 20 %"],
  ["interest goes", { interestExpected: 10 }, "it is expected to fall by 80 %"],
])("where %s it says so", (_case, change, words) => {
  expect(bulletinText({ ...trend, ...change }, "28 days")).toContain(words);
});
