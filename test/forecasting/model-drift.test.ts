import { describe, expect, test } from "vitest";
import { driftSigns, type ModelHealth } from "#lib/forecasting/model-drift.ts";

const healthy: ModelHealth = {
  age: 3,
  coverage: 0.9,
  nominal: 0.9,
  wape: 0.5,
  expectedWape: 0.5,
  stabilityIndex: 0.02,
};
const limits = { mostPeriods: 28, coverageBand: 0.1 };

describe("a model is trained again", () => {
  test.each<[string, Partial<ModelHealth>, RegExp]>([
    ["when it is too old", { age: 29 }, /29 periods old/],
    ["when the series' levels have shifted", { stabilityIndex: 0.3 }, /stability index 0\.30/],
    ["when its error has grown by more than a quarter", { wape: 0.64 }, /WAPE 64\.0 %/],
    ["when its bands have become too narrow", { coverage: 0.79 }, /79\.0 %/],
  ])("%s", (_case, change, sign) => {
    const signs = driftSigns({ ...healthy, ...change }, limits);
    expect(signs).toHaveLength(1);
    expect(signs[0]).toMatch(sign);
  });
});

describe("a model goes on", () => {
  test.each<[string, Partial<ModelHealth>]>([
    ["while nothing has changed", {}],
    ["on the last day of its term", { age: 28 }],
    ["while its error grows a little", { wape: 0.62 }],
    [
      "while it covers more than it should: periods without a sale lie in every band",
      { coverage: 1 },
    ],
    [
      "while nothing is known of it yet",
      { coverage: undefined, wape: undefined, expectedWape: undefined, stabilityIndex: undefined },
    ],
  ])("%s", (_case, change) => {
    expect(driftSigns({ ...healthy, ...change }, limits)).toEqual([]);
  });
});
