import { describe, expect, test } from "vitest";
import { prepared, type Row, type Shop, seriesOf } from "./ingested.ts";

const unknown = Number.NaN;
const sales: readonly Row[] = [
  { date: "2026-03-05", item: "A", location: "north", units: 1 },
  { date: "2026-03-05", item: "A", location: "south", units: 1 },
  { date: "2026-03-06", item: "B", location: "north", units: 1 },
  { date: "2026-03-08", item: "A", location: "north", units: 1 },
];

/** Covariates of the shop above: four days to 2026-03-08 and a horizon of two. */
async function withTables(
  tables: readonly { rows: readonly Row[]; known?: string[]; past?: string[] }[],
  more: Partial<Shop> = {},
) {
  return await prepared({
    cutoff: "2026-03-08",
    ...more,
    covariates: tables.map(({ rows: _, ...declared }) => declared),
    tables: {
      sales,
      ...more.tables,
      ...Object.fromEntries(tables.map(({ rows }, i) => [`covariates-${i}`, rows])),
    },
  });
}

describe("keys", () => {
  test("a value holds for every series that its key matches, and for no other", async () => {
    const date = "2026-03-06";
    const shop = await withTables([
      {
        rows: [
          { date, weather: 2 },
          { date: "2026-03-07", weather: 4 },
        ],
        known: ["weather"],
      },
      { rows: [{ date, location: "south", fair: 3 }], known: ["fair"] },
      { rows: [{ date, item: "A", price: 5 }], known: ["price"] },
      { rows: [{ date, item: "A", location: "north", shelf: 6 }], known: ["shelf"] },
    ]);
    const [north, south, b] = [
      seriesOf(shop, "A", "north")?.known,
      seriesOf(shop, "A", "south")?.known,
      seriesOf(shop, "B", "north")?.known,
    ];
    const none = [unknown, unknown, unknown, unknown, unknown, unknown];
    expect(shop.dataset.known).toEqual(["weather", "fair", "price", "shelf"]);
    expect(north).toEqual({
      weather: [unknown, 2, 4, unknown, unknown, unknown],
      fair: none,
      price: none.with(1, 5),
      shelf: none.with(1, 6),
    });
    expect(south).toEqual({ ...north, fair: none.with(1, 3), shelf: none });
    // B begins a day later.
    expect(b).toEqual({
      weather: [2, 4, unknown, unknown, unknown],
      ...{ fair: none.slice(1), price: none.slice(1), shelf: none.slice(1) },
    });
  });

  test("a value without a date holds always", async () => {
    const shop = await withTables([
      { rows: [{ location: "north", area: 120 }], known: ["area"] },
      { rows: [{ item: "B", weight: 7 }], past: ["weight"] },
    ]);
    expect(seriesOf(shop, "A", "north")?.known.area).toEqual([120, 120, 120, 120, 120, 120]);
    expect(seriesOf(shop, "A", "south")?.known.area?.every(Number.isNaN)).toBe(true);
    expect(seriesOf(shop, "B", "north")?.past.weight).toEqual([7, 7, 7]);
  });

  test.each(["rank", "key", "bucket", "series", "units", "start"])(
    "a covariate may be called %s",
    async (name) => {
      const rows = [{ date: "2026-03-05", item: "A", [name]: 2 }];
      const shop = await withTables([{ rows, known: [name] }]);
      expect(seriesOf(shop, "A", "north")?.known[name]?.[0]).toBe(2);
    },
  );
});

describe("what is known when", () => {
  const footfall = (days: Readonly<Record<string, number>>) =>
    Object.entries(days).map(([date, value]) => ({ date, footfall: value }));

  test("a past covariate goes on with its last value, never with a later one", async () => {
    const rows = footfall({ "2026-03-06": 10, "2026-03-08": 30, "2026-03-09": 99 });
    const shop = await withTables([{ rows, past: ["footfall"] }]);
    expect(seriesOf(shop, "A", "north")?.past.footfall).toEqual([unknown, 10, 10, 30]);
    // A series that begins later knows what was measured before it.
    expect(seriesOf(shop, "B", "north")?.past.footfall).toEqual([10, 10, 30]);
  });

  test("the mean of its days stands for a week, past columns only up to the cutoff", async () => {
    const rows = [
      { date: "2026-03-02", plan: 1, footfall: 10 },
      { date: "2026-03-03", plan: 2, footfall: null },
      { date: "2026-03-07", plan: 6, footfall: 40 },
      { date: "2026-03-09", plan: 8, footfall: 500 },
    ];
    const settings = { frequency: "week" };
    const shop = await withTables([{ rows, known: ["plan"], past: ["footfall"] }], { settings });
    expect(seriesOf(shop, "A", "north")).toMatchObject({
      known: { plan: [3, 8, unknown] },
      past: { footfall: [25] },
    });
  });

  test("a known column that is 1 wherever given lists events: elsewhere it is 0", async () => {
    const rows = [
      { date: "2026-03-06", holiday: 1, price: 1 },
      { date: "2026-03-09", holiday: 1, price: 2 },
      { date: "2026-06-09", holiday: 5, price: 2 },
    ];
    const shop = await withTables([{ rows, known: ["holiday", "price"] }]);
    expect(seriesOf(shop, "A", "north")?.known).toEqual({
      holiday: [0, 1, 0, 0, 1, 0],
      price: [unknown, 1, unknown, unknown, 2, unknown],
    });
  });
});

describe("price and promotion of sales", () => {
  const priced: readonly Row[] = [
    { date: "2026-03-05", item: "A", units: 3, price: 2, promotion: 0 },
    { date: "2026-03-05", item: "A", units: 1, price: 4, promotion: 1 },
    { date: "2026-03-07", item: "A", units: 0, price: 6, promotion: null },
    { date: "2026-03-08", item: "A", units: 2, price: 5, promotion: 1 },
  ];

  test("price is weighted by units and holds until the next; promotion is known by rows", async () => {
    const shop = await prepared({ tables: { sales: priced }, cutoff: "2026-03-08" });
    expect(shop.dataset.past).toEqual(["price", "promotion"]);
    expect(seriesOf(shop, "A")?.past).toEqual({
      price: [2.5, 2.5, 6, 5],
      promotion: [0.5, unknown, unknown, 1],
    });
  });

  test("a price that the shop gives as a covariate keeps its name and place", async () => {
    const rows = [{ date: "2026-03-05", item: "A", price: 9 }];
    const shop = await withTables([{ rows, known: ["price"] }], { tables: { sales: priced } });
    expect(shop.dataset).toMatchObject({ known: ["price"], past: ["promotion"] });
    expect(seriesOf(shop, "A")?.known.price?.[0]).toBe(9);
  });

  test("the target itself is no covariate", async () => {
    const settings = { target: "price" };
    const shop = await prepared({ tables: { sales: priced }, settings, cutoff: "2026-03-08" });
    expect(shop.dataset.past).toEqual(["promotion"]);
  });
});
