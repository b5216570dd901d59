import { describe, expect, test } from "vitest";
import { QueryMatches } from "#lib/text/query-matches.ts";

const texts = [
  "Ceramic teapot, blue",
  "Ceramic tea cups, set of four",
  "Glass vase, blue",
  "陶瓷茶壶 大号",
  "玻璃花瓶",
  "",
];
const matches = new QueryMatches(texts);

describe("a query means", () => {
  test.each([
    ["the text that has its word", "teapot", [0]],
    ["the text it shares most with first", "blue ceramic teapot", [0]],
    ["texts in the plural", "tea cup", [1]],
    ["texts in Chinese, by pairs of ideographs", "茶壶", [3]],
    ["full-width and half-width letters alike", "ＶＡＳＥ", [2]],
    ["nothing where no word is shared", "bicycle", []],
    ["nothing where it is empty", "  ", []],
  ])("%s", (_case, query, rows) => {
    expect(matches.match(query).rows).toEqual(rows);
  });
});

test("weights are shares of the query", () => {
  const { rows, weights } = matches.match("blue");
  expect(rows).toEqual([0, 2]);
  expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
});
