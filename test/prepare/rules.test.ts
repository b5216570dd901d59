import { describe, expect, test } from "vitest";
import { type BusinessDate, toEpochDay } from "#lib/domain/business-date.ts";
import { prepared, type Row, type Shop, seriesOf } from "./ingested.ts";

const day = (text: string): number => toEpochDay(text as BusinessDate);
const sale = (date: string, units: number, more: Row = {}): Row => ({
  date,
  item: "A",
  units,
  ...more,
});

/** Series A of a shop with these sales, to 2026-03-08 (a Sunday) unless told otherwise. */
async function seriesA(sales: readonly Row[], more: Partial<Shop> & { tables?: never } = {}) {
  const shop = await prepared({ cutoff: "2026-03-08", ...more, tables: { sales } });
  return seriesOf(shop, "A");
}

describe("target", () => {
  const sales = [
    sale("2026-03-05", 2, { price: 4 }),
    sale("2026-03-05", 1, { price: 1 }),
    sale("2026-03-07", 0, { price: 9 }),
    sale("2026-03-08", 5, { price: 2 }),
  ];

  test("units of a period are summed, and a period without a row is an observed 0", async () => {
    const series = await seriesA(sales);
    expect(series).toMatchObject({ target: [3, 0, 0, 5], state: "0000" });
    expect(series?.firstPeriod).toBe(day("2026-03-05"));
  });

  test("with `missing: unknown` a period without a row is missing", async () => {
    const series = await seriesA(sales, { settings: { missing: "unknown" } });
    expect(series).toMatchObject({ target: [3, 0, 0, 5], state: "0m00" });
  });

  test("revenue is price times units where no revenue is given", async () => {
    const series = await seriesA(sales, { settings: { target: "revenue" } });
    expect(series).toMatchObject({ target: [9, 0, 0, 10], state: "0000" });
  });

  test("price is weighted by units, and missing where nothing sold", async () => {
    const series = await seriesA(sales, { settings: { target: "price" } });
    expect(series).toMatchObject({ target: [3, 0, 0, 2], state: "0mm0" });
  });
});
