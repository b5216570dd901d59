import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PurchaseBook, type PurchasePart } from "#lib/inventory/purchase-book.ts";
import { shareStock } from "#lib/inventory/share-stock.ts";
import { planTransfers } from "#lib/inventory/transfer-plan.ts";

const part = (given: Partial<PurchasePart>): PurchasePart => ({
  line: 0,
  units: 10,
  value: 100,
  supplier: "acme",
  location: "north",
  ...given,
});
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const noLimit = new Map<string, number>();
const nobody = new Set<string>();
const raise = (units: number, value: number) => ({
  lines: [0],
  units: [units],
  locations: ["north"],
  value,
});

describe("a purchase book", () => {
  test("passes over a part that does not fit, and all later parts of its line", () => {
    const book = new PurchaseBook(2, 150, noLimit, nobody);
    expect(book.offer(part({ line: 0 }))).toBe("bought");
    expect(book.offer(part({ line: 1, value: 60 }))).toBe("over-budget");
    expect(book.offer(part({ line: 1, value: 10 }))).toBe("over-budget");
    expect(book.offer(part({ line: 0, value: 50 }))).toBe("bought");
    expect([book.spent, book.bought(0), book.bought(1)]).toEqual([150, 20, 0]);
  });

  test("never spends more than the budget nor fills more than the room, raises included", () => {
    const parts = fc.array(
      fc.record({
        line: fc.integer({ min: 0, max: 9 }),
        units: fc.integer({ min: 1, max: 50 }),
        value: fc.oneof(fc.double({ min: 0, max: 500, noNaN: true }), fc.constant(Number.NaN)),
        supplier: fc.constantFrom("a", "b"),
        location: fc.constantFrom("x", "y"),
      }),
      { maxLength: 40 },
    );
    const money = fc.double({ min: 0, max: 2000, noNaN: true });
    fc.assert(
      fc.property(
        parts,
        money,
        fc.integer({ min: 0, max: 300 }),
        money,
        (offered, budget, room, least) => {
          const book = new PurchaseBook(10, budget, new Map([["x", room]]), nobody);
          const bought = offered.filter((one) => book.offer(one) === "bought");
          const minimum = { value: least, units: 0 };
          const raised = ["a", "b"].map((supplier) => {
            const value = (book.shortfall(supplier, minimum) - 1) * 100;
            return Number.isFinite(value) && book.raise(supplier, raise(5, value), minimum)
              ? value
              : 0;
          });
          const paid = sum([...raised, ...bought.map(({ value }) => value || 0)]);
          const inX = sum(bought.filter((one) => one.location === "x").map(({ units }) => units));
          expect(book.spent).toBeCloseTo(paid, 6);
          expect(book.spent).toBeLessThanOrEqual(budget + 1e-9);
          expect(inX).toBeLessThanOrEqual(room);
        },
      ),
    );
  });

  test("a supplier is raised by what is missing, and not to more than double", () => {
    const book = new PurchaseBook(1, Number.POSITIVE_INFINITY, noLimit, nobody);
    book.offer(part({ value: 100, units: 10 }));
    const least = { value: 150, units: 0 };
    expect(book.shortfall("acme", least)).toBe(1.5);
    expect(book.raise("acme", raise(4, 40), least)).toBe(false);
    expect(book.raise("acme", raise(5, 50), least)).toBe(true);
    expect([book.shortfall("acme", least), book.bought(0), book.raised(0)]).toEqual([1, 10, 5]);
    expect(book.raise("acme", raise(90, 900), { value: 1000, units: 0 })).toBe(false);
  });
});

describe("transfers", () => {
  const site = (location: string, surplus: number, need: number, urgency = 1, group = "") => ({
    location,
    group,
    surplus,
    need,
    urgency,
    usable: (units: number) => units,
  });

  test("meet the most urgent need first, from where most is", () => {
    const sites = [site("a", 30, 0), site("b", 50, 0), site("c", 0, 60, 1), site("d", 0, 15, 5)];
    expect(planTransfers(sites)).toEqual([
      { from: 1, to: 3, units: 15 },
      { from: 1, to: 2, units: 35 },
      { from: 0, to: 2, units: 25 },
    ]);
  });

  test("stay within a group", () => {
    expect(planTransfers([site("a", 30, 0, 1, "east"), site("c", 0, 60, 1, "west")])).toEqual([]);
  });

  test("move nothing that leaves an order of whole packs as it was", () => {
    const inPacks = (units: number) => Math.floor(units / 12) * 12;
    const taker = { ...site("c", 0, 24), usable: inPacks };
    expect(planTransfers([site("a", 11, 0), taker])).toEqual([]);
    expect(planTransfers([site("a", 11, 0), site("b", 3, 0), taker])).toEqual([
      { from: 0, to: 2, units: 11 },
      { from: 1, to: 2, units: 1 },
    ]);
  });

  test("never give what a site has not, nor more than one needs", () => {
    const units = fc.integer({ min: 0, max: 100 });
    const sites = fc.array(
      fc.record({
        surplus: units,
        need: units,
        urgency: fc.double({ min: 0, max: 5, noNaN: true }),
        group: fc.constantFrom("e", "w"),
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(sites, (given) => {
        const all = given.map((one, i) => ({
          ...one,
          location: String(i),
          usable: (units: number) => units,
        }));
        const moves = planTransfers(all);
        for (const [i, { surplus, need }] of all.entries()) {
          const moved = (end: "from" | "to") =>
            sum(moves.filter((move) => move[end] === i).map(({ units }) => units));
          expect(moved("from")).toBeLessThanOrEqual(surplus);
          expect(moved("to")).toBeLessThanOrEqual(need);
        }
        for (const { from, to, units } of moves) {
          expect(units).toBeGreaterThan(0);
          expect(all[from]?.group).toBe(all[to]?.group);
        }
      }),
    );
  });
});

test("a warehouse gives out what it has where it saves most, in whole packs", () => {
  const claims = [
    { store: 0, units: 12, savedUnits: 6 },
    { store: 1, units: 12, savedUnits: 11 },
    { store: 1, units: 12, savedUnits: 2 },
  ];
  expect([...shareStock(claims, 2, 20, 6)]).toEqual([6, 12]);
  expect([...shareStock(claims, 2, 100, 6)]).toEqual([12, 24]);
});
