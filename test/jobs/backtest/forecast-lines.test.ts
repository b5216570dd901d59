import { expect, test } from "vitest";
import { forecastLines } from "#jobs/backtest/forecast-lines.ts";
import { parseBusinessDate } from "#lib/domain/business-date.ts";

const day = parseBusinessDate("2026-06-30");
const linesOf = (item: string) =>
  forecastLines(
    { cutoff: day, item, location: "all", dates: [day], actual: Float32Array.of(Number.NaN) },
    { mean: Float32Array.of(2), quantiles: Float32Array.of(1, 3) },
  );

test.each([
  ["a dash first", "-12", "-12"],
  ["an equals sign first", "=1+1", "=1+1"],
  ["a comma, quoted as RFC 4180 says", "tea, green", '"tea, green"'],
])("a program finds an id as the shop wrote it: %s", (_case, item, field) => {
  expect(linesOf(item)).toBe(`2026-06-30,${field},all,2026-06-30,,2,1,3\n`);
});
