import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { bandPath, linearScale, linePath, niceTicks } from "#lib/publication/chart-scale.ts";
import { DriftGauge, stabilityIndex } from "#lib/publication/drift.ts";
import { estimatedDollars } from "#lib/publication/estimated-dollars.ts";
import { escapeMarkup, markup } from "#lib/publication/markup.ts";
import { publishedScores } from "#lib/publication/published-scores.ts";
import { percent, shown, signed } from "#lib/publication/shown-number.ts";

/** One series a row, of one value a period to the cutoff; NaN where none was observed. */
function shardOf(...series: readonly (readonly number[])[]): PreparedShard {
  const offsets = [0];
  for (const values of series) offsets.push((offsets.at(-1) as number) + values.length);
  return {
    shard: 0,
    item: series.map((_, s) => `I${s}`),
    location: series.map(() => "all"),
    itemRow: new Int32Array(series.length),
    locationRow: new Int32Array(series.length),
    firstPeriod: new Int32Array(series.length),
    offsets: Int32Array.from(offsets),
    target: Float32Array.from(series.flat(), (value) => (Number.isNaN(value) ? 0 : value)),
    state: Uint8Array.from(series.flat(), (value) => (Number.isNaN(value) ? 1 : 0)),
    past: new Map(),
    known: new Map(),
    statics: new Map(),
  };
}

describe("drift", () => {
  test("compares the latest window with the one before, leaving out what was not observed", () => {
    const gauge = new DriftGauge(2, "month");
    gauge.add(shardOf([1, 1, 3, Number.NaN], [2, 2, 0, 0]));
    gauge.add(shardOf([5, 0]));
    const { windows, newSeries, silentSeries } = gauge.finish();
    expect(windows).toEqual([
      { name: "latest", total: 8, series: 3, sellingSeries: 2, zeroShare: 3 / 5 },
      { name: "before", total: 6, series: 2, sellingSeries: 2, zeroShare: 0 },
    ]);
    expect({ newSeries, silentSeries }).toEqual({ newSeries: 1, silentSeries: 1 });
  });

  test("has a window a year ago where the data reaches it", () => {
    const gauge = new DriftGauge(2, "month");
    gauge.add(shardOf(Array.from({ length: 14 }, (_, i) => i)));
    expect(gauge.finish().windows.map(({ name, total }) => [name, total])).toEqual([
      ["latest", 25],
      ["before", 21],
      ["year-ago", 1],
    ]);
  });

  test("a shift of a fifth of the series by one bin: worked by hand", () => {
    // Counts 60, 40 before and 40, 60 after, with half a count more: p = 40.5/101, q = 60.5/101.
    const expected = 2 * (20 / 101) * Math.log(60.5 / 40.5);
    expect(stabilityIndex([60, 40, 0], [40, 60, 0])).toBeCloseTo(expected, 12);
  });

  test("is 0 for equal counts, positive otherwise, and not known without any", () => {
    const counts = fc.array(fc.nat(1000), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(counts, counts, (before, latest) => {
        fc.pre(before.some(Boolean) && latest.some(Boolean));
        expect(stabilityIndex(before, before)).toBe(0);
        expect(stabilityIndex(before, latest)).toBeGreaterThanOrEqual(0);
      }),
    );
    expect(stabilityIndex([0, 0], [1, 2])).toBeNaN();
  });
});

describe("plots", () => {
  test.each([
    [0, 9.3, [0, 5, 10]],
    [0, 1, [0, 0.5, 1]],
    [-3, 12, [-5, 0, 5, 10, 15]],
    [0, 0, [0, 0.5]],
  ])("ticks from %d to %d are round", (from, to, ticks) => {
    expect(niceTicks(from, to, 4)).toEqual(ticks);
  });

  test("ticks enclose what is drawn", () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(value, value, (a, b) => {
        const [from, to] = [Math.min(a, b, 0), Math.max(a, b, 0)];
        fc.pre(to - from > 1e-6);
        const ticks = niceTicks(from, to, 4);
        expect(ticks[0]).toBeLessThanOrEqual(from + (to - from) * 1e-6);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(to - (to - from) * 1e-6);
        expect(ticks.length).toBeLessThanOrEqual(8);
      }),
    );
  });

  test("a line breaks where nothing was observed", () => {
    const y = linearScale(0, 10, 100, 0);
    expect(linePath([1, 2, Number.NaN, 4], (i) => i * 10, y)).toBe("M0 90L10 80M30 60");
  });

  test("a band goes along its upper edge and back along its lower", () => {
    const y = linearScale(0, 10, 100, 0);
    expect(bandPath([1, 2], [3, 4], (i) => i * 10, y, 5)).toBe("M50 70L60 60L60 80L50 90Z");
  });
});

describe("what people read", () => {
  test.each([
    [12_345.6, "12,346"],
    [12.34, "12.3"],
    [1.234, "1.23"],
    [0.1234, "0.123"],
    [-1_234_567, "−1,234,567"],
    [0.0001, "<0.001"],
    [0, "0"],
    [Number.NaN, "–"],
    [undefined, "–"],
  ])("%d is shown as %s", (value, text) => {
    expect(shown(value)).toBe(text);
  });

  test("shares are percentages, and changes bear their sign", () => {
    expect(percent(0.1234)).toBe("12.3 %");
    expect(signed(percent(0.02))).toBe("+2.0 %");
    expect(signed(shown(-3))).toBe("−3");
    expect(signed(shown(0))).toBe("0");
  });

  test("text put into markup is escaped, markup is not, and control characters are replaced", () => {
    expect(markup`<p title="${'"'}">${"<&>"}${markup`<b>${1}</b>`}</p>`.text).toBe(
      '<p title="&quot;">&lt;&amp;&gt;<b>1</b></p>',
    );
    expect(escapeMarkup("a\u0000b\tc")).toBe("a\uFFFDb\tc");
  });
});

test.each([
  [
    "an hour on two processors of one's own, as two rented ones with their memory",
    undefined,
    0.1165,
  ],
  ["an hour in a container of Fargate, its disk included", "fargate", 0.2419],
  ["an hour on a machine with a GPU", "g4dn.xlarge", 0.526],
  ["an hour on a machine of no price list, as one's own", "mainframe", 0.1165],
])("%s is priced", (_case, machine, dollars) => {
  const works = [3000, 600].map((seconds) => ({ seconds, machine }));
  expect(estimatedDollars(works, 2)).toBe(dollars);
});

test("without scores of the whole, those of the chosen methods are weighted by series", () => {
  const scores = (sql: number) => ({ sql, wql: 1, mase: 1, wape: 1, bias: 0, coverage: 1 });
  const segment = (series: number, sql: number) => ({
    segment: `s${series}`,
    series,
    chosen: "a",
    reason: "",
    scores: { a: scores(sql) },
  });
  const training = {
    candidates: ["a"],
    segments: [segment(1, 4), segment(3, 8)],
    overall: {},
    validationWindows: 1,
    model: "demo-1",
  };
  expect(publishedScores(training)?.sql).toBe(7);
});
