import { expect, test } from "vitest";
import { planRungs, searchRounds } from "#lib/tuning/rungs.ts";

test.each([
  ["grid", 6, [[6, 1]]],
  ["random", 8, [[8, 1]]],
  ["halving", 1, [[1, 1]]],
  [
    "halving",
    3,
    [
      [3, 0.5],
      [1, 1],
    ],
  ],
  [
    "halving",
    20,
    [
      [20, 0.25],
      [10, 0.5],
      [5, 1],
    ],
  ],
] as const)("%s over %i trials: so many with such a share of a training", (search, n, expected) => {
  const rungs = planRungs(search, n).map(({ trials, budget }) => [trials, budget]);
  expect(rungs).toEqual(expected);
});

test("each rung of a halving costs about as much as the one before", () => {
  const costs = planRungs("halving", 16).map(({ trials, budget }) => trials * budget);
  expect(costs).toEqual([4, 4, 4]);
});

test("every round trains the default settings too, as what is to be beaten", () => {
  const tuning = { search: "halving", trials: 4, space: {}, keepFor: 28 } as const;
  expect(searchRounds(tuning)).toEqual([5, 3, 2]);
  const grid = { ...tuning, search: "grid", space: { leaves: [8, 16, 24] } } as const;
  expect(searchRounds(grid)).toEqual([4]);
});
