import { describe, expect, test } from "vitest";
import { holdOutAfter, leaveLastOrderOut } from "#lib/behaviour/hold-out.ts";
import { customerItems } from "#lib/behaviour/purchases.ts";
import { rankingScores } from "#lib/behaviour/ranking-scores.ts";
import { customerReason, togetherReason } from "#lib/behaviour/recommendation-reason.ts";
import { repurchaseIntervals } from "#lib/behaviour/repurchase-intervals.ts";
import { RepurchaseModel } from "#lib/behaviour/repurchase-model.ts";
import { eachNeighbour, similarItems } from "#lib/behaviour/similar-items.ts";
import { textVectors } from "#lib/behaviour/text-vectors.ts";
import { type Order, purchasesOf } from "#test/support/behaviour/purchases.ts";

describe("holding out what comes after a cut", () => {
  const twice: Order[] = [
    [1, 0],
    [5, 1],
    [5, 1, 2],
    [40, 3],
  ];
  const held = holdOutAfter(purchasesOf([twice, [[2, 1]]], 4), 4, 10);

  test("keeps what lies up to it, and asks for what was bought within the days, each item once", () => {
    expect([...held.past.item]).toEqual([0, 1]);
    expect([...held.past.offsets]).toEqual([0, 1, 2]);
    expect(held.bought.map((items) => [...items])).toEqual([[1, 2], []]);
    expect([...held.day]).toEqual([5, 5]);
  });
});

describe("leaving the last order out", () => {
  const held = leaveLastOrderOut(
    purchasesOf(
      [
        [
          [1, 0, 1],
          [5, 2],
        ],
        [[3, 1]],
      ],
      3,
    ),
  );

  test("keeps what came before it, and a customer's only order", () => {
    expect([...held.past.item]).toEqual([0, 1, 1]);
    expect([...held.past.offsets]).toEqual([0, 2, 3]);
  });

  test("gives what it held, and when", () => {
    expect(held.bought.map((items) => [...items])).toEqual([[2], []]);
    expect(held.day[0]).toBe(5);
  });
});

test("recall and NDCG of a list, worked by hand", () => {
  // Hits at ranks 1 and 3 of three wanted: 2/3, and (1 + 1/2) / (1 + 1/log₂3 + 1/2).
  const list = Int32Array.of(7, 8, 9);
  const scores = rankingScores([Int32Array.of(7, 9, 4), new Int32Array(0)], () => list, 3);
  expect(scores.recall).toBeCloseTo(2 / 3, 12);
  expect(scores.ndcg).toBeCloseTo(1.5 / (1.5 + 1 / Math.log2(3)), 12);
  expect(scores.customers).toBe(1);
});

describe("habits", () => {
  /** Item 0 every 10 days by all; item 1 once by each, never again. */
  const regulars = Array.from({ length: 40 }, (): Order[] => [
    [0, 0, 1],
    [10, 0],
    [20, 0],
    [30, 0],
  ]);
  const purchases = purchasesOf(regulars, 2);

  test("the usual interval is that of the item's repeats", () => {
    expect(repurchaseIntervals(purchases)[0]).toBeCloseTo(10, 6);
  });

  test("what is bought each time is nearly sure, what never came back is not", () => {
    const model = new RepurchaseModel(purchases);
    const steady = { item: 0, orders: 3, times: 3, ordersSince: 0, lastDay: 20 };
    const dropped = { item: 1, orders: 3, times: 1, ordersSince: 2, lastDay: 0 };
    expect(model.probability(steady, 30)).toBeGreaterThan(0.85);
    expect(model.probability(dropped, 30)).toBeLessThan(0.1);
  });
});

describe("similar items", () => {
  const words = [["red", "mug"], ["blue", "mug"], ["tea"], ["red", "mug"], ["tea"]];

  test("an item nobody bought is found by its words", () => {
    const bought = purchasesOf([[[0, 0, 1]], [[0, 0, 1]], [[0, 0, 1]], [[0, 2]]], 5);
    const similar = similarItems(customerItems(bought), textVectors(words), 3);
    const near: [number, number][] = [];
    eachNeighbour(similar, 3, (other, _score, shared) => near.push([other, shared]));
    expect(near.map(([other]) => other)).toEqual([0, 1]);
    expect(near.every(([, shared]) => shared === 0)).toBe(true);
    let companions = 0;
    eachNeighbour(similar, 0, (other, _score, shared) => {
      if (other === 1) companions = shared;
    });
    expect(companions).toBe(3);
  });
});

describe("a reason", () => {
  test("tells what was bought, how often, and when it is due", () => {
    const why = { kind: "habit", times: 4, lastDay: 0, everyDays: 20.6 } as const;
    expect(customerReason(why, String)).toBe(
      "Bought 4 times, last on 1970-01-01; usually bought again after about 21 days.",
    );
  });

  test("tells how far a pair is from chance", () => {
    expect(togetherReason("Red mug", 41, 6.24)).toBe(
      'In 41 orders with "Red mug", 6.2 times as often as by chance.',
    );
  });
});
