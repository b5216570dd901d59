import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ScoreBoard, type ScoredSeries } from "#lib/forecasting/score-board.ts";

const levels = [0.1, 0.5, 0.9];
const series = (over: Partial<ScoredSeries> = {}): ScoredSeries => ({
  segment: "smooth",
  actual: Float32Array.of(10, 4),
  mean: Float32Array.of(9, 6),
  quantiles: Float32Array.of(6, 8, 12, 5, 6, 7),
  scale: 2,
  ...over,
});
const summaryOf = (...all: ScoredSeries[]) => {
  const board = new ScoreBoard(levels);
  for (const one of all) board.add(one);
  return board.summary();
};

/**
 * Worked by hand. Period 1, y = 10: losses 2·0.1·4 = 0.8, 2·0.5·2 = 2, 2·0.1·2 = 0.4, mean 3.2/3.
 * Period 2, y = 4: losses 2·0.9·1 = 1.8, 2·0.5·2 = 2, 2·0.1·3 = 0.6, mean 4.4/3.
 */
const lossOfBoth = (3.2 + 4.4) / 3;

describe("ScoreBoard, one series worked by hand", () => {
  const { overall } = summaryOf(series());

  test("SQL is the mean loss over the seasonal error", () => {
    expect(overall.sql).toBeCloseTo(lossOfBoth / 2 / 2, 6);
  });
  test("MASE is the mean error of the median over the seasonal error", () => {
    expect(overall.mase).toBeCloseTo((2 + 2) / 2 / 2, 6);
  });
  test("WQL is the loss over all that was sold", () => {
    expect(overall.wql).toBeCloseTo(lossOfBoth / 14, 6);
  });
  test("WAPE is the error of the median over all that was sold", () => {
    expect(overall.wape).toBeCloseTo(4 / 14, 6);
  });
  test("bias is what the mean forecast too much, over all that was sold", () => {
    expect(overall.bias).toBeCloseTo((-1 + 2) / 14, 6);
  });
  test("coverage counts 10 within 6 … 12 and 4 outside 5 … 7", () => {
    expect(overall.coverage).toEqual([{ lower: 0.1, upper: 0.9, nominal: 0.8, actual: 0.5 }]);
  });
});

describe("ScoreBoard", () => {
  test("leaves out periods that are not known", () => {
    const known = summaryOf(
      series({
        actual: Float32Array.of(10, Number.NaN),
      }),
    ).overall;
    expect(known.periods).toBe(1);
    expect(known.sql).toBeCloseTo(3.2 / 3 / 2, 6);
    expect(known.wape).toBeCloseTo(2 / 10, 6);
  });

  test("does not count a series of which nothing is known", () => {
    const nothing = series({ actual: new Float32Array(2).fill(Number.NaN) });
    expect(summaryOf(nothing).overall).toMatchObject({ series: 0, sql: null, wql: null });
  });

  test("leaves a series without scale out of SQL and MASE, and says so", () => {
    const { overall } = summaryOf(series(), series({ scale: 0 }));
    expect(overall).toMatchObject({ series: 2, unscaledSeries: 1, periods: 4 });
    expect(overall.sql).toBeCloseTo(lossOfBoth / 4, 6);
    expect(overall.wql).toBeCloseTo(lossOfBoth / 14, 6);
  });

  test("says null of what has no measure: nothing was sold", () => {
    const { overall } = summaryOf(series({ actual: Float32Array.of(0, 0) }));
    expect(overall).toMatchObject({ wql: null, wape: null, bias: null });
  });

  test("takes the median between the levels beside it where 0.5 is not forecast", () => {
    const board = new ScoreBoard([0.2, 0.6]);
    board.add(
      series({
        actual: Float32Array.of(5),
        mean: Float32Array.of(5),
        quantiles: Float32Array.of(1, 5),
      }),
    );
    expect(board.summary().overall.wape).toBeCloseTo(1 / 5, 6); // 1 + 3/4 · 4 = 4
  });

  test("scores segments apart, and overall as if there were none", () => {
    const { overall, segments } = summaryOf(series(), series({ segment: "lumpy", scale: 4 }));
    expect(Object.keys(segments)).toEqual(["lumpy", "smooth"]);
    expect(segments.smooth.sql).toBeCloseTo(lossOfBoth / 4, 6);
    expect(segments.lumpy.sql).toBeCloseTo(lossOfBoth / 8, 6);
    expect(overall.sql).toBeCloseTo((lossOfBoth / 4 + lossOfBoth / 8) / 2, 6);
  });

  test("is the same however series are dealt to boards and merged", () => {
    const value = fc.double({ min: 0, max: 50, noNaN: true });
    const random = fc.record({
      actual: fc.array(value, { minLength: 2, maxLength: 2 }),
      scale: fc.double({ min: 0.1, max: 9, noNaN: true }),
      left: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(random, { minLength: 1, maxLength: 8 }), (dealt) => {
        const whole = new ScoreBoard(levels);
        const left = new ScoreBoard(levels);
        const right = new ScoreBoard(levels);
        for (const one of dealt) {
          const scored = series({ actual: Float32Array.from(one.actual), scale: one.scale });
          whole.add(scored);
          (one.left ? left : right).add(scored);
        }
        left.merge(JSON.parse(JSON.stringify(right.totals())));
        expect(left.summary().overall.sql).toBeCloseTo(whole.summary().overall.sql ?? 0, 9);
        expect(left.summary().overall.periods).toBe(whole.summary().overall.periods);
      }),
    );
  });

  test("a forecast of what came has no loss", () => {
    const perfect = series({ quantiles: Float32Array.of(10, 10, 10, 4, 4, 4) });
    expect(summaryOf(perfect).overall.sql).toBe(0);
  });
});
