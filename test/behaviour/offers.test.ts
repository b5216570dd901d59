import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exposureReport, gini } from "#lib/behaviour/exposure.ts";
import { type Candidates, OfferLists, type OfferRules } from "#lib/behaviour/offer-list.ts";

const items = 6;
const plain: OfferRules = {
  length: 3,
  mayOffer: new Uint8Array(items).fill(1),
  isOnce: new Uint8Array(items),
  category: Int32Array.of(0, 0, 0, 1, 1, -1),
  margin: new Float32Array(items).fill(1),
  marginWeight: 0,
  diversity: 0,
  mostExposed: 1000,
  newItems: 0,
};
const noNew = new Int32Array(0);
const wanting = (probability: readonly number[], own: readonly number[] = []): Candidates => ({
  item: Int32Array.from(probability.keys()),
  probability: Float32Array.from(probability),
  isOwn: (item) => own.includes(item),
  nearness: () => 0,
});
const falling = [0.6, 0.5, 0.4, 0.3, 0.2, 0.1];
const listOf = (rules: Partial<OfferRules>, candidates = wanting(falling)) =>
  new OfferLists({ ...plain, ...rules }, noNew).choose(candidates);

describe("a list of offers", () => {
  test.each<[string, Partial<OfferRules>, number[]]>([
    ["goes by probability", {}, [0, 1, 2]],
    [
      "leaves out what must not be offered",
      { mayOffer: Uint8Array.of(0, 1, 1, 1, 1, 1) },
      [1, 2, 3],
    ],
    ["halves each second one of a category", { diversity: 0.5 }, [0, 3, 1]],
    [
      "weighs margins where it is told to",
      { marginWeight: 1, margin: Float32Array.of(1, 1, 1, 1, 1, 7) },
      [5, 0, 1],
    ],
  ])("%s", (_case, rules, expected) => {
    expect(listOf(rules)).toEqual(expected);
  });

  test("does not repeat to its owner what nobody buys twice", () => {
    const isOnce = Uint8Array.of(1, 1, 0, 0, 0, 0);
    expect(listOf({ isOnce }, wanting(falling, [0]))).toEqual([1, 2, 3]);
  });

  test("an item in enough lists is offered only to who buys it anyway", () => {
    const lists = new OfferLists({ ...plain, length: 1, mostExposed: 2 }, noNew);
    const offered = Array.from({ length: 4 }, () => lists.choose(wanting(falling))[0]);
    expect(offered).toEqual([0, 0, 1, 1]);
    expect(lists.choose(wanting(falling, [0]))).toEqual([0]);
    expect(lists.heldBack).toEqual({ once: 0, exposed: 3 });
  });

  test("keeps a place for a new item that is near to what the customer chose", () => {
    const lists = new OfferLists({ ...plain, newItems: 1 }, Int32Array.of(4, 5));
    const near = (item: number) => (item === 5 ? 0.4 : 0);
    expect(lists.choose({ ...wanting(falling), nearness: near })).toEqual([0, 1, -1 - 5]);
    expect(lists.choose(wanting(falling))).toEqual([0, 1, 2]);
  });

  test("never holds an item twice, nor more than it may", () => {
    const probability = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
      minLength: items,
      maxLength: items,
    });
    fc.assert(
      fc.property(probability, fc.integer({ min: 1, max: 9 }), (p, length) => {
        const list = listOf({ length, diversity: 0.3 }, wanting(p));
        expect(new Set(list).size).toBe(list.length);
        expect(list.length).toBeLessThanOrEqual(length);
      }),
    );
  });
});

describe("exposure", () => {
  test.each([
    ["spread evenly", [3, 3, 3, 3], 0],
    ["all on one of four", [0, 0, 0, 12], 0.75],
  ])("Gini of lists %s", (_case, counts, expected) => {
    expect(gini(Int32Array.from(counts))).toBeCloseTo(expected, 12);
  });

  test("tells each group's share of places beside its share of purchases", () => {
    const report = exposureReport(
      Int32Array.of(6, 2, 0),
      Int32Array.of(5, 5, 10),
      ["a", "a", "b"],
      Uint8Array.of(1, 1, 1),
    );
    expect(report.groups).toEqual([
      { group: "a", items: 2, places: 8, share: 1, purchaseShare: 0.5 },
      { group: "b", items: 1, places: 0, share: 0, purchaseShare: 0.5 },
    ]);
    expect([report.shown, report.headShare, report.purchaseHeadShare]).toEqual([2, 0, 0.5]);
  });
});
