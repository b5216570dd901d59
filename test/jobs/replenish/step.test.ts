import { describe, expect, test } from "vitest";
import { replenishStep } from "#jobs/replenish/step.ts";
import { decisionsPrefix, shardKey } from "#lib/contracts/lake-keys.ts";
import type { ReorderShard } from "#lib/contracts/reorder-shard.ts";
import { supplyShardKey } from "#lib/contracts/supply-shard.ts";
import { parseBusinessDate, toEpochDay } from "#lib/domain/business-date.ts";
import { writeJson } from "#lib/lake/json-objects.ts";
import { decodeReorderShard } from "#lib/lake/reorder-shards.ts";
import { beginNight, describeDataset, type Night } from "#test/support/nights/night.ts";
import { writeForecasts, writeHistory } from "#test/support/nights/shop-night.ts";

async function readOrders({ lake, context }: Night, shard: number): Promise<ReorderShard> {
  const key = shardKey(context.run, "replenish", shard);
  return decodeReorderShard(await lake.read(key), key);
}

const items = `SELECT * FROM (VALUES
  ('tea', '绿茶 "Long Jing", 100 g', NULL::DATE), ('mug', 'Mug', NULL), ('old', 'Old', DATE '2026-07-02'))
  t(item, title, end_date)`;
const stock = `SELECT * FROM (VALUES
  ('tea', 'north', DATE '2026-06-30', 50.0, 10.0), ('tea', 'north', DATE '2026-06-01', 900.0, 0.0),
  ('tea', 'north', DATE '2026-07-01', 800.0, 0.0), ('tea', 'south', DATE '2026-06-28', 0.0, NULL),
  ('mug', 'north', DATE '2026-06-30', 0.0, 0.0), ('old', 'north', DATE '2026-06-30', 0.0, 0.0))
  t(item, location, date, on_hand, on_order)`;
const supply = `SELECT * FROM (VALUES
  ('tea', NULL, 'acme', 7.0, 12.0, 2.0), ('tea', 'south', NULL, 3.0, NULL, NULL),
  ('mug', NULL, 'slow', 9.0, 6.0, 5.0), ('mug', NULL, 'cheap', 8.0, 24.0, 4.0))
  t(item, location, supplier, lead_time_days, pack_size, unit_cost)`;

async function shopNight(seed = 1): Promise<Night> {
  const night = await beginNight("orders: { approve_above: 500, currency: EUR }", seed);
  await describeDataset(night, { shardCount: 3, seriesCount: 5, shardSeries: [3, 0, 2] });
  await writeForecasts(night, 0, [
    ["tea", "north"],
    ["mug", "south"],
    ["tea", "south"],
  ]);
  await writeForecasts(night, 1, []);
  await writeForecasts(night, 2, [
    ["mug", "north"],
    ["old", "north"],
  ]);
  await night.writeTable("items.parquet", items);
  await night.writeTable("stock.parquet", stock);
  await night.writeTable("supply.parquet", supply);
  return night;
}

/** One item that sells everywhere, with no table but its forecast. */
async function oneSeries(): Promise<Night> {
  const night = await beginNight();
  await describeDataset(night, { shardCount: 1, seriesCount: 1, shardSeries: [1] });
  await writeForecasts(night, 0, [["tea", "all"]]);
  return night;
}

