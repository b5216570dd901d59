import { describe, expect, test } from "vitest";
import { allocateStep } from "#jobs/allocate/step.ts";
import { replenishStep } from "#jobs/replenish/step.ts";
import { reorderShardKey, stepKey } from "#lib/contracts/lake-keys.ts";
import { decodeReorderShard } from "#lib/lake/reorder-shards.ts";
import { beginNight, describeDataset, type Night } from "#test/support/nights/night.ts";
import { writeForecasts } from "#test/support/nights/shop-night.ts";

/** Every item of every store sells 10 a day; lead time and review are 7 days. */
async function shopNight(
  config: string,
  stock: readonly (readonly [item: string, location: string, onHand: number])[],
  { suppliers = {} }: { readonly suppliers?: Readonly<Record<string, string>> } = {},
): Promise<Night> {
  const night = await beginNight(config);
  const series = stock.filter(([, location]) => location !== "DC");
  const half = Math.ceil(series.length / 2);
  const shards = [series.slice(0, half), series.slice(half)];
  await describeDataset(night, { shardCount: 2, shardSeries: shards.map(({ length }) => length) });
  for (const [shard, rows] of shards.entries()) {
    await writeForecasts(
      night,
      shard,
      rows.map(([item, location]) => [item, location]),
    );
  }
  const rows = stock.map(
    ([item, location, units]) => `('${item}', '${location}', DATE '2026-06-30', ${units}.0)`,
  );
  await night.writeTable(
    "stock.parquet",
    `SELECT * FROM (VALUES ${rows.join(", ")}) t(item, location, date, on_hand)`,
  );
  const items = [...new Set(stock.map(([item]) => item))];
  const supply = items.map(
    (item) => `('${item}', '${suppliers[item] ?? "acme"}', 7.0, 6.0, 2.0, 5.0)`,
  );
  await night.writeTable(
    "supply.parquet",
    `SELECT * FROM (VALUES ${supply.join(", ")})
      t(item, supplier, lead_time_days, pack_size, unit_cost, unit_price)`,
  );
  await replenishStep.run(night.context);
  return night;
}

interface Row {
  readonly quantity: number;
  readonly value: number;
  readonly orderUpTo: number;
  readonly reason: string;
  readonly needsApproval: boolean;
}

/** Published orders by item@location. */
async function readOrders({ lake, context }: Night, shards = 2): Promise<Map<string, Row>> {
  const rows = new Map<string, Row>();
  for (let shard = 0; shard < shards; shard++) {
    const key = reorderShardKey(context.run, shard);
    const orders = decodeReorderShard(await lake.read(key), key);
    for (const [r, item] of orders.item.entries()) {
      rows.set(`${item}@${orders.location[r]}`, {
        quantity: orders.orderQuantity[r] as number,
        value: orders.orderValue[r] as number,
        orderUpTo: orders.orderUpTo[r] as number,
        reason: orders.reason[r] as string,
        needsApproval: orders.needsApproval[r] === 1,
      });
    }
  }
  return rows;
}

async function readList({ lake, context }: Night, name: string): Promise<string[]> {
  const bytes = await lake.read(stepKey(context.run, "allocate", name));
  return Buffer.from(bytes).toString().trimEnd().split("\n");
}

