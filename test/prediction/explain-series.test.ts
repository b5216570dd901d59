import { describe, expect, test } from "vitest";
import type { ExplanationShard } from "#lib/contracts/explanation-shard.ts";
import { explanationSentence, seriesExplanation } from "#lib/prediction/explain-series.ts";

const items = [
  { item: "M1", title: "Red mug" },
  { item: "M2", title: "" },
];
const shard: ExplanationShard = {
  shard: 0,
  item: ["M1", "NEW"],
  location: ["all", "all"],
  groups: ["level", "promotion"],
  baseline: Float32Array.of(100, 20),
  contributions: Float32Array.of(0, 15, -4, 0),
  analogues: Int32Array.of(-1, -1, -1, 1, 0, -1),
};
const explained = (row: number) =>
  seriesExplanation(shard, row, (itemRow) => items[itemRow] as (typeof items)[number]);

describe("why a series is forecast as it is", () => {
  test("one with a history, by what moves it", () => {
    expect(explained(0).analogues).toEqual([]);
    expect(explanationSentence(explained(0))).toBe("115: 100 at its usual level, promotion +15.");
  });

  test("a new one, by the items that it was learned from too, those that count most first", () => {
    expect(explained(1).analogues).toEqual([items[1], items[0]]);
    expect(explanationSentence(explained(1))).toBe(
      "16: 20 at its usual level, recent sales −4. New: learned most from M2, Red mug (M1).",
    );
  });
});
