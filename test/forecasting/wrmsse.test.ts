import fc from "fast-check";
import { expect, test } from "vitest";
import { meanWrmsse, WrmsseBoard } from "#lib/forecasting/wrmsse.ts";

const row = (...values: number[]) => Float32Array.from(values);
const of = (item: string) =>
  new Map([
    ["total", ""],
    ["item", item],
  ]);

test("a worked case of two items, by M5's definition", () => {
  const board = new WrmsseBoard(4, 2);
  // a: changes 2, −2, 2 after its first sale: scale 4; errors 1 and −1: RMSSE √(1 / 4).
  const a = { history: row(1, 3, 1, 3), actual: row(2, 2), worth: 30 };
  // b: sells from the second period on: changes 4, −2: scale 10; errors 0 and 2: RMSSE √(2 / 10).
  const b = { history: row(0, 2, 6, 4), actual: row(5, 3), worth: 10 };
  board.add({ ...a, keys: of("a"), means: new Map([["published", row(3, 1)]]) });
  board.add({ ...b, keys: of("b"), means: new Map([["published", row(5, 5)]]) });
  // Together 1, 5, 7, 7: scale (16 + 4 + 0) / 3; errors 1 and 1.
  const total = Math.sqrt(1 / (20 / 3));
  const items = (30 * Math.sqrt(1 / 4) + 10 * Math.sqrt(2 / 10)) / 40;
  const { overall, levels } = board.summary("published");
  expect(levels.total).toBeCloseTo(total, 12);
  expect(levels.item).toBeCloseTo(items, 12);
  expect(levels.series).toBeCloseTo(items, 12);
  expect(overall).toBeCloseTo((total + 2 * items) / 3, 12);
});

test("a period whose sales are not known counts on no level", () => {
  const score = (actual: Float32Array) => {
    const board = new WrmsseBoard(3, 2);
    const means = new Map([["published", row(3, 9)]]);
    board.add({ keys: of("a"), history: row(1, 3, 1), actual, worth: 1, means });
    return board.summary("published").overall;
  };
  // Scale 4, one error of 1.
  expect(score(row(2, Number.NaN))).toBeCloseTo(0.5, 12);
  expect(score(row(Number.NaN, Number.NaN))).toBeNull();
});

test("what never changed cannot be scaled: it is left out, and its weight with it", () => {
  const board = new WrmsseBoard(3, 1);
  const means = new Map([["published", row(3)]]);
  board.add({ keys: new Map(), history: row(1, 3, 1), actual: row(1), worth: 1, means });
  board.add({ keys: new Map(), history: row(0, 0, 0), actual: row(9), worth: 99, means });
  expect(board.summary("published").levels).toEqual({ series: 1 });
});

test("a level of too many aggregates is left out", () => {
  const board = new WrmsseBoard(2, 1);
  const means = new Map([["published", row(1)]]);
  for (let item = 0; item < 2_001; item++) {
    board.add({ keys: of(`${item}`), history: row(1, 2), actual: row(1), worth: 1, means });
  }
  expect(Object.keys(board.summary("published").levels)).toEqual(["total", "series"]);
});

test("the order of series does not matter, and the truth scores 0", () => {
  const sales = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 5, maxLength: 5 });
  fc.assert(
    fc.property(fc.array(sales, { minLength: 2, maxLength: 6 }), (all) => {
      const series = all.map((values, i) => {
        const actual = row(...values.slice(3));
        const means = new Map([
          ["published", row(4, 4)],
          ["truth", actual],
        ]);
        const history = row(...values.slice(0, 3));
        return { keys: of(`${i % 2}`), history, actual, worth: 1 + i, means };
      });
      const score = (given: typeof series, model: string) => {
        const board = new WrmsseBoard(3, 2);
        for (const one of given) board.add(one);
        return board.summary(model).overall;
      };
      expect(score(series.toReversed(), "published") ?? 0).toBeCloseTo(
        score(series, "published") ?? 0,
        9,
      );
      expect(score(series, "truth") ?? 0).toBe(0);
    }),
  );
});

test("cutoffs are averaged where they could be scored", () => {
  const cutoffs = [
    { overall: 1, levels: { total: 1, series: null } },
    { overall: 3, levels: { total: 2, series: 4 } },
  ];
  expect(meanWrmsse(cutoffs)).toEqual({ overall: 2, levels: { total: 1.5, series: 4 } });
});