describe("the allocate step", () => {
  test("leaves orders alone where nothing limits them, and ranks them by what they save", async () => {
    const night = await shopNight("", [
      ["tea", "north", 0],
      ["tea", "south", 60],
      ["mug", "north", 300],
    ]);
    const counts = await allocateStep.run(night.context);
    const orders = await readOrders(night);
    expect(orders.get("tea@north")?.quantity).toBeGreaterThan(100);
    expect(orders.get("mug@north")?.quantity).toBe(0);
    const list = await readList(night, "purchases.csv");
    expect(list[0]).toBe("rank,item,title,location,supplier,units,value,saves,spent,answer");
    expect(list[1]).toMatch(/^1,tea,,north,acme,\d+,\d+,.*,bought$/);
    expect(counts).toMatchObject({ purchases: list.length - 1, transfers: 0 });
  });

  test("never spends more than the budget, and says what was cut", async () => {
    const night = await shopNight("orders: { budget: 300, currency: EUR }", [
      ["tea", "north", 0],
      ["tea", "south", 60],
      ["mug", "north", 30],
    ]);
    await allocateStep.run(night.context);
    const orders = [...(await readOrders(night)).values()];
    const spent = orders.reduce((sum, { value }) => sum + value, 0);
    expect(spent).toBeGreaterThan(250);
    expect(spent).toBeLessThanOrEqual(300);
    for (const { quantity } of orders) expect(quantity % 6).toBe(0);
    expect(orders.map(({ reason }) => reason).join("\n")).toMatch(
      /Cut from \d+ to \d+: the rest is beyond the budget of 300.00 EUR\./,
    );
  });

  test("moves what one store has too much of before another buys", async () => {
    const night = await shopNight("transfers: { between: all }", [
      ["tea", "north", 0],
      ["tea", "south", 1000],
    ]);
    const before = await shopNight("", [
      ["tea", "north", 0],
      ["tea", "south", 1000],
    ]);
    await allocateStep.run(night.context);
    await allocateStep.run(before.context);
    const wanted = (await readOrders(before)).get("tea@north")?.quantity;
    const helped = (await readOrders(night)).get("tea@north");
    expect(wanted).toBeGreaterThan(100);
    expect(helped?.quantity).toBe(0);
    expect(helped?.reason).toContain(`By transfer come ${wanted} from south.`);
    expect((await readList(night, "transfers.csv"))[1]).toMatch(
      new RegExp(`^tea,,south,north,${wanted},${2 * (wanted ?? 0)},north is about to order`),
    );
  });

  test("two stores that have together what a third is about to order give it", async () => {
    const alone = await shopNight("", [["tea", "north", 0]]);
    await allocateStep.run(alone.context);
    const { quantity: wanted = 0, orderUpTo = 0 } =
      (await readOrders(alone)).get("tea@north") ?? {};
    const night = await shopNight("transfers: { between: all }", [
      ["tea", "north", 0],
      ["tea", "south", orderUpTo + wanted - 3],
      ["tea", "west", orderUpTo + 3],
    ]);
    await allocateStep.run(night.context);
    const helped = (await readOrders(night)).get("tea@north");
    expect(wanted).toBeGreaterThan(100);
    expect(helped?.quantity).toBe(0);
    expect(helped?.reason).toContain(`By transfer come ${wanted - 3} from south and 3 from west.`);
  });

  test("asks for approval of what is ordered after all, and says why", async () => {
    const stock = [["tea", "north", 0]] as const;
    const dear = await shopNight("orders: { approve_above: 200, currency: EUR }", stock);
    const cut = await shopNight(
      "orders: { approve_above: 200, budget: 150, currency: EUR }",
      stock,
    );
    const raised = await shopNight(
      "orders: { approve_above: 380, currency: EUR }\nsuppliers: [{ supplier: acme, min_value: 400 }]",
      stock,
    );
    for (const night of [dear, cut, raised]) await allocateStep.run(night.context);
    const [all, part, more] = [
      ...(await Promise.all([dear, cut, raised].map((night) => readOrders(night)))),
    ].map((orders) => orders.get("tea@north"));
    expect(all?.needsApproval).toBe(true);
    expect(all?.reason).toMatch(/Needs approval: worth more than 200.00 EUR\.$/);
    expect(part?.value).toBeGreaterThan(0);
    expect([part?.needsApproval, part?.reason.includes("approval")]).toEqual([false, false]);
    expect(more?.needsApproval).toBe(true);
    expect(more?.reason).toMatch(/EUR at once\. Needs approval: worth more than 380.00 EUR\.$/);
  });

  test("says which limit cut an order: the budget or the room", async () => {
    const night = await shopNight(
      "orders: { budget: 90000, currency: EUR }\nsites: [{ location: north, capacity: 150 }]",
      [
        ["tea", "north", 30],
        ["mug", "north", 20],
      ],
    );
    await allocateStep.run(night.context);
    const reasons = [...(await readOrders(night)).values()].map(({ reason }) => reason).join("\n");
    expect(reasons).toMatch(/: the rest is beyond the room that north has\./);
    expect(reasons).not.toContain("budget");
  });

  test("raises the orders of a supplier to what it takes at least, in whole packs", async () => {
    const night = await shopNight(
      "suppliers: [{ supplier: acme, min_value: 400 }]\norders: { currency: EUR }",
      [["tea", "north", 0]],
    );
    await allocateStep.run(night.context);
    const order = (await readOrders(night)).get("tea@north");
    expect(order?.value).toBeGreaterThanOrEqual(400);
    expect(order?.value).toBeLessThan(412);
    expect(order?.reason).toMatch(
      /Raised from \d+ to \d+: acme takes no less than 400.00 EUR at once\.$/,
    );
  });

  test("holds back orders that are far from what the supplier takes", async () => {
    const night = await shopNight("suppliers: [{ supplier: acme, min_value: 4000 }]", [
      ["tea", "north", 0],
    ]);
    const counts = await allocateStep.run(night.context);
    const order = (await readOrders(night)).get("tea@north");
    expect([order?.quantity, order?.value]).toEqual([0, 0]);
    expect(order?.reason).toMatch(
      /Held back: acme takes no less than 4000.00 at once, and its orders come to less\.$/,
    );
    expect(counts["suppliers held back"]).toBe(1);
  });

  const agreeing = [
    ["nothing limits them", ""],
    ["a minimum raises them", "suppliers: [{ supplier: acme, min_value: 700 }]"],
    ["a supplier is held back", "suppliers: [{ supplier: acme, min_value: 90000 }]"],
    ["a budget cuts them", "orders: { budget: 300, currency: EUR }"],
    [
      "a raise meets a full room",
      "suppliers: [{ supplier: acme, min_units: 270 }]\nsites: [{ location: north, capacity: 160 }]",
    ],
  ] as const;

  test.each(agreeing)("the purchase list and the orders agree where %s", async (_case, config) => {
    const night = await shopNight(config, [
      ["tea", "north", 0],
      ["tea", "south", 60],
      ["mug", "north", 30],
    ]);
    await allocateStep.run(night.context);
    const paid = (await readList(night, "purchases.csv"))
      .map((line) => line.split(","))
      .filter((fields) => fields[9] === "bought" || fields[9] === "raised");
    const listed = new Map<string, number>();
    for (const [, item, , location, , units] of paid) {
      const name = `${item}@${location}`;
      listed.set(name, (listed.get(name) ?? 0) + Number(units));
    }
    const orders = await readOrders(night);
    const ordered = [...orders].filter(([, { quantity }]) => quantity > 0);
    expect(new Map(ordered.map(([name, { quantity }]) => [name, quantity]))).toEqual(listed);
    const value = [...orders.values()].reduce((sum, one) => sum + one.value, 0);
    expect(Number(paid.at(-1)?.[8] ?? 0)).toBeCloseTo(value, 6);
  });

  test("what a supplier is held back for goes to the others", async () => {
    const stock = [
      ["tea", "north", 0],
      ["mug", "north", 0],
    ] as const;
    const budget = "orders: { budget: 200, currency: EUR }";
    const config = `${budget}\nsuppliers: [{ supplier: bigco, min_value: 90000 }]`;
    const night = await shopNight(config, stock, { suppliers: { tea: "bigco" } });
    await allocateStep.run(night.context);
    const orders = await readOrders(night);
    expect(orders.get("tea@north")?.quantity).toBe(0);
    expect(orders.get("tea@north")?.reason).toMatch(/Held back: bigco takes no less/);
    expect(orders.get("mug@north")?.value).toBeGreaterThan(150);
  });

  test("fills no location beyond what it can hold", async () => {
    const night = await shopNight("sites: [{ location: north, capacity: 150 }]", [
      ["tea", "north", 30],
      ["mug", "north", 20],
    ]);
    await allocateStep.run(night.context);
    const orders = [...(await readOrders(night)).values()];
    const units = orders.reduce((sum, { quantity }) => sum + quantity, 0);
    expect(units).toBeGreaterThan(60);
    expect(units).toBeLessThanOrEqual(100);
  });

  test("a warehouse orders for all its stores, and shares what it has among them", async () => {
    const night = await shopNight(
      "sites: [{ location: north, supplied_from: DC }, { location: south, supplied_from: DC }]",
      [
        ["tea", "north", 0],
        ["tea", "south", 10],
        ["tea", "DC", 66],
      ],
    );
    await allocateStep.run(night.context);
    const orders = await readOrders(night, 3);
    const [north, south, own] = ["tea@north", "tea@south", "tea@DC"].map((key) => orders.get(key));
    expect((north?.quantity ?? 0) + (south?.quantity ?? 0)).toBe(66);
    expect([north?.quantity, south?.quantity]).toSatisfy((shares: number[]) =>
      shares.every((units) => units >= 24),
    );
    expect(north?.reason).toMatch(/Supplied from DC\. Cut from \d+ to \d+: DC has 66/);
    // Two stores sell 20 a day for 7 + 7 + 1 days: 300, less the 76 that there are.
    expect(own?.quantity).toBeGreaterThan(224);
    expect(own?.quantity).toBeLessThan(330);
    expect((own?.quantity ?? 1) % 6).toBe(0);
    expect(own?.reason).toMatch(/^Its 2 stores are expected to sell about 300 in 15 days/);
    expect(own?.reason).toContain("Service level 95 %, the default.");
    expect(await readList(night, "purchases.csv")).toHaveLength(2);
  });
});