describe("the replenish step", () => {
  test("believes the latest count up to the cutoff, and orders whole packs at cost", async () => {
    const night = await shopNight();
    const counts = await replenishStep.run(night.context);
    const orders = await readOrders(night, 0);
    expect(orders.item).toEqual(["tea", "mug", "tea"]);
    expect(orders.title).toEqual(['绿茶 "Long Jing", 100 g', "Mug", '绿茶 "Long Jing", 100 g']);
    expect([orders.onHand[0], orders.onOrder[0]]).toEqual([50, 10]);
    expect(orders.orderQuantity[0]).toBeGreaterThan(80);
    expect((orders.orderQuantity[0] ?? 0) % 12).toBe(0);
    expect(orders.orderValue[0]).toBe((orders.orderQuantity[0] ?? 0) * 2);
    expect(orders.orderBy[0]).toBe("2026-07-01");
    expect(orders.arrives[0]).toBe("2026-07-08");
    expect(counts).toEqual({ series: 5, orders: 3, uncounted: 1 });
  });

  test("a supply row of the location speaks first, the one of all locations fills in", async () => {
    const night = await shopNight();
    await replenishStep.run(night.context);
    const orders = await readOrders(night, 0);
    expect(orders.supplier[2]).toBe("acme");
    expect(orders.arrives[2]).toBe("2026-07-04");
    expect((orders.orderQuantity[2] ?? 1) % 12).toBe(0);
    expect(orders.reason[2]).toContain("counted 2 days before the cutoff");
  });

  test("without a count there is no quantity, and the reason says so", async () => {
    const night = await shopNight();
    await replenishStep.run(night.context);
    const orders = await readOrders(night, 0);
    expect(orders.orderQuantity[1]).toBeNaN();
    expect(orders.orderValue[1]).toBeNaN();
    expect(orders.orderBy[1]).toBe("");
    expect(orders.reason[1]).toMatch(/^Stock unknown/);
    expect(orders.reorderPoint[1]).toBeGreaterThan(0);
    expect(night.said.join()).toMatch(/^1 of 5 series have no stock count/);
  });

  test("of two suppliers the cheaper delivers", async () => {
    const night = await shopNight();
    await replenishStep.run(night.context);
    const orders = await readOrders(night, 2);
    expect(orders.supplier[0]).toBe("cheap");
    expect((orders.orderQuantity[0] ?? 1) % 24).toBe(0);
    expect(orders.orderValue[0]).toBe(4 * (orders.orderQuantity[0] ?? 0));
  });

  test("a supplier that the config does not know is named; a warehouse of its own is none", async () => {
    const night = await beginNight(
      "suppliers: [{ supplier: acme }]\nsites: [{ location: north, supplied_from: DC }]",
    );
    await describeDataset(night, { shardCount: 1, seriesCount: 2, shardSeries: [2] });
    await writeForecasts(night, 0, [
      ["mug", "north"],
      ["mug", "south"],
    ]);
    await night.writeTable("stock.parquet", stock.replaceAll("'tea'", "'mug'"));
    await night.writeTable("supply.parquet", supply);
    await replenishStep.run(night.context);
    const { reason, supplier } = await readOrders(night, 0);
    expect(supplier).toEqual(["DC", "cheap"]);
    expect(reason[0]).toContain("Supplied from DC.");
    expect(reason[0]).not.toContain("is not among the suppliers");
    expect(reason[1]).toContain("cheap is not among the suppliers of the config");
  });

  test("nothing is ordered that would arrive after the item's end", async () => {
    const night = await shopNight();
    await replenishStep.run(night.context);
    const orders = await readOrders(night, 2);
    expect(orders.orderQuantity[1]).toBe(0);
    expect(orders.orderBy[1]).toBe("");
    expect(orders.reason[1]).toContain("It ends before an order could arrive.");
  });

  test("an empty shard gives an empty shard", async () => {
    const night = await shopNight();
    await replenishStep.run(night.context);
    expect((await readOrders(night, 1)).item).toEqual([]);
  });

  test("the same inputs give the same bytes", async () => {
    const bytes = [];
    for (let turn = 0; turn < 2; turn++) {
      const night = await shopNight();
      await replenishStep.run(night.context);
      bytes.push(await night.lake.read(shardKey(night.context.run, "replenish", 0)));
    }
    expect(Buffer.compare(bytes[0] as Uint8Array, bytes[1] as Uint8Array)).toBe(0);
  });

  test("with neither stock, supply nor items every series is told so", async () => {
    const night = await oneSeries();
    await replenishStep.run(night.context);
    const orders = await readOrders(night, 0);
    expect(orders.orderQuantity[0]).toBeNaN();
    expect(orders.title[0]).toBe("");
    expect(night.said.join()).toContain("There is no stock table");
  });

  test("no lead time: the default's, and the reason says so", async () => {
    const night = await beginNight("supply: { lead_time_days: 5 }");
    await describeDataset(night, { shardCount: 1, seriesCount: 1, shardSeries: [1] });
    await writeForecasts(night, 0, [["tea", "all"]]);
    await night.writeTable("supply.parquet", "SELECT 'tea' AS item, 2.0 AS unit_cost");
    await replenishStep.run(night.context);
    const { reason } = await readOrders(night, 0);
    expect(reason[0]).toContain("No lead time is given: 5 days, the default.");
  });

  test.each([
    ["", true],
    ["orders: { currency: EUR }", false],
  ])("costs without a currency are named while it runs: %j", async (orders, isNamed) => {
    const priced = "  supply: { files: p.csv, columns: { item: i, unit_cost: c } }\n";
    const night = await beginNight(priced + orders);
    await describeDataset(night, { shardCount: 1, seriesCount: 1, shardSeries: [1] });
    await writeForecasts(night, 0, [["tea", "all"]]);
    await replenishStep.run(night.context);
    expect(night.said.join().includes("Costs and prices have no currency")).toBe(isNamed);
  });

  test("of two counts of one day the lower is believed", async () => {
    const night = await oneSeries();
    const count = (units: number) =>
      `SELECT 'tea' AS item, DATE '2026-06-30' AS date, ${units}.0 AS on_hand`;
    await night.writeTable("stock.parquet", `${count(9)} UNION ALL ${count(4)}`);
    await replenishStep.run(night.context);
    expect((await readOrders(night, 0)).onHand[0]).toBe(4);
  });

  test("counts that meet no series are told apart from none", async () => {
    const night = await oneSeries();
    await night.writeTable(
      "stock.parquet",
      "SELECT 'tea' AS item, 'north' AS location, DATE '2026-06-30' AS date, 1.0 AS on_hand",
    );
    await replenishStep.run(night.context);
    expect(night.said.join()).toContain("Check the stock table's item and location");
  });

  test("where no cost is known an order is valued at the last price, and the reason says so", async () => {
    const night = await beginNight();
    await describeDataset(night, { shardCount: 1, shardSeries: [1], past: ["price"] });
    await writeForecasts(night, 0, [["tea", "all"]]);
    const price = new Float32Array(100).fill(Number.NaN);
    price.set([3, 2.55], 97);
    await writeHistory(night, 0, [["tea", "all"]], { price });
    await night.writeTable(
      "stock.parquet",
      "SELECT 'tea' AS item, DATE '2026-06-30' AS date, 0.0 AS on_hand",
    );
    await replenishStep.run(night.context);
    const orders = await readOrders(night, 0);
    expect(orders.orderValue[0]).toBeCloseTo(2.55 * (orders.orderQuantity[0] ?? 0), 9);
    expect(orders.reason[0]).toContain("Valued at its selling price");
  });
});

