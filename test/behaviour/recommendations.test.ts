import { describe, expect, test } from "vitest";
import { CustomerRecommender } from "#lib/behaviour/customer-recommender.ts";
import { evaluateRecommendations } from "#lib/behaviour/evaluate-recommendations.ts";
import { leaveLastOrderOut } from "#lib/behaviour/hold-out.ts";
import { learnBehaviour } from "#lib/behaviour/learn-behaviour.ts";
import { customerItems } from "#lib/behaviour/purchases.ts";
import { rankingScores } from "#lib/behaviour/ranking-scores.ts";
import { customerReason, togetherReason } from "#lib/behaviour/recommendation-reason.ts";
import { repurchaseIntervals } from "#lib/behaviour/repurchase-intervals.ts";
import { RepurchaseModel } from "#lib/behaviour/repurchase-model.ts";
import { eachNeighbour, similarItems } from "#lib/behaviour/similar-items.ts";
import { textVectors } from "#lib/behaviour/text-vectors.ts";
import { seededRandom } from "#lib/domain/random.ts";
import { type Order, purchasesOf } from "#test/support/behaviour/purchases.ts";

const noWords = (items: number) => textVectors(Array.from({ length: items }, () => []));
const mix = { company: 1, popularity: 0.01, halfLifeDays: 90 };

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

  test("the probabilities of an order to come add up to its purchases, within a tenth", () => {
    const random = seededRandom(5);
    const shoppers = (count: number) =>
      Array.from({ length: count }, () =>
        Array.from({ length: 8 }, (_, k): Order => {
          const held = [0, 1, 2, 3, 4].filter((item) => random.uniform() < 0.15 + 0.15 * item);
          return [k * 7, ...held];
        }),
      );
    const held = leaveLastOrderOut(purchasesOf(shoppers(400), 5));
    let expected = 0;
    let hits = 0;
    const recommender = new CustomerRecommender(
      learnBehaviour(held.past, noWords(5)),
      {
        company: 0,
        popularity: 0,
        halfLifeDays: 90,
      },
      { mayOffer: new Uint8Array(5).fill(1), length: 5 },
    );
    for (const [customer, bought] of held.bought.entries()) {
      for (const { item, score } of recommender.recommend(customer, 49)) {
        expected += score;
        if (bought.includes(item)) hits++;
      }
    }
    expect(Math.abs(expected / hits - 1)).toBeLessThan(0.1);
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

describe("a customer's recommendations", () => {
  /** Tastes: items 0–4 by one half, 5–9 by the other; item 9 by none of late. */
  const random = seededRandom(3);
  const customers = Array.from({ length: 60 }, (_, c) =>
    Array.from({ length: 5 }, (_, k): Order => {
      const own = [0, 1, 2, 3, 4].map((item) => item + (c % 2) * 5);
      const held = own.filter(() => random.uniform() < 0.4);
      return [k * 7, ...(held.length > 0 ? held : [own[0] as number])];
    }),
  );
  const purchases = purchasesOf(customers, 10);
  const offer = (without: readonly number[] = []) => ({
    mayOffer: Uint8Array.from({ length: 10 }, (_, item) => (without.includes(item) ? 0 : 1)),
    length: 5,
  });
  const itemsFor = (customer: number, without: readonly number[] = []) =>
    new CustomerRecommender(learnBehaviour(purchases, noWords(10)), mix, offer(without))
      .recommend(customer, 35)
      .map(({ item }) => item);

  test("are of the customer's own taste", () => {
    expect(itemsFor(0).filter((item) => item < 5).length).toBe(5);
    expect(itemsFor(1).filter((item) => item >= 5).length).toBe(5);
  });

  test("never hold what is not to be had", () => {
    expect(itemsFor(0, [0, 3])).not.toContain(0);
    expect(itemsFor(0, [0, 3])).not.toContain(3);
  });

  test("a customer of whom nothing is known gets what is popular", () => {
    const withStranger = purchasesOf([...customers, []], 10);
    const list = new CustomerRecommender(
      learnBehaviour(withStranger, noWords(10)),
      mix,
      offer(),
    ).recommend(60, 35);
    expect(list.length).toBe(5);
    expect(list.map(({ why }) => why.kind)).toEqual(Array(5).fill("popular"));
  });

  test("beat popularity on the orders held out, and are the same each time", () => {
    const scores = evaluateRecommendations(purchases, noWords(10));
    expect(scores.recommendations.customers).toBe(60);
    expect(scores.recommendations.ndcg).toBeGreaterThan(scores.popularity.ndcg);
    expect(evaluateRecommendations(purchases, noWords(10))).toEqual(scores);
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
