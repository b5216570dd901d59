import { describe, expect, test } from "vitest";
import { type BusinessDate, fromEpochDay, toEpochDay } from "#lib/domain/business-date.ts";
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

describe("start", () => {
  // Rows from the 5th, the first sale on the 7th; another item's sales from the 1st.
  const launches = [null, "2026-02-03", "2026-03-03", "2026-03-06"];
  const sales = [
    { date: "2026-03-01", item: "other", units: 1 },
    ...launches.flatMap((launched) =>
      [0, 0, 4].map((units, i) => sale(`2026-03-0${5 + i}`, units, { item: String(launched) })),
    ),
  ];
  const items = launches.map((launch_date) => ({ item: String(launch_date), launch_date }));

  test.each([
    ["first-sale", ["2026-03-07", "2026-03-07", "2026-03-07", "2026-03-07"]],
    ["first-row", ["2026-03-05", "2026-03-01", "2026-03-03", "2026-03-05"]],
    ["data-start", ["2026-03-01", "2026-03-01", "2026-03-03", "2026-03-01"]],
  ])(
    "%s: with no launch, one before the data, before and after the first row",
    async (start, begins) => {
      const shop = await prepared({
        ...{ tables: { sales, items }, settings: { start }, cutoff: "2026-03-08" },
      });
      const series = launches.map((launched) => seriesOf(shop, String(launched)));
      expect(series.map((found) => found?.firstPeriod)).toEqual(begins.map(day));
      for (const found of series) expect(found?.target.at(-2)).toBe(4);
    },
  );

  test("a series whose rows sold nothing yet begins at its first row", async () => {
    const series = await seriesA([sale("2026-03-06", 0), sale("2026-03-08", 0)]);
    expect(series).toMatchObject({ firstPeriod: day("2026-03-06"), target: [0, 0, 0] });
  });
});

describe("an empty shelf", () => {
  const out = { in_stock: false };
  const full = { in_stock: true };

  test("a day with any row that says so is out of stock, and what it sold is kept, but is no demand", async () => {
    const series = await seriesA([
      sale("2026-03-05", 2, full),
      sale("2026-03-06", 1, out),
      sale("2026-03-06", 1, full),
      sale("2026-03-07", 0, out),
      sale("2026-03-08", 3, full),
    ]);
    expect(series).toMatchObject({ target: [2, 2, 0, 3], state: "0oo0" });
  });

  test("a week is out of stock when it sold nothing, or most of its rows say so", async () => {
    const week = (date: string, flags: readonly boolean[], units = 1) =>
      flags.map((in_stock) => sale(date, units, { in_stock }));
    const series = await seriesA(
      [
        ...week("2026-02-09", [true]),
        ...week("2026-02-16", [true, false]),
        ...week("2026-02-23", [false, true, false]),
        ...week("2026-03-02", [true, false], 0),
      ],
      { settings: { frequency: "week" } },
    );
    expect(series).toMatchObject({ target: [1, 2, 3, 0], state: "00oo" });
  });
});

describe("days on which no row can be expected", () => {
  const calendar = (open: readonly (number | null)[]) =>
    open.map((value, i) => ({ date: fromEpochDay(day("2026-03-04") + i), open: value }));
  const withCalendar = async (open: readonly (number | null)[]) => {
    const sales = [sale("2026-03-04", 1), sale("2026-03-06", 2), sale("2026-03-08", 1)];
    const tables = { sales, "covariates-0": calendar(open) };
    const covariates = [{ known: ["open"] }];
    return seriesOf(await prepared({ tables, covariates, cutoff: "2026-03-08" }), "A");
  };

  test("a shut day without sales is closed; one with sales was not shut", async () => {
    const series = await withCalendar([1, 0, 0, null, 1, 1, 0]);
    expect(series).toMatchObject({ target: [1, 0, 2, 0, 1], state: "0c000" });
    expect(series?.known.open).toEqual([1, 0, 0, Number.NaN, 1, 1, 0]);
  });

  test("a calendar of nothing but opening days closes no other day", async () => {
    const series = await withCalendar([1, null, 1, null, 1]);
    expect(series?.state).toBe("00000");
  });

  test("after the last row of the whole shop nothing is known", async () => {
    const series = await seriesA([sale("2026-03-05", 1), sale("2026-03-06", 1)]);
    expect(series).toMatchObject({ target: [1, 1, 0, 0], state: "00mm" });
  });
});

describe("weeks and months", () => {
  test("a week begins on the weekday that all sales fall on, else on Monday", async () => {
    const sundays = [sale("2026-02-22", 1), sale("2026-03-01", 2), sale("2026-03-08", 3)];
    const settings = { frequency: "week" };
    const whole = await prepared({ tables: { sales: sundays }, settings, cutoff: "2026-03-08" });
    expect(whole.dataset.calendar.weekStart).toBe(6);
    expect(seriesOf(whole, "A")?.target).toEqual([1, 2, 3]);
    const mixed = [...sundays, sale("2026-03-03", 5)];
    const shop = await prepared({ tables: { sales: mixed }, settings, cutoff: "2026-03-08" });
    expect(shop.dataset.calendar.weekStart).toBe(0);
    expect(seriesOf(shop, "A")?.target).toEqual([1, 2, 8]);
  });

  test("a month that goes on after the cutoff is left out, and that is said", async () => {
    const sales = [sale("2026-01-07", 1), sale("2026-01-30", 1), sale("2026-02-12", 4)];
    const settings = { frequency: "month" };
    const shop = await prepared({ tables: { sales }, settings, cutoff: "2026-02-12" });
    expect(seriesOf(shop, "A")?.target).toEqual([2]);
    expect(shop.dataset.cutoff).toBe("2026-01-31");
    expect(shop.said.join()).toContain("2026-02-01");
  });

  test("a row a month, always on one day of it, stands for the whole month", async () => {
    const sales = [sale("2026-01-01", 1), sale("2026-02-01", 4)];
    const settings = { frequency: "month" };
    const shop = await prepared({ tables: { sales }, settings, cutoff: "2026-02-01" });
    expect(seriesOf(shop, "A")?.target).toEqual([1, 4]);
    expect(shop.said).toEqual([]);
  });
});