describe("what the night before left", () => {
  test("a share of the shards at a time gives the bytes of all at once", async () => {
    const [whole, parts] = [await shopNight(), await shopNight()];
    await replenishStep.run(whole.context);
    for (const index of [1, 0]) {
      await replenishStep.run({ ...parts.context, part: { index, count: 2 } });
    }
    for (const shard of [0, 1, 2]) {
      const keys = [
        shardKey(whole.context.run, "replenish", shard),
        supplyShardKey(whole.context.run, shard),
      ];
      for (const key of keys) {
        expect(Buffer.compare(await parts.lake.read(key), await whole.lake.read(key))).toBe(0);
      }
    }
  });

  /** An earlier run, of the day before, and what a planner decided on its order of tea. */
  async function decided(action: "approve" | "refuse" | undefined, quantity = 0): Promise<Night> {
    const night = await oneSeries();
    const before = parseBusinessDate("2026-06-29");
    const earlier = { cutoff: before, cutoffPeriod: toEpochDay(before) };
    await describeDataset(night, earlier, "2026-06-29-test");
    const decision = {
      ...{ item: "tea", location: "all", action, quantity, reason: "" },
      ...{ by: "Ann", at: "2026-06-30T09:00:00Z", version: 1 },
    };
    const key = `${decisionsPrefix("2026-06-29-test")}00.json`;
    if (action) await writeJson(night.lake, key, { "tea@all": [decision] });
    await night.writeTable(
      "stock.parquet",
      "SELECT 'tea' AS item, DATE '2026-06-28' AS date, 0.0 AS on_hand",
    );
    await replenishStep.run(night.context);
    return night;
  }

  test("what a planner approved is on its way until a count shows it", async () => {
    const plain = await readOrders(await decided(undefined), 0);
    const orders = await readOrders(await decided("approve", 60), 0);
    expect(orders.onOrder[0]).toBe(60);
    expect(orders.orderQuantity[0]).toBe((plain.orderQuantity[0] ?? 0) - 60);
    expect(orders.reason[0]).toContain("60 of what is on order were approved by Ann");
  });

  test("what a planner refused is not suggested again before the next review", async () => {
    const orders = await readOrders(await decided("refuse"), 0);
    expect(orders.orderQuantity[0]).toBe(0);
    expect(orders.reason[0]).toContain("Refused by Ann: not suggested again");
  });
});

describe("items that begin and end", () => {
  /** Old tea ends where new tea is launched; both sell ten a day. */
  async function replacement(launch: string): Promise<Night> {
    const night = await beginNight();
    await describeDataset(night, { shardCount: 1, seriesCount: 2, shardSeries: [2] });
    await writeForecasts(night, 0, [
      ["old", "all"],
      ["new", "all"],
    ]);
    await night.writeTable(
      "items.parquet",
      `SELECT * FROM (VALUES ('old', 'Old', NULL::DATE, NULL), ('new', 'New', DATE '${launch}', 'old'))
        t(item, title, launch_date, replaces)`,
    );
    await night.writeTable(
      "stock.parquet",
      "SELECT 'old' AS item, DATE '2026-06-30' AS date, 0.0 AS on_hand",
    );
    await replenishStep.run(night.context);
    return night;
  }

  test("the one that is replaced is ordered for no longer than until its successor's launch", async () => {
    const [soon, late] = [await replacement("2026-07-09"), await replacement("2026-12-01")];
    const [hurried, usual] = [await readOrders(soon, 0), await readOrders(late, 0)];
    expect(hurried.orderQuantity[0]).toBeGreaterThan(60);
    expect(hurried.orderQuantity[0]).toBeLessThan(usual.orderQuantity[0] ?? 0);
    expect(hurried.reason[0]).toContain("new replaces it.");
  });

  test("a launch has its first order before it sells, from no stock, though nobody counted it", async () => {
    const orders = await readOrders(await replacement("2026-07-06"), 0);
    expect([orders.onHand[1], orders.onOrder[1]]).toEqual([0, 0]);
    // It arrives on the 8th, and seven days' sales are wanted until the next order is here.
    expect(orders.orderQuantity[1]).toBeGreaterThan(70);
    expect(orders.reason[1]).toContain("It is not sold yet: this is for its launch.");
  });

  test("a launch far off is ordered later, and the date says when", async () => {
    const orders = await readOrders(await replacement("2026-09-01"), 0);
    expect(orders.orderQuantity[1]).toBe(0);
    expect(orders.orderBy[1] === "" || (orders.orderBy[1] ?? "") > "2026-07-15").toBe(true);
  });
});
